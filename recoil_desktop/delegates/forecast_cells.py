"""Paints the table of a forecast: quiet where nothing is due, coloured where something waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from recoil_desktop.models.forecast_model import ForecastColumn
from recoil_desktop.models.roles import RunRole

if TYPE_CHECKING:
    from engine.orchestration.events import PlannedBeat
    from recoil_desktop.theme import Theme, Themes

_ROW = 28
_DOT = 6


class ForecastDelegate(QStyledItemDelegate):
    """Asks the beat of a row and the text of a cell."""

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
        beat: PlannedBeat = index.data(RunRole.LINE)
        theme = self._themes.current
        style = option.widget.style() if option.widget else QApplication.style()
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        style.drawPrimitive(panel, option, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room: QRect = option.rect.adjusted(8, 0, -8, 0)
        ink = _ink(theme, beat, index.column())
        if index.column() == ForecastColumn.STATE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(QRectF(room.left(), room.center().y() - 2, _DOT, _DOT))
            room = room.adjusted(_DOT + 8, 0, 0, 0)
        font = theme.font(bold=index.column() == ForecastColumn.BATCH and _is_due(beat))
        painter.setFont(font)
        painter.setPen(ink)
        elide = Qt.TextElideMode.ElideRight
        text = QFontMetrics(font).elidedText(str(index.data() or ""), elide, room.width())
        painter.drawText(room, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
        painter.restore()


def _is_due(beat: PlannedBeat) -> bool:
    return not beat.done and not beat.blocked


def _ink(theme: Theme, beat: PlannedBeat, column: int) -> QColor:
    if column == ForecastColumn.STATE:
        return theme.good if beat.done else theme.warn if beat.blocked else theme.info
    if not _is_due(beat):
        return theme.faint
    is_strong = column in {ForecastColumn.BATCH, ForecastColumn.ESTIMATE}
    return theme.text if is_strong else theme.muted
