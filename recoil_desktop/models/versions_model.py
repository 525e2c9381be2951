"""The versions of a batch, and what differs between two of them, shot by shot."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from recoil_desktop.models.keyed_tree import Index, KeyedTreeModel
from recoil_desktop.models.roles import RunRole
from recoil_desktop.models.run_words import counted, shots_in_words

if TYPE_CHECKING:
    from engine.domain.scene_diff import SceneDiff

_DISPLAY = Qt.ItemDataRole.DisplayRole


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a batch, as its manifest tells of it."""

    version: int
    is_active: bool = False
    is_derived: bool = True
    source: str = ""
    created_at: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return f"Version {self.version}"


@dataclass(frozen=True, slots=True)
class BatchVersions:
    """All versions of a batch, oldest first. ``problem`` says why they cannot be read."""

    scene_id: str = ""
    rows: tuple[VersionRow, ...] = ()
    problem: str = ""

    @property
    def active(self) -> VersionRow | None:
        """The version that counts."""
        return next((row for row in self.rows if row.is_active), None)

    def row(self, version: int) -> VersionRow | None:
        """The version of this number."""
        return next((row for row in self.rows if row.version == version), None)

    def __bool__(self) -> bool:
        return bool(self.scene_id)


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A shot with what became of it, or one of its fields with both values."""

    key: str
    name: str = ""
    change: str = ""  # added, removed, changed, same; nothing for a field
    before: str = ""
    after: str = ""
    tip: str = ""
    children: tuple[DiffLine, ...] = ()


NO_DIFF = DiffLine("")


class DiffColumn(IntEnum):
    """What is told of a line."""

    NAME = 0
    BEFORE = 1
    AFTER = 2


class DiffModel(KeyedTreeModel[DiffLine]):
    """Shots with their changed fields below them."""

    columns = len(DiffColumn)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(NO_DIFF, parent)
        self._titles = ("Shot", "Before", "After")

    def name_versions(self, before: int, after: int) -> None:
        """Say in the header which versions stand beside each other."""
        self._titles = ("Shot", f"Version {before}", f"Version {after}")
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(DiffColumn) - 1)

    def looks(self, item: DiffLine) -> object:
        """All but the lines below."""
        return replace(item, children=())

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Texts in one line; the whole of a long one is the tooltip's."""
        if not index.isValid():
            return None
        line = self.item(index)
        text = (line.name, line.before, line.after)[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return text.replace("\n", " ⏎ ")
            case Qt.ItemDataRole.ToolTipRole:
                return line.tip if index.column() == DiffColumn.NAME else text
            case RunRole.LINE:
                return line
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """The columns' names."""
        is_ours = orientation is Qt.Orientation.Horizontal and 0 <= section < len(DiffColumn)
        if not is_ours:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self._titles[section] if role == _DISPLAY else None


def diff_lines(found: SceneDiff, *, shows_same: bool = False) -> DiffLine:
    """The lines of a comparison; shots that are the same are left out unless wanted."""
    shots = [shot for shot in found.shots if shows_same or shot.kind.value != "same"]
    return replace(
        NO_DIFF,
        children=tuple(
            DiffLine(
                key=f"shot {shot.shot_id}",
                name=shots_in_words((shot.shot_id,)),
                change=shot.kind.value,
                after=_SHOT_WORDS.get(shot.kind.value, counted(len(shot.fields), "field")),
                tip=shot.shot_id,
                children=tuple(_field_line(shot.shot_id, *one) for one in shot.fields),
            )
            for shot in shots
        ),
    )


def summary_of(found: SceneDiff) -> str:
    """``1 shot added, 2 changed, 3 the same``."""
    kinds = [shot.kind.value for shot in found.shots]
    words = {"added": "added", "removed": "removed", "changed": "changed", "same": "the same"}
    told = [f"{kinds.count(kind)} {word}" for kind, word in words.items() if kind in kinds]
    return ", ".join(told) or "no shots"


def value_text(value: object) -> str:
    """A value of a body as people read it."""
    match value:
        case None:
            return "–"
        case str():
            return value
        case float():
            return f"{value:g}"
        case _:
            return json.dumps(value, ensure_ascii=False)


_SHOT_WORDS = {"added": "added", "removed": "removed", "same": "the same"}
_FIELD_WORDS = {"duration_s": "length", "raw.prompt": "prompt"}


def _field_line(shot_id: str, name: str, before: object, after: object) -> DiffLine:
    known = _FIELD_WORDS.get(name, name.rpartition(".")[2].replace("_", " "))
    return DiffLine(
        key=f"field {shot_id} {name}",
        name=known[:1].upper() + known[1:],
        before=value_text(before),
        after=value_text(after),
        tip=name,
    )
