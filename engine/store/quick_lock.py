"""A lock that is held for moments only and asked for all the time: that of the ledger (08 L)."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING

from engine.errors import Busy, DiskFailed
from engine.store import files
from engine.store.locks import PATIENCE, Owner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
_LOOK = 0.001  # seconds between looks at a lock that others hold
_LOOKS = 0.02  # seconds of looking; it is usually held for a hundredth of that
_NOTE = 512  # bytes at the beginning of the lock's file that say who held it last


class QuickLock:
    """One at a time, between threads, processes and machines whose drive locks honestly.

    Who has to wait looks again a few times, then sleeps until the system hands the lock on. The
    system drops it when its process dies. Its file is never removed. ``make`` makes the folder when
    it lacks, or refuses to.
    """

    def __init__(
        self,
        place: Path,
        what: str,
        patience: float = PATIENCE,
        make: Callable[[Path], None] = files.make_folder,
    ) -> None:
        self._place = place
        self._make = make
        self._what = what
        self._patience = patience
        self._turn = threading.Lock()  # threads of this process queue here

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock. Not twice in one thread.

        Raises:
            Busy: others had it for the whole of our patience; names one of them.
            DiskFailed: its file cannot be made.
        """
        if not self._turn.acquire(timeout=self._patience):
            raise self._busy(Owner.this_process())
        try:
            descriptor = self._acquire()
            try:
                yield
            finally:
                os.close(descriptor)  # which lets go of the lock
        finally:
            self._turn.release()

    def _acquire(self) -> int:
        descriptor = self._open()
        try:
            if not _is_taken_soon(descriptor, self._patience):
                self._wait(descriptor)
            self._sign(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise DiskFailed(self._place, files.reason_of(error)) from error
        return descriptor

    def _sign(self, descriptor: int) -> None:
        """Say in its file who holds it."""
        _write_first(descriptor, _note(os.getpid()))

    def _open(self) -> int:
        try:
            return os.open(self._place, _OPEN, 0o666)
        except FileNotFoundError:
            self._make(self._place.parent)
        except OSError as error:
            raise DiskFailed(self._place, files.reason_of(error)) from error
        return self._open()

    def _wait(self, descriptor: int) -> None:
        waiter = _Waiter(descriptor)
        waiter.start()
        if not waiter.has_it_after(self._patience):
            raise self._busy(self._owner())

    def _owner(self) -> Owner | None:
        try:
            return Owner(**json.loads(self._place.read_bytes()[:_NOTE]))
        except (OSError, ValueError, TypeError):
            return None  # somebody took it who leaves no note

    def _busy(self, owner: Owner | None) -> Busy:
        owner = owner or Owner("this machine", 0, 0, "another program")
        return Busy(self._what, program=owner.program, pid=owner.pid, host=owner.host)


class UnsignedLock(QuickLock):
    """Does not say who holds it: to find out who we are takes ten times as long as it is held."""

    def _sign(self, descriptor: int) -> None:
        """Leave its file empty."""


class _Waiter(threading.Thread):
    """Waits for the lock in the system's queue, which knows no time limit of its own."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(name="waits for a lock", daemon=True)
        self._descriptor = descriptor
        self._agreement = threading.Lock()
        self._has_it = False
        self._is_wanted = True

    def run(self) -> None:
        _take(self._descriptor)
        with self._agreement:
            self._has_it = True
            if not self._is_wanted:
                os.close(self._descriptor)

    def has_it_after(self, patience: float) -> bool:
        """Whether the lock is ours; if not, the descriptor is the waiter's to close."""
        self.join(patience)
        with self._agreement:
            self._is_wanted = self._has_it
            return self._has_it


if sys.platform == "win32":
    import msvcrt

    _PLACE = 1 << 20  # locked bytes cannot be read there, and the note shall be

    def _is_taken_at_once(descriptor: int) -> bool:
        os.lseek(descriptor, _PLACE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _take(descriptor: int) -> None:
        while not _is_taken_at_once(descriptor):
            time.sleep(_LOOK)

    def _write_first(descriptor: int, data: bytes) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, data)
else:
    import fcntl

    def _is_taken_at_once(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def _write_first(descriptor: int, data: bytes) -> None:
        os.pwrite(descriptor, data, 0)


def _is_taken_soon(descriptor: int, patience: float) -> bool:
    """Whether we have it after a few looks: quicker than to be woken, for so short a time."""
    until = time.monotonic() + min(patience, _LOOKS)
    while not _is_taken_at_once(descriptor):
        if time.monotonic() >= until:
            return False
        time.sleep(_LOOK)
    return True


@cache
def _note(_pid: int) -> bytes:
    """Who we are; asked anew in a forked child, whose pid is another."""
    return json.dumps(asdict(Owner.this_process())).encode().ljust(_NOTE)[:_NOTE]
