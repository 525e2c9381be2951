"""The ledger's file: read on from where one stood, added to under its lock, made durable."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from typing import TYPE_CHECKING

from engine.domain.dispatches import IllegalTransition
from engine.domain.ledger_lines import opening_line
from engine.domain.ledger_view import LedgerView
from engine.errors import CorruptFile, DataError, DiskFailed
from engine.store import files
from engine.store.project_files import STATE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from io import FileIO
    from pathlib import Path

    from engine.store.project_files import ProjectFiles

LEDGER = STATE / "visual" / "ledger.jsonl"
DISPATCHES = STATE / "visual" / "dispatches"

_ENDED_TORN = files.TORN[:-1]
_LARGEST = 1024 * 1024 * 1024
_END = 256  # bytes before our place that are looked at again: they tell a log that was exchanged

_Stamp = tuple[int, int, int, int]


class LedgerFile:
    """The lines of one ledger and what they amount to.

    Readers need no lock: they take whole lines only, and whole lines never change. A file that no
    longer begins with what was read from it was cut or exchanged: it is shown, and not trusted.
    Not for two threads at once, but for ``sync``.
    """

    def __init__(self, project: ProjectFiles) -> None:
        self._project = project
        self._place = project.root.joinpath(*LEDGER.parts)
        self._read = self._trusted = _Read()
        self._stamp: _Stamp | None = None
        self._problem = ""
        self.changes = 0  # how often the file was found to be another than before
        self._turn = threading.Lock()
        self._synced = 0
        self._is_unsure = False

    @property
    def is_there(self) -> bool:
        """Whether there was a file when it was read last."""
        return self._stamp is not None

    @property
    def view(self) -> LedgerView:
        """What was read so far; it lives on with ``read_on``."""
        return self._read.view

    @property
    def problem(self) -> str:
        """Why nothing may be decided by it; ``""`` when all is well."""
        return self._problem or self.view.problem

    # -- reading -------------------------------------------------------------

    def read_on(self) -> None:
        """Take in what was added since.

        Raises:
            UnreadableFile: it is there and the system does not give it out.
            Refused: a link lies in the way.
        """
        self._project.place(LEDGER)
        self.catch_up()

    def catch_up(self) -> None:
        """Like ``read_on`` a moment ago: links are not looked for again."""
        stamp = _stamp_of(self._place)
        if stamp is None:
            self._look_for_traces()
        elif stamp != self._stamp:
            self._read_file()
            self._stamp = stamp
            self.changes += 1

    def check_trust(self) -> None:
        """Refuse to go on with a ledger that is damaged: money is not guessed.

        Raises:
            CorruptFile: what is wrong with it.
        """
        if self.problem:
            raise CorruptFile(self._place, self.problem)

    # -- writing, with the ledger's lock held --------------------------------

    def open(self, at: str) -> None:
        """Make the file when there is none."""
        if self._stamp is None:
            self._project.write_new(LEDGER, _text([opening_line(at)]))
            self.read_on()

    def append(self, lines: Sequence[Mapping[str, object]]) -> int:
        """Add lines that follow from what was read; gives how long the file is then.

        Raises:
            DiskFailed: they may not stand there whole; what they announce may not be done.
            CorruptFile: somebody writes without asking for the lock.
        """
        data = _text(lines).encode()
        if self._is_unsure:
            self._write_anew()
        try:
            size = files.append_whole(self._place, data)
        except DiskFailed:
            self.catch_up()  # whole lines of it may be there
            raise
        if size == self._read.offset + len(data):
            self._take_own(data)
        else:
            self.catch_up()
        self.check_trust()
        return self._read.offset

    # -- from any thread, without the lock -----------------------------------

    def sync(self, size: int) -> None:
        """Make sure that the first ``size`` bytes are on the disk; who waits may find it done.

        Raises:
            DiskFailed: they may not be.
        """
        with self._turn:
            if self._synced >= size:
                return
            try:
                if self._is_unsure:
                    raise DiskFailed(self._place, "an earlier line may not be on the disk")
                there = files.size_of(self._place)
                files.sync_file(self._place)
            except DiskFailed:
                self._is_unsure = True
                raise
            self._synced = there

    # -- inside --------------------------------------------------------------

    def _take_own(self, data: bytes) -> None:
        """What we wrote at our own place need not be read again."""
        self._read.take(data)
        self._stamp = _stamp_of(self._place)
        self.changes += 1

    def _read_file(self) -> None:
        try:
            with self._place.open("rb", buffering=0) as file:
                if not self._has_grown(file):
                    self._begin_anew(file)
                self._read.take(file.readall())
        except OSError as error:
            reason = f"cannot be read: {files.reason_of(error)}"
            raise files.UnreadableFile(self._place, reason) from error
        if self._read.offset == 0:
            self._problem = "it holds not one whole line"

    def _has_grown(self, file: FileIO) -> bool:
        """Whether the file still ends where we stood as it did; leaves the reader there."""
        if self._stamp is None or _identity(os.fstat(file.fileno())) != self._stamp[:2]:
            return False
        file.seek(self._read.offset - len(self._read.end))
        return file.read(len(self._read.end)) == self._read.end

    def _begin_anew(self, file: FileIO) -> None:
        """Another file, or another content: it has to begin with all that we know of."""
        file.seek(0)
        known = hashlib.sha256(file.read(self._trusted.offset))
        is_same = known.digest() == self._trusted.digest.digest()
        file.seek(0)
        self._problem = "" if is_same else "it was cut or exchanged: lines that were there are gone"
        self._read = _Read()
        if is_same:
            self._trusted = self._read
        self._synced = 0

    def _look_for_traces(self) -> None:
        """No file: that is well only when there never was one."""
        known = self._trusted.offset or self._project.names(DISPATCHES)
        # Looked at again: somebody may have made the first entry in between.
        problem = "it is gone" if known and _stamp_of(self._place) is None else ""
        self.changes += self._stamp is not None or problem != self._problem
        self._stamp, self._problem = None, problem

    def _write_anew(self) -> None:
        # After a failed sync the system forgets what it could not write, and says so only once.
        files.write_atomic(self._place, files.read_bytes(self._place, _LARGEST) or b"")
        self._is_unsure = False


class _Read:
    """How far a file was read, and what it said up to there."""

    def __init__(self) -> None:
        self.view = LedgerView()
        self.offset = 0
        self.end = b""
        self.digest = hashlib.sha256()
        self._lines = 0

    def take(self, data: bytes) -> None:
        """Take in the whole lines of what stands at our place; a torn last one waits."""
        whole = data[: data.rfind(b"\n") + 1]
        for text in whole.split(b"\n")[:-1]:
            self._lines += 1
            if text and not text.endswith(_ENDED_TORN):
                self._take_line(text)
        self.offset += len(whole)
        self.digest.update(whole)
        self.end = (self.end + whole[-_END:])[-_END:]

    def _take_line(self, text: bytes) -> None:
        try:
            line = json.loads(text)
            if not isinstance(line, dict):
                raise DataError("not an object")
            self.view.apply(line)
        except (ValueError, RecursionError, DataError, IllegalTransition) as error:
            self.view.distrust(f"line {self._lines}: {error}")


def _text(lines: Sequence[Mapping[str, object]]) -> str:
    # ASCII only: a line that was cut anywhere cannot be taken for a whole one.
    return "".join(f"{json.dumps(line, allow_nan=False)}\n" for line in lines)


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _stamp_of(place: Path) -> _Stamp | None:
    try:
        found = place.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise files.UnreadableFile(place, f"cannot be read: {files.reason_of(error)}") from error
    return (*_identity(found), found.st_size, found.st_mtime_ns)
