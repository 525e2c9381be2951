"""A list of rows that keeps what stays: jobs, operations, history, waiting passes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from recoil_desktop.models.roles import ListRole

if TYPE_CHECKING:
    from collections.abc import Sequence

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Row:
    """One line; ``key`` is unique in its list. ``progress`` is 0 to 1, -1 while it is unknown."""

    key: str
    title: str
    detail: str = ""
    side: str = ""
    icon: str = ""
    tone: str = ""  # good, warn, bad, info or nothing
    progress: float | None = None
    is_stoppable: bool = False
    item: object = None


class RowsModel(QAbstractListModel):
    """Shows rows; ``sync`` applies a new list as the fewest changes, so selections survive."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return tuple(self._rows)

    def sync(self, rows: Sequence[Row]) -> None:
        """Become ``rows``."""
        if list(rows) == self._rows:
            return
        self._drop_missing({row.key for row in rows})
        for position, row in enumerate(rows):
            self._place(position, row)

    def row(self, index: _Index) -> Row:
        """The row behind a valid index."""
        return self._rows[index.row()]

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row's parts."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.ToolTipRole:
                return f"{row.title}\n{row.detail}" if row.detail else row.title
            case ListRole.ITEM:
                return row
            case ListRole.DETAIL:
                return row.detail
            case ListRole.TONE:
                return row.tone
            case ListRole.PROGRESS:
                return row.progress
            case _:
                return None

    def _drop_missing(self, wanted: set[str]) -> None:
        for position in reversed(range(len(self._rows))):
            if self._rows[position].key not in wanted:
                self.beginRemoveRows(_ROOT, position, position)
                del self._rows[position]
                self.endRemoveRows()

    def _place(self, position: int, row: Row) -> None:
        old = self._place_of(row.key, position)
        if old is None:
            self.beginInsertRows(_ROOT, position, position)
            self._rows.insert(position, row)
            self.endInsertRows()
            return
        if old != position:
            self.beginMoveRows(_ROOT, old, old, _ROOT, position)
            self._rows.insert(position, self._rows.pop(old))
            self.endMoveRows()
        if self._rows[position] != row:
            self._rows[position] = row
            self.dataChanged.emit(self.index(position), self.index(position))

    def _place_of(self, key: str, position: int) -> int | None:
        """Where a row is now: mostly it is where it should be."""
        if position < len(self._rows) and self._rows[position].key == key:
            return position
        rest = range(position, len(self._rows))
        return next((at for at in rest if self._rows[at].key == key), None)
