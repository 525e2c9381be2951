"""Threads of a run: its writes and checks, beside those of the rest of the program."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 10  # nearly all of their time they wait for the disk


class Workroom:
    """A few threads that belong to one run; what was begun in them is always waited for."""

    def __init__(self, threads: int = THREADS) -> None:
        self._pool = ThreadPoolExecutor(threads, "run")

    async def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do blocking work in a thread.

        A caller that is cancelled meanwhile leaves only when the work has ended: a state that is
        half written belongs to nobody.
        """
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._pool, partial(work, *args, **kwargs))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            while not future.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([future])
            if not future.cancelled():
                future.exception()  # seen, so that asyncio does not log it
            raise

    def close(self) -> None:
        """End the threads; all work in them has been awaited."""
        self._pool.shutdown(wait=True)
