"""Fetches what comes next in a thread while what came before is worked on."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


@contextmanager
def read_ahead(items: Iterator[T], most: int) -> Iterator[Iterator[T]]:
    """``items``, up to ``most`` of which are fetched before they are asked for.

    What fetching raises is raised where the item is asked for. ``items`` belongs to the thread
    until the block is left, which waits for the one that is being fetched and drops the others.
    None is no item.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="ahead")

    def fetched() -> Iterator[T]:
        coming = deque(pool.submit(next, items, None) for _ in range(most))
        while (item := coming.popleft().result()) is not None:
            coming.append(pool.submit(next, items, None))
            yield item

    try:
        yield fetched()
    finally:
        pool.shutdown(cancel_futures=True)
