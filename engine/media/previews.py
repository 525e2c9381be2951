"""Makes preview proxies in the background, one at a time, and keeps their folder small."""

from __future__ import annotations

import logging
import os
import sys
import threading
from functools import partial
from typing import TYPE_CHECKING

from engine.errors import RecoilError
from engine.jobs import JobContext, Progress, Stopped
from engine.media.proxy import make_proxy
from engine.store.cache import media_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)

DEFAULT_LIMIT = 2 * 1024**3
"""Bytes that all proxies may fill."""
_NICENESS = 10


class Previews:
    """One thread with low priority that makes the proxy of the video wished for last.

    ``ready(source, proxy)`` and ``progress(source, percent)`` are called on that thread. A video
    of which none can be made is only logged: a preview is a convenience.
    """

    def __init__(
        self,
        folder: Path,
        ready: Callable[[Path, Path], None],
        progress: Callable[[Path, int], None] = lambda _source, _percent: None,
        *,
        limit: int = DEFAULT_LIMIT,
    ) -> None:
        self._folder = folder
        self._ready = ready
        self._progress = progress
        self._limit = limit
        self._changed = threading.Condition()
        self._wish: Path | None = None
        self._is_closed = False
        self._work = JobContext()
        self._thread = threading.Thread(target=self._run, name="previews", daemon=True)
        self._thread.start()

    def want(self, source: Path | None) -> None:
        """Make the proxy of ``source``, or find it; whatever else is in the making stops."""
        with self._changed:
            self._wish = source
            self._work.cancel()
            self._changed.notify()

    def close(self) -> None:
        """Stop and wait until the thread has ended; nothing half made is left."""
        with self._changed:
            self._is_closed = True
            self._work.cancel()
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        _be_nice()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wish is not None or self._is_closed)
                if self._is_closed:
                    return
                source, self._wish = self._wish, None
                if source is None:
                    continue
                work = self._work = JobContext(partial(self._tell, source))
            self._provide(source, work)

    def _provide(self, source: Path, work: JobContext) -> None:
        try:
            target = self._folder / f"{media_key(source)}.mp4"
            if target.is_file():
                target.touch()  # what was used last is dropped last
            else:
                make_proxy(source, target, work)
                trim(self._folder, self._limit)
            work.check()
        except Stopped:
            return
        except (RecoilError, OSError) as error:
            log.warning("no preview of %s: %s", source.name, error)
            return
        self._ready(source, target)

    def _tell(self, source: Path, progress: Progress) -> None:
        if progress.total:
            self._progress(source, min(99, 100 * progress.done // progress.total))


def trim(folder: Path, limit: int) -> None:
    """Remove the proxies that were not used the longest until all fit ``limit`` bytes."""
    stats = {path: path.stat() for path in folder.glob("*.mp4")}
    size = sum(stat.st_size for stat in stats.values())
    for path in sorted(stats, key=lambda each: stats[each].st_mtime)[:-1]:
        if size <= limit:
            return
        size -= stats[path].st_size
        path.unlink()


def _be_nice() -> None:
    if sys.platform == "linux":  # there a priority may belong to one thread
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
