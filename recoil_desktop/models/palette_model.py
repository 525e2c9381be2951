"""The rows of the command palette, best match first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from recoil_desktop.models.fuzzy import Match, match
from recoil_desktop.models.roles import ListRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_BLOCKED_LAST = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """Something the palette can run; ``blocked`` says why it can't now."""

    id: str
    title: str
    run: Callable[[], object]
    detail: str = ""
    shortcut: str = ""
    icon: str = ""
    blocked: str | None = None


class PaletteModel(QAbstractListModel):
    """Entries that fit what was typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Entry] = []
        self._rows: list[tuple[Entry, Match]] = []

    def fill(self, entries: Iterable[Entry]) -> None:
        """Take these entries; their order decides between equal matches."""
        self._all = list(entries)
        self.search("")

    def search(self, text: str) -> None:
        """Show what fits ``text``, best first."""
        found = [
            (entry, hit) for entry in self._all if (hit := match(text, entry.title)) is not None
        ]
        found.sort(key=lambda row: -(row[1].score - (_BLOCKED_LAST if row[0].blocked else 0)))
        self.beginResetModel()
        self._rows = found
        self.endResetModel()

    def entry(self, row: int) -> Entry:
        """The entry in a row."""
        return self._rows[row][0]

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many entries fit."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The entry, its title, or (as DETAIL) which letters were hit."""
        if not index.isValid():
            return None
        entry, hit = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.title
            case Qt.ItemDataRole.ToolTipRole:
                return entry.blocked or entry.detail
            case ListRole.ITEM:
                return entry
            case ListRole.DETAIL:
                return hit.positions
            case _:
                return None
