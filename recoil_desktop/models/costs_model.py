"""Where the money went, as a table: by model, by shot or by day."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from recoil_desktop.models.roles import RunRole
from recoil_desktop.models.run_words import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.costs import Spending

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_DISPLAY = Qt.ItemDataRole.DisplayRole


class CostColumn(IntEnum):
    """What is told of a row, from left to right."""

    NAME = 0
    JOBS = 1
    BILLED = 2
    FAILED = 3
    REJECTED = 4
    SECOND = 5
    KEPT = 6


_TITLES = ("", "Jobs", "Billed", "Failed", "Rejected", "Per used second", "Kept")
_TIPS = (
    "",
    "Jobs that came to their end",
    "What the providers charged",
    "The part of it that was charged for failures",
    "The part of it that lies in rejected takes and clips",
    "All money, failed and rejected too, for each second that is used",
    "How many of the pieces that somebody judged were kept",
)


class CostsModel(QAbstractTableModel):
    """One row per model, shot or day; clicking a column's name sorts by it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Spending] = []
        self._name = "Model"

    @property
    def largest(self) -> int:
        """The most that any row was billed, for the bars."""
        return max((row.billed_micro for row in self._rows), default=0)

    def show(self, name: str, rows: Sequence[Spending]) -> None:
        """Show these rows; ``name`` is what they are."""
        self.beginResetModel()
        self._name, self._rows = name, list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """One per row of the breakdown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """As many as there are names."""
        return 0 if parent.isValid() else len(_TITLES)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; what is not known comes last."""
        if not 0 <= column < len(_TITLES):
            return  # no column is chosen: the rows stay as they came
        key = CostColumn(column)
        is_down = order is Qt.SortOrder.DescendingOrder
        self.layoutAboutToBeChanged.emit()
        known = [row for row in self._rows if _value(row, key) is not None]
        known.sort(key=lambda row: _value(row, key), reverse=is_down)  # type: ignore[arg-type, return-value]
        self._rows = known + [row for row in self._rows if _value(row, key) is None]
        self.layoutChanged.emit()

    def data(self, index: _Index, role: int = _DISPLAY) -> object:
        """Texts, and the row itself."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], CostColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return text_of(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case RunRole.LINE:
                return row
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(_TITLES):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _TITLES[section] or self._name
            case Qt.ItemDataRole.ToolTipRole:
                return _TIPS[section] or None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(CostColumn(section))
            case _:
                return None


def text_of(row: Spending, column: CostColumn) -> str:
    """What stands in a column."""
    match column:
        case CostColumn.NAME:
            return row.name
        case CostColumn.JOBS:
            return f"{row.jobs:,}"
        case CostColumn.BILLED:
            return money(row.billed_micro)
        case CostColumn.FAILED:
            return money(row.failed_micro) if row.failed_micro else ""
        case CostColumn.REJECTED:
            return money(row.rejected_micro) if row.rejected_micro else ""
        case CostColumn.SECOND:
            known = row.micro_per_accepted_second
            return "" if known is None else money(known)
        case CostColumn.KEPT:
            return "" if row.keep_percent is None else f"{row.keep_percent} %"


def _value(row: Spending, column: CostColumn) -> str | int | None:
    match column:
        case CostColumn.NAME:
            return row.name
        case CostColumn.JOBS:
            return row.jobs
        case CostColumn.BILLED:
            return row.billed_micro
        case CostColumn.FAILED:
            return row.failed_micro
        case CostColumn.REJECTED:
            return row.rejected_micro
        case CostColumn.SECOND:
            return row.micro_per_accepted_second
        case CostColumn.KEPT:
            return row.keep_percent


def _alignment(column: CostColumn) -> Qt.AlignmentFlag:
    is_left = column is CostColumn.NAME
    side = Qt.AlignmentFlag.AlignLeft if is_left else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
