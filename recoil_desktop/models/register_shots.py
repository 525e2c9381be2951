"""The shots a video may be registered for, each with a box to tick."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from recoil_desktop.models.register_choices import ShotChoice

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ShotRole(IntEnum):
    """Roles of the list of shots."""

    SHOT = Qt.ItemDataRole.UserRole + 1


class RegisterShotsModel(QAbstractListModel):
    """Ticks survive a new order of the same shots; ``chosen`` are in the order of the plan."""

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shots: tuple[ShotChoice, ...] = ()
        self._order: tuple[str, ...] = ()
        self._ticked: set[str] = set()

    @property
    def shots(self) -> tuple[ShotChoice, ...]:
        """What is offered."""
        return self._shots

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ticked shots as they follow each other in the film."""
        offered = [shot.shot_id for shot in self._shots]
        known = [shot for shot in self._order if shot in offered]
        rest = [shot for shot in offered if shot not in known]
        return tuple(shot for shot in (*known, *rest) if shot in self._ticked)

    def show(
        self, shots: Sequence[ShotChoice], order: Sequence[str], ticked: Sequence[str]
    ) -> None:
        """Offer these, with these ticked; ``order`` is that of the plan."""
        self.beginResetModel()
        self._shots, self._order = tuple(shots), tuple(order)
        self._ticked = set(ticked) & {shot.shot_id for shot in shots}
        self.endResetModel()
        self.chosen_changed.emit()

    def toggle(self, index: _Index) -> None:
        """Tick a shot, or take the tick away."""
        if index.isValid():
            self._ticked ^= {self._shots[index.row()].shot_id}
            self.dataChanged.emit(index, index)
            self.chosen_changed.emit()

    def row_showing(self, picture: Path) -> int | None:
        """The row whose picture is this file."""
        found = (row for row, shot in enumerate(self._shots) if shot.picture == picture)
        return next(found, None)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many shots there are."""
        return 0 if parent.isValid() else len(self._shots)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A shot's parts."""
        if not index.isValid():
            return None
        shot = self._shots[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"SH{shot.number} {shot.prompt}".strip()
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(part for part in (shot.shot_id, shot.prompt, shot.reason) if part)
            case Qt.ItemDataRole.CheckStateRole:
                return _STATES[shot.shot_id in self._ticked]
            case ShotRole.SHOT:
                return shot
            case _:
                return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or untick by Qt's own way: space, accessibility."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        is_ticked = Qt.CheckState(value) is Qt.CheckState.Checked
        if is_ticked != (self._shots[index.row()].shot_id in self._ticked):
            self.toggle(index)
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Every shot can be ticked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
        )


_STATES = {True: Qt.CheckState.Checked, False: Qt.CheckState.Unchecked}
