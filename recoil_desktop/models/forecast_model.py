"""What a run would render and cost, beat by beat, as a table."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from recoil_desktop.models.roles import RunRole
from recoil_desktop.models.run_words import (
    batch_name,
    block_words,
    listed,
    money,
    seconds,
    shots_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.orchestration.events import PlannedBeat

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_DISPLAY = Qt.ItemDataRole.DisplayRole


class ForecastColumn(IntEnum):
    """What is told of a beat, from left to right."""

    BATCH = 0
    SHOTS = 1
    LENGTH = 2
    ESTIMATE = 3
    TAG = 4
    STATE = 5
    FILE = 6


_TITLES = ("Batch", "Shots", "Length", "Estimate", "Tag", "State", "File")
_RIGHT = {ForecastColumn.LENGTH, ForecastColumn.ESTIMATE}


class ForecastModel(QAbstractTableModel):
    """One row per beat. A forecast is always another one: it is shown whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._beats: tuple[PlannedBeat, ...] = ()

    @property
    def beats(self) -> tuple[PlannedBeat, ...]:
        """What is shown."""
        return self._beats

    def show(self, beats: Sequence[PlannedBeat]) -> None:
        """Show these beats."""
        if tuple(beats) != self._beats:
            self.beginResetModel()
            self._beats = tuple(beats)
            self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """One row per beat."""
        return 0 if parent.isValid() else len(self._beats)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """As many as there are names."""
        return 0 if parent.isValid() else len(_TITLES)

    def data(self, index: _Index, role: int = _DISPLAY) -> object:
        """Texts, and the beat itself."""
        if not index.isValid():
            return None
        beat, column = self._beats[index.row()], ForecastColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return text_of(beat, column)
            case Qt.ItemDataRole.ToolTipRole:
                return _tip_of(beat)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case RunRole.LINE:
                return beat
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(_TITLES):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _TITLES[section]
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(ForecastColumn(section))
            case _:
                return None


def text_of(beat: PlannedBeat, column: ForecastColumn) -> str:
    """What stands in a column."""
    match column:
        case ForecastColumn.BATCH:
            return batch_name(beat.scene_id)
        case ForecastColumn.SHOTS:
            return shots_in_words(beat.shot_ids)
        case ForecastColumn.LENGTH:
            return _length(beat)
        case ForecastColumn.ESTIMATE:
            return "" if beat.done else money(beat.estimate_micro)
        case ForecastColumn.TAG:
            return beat.tag
        case ForecastColumn.STATE:
            return state_of(beat)
        case ForecastColumn.FILE:
            return beat.target.rpartition("/")[2]


def state_of(beat: PlannedBeat) -> str:
    """Whether it is rendered: done, in the way of it, or due."""
    if beat.done:
        return "done"
    return block_words(beat.blocked) if beat.blocked else "to render"


def _length(beat: PlannedBeat) -> str:
    """``9 s``; ``2 → 4 s`` where the model renders no less than four."""
    if not beat.duration_s:
        return ""
    length, charged = seconds(beat.duration_s), beat.charged_otherwise
    return f"{length.removesuffix(' s')} → {seconds(charged)}" if charged else length


def _tip_of(beat: PlannedBeat) -> str:
    charged = beat.charged_otherwise
    facts = (
        beat.beat_id,
        listed((beat.model, beat.modality.replace("_", " "))),
        f"Rendered and charged as {seconds(charged)}" if charged else "",
        f"Goes to {beat.target}" if beat.target else "",
        block_words(beat.blocked) if beat.blocked else "",
    )
    return "\n".join(fact for fact in facts if fact)


def _alignment(column: ForecastColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
