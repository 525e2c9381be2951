"""Who is at work: locks between threads, processes and machines, with their owners (08 L)."""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import Busy, CorruptFile, DiskFailed
from engine.store import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from filelock import FileLock

PATIENCE = 5.0  # seconds until a lock that somebody holds is called busy

REVIEW_QUEUE = "review-queue"  # the lock of the queue and of the logs that are written with it

_ROUNDS = 6  # times the patience while it goes from hand to hand
_POLL = 0.003  # often, so that a process that writes all the time does not starve the others
_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lock: a process is the same one when host, pid and start time agree."""

    host: str
    pid: int
    started: float
    program: str
    what: str = ""
    since: float = 0.0

    @classmethod
    def this_process(cls, what: str = "") -> Owner:
        """We ourselves."""
        pid = os.getpid()
        program = Path(sys.argv[0]).name
        return cls(socket.gethostname(), pid, _start_of(pid), program, what, time.time())

    @property
    def is_local(self) -> bool:
        """Whether it runs, or ran, on this machine."""
        return self.host == socket.gethostname()

    @property
    def is_alive(self) -> bool:
        """Whether it still runs. Of another machine nobody can know: it counts as alive."""
        if not self.is_local:
            return True
        start = _start_of(self.pid)
        return start > 0 and abs(start - self.started) < 1


class Locks:
    """The locks of one folder. Each is a file of its own that is never removed.

    The system drops a lock when its process dies, so a dead owner on this machine is taken over
    at once. An owner on another machine that never said it was done is not: a person has to
    ``release_for`` it. ``make`` makes the folder when it lacks, or refuses to.
    """

    def __init__(self, folder: Path, make: Callable[[Path], None] = files.make_folder) -> None:
        self._folder = folder
        self._make = make

    @contextmanager
    def hold(self, name: str, what: str = "", patience: float = PATIENCE) -> Iterator[None]:
        """Hold a lock; ``what`` tells others for what (``changes to project demo``).

        Raises:
            Busy: one and the same holds it for ``patience`` seconds.
            DiskFailed: the lock file cannot be made.
        """
        what = what or name
        note = self._note(name)
        with ExitStack() as held:
            held.callback(self._acquire(name, what, patience).release)
            held.callback(files.remove_quick, note)
            files.write_quick(note, json.dumps(asdict(Owner.this_process(what))).encode())
            yield

    @contextmanager
    def hold_unsigned(
        self, name: str, what: str = "", patience: float = PATIENCE
    ) -> Iterator[None]:
        """Like ``hold`` for a moment inside a change set: no note says who, nothing is left of it.

        Raises:
            Busy, DiskFailed: like ``hold``.
        """
        with ExitStack() as held:
            held.callback(self._acquire(name, what or name, patience).release)
            yield

    @contextmanager
    def lease(self, kind: str, name: str) -> Iterator[None]:
        """Hold a piece of long work (``"extract"``, a pass id); others are told Busy at once."""
        with self.hold(f"{kind}-{_plain(name)}", name, patience=0):
            yield

    def owner(self, name: str) -> Owner | None:
        """Who holds a lock now; None when nobody does."""
        found = self._read_note(name)
        return found if found is not None and found.is_alive else None

    def leased_by(self, kind: str, name: str) -> Owner | None:
        """Who is at a piece of long work now."""
        return self.owner(f"{kind}-{_plain(name)}")

    def is_anybody_at_work(self, *, but: str) -> bool:
        """Whether anybody holds any lock but this one now."""
        try:
            notes = [place.stem for place in self._folder.glob("*.owner")]
        except OSError as error:
            raise files.UnreadableFile(self._folder, files.reason_of(error)) from error
        return any(self.owner(name) is not None for name in notes if name != but)

    def release_for(self, name: str) -> None:
        """A person says that the owner on another machine is gone."""
        files.remove_quick(self._note(name))

    def _acquire(self, name: str, what: str, patience: float) -> FileLock:
        lock, seen = self._lock(name), self._read_note(name)
        for _ in range(_ROUNDS):
            if self._is_acquired(lock, name, patience):
                return lock
            owner = self._read_note(name)
            if owner == seen or patience == 0:
                raise _busy(what, owner)
            seen = owner  # it changes hands: many are at work, none is stuck
        raise _busy(what, seen)

    def _is_acquired(self, lock: FileLock, name: str, patience: float) -> bool:
        from filelock import Timeout  # late: half of the time of a short command

        until = time.monotonic() + patience
        while True:
            try:
                lock.acquire(timeout=max(0.0, until - time.monotonic()), poll_interval=_POLL)
            except Timeout:
                return False
            except OSError as error:
                raise DiskFailed(Path(lock.lock_file), files.reason_of(error)) from error
            owner = self._read_note(name)
            if owner is None or owner.is_local:
                return True
            # The system gave us the lock, but a drive that locks on one machine only would too.
            lock.release()
            if time.monotonic() >= until:
                return False
            time.sleep(_POLL)

    def _lock(self, name: str) -> FileLock:
        from filelock import FileLock  # late: half of the time of a short command

        if not self._folder.is_dir():
            self._make(self._folder)
        place = self._folder / f"{name}.lock"
        return FileLock(place, thread_local=False, preserve_lock_file=True)

    def _note(self, name: str) -> Path:
        return self._folder / f"{name}.owner"

    def _read_note(self, name: str) -> Owner | None:
        try:
            data = files.read_json(self._note(name))
            return None if data is None else Owner(**data)  # type: ignore[arg-type]
        except (CorruptFile, TypeError):
            return None  # torn by a power cut: nobody of before is alive


@contextmanager
def document_locks(documents: Iterable[Path], patience: float = PATIENCE) -> Iterator[None]:
    """Hold ``<document>.lock`` beside each document, as other tools do that write it too.

    Raises:
        Busy: another program holds one, also after ``patience`` seconds.
    """
    from filelock import FileLock, Timeout  # late: half of the time of a short command

    with ExitStack() as held:
        for place in sorted(documents):
            lock = FileLock(f"{place}.lock", thread_local=False, preserve_lock_file=True)
            try:
                lock.acquire(timeout=patience, poll_interval=_POLL)
            except Timeout:
                raise _busy(place.name, None) from None
            except OSError as error:
                raise DiskFailed(place, files.reason_of(error)) from error
            held.callback(lock.release)
        yield


def _busy(what: str, owner: Owner | None) -> Busy:
    owner = owner or Owner("this machine", 0, 0, "another program", what)
    return Busy(owner.what or what, program=owner.program, pid=owner.pid, host=owner.host)


def _plain(name: str) -> str:
    """A name that can be a file's, whatever stands in the data."""
    if _PLAIN.fullmatch(name):
        return name
    return hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:32]


def _start_of(pid: int) -> float:
    """When a process started, in seconds since the epoch; 0 when there is none."""
    return _own_start(pid) if pid == os.getpid() else _asked_start(pid)


def _asked_start(pid: int) -> float:
    import psutil  # late: only who takes a lock needs it

    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:
        return 0.0


_own_start = cache(_asked_start)
