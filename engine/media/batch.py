"""Several videos scanned side by side: the way a folder of passes is worked through."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from engine.jobs import JobContext
from engine.media.scores import scan_cached

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from engine.media.scan import Scan
    from engine.store.cache import Caches

_LOOK_EVERY = 0.1  # seconds between two looks at whether the job was cancelled


def scan_side_by_side(
    paths: Sequence[Path],
    caches: Caches | None = None,
    ctx: JobContext | None = None,
    *,
    at_once: int = 2,
) -> Iterator[tuple[Path, Future[Scan]]]:
    """Scan ``paths``, ``at_once`` files at a time with one decoder each, and give each when done.

    That uses the cores better than one file after another, of which some cannot be split. Each
    future is done: its ``result()`` is the scan or raises ``ProbeFailed``; one bad file stops no
    other.

    Raises:
        Stopped: the job was cancelled; what was under way has ended.
    """
    ctx, inner = ctx or JobContext(), JobContext()
    workers = 1 if len(paths) > 1 else at_once
    with ThreadPoolExecutor(at_once, thread_name_prefix="scan") as pool:
        waiting = {
            pool.submit(scan_cached, path, caches, inner, workers=workers): path for path in paths
        }
        try:
            while waiting:
                ctx.report(len(paths) - len(waiting), len(paths))
                done, _ = wait(waiting, timeout=_LOOK_EVERY, return_when=FIRST_COMPLETED)
                for future in done:
                    yield waiting.pop(future), future
            ctx.report(len(paths), len(paths))
        finally:
            inner.cancel()
            for future in waiting:
                future.cancel()
