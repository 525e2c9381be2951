"""A change set on disk: the intent before it is done, the history afterwards; one file for both."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.errors import CorruptFile, RecoilError
from engine.store import files
from engine.store.json_text import json_text
from engine.store.project_files import STATE
from engine.store.steps import Step, step_from_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.paths import ProjectPath
    from engine.store.project_files import ProjectFiles

JOURNALS = STATE / "txn"
HISTORY = STATE / "history"
ASIDE = STATE / "stuck"

_LARGEST = 1024**3  # of our own making, so only memory is the limit
_SCHEMA = 1


class Direction(StrEnum):
    """Whether a change set was made, taken back, or made again."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class AppliedChange:
    """A change set that was done: what commands and histories show.

    ``undoes`` is the id of the first change set this one takes back or makes again; None when it
    is one of its own.
    """

    id: str
    kind: str
    title: str
    at: str
    paths: tuple[str, ...]
    undoes: str | None = None
    direction: Direction = Direction.DO
    is_undone: bool = False

    @property
    def subject(self) -> str:
        """The id of the change set it is about: its own, or the one it takes back."""
        return self.undoes or self.id


@dataclass(frozen=True, slots=True)
class Journal:
    """The whole intent of a change set."""

    change: AppliedChange
    steps: tuple[Step, ...] = field(default=())

    def as_text(self) -> str:
        """The journal as it is written."""
        change = self.change
        head: dict[str, object] = {"schema_version": _SCHEMA, "id": change.id}
        head |= {"kind": change.kind, "title": change.title, "at": change.at}
        head |= {"direction": change.direction.value, "undoes": change.undoes}
        return json_text(head | {"steps": [step.as_json() for step in self.steps]})


@dataclass(frozen=True, slots=True)
class StuckChange:
    """A change set that could not be finished; nothing of it is touched until a person looks.

    ``done`` and ``open`` name its steps that were and were not carried out; of a journal that
    cannot be read nobody can say.
    """

    id: str
    title: str
    path: str
    reason: str
    done: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def journal_path(change_id: str) -> ProjectPath:
    """Where a change set's intent lies until it is done."""
    return JOURNALS / f"{change_id}.json"


def history_path(change_id: str) -> ProjectPath:
    """Where it lies afterwards."""
    return HISTORY / f"{change_id}.json"


def aside_path(change_id: str) -> ProjectPath:
    """Where the intent of a stuck change set lies that a person put aside."""
    return ASIDE / f"{change_id}.json"


def ids_in(project: ProjectFiles, folder: ProjectPath) -> list[str]:
    """The ids of the journals in a folder, oldest first."""
    names = [name for name in project.names(folder) if name.endswith(".json")]
    return [name.removesuffix(".json") for name in names if not files.is_temporary(name)]


def next_id(project: ProjectFiles, token: str) -> str:
    """An id that sorts after all before it; the change lock is held."""
    taken = [*ids_in(project, HISTORY), *ids_in(project, JOURNALS)]
    numbers = [int(one[:8]) for one in taken if one[:8].isdigit()]
    return f"{max(numbers, default=0) + 1:08d}-{token}"


def read_journal(project: ProjectFiles, path: ProjectPath) -> Journal | None:
    """A change set from its file; None when there is none.

    Raises:
        CorruptFile: it is not a journal that this version understands.
    """
    place = project.place(path)
    text = files.read_text(place, _LARGEST)
    if text is None:
        return None
    try:
        return _journal(json.loads(text), path.stem)
    except (ValueError, KeyError, TypeError, RecursionError, RecoilError) as error:
        raise CorruptFile(place, f"not a change set: {error}") from error


def newest_first(project: ProjectFiles) -> Iterator[Journal]:
    """The history, read one by one; records that cannot be read are passed over."""
    for change_id in reversed(ids_in(project, HISTORY)):
        try:
            journal = read_journal(project, history_path(change_id))
        except CorruptFile:
            continue
        if journal is not None:
            yield journal


def touched(steps: tuple[Step, ...]) -> tuple[str, ...]:
    """The places the steps touch that mean something to people, each once."""
    paths = [path for step in steps for path in step.paths]
    return tuple(dict.fromkeys(str(path) for path in paths if not path.is_under(STATE / "staging")))


def _journal(data: dict[str, object], change_id: str) -> Journal:
    if data["schema_version"] != _SCHEMA or data["id"] != change_id:
        raise ValueError("made by another version, or renamed")
    raw = data["steps"]
    if not isinstance(raw, list):
        raise TypeError("no list of steps")
    steps = tuple(step_from_json(one) for one in raw)
    undoes = data["undoes"]
    change = AppliedChange(
        id=change_id,
        kind=str(data["kind"]),
        title=str(data["title"]),
        at=str(data["at"]),
        paths=touched(steps),
        undoes=None if undoes is None else str(undoes),
        direction=Direction(str(data["direction"])),
    )
    return Journal(change, steps)
