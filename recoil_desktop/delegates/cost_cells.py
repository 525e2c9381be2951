"""Paints the table of costs: amounts, and behind what was billed a bar of its share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from recoil_desktop.delegates.cell import CellDelegate
from recoil_desktop.models.costs_model import CostColumn, CostsModel
from recoil_desktop.models.roles import RunRole

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

    from engine.domain.costs import Spending
    from recoil_desktop.theme import Theme


class CostDelegate(CellDelegate):
    """Failed and rejected money is coloured; the rest is calm."""

    margins = (8, 12)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        with self.cell(painter, option) as room:
            self._paint(painter, room, index)

    def _paint(
        self, painter: QPainter, room: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        column, model, theme = CostColumn(index.column()), index.model(), self.kit.theme
        is_billed = column is CostColumn.BILLED
        if is_billed and isinstance(model, CostsModel) and model.largest:
            row: Spending = index.data(RunRole.LINE)
            self._paint_bar(painter, theme, room, row.billed_micro / model.largest)
        words, where = str(index.data() or ""), index.data(Qt.ItemDataRole.TextAlignmentRole)
        self.kit.text(painter, room, words, _ink(theme, column), where, is_bold=is_billed)

    def _paint_bar(self, painter: QPainter, theme: Theme, room: QRect, share: float) -> None:
        ground = QColor(theme.accent)
        ground.setAlpha(52)
        width = max(2.0, room.width() * share)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        top = room.top() + 5
        painter.drawRoundedRect(
            QRectF(room.right() + 6 - width, top, width, room.height() - 10), 3, 3
        )


def _ink(theme: Theme, column: CostColumn) -> QColor:
    match column:
        case CostColumn.NAME | CostColumn.BILLED:
            return theme.text
        case CostColumn.FAILED:
            return theme.bad
        case CostColumn.REJECTED:
            return theme.warn
        case _:
            return theme.muted
