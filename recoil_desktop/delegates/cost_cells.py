"""Paints the table of costs: amounts, and behind what was billed a bar of its share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from recoil_desktop.models.costs_model import CostColumn, CostsModel
from recoil_desktop.models.roles import RunRole

if TYPE_CHECKING:
    from engine.domain.costs import Spending
    from recoil_desktop.theme import Theme, Themes

_ROW = 28


class CostDelegate(QStyledItemDelegate):
    """Failed and rejected money is coloured; the rest is calm."""

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(40, _ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, column = self._themes.current, CostColumn(index.column())
        style = option.widget.style() if option.widget else QApplication.style()
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        style.drawPrimitive(panel, option, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room: QRect = option.rect.adjusted(8, 0, -12, 0)
        model = index.model()
        if column is CostColumn.BILLED and isinstance(model, CostsModel) and model.largest:
            row: Spending = index.data(RunRole.LINE)
            self._paint_bar(painter, theme, room, row.billed_micro / model.largest)
        font = theme.font(bold=column is CostColumn.BILLED)
        painter.setFont(font)
        painter.setPen(_ink(theme, column))
        elide = Qt.TextElideMode.ElideMiddle
        text = QFontMetrics(font).elidedText(str(index.data() or ""), elide, room.width())
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        painter.restore()

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
