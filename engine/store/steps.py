"""The steps of a change set: what each does, and how it stands at this moment (08 M2).

A step is asked where it stands before it is carried out, so carrying it out twice does no harm.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.domain.paths import ProjectPath
from engine.errors import CorruptFile, RecoilError, Refused
from engine.store import files
from engine.store.json_text import is_same_json, json_text, parse_object
from engine.store.merge import Crossed, merged

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project_files import ProjectFiles

_LARGEST_LOG = 256 * 1024 * 1024


class Standing(StrEnum):
    """Where a step stands."""

    BEFORE = "before"
    AFTER = "after"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Look:
    """A step's standing, with the reason when it fits neither side."""

    standing: Standing
    reason: str = ""


BEFORE = Look(Standing.BEFORE)
AFTER = Look(Standing.AFTER)


@dataclass(frozen=True, slots=True)
class MoveStep:
    """A file or folder gets another name; ``fingerprint`` is None where content may change."""

    source: ProjectPath
    target: ProjectPath
    fingerprint: str | None = None

    @property
    def paths(self) -> tuple[ProjectPath, ...]:
        """The places it touches."""
        return (self.source, self.target)

    def look(self, project: ProjectFiles) -> Look:
        """Where it stands."""
        source, target = project.place(self.source), project.place(self.target)
        is_at_source, is_at_target = os.path.lexists(source), os.path.lexists(target)
        if is_at_source and is_at_target:
            return self._look_at_both(source, target)
        if not is_at_source and not is_at_target:
            return _neither(f"{self.source} is gone")
        if not self._fits(source if is_at_source else target):
            return _neither(f"{self.source if is_at_source else self.target} is another file now")
        return BEFORE if is_at_source else AFTER

    def is_half_done(self, project: ProjectFiles) -> bool:
        """Whether one file has both names: killed between the new one and the end of the old.

        A copy on another disk does not count: it may as well be an equal file that was there.
        """
        source, target = project.place(self.source), project.place(self.target)
        try:
            return source.samefile(target)
        except OSError:
            return False

    def carry_out(self, project: ProjectFiles) -> None:
        """Do it; it stands before."""
        source, target = project.place(self.source), project.place(self.target)
        if os.path.lexists(target):  # killed between the new name and the end of the old one
            files.remove_file(source)
        else:
            project.move(self.source, self.target)

    def as_json(self) -> dict[str, object]:
        """The step as journals hold it."""
        kept: dict[str, object] = {"op": "move"}
        kept |= {"source": str(self.source), "target": str(self.target)}
        return kept | ({"fingerprint": self.fingerprint} if self.fingerprint else {})

    def _look_at_both(self, source: Path, target: Path) -> Look:
        if source.samefile(target) or _is_same_file(source, target):
            return BEFORE
        return _neither(f"the name is taken: {self.target}")

    def _fits(self, place: Path) -> bool:
        return self.fingerprint is None or fingerprint_of(place) == self.fingerprint


@dataclass(frozen=True, slots=True)
class PutStep:
    """A document or text gets new content; None stands for no file.

    ``restore`` is what undo brings back: mostly ``before``, but a document that was changed on the
    way (``extracting``) goes back to what it was when the work began.
    """

    path: ProjectPath
    before: str | None
    after: str | None
    restore: str | None

    @property
    def paths(self) -> tuple[ProjectPath, ...]:
        """The places it touches."""
        return (self.path,)

    def look(self, project: ProjectFiles) -> Look:
        """Where it stands."""
        try:
            current = project.read_text(self.path)
            if current == self.after:
                return AFTER
            return AFTER if self.result(project, current) == current else BEFORE
        except (Crossed, CorruptFile) as error:
            return _neither(f"{self.path}: {error}")

    def carry_out(self, project: ProjectFiles) -> None:
        """Do it; it stands before."""
        result = self.result(project, project.read_text(self.path))
        if result is None:
            project.remove(self.path)
        else:
            project.write_text(self.path, result)

    def result(self, project: ProjectFiles, current: str | None) -> str | None:
        """What the file has to hold afterwards, given what it holds now.

        Raises:
            Crossed: somebody else changed the same.
            CorruptFile: it has to be merged and cannot be read.
        """
        if current == self.before:
            return self.after
        if self.path.suffix != ".json" or current is None:
            raise Crossed("")
        place = project.place(self.path)
        now, wanted = _object(current, place), _object(self.after, place)
        result = merged(now, _object(self.before, place), wanted)
        if is_same_json(result, now):
            return current
        return self.after if is_same_json(result, wanted) else json_text(result, like=current)

    def as_json(self) -> dict[str, object]:
        """The step as journals hold it."""
        kept: dict[str, object] = {"op": "put", "path": str(self.path)}
        kept |= {"before": self.before, "after": self.after}
        kept |= {"before_sha256": _hash(self.before), "after_sha256": _hash(self.after)}
        return kept if self.restore == self.before else kept | {"restore": self.restore}


@dataclass(frozen=True, slots=True)
class AppendStep:
    """A log gets one line more. Nothing in a log is taken away: undo adds the line ``back``.

    ``number`` is how often the line stands there afterwards, so that the same may be said again.
    """

    path: ProjectPath
    line: str
    number: int
    back: str

    @property
    def paths(self) -> tuple[ProjectPath, ...]:
        """The places it touches."""
        return (self.path,)

    def look(self, project: ProjectFiles) -> Look:
        """Where it stands."""
        return AFTER if lines_like(project, self.path, self.line) >= self.number else BEFORE

    def carry_out(self, project: ProjectFiles) -> None:
        """Do it; it stands before, and the log's lock is held."""
        place = project.place(self.path)
        if os.path.lexists(place):
            files.append_whole(place, self.line.encode() + b"\n")
            files.sync_file(place)
        else:
            project.write_new(self.path, self.line + "\n")

    def as_json(self) -> dict[str, object]:
        """The step as journals hold it."""
        kept: dict[str, object] = {"op": "append", "path": str(self.path), "line": self.line}
        return kept | {"number": self.number, "back": self.back}


Step = MoveStep | PutStep | AppendStep


def step_from_json(data: dict[str, object]) -> Step:
    """A step out of a journal.

    Raises:
        ValueError, KeyError, RecoilError: it is none.
    """
    if data["op"] == "move":
        source, target = ProjectPath.of(str(data["source"])), ProjectPath.of(str(data["target"]))
        return MoveStep(source, target, _text(data.get("fingerprint")))
    if data["op"] == "append":
        return _append_from_json(data)
    if data["op"] != "put":
        raise ValueError(f"unknown step {data['op']!r}")
    before, after = _text(data["before"]), _text(data["after"])
    if (_hash(before), _hash(after)) != (data["before_sha256"], data["after_sha256"]):
        raise ValueError("a text of the journal does not fit its hash")
    restore = _text(data["restore"]) if "restore" in data else before
    return PutStep(ProjectPath.of(str(data["path"])), before, after, restore)


def lines_like(project: ProjectFiles, path: ProjectPath, line: str) -> int:
    """How often a line stands in a log, whole."""
    data = files.read_bytes(project.place(path), _LARGEST_LOG) or b""
    *whole, _torn = data.split(b"\n")
    return whole.count(line.encode())


def fingerprint_of(place: Path) -> str | None:
    """Size and a hash of both ends of a file; None for a folder.

    Raises:
        UnreadableFile: the system does not give it out.
    """
    if place.is_dir():
        return None
    try:
        size, ends = files.read_ends(place)
    except OSError as error:
        raise files.UnreadableFile(place, f"cannot be read: {files.reason_of(error)}") from error
    return f"{size}:{hashlib.sha256(ends).hexdigest()[:32]}"


def look_safely(step: Step, project: ProjectFiles) -> Look:
    """``step.look`` where a link in the way or an unreadable file is an answer, not an error."""
    try:
        return step.look(project)
    except (Refused, RecoilError, OSError) as error:
        return _neither(str(error))


def _append_from_json(data: dict[str, object]) -> AppendStep:
    line, back, number = _text(data["line"]), _text(data["back"]), data["number"]
    if line is None or back is None or not isinstance(number, int):
        raise ValueError("not a line of a log")
    return AppendStep(ProjectPath.of(str(data["path"])), line, number, back)


def _neither(reason: str) -> Look:
    return Look(Standing.NEITHER, reason)


def _is_same_file(one: Path, other: Path) -> bool:
    # Killed while moving between devices: the copy is whole, its source is still there.
    if one.is_dir() or other.is_dir() or one.stat().st_size != other.stat().st_size:
        return False
    return files.sha256(one) == files.sha256(other)


def _object(text: str | None, place: Path) -> dict[str, object]:
    return {} if text is None else parse_object(text, place)


def _hash(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise ValueError(f"not a text: {value!r}")
