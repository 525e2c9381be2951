"""What has to be set once for the whole process, before or beside the window."""

from __future__ import annotations

import gc
import logging
import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from types import TracebackType

log = logging.getLogger(__name__)

_SWITCH_SECONDS = 0.0005
_A_PROJECT = 100_000  # new objects at once: nothing else makes so many
_YOUNG_MS, _ALL_MS = 2_000, 60_000
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_MMAP_BYTES, _ARENAS = 131_072, 2


def tune() -> None:
    """Let the window's thread come in between quickly."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia*=false")


def give_memory_back() -> None:
    """Make glibc hand large blocks back: decoders free hundreds of megabytes of frames."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes  # late: not needed for the first picture of the window

    try:
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(_M_MMAP_THRESHOLD, _MMAP_BYTES)
        libc.mallopt(_M_ARENA_MAX, _ARENAS)
    except (OSError, AttributeError):
        log.info("this C library has no mallopt")


class GarbageCollection(QObject):
    """Collects on the GUI thread only: elsewhere Python would destroy QObjects in wrong threads."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what was imported until now lives as long as the program
        self._timers = [self._every(_YOUNG_MS, 0), self._every(_ALL_MS, 2)]

    def stop(self) -> None:
        """Collect as Python would again."""
        for timer in self._timers:
            timer.stop()
        gc.unfreeze()
        gc.enable()

    def _every(self, milliseconds: int, generation: int) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(lambda: _collect(generation))
        timer.start()
        return timer


def _collect(generation: int) -> None:
    """Look for garbage, but not through what was just read of a large project.

    Looking through a million new values would stop the window for a tenth of a second and find
    nothing: trees hold no circles. They go by themselves when nobody needs them.
    """
    if gc.get_count()[0] > _A_PROJECT:
        gc.freeze()
    else:
        gc.collect(generation)


class CrashWatch:
    """Hands every exception that nobody caught to ``show``, and logs it. The program lives on."""

    def __init__(self, show: Callable[[BaseException], None]) -> None:
        self._show = show
        self._before = sys.excepthook

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Watch slots, callbacks and tasks."""
        sys.excepthook = self._slot_failed
        loop.set_exception_handler(self._loop_failed)

    def stop(self, loop: asyncio.AbstractEventLoop) -> None:
        """Leave everything as it was."""
        sys.excepthook = self._before
        loop.set_exception_handler(None)

    def _slot_failed(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
            return
        log.critical("nobody caught this", exc_info=(kind, error, trace))
        self._show(error)

    def _loop_failed(self, _loop: asyncio.AbstractEventLoop, about: dict[str, object]) -> None:
        error = about.get("exception")
        log.critical("the loop met: %s", about.get("message"), exc_info=_trace(error))
        if isinstance(error, Exception):
            self._show(error)


def _trace(error: object) -> BaseException | None:
    return error if isinstance(error, BaseException) else None
