"""Ends a process before its n-th mutation of a folder: every call that changes something counts.

Files opened for writing, renames, links, removals and folders are seen by an audit hook; writes and
syncs by standing before ``os``. A write has two points: before it, and when half of it is done.

There are two ends. A child can be killed (SIGKILL). Or the work is stopped where it stands: from
that point on every mutation is refused, so that no ``finally`` can tidy up, as in a real death;
that needs no process of its own and is ten times as fast.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_CHANGING = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"}
_FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_write, _fsync = os.write, os.fsync


class Stopped(BaseException):
    """The work stands still here, as if the process had died."""


class Gate:
    """Counts mutations below ``root`` and ends the work before number ``at``."""

    def __init__(self) -> None:
        self.root = ""
        self.at = 0
        self.count = 0
        self._end: Callable[[], None] = stop

    def arm(self, root: str, at: int, end: Callable[[], None]) -> None:
        """From now on count; 0 never ends."""
        self.root, self.at, self.count, self._end = root, at, 0, end

    def disarm(self) -> None:
        """From now on nothing is counted."""
        self.root = ""

    def tick(self) -> None:
        """One mutation is about to happen."""
        self.count += 1
        if self.at and self.count >= self.at:
            self._end()


def kill() -> None:
    """The end of a real process."""
    os.kill(os.getpid(), signal.SIGKILL)


def stop() -> None:
    """The end of the work alone."""
    raise Stopped


GATE = Gate()


def install() -> None:
    """Stand before everything that changes files, for the rest of this process's life."""
    sys.addaudithook(_heard)
    os.write, os.fsync = _gated_write, _gated_fsync


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    # What is named by its number is open already; Python writes its own bytecode so.
    if not GATE.root or (arguments and isinstance(arguments[0], int)):
        return
    is_open = event == "open" and isinstance(arguments[2], int)
    is_writing = is_open and bool(arguments[2] & _FOR_WRITING)
    if (is_writing or event in _CHANGING) and _full_name(arguments).startswith(GATE.root):
        GATE.tick()


def _full_name(arguments: tuple[Any, ...]) -> str:
    # Whole folders are removed by names relative to an open folder, whose number comes last.
    name = os.fsdecode(arguments[0])
    if name.startswith("/") or not isinstance(arguments[-1], int) or arguments[-1] < 0:
        return name
    return os.path.join(os.readlink(f"/proc/self/fd/{arguments[-1]}"), name)  # noqa: PTH115, PTH118


def _gated_write(descriptor: int, data: Any) -> int:
    if GATE.root:
        GATE.tick()
        if GATE.count + 1 == GATE.at:
            _write(descriptor, bytes(data)[: len(data) // 2])
        GATE.tick()
    return _write(descriptor, data)


def _gated_fsync(fd: Any) -> None:  # named as in os, whose place it takes
    if GATE.root:
        GATE.tick()
    _fsync(fd)
