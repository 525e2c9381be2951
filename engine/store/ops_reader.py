"""Reads the log of operations again and again; only what was added since is read each time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.errors import CorruptFile
from engine.store import files
from engine.store.json_text import parse_object
from engine.store.ops import LOG, op_of

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.ops import Op
    from engine.store.project_files import ProjectFiles

_KEPT = 400
_LARGEST = 512 * 1024 * 1024


@dataclass(slots=True)
class OpsReader:
    """What never ended, and the last operations that did. For one thread at a time.

    A log that was cut off or replaced is read from its beginning.
    """

    project: ProjectFiles
    _began: dict[str, Op] = field(default_factory=dict)
    _ended: deque[tuple[Op, Op | None]] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _at: int = 0
    _identity: tuple[int, int] = (0, 0)

    def read(self) -> None:
        """Take in what was added since.

        Raises:
            CorruptFile: the log is there and cannot be read.
        """
        place = self.project.place(LOG)
        try:
            facts = place.stat()
        except FileNotFoundError:
            self._forget()
            return
        except OSError as error:
            raise files.UnreadableFile(place, files.reason_of(error)) from error
        identity = (facts.st_dev, facts.st_ino)
        if identity != self._identity or facts.st_size < self._at:
            self._forget()
            self._identity = identity
        if facts.st_size > self._at:
            self._take(_read_from(place, self._at))

    def open(self) -> tuple[Op, ...]:
        """What was begun and has not ended, oldest first."""
        return tuple(self._began.values())

    def last(self, limit: int) -> tuple[tuple[Op, Op | None], ...]:
        """The last operations that ended, newest first, each with its beginning if that is there.

        At most 400 are remembered.
        """
        newest = list(self._ended)[-limit:] if limit > 0 else []
        return tuple(reversed(newest))

    def _take(self, data: bytes) -> None:
        whole = data.rfind(b"\n") + 1  # a line that is being written comes with the next look
        for line in data[:whole].split(b"\n"):
            op = self._op(line)
            if op is None:
                continue
            if op.status == "started":
                self._began[op.op_id] = op
            else:
                self._ended.append((op, self._began.pop(op.op_id, None)))
        self._at += whole

    def _op(self, line: bytes) -> Op | None:
        if not line.strip():
            return None
        try:
            return op_of(parse_object(line, self.project.root / str(LOG)))
        except CorruptFile:
            return None  # torn by a power cut, or somebody else's

    def _forget(self) -> None:
        self._began.clear()
        self._ended.clear()
        self._at, self._identity = 0, (0, 0)


def _read_from(place: Path, begin: int) -> bytes:
    try:
        with place.open("rb") as file:
            file.seek(begin)
            return file.read(_LARGEST)
    except OSError as error:
        raise files.UnreadableFile(place, files.reason_of(error)) from error
