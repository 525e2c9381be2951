"""Paints a row with a title, a quieter second line, a remark on the right and a progress bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from recoil_desktop.icons import icon
from recoil_desktop.models.roles import ListRole

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from recoil_desktop.models.rows_model import Row
    from recoil_desktop.theme import Themes

_ONE_LINE = 32
_TWO_LINES = 44
_ICON = 16


class RowDelegate(QStyledItemDelegate):
    """Paints from the row alone; ``stop_clicked`` tells that its cross was pressed."""

    stop_clicked = Signal(int)  # row

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row: Row = index.data(ListRole.ITEM)
        is_tall = bool(row.detail) or row.progress is not None
        return QSize(120, _TWO_LINES if is_tall else _ONE_LINE)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Row = index.data(ListRole.ITEM)
        style = option.widget.style() if option.widget else QApplication.style()
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        style.drawPrimitive(panel, option, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room: QRect = option.rect.adjusted(12, 0, -12, 0)
        room = self._paint_icon(painter, room, row)
        room = self._paint_right(painter, room, row)
        self._paint_words(painter, room, row)
        if row.progress is not None:
            self._paint_progress(painter, option.rect, row.progress)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        _model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        row: Row = index.data(ListRole.ITEM)
        if (
            row.is_stoppable
            and isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and stop_spot(option.rect).adjusted(-4, -8, 4, 8).contains(event.position().toPoint())
        ):
            self.stop_clicked.emit(index.row())
            return True
        return False

    def _paint_icon(self, painter: QPainter, room: QRect, row: Row) -> QRect:
        if not row.icon:
            return room
        theme = self._themes.current
        spot = QRect(room.left(), room.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        icon(row.icon, theme, self._ink(row, theme.muted)).paint(painter, spot)
        return room.adjusted(_ICON + 12, 0, 0, 0)

    def _paint_right(self, painter: QPainter, room: QRect, row: Row) -> QRect:
        theme = self._themes.current
        if row.is_stoppable:
            icon("close", theme, theme.muted).paint(painter, stop_spot(room.adjusted(0, 0, 12, 0)))
            room = room.adjusted(0, 0, -24, 0)
        if row.side:
            font = theme.font(theme.small_size)
            painter.setFont(font)
            painter.setPen(theme.faint)
            painter.drawText(room, _RIGHT, row.side)
            room = room.adjusted(0, 0, -QFontMetrics(font).horizontalAdvance(row.side) - 12, 0)
        return room

    def _paint_words(self, painter: QPainter, room: QRect, row: Row) -> None:
        theme = self._themes.current
        is_tall = bool(row.detail) or row.progress is not None
        middle = room.center().y()
        title = QRect(room.left(), middle - 18, room.width(), 20) if is_tall else room
        self._paint_text(painter, title, row.title, theme.text_size, theme.text)
        if row.detail:
            detail = QRect(room.left(), middle + 1, room.width(), 18)
            ink = self._ink(row, theme.muted) if row.tone in {"bad", "warn"} else theme.muted
            self._paint_text(painter, detail, row.detail, theme.small_size + 1, ink)

    def _paint_text(
        self, painter: QPainter, room: QRect, text: str, size: int, ink: QColor
    ) -> None:
        font = self._themes.current.font(size)
        painter.setFont(font)
        painter.setPen(ink)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, shown)

    def _paint_progress(self, painter: QPainter, room: QRect, progress: float) -> None:
        theme = self._themes.current
        track = QRectF(room.left() + 40, room.bottom() - 3, room.width() - 76, 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.line)
        painter.drawRoundedRect(track, 1, 1)
        painter.setBrush(theme.accent)
        share = progress if progress >= 0 else 0.15
        track.setWidth(track.width() * min(1.0, share))
        painter.drawRoundedRect(track, 1, 1)

    def _ink(self, row: Row, otherwise: QColor) -> QColor:
        colour: QColor = getattr(self._themes.current, row.tone) if row.tone else otherwise
        return colour


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def stop_spot(room: QRect) -> QRect:
    """Where the cross of a running job is, in the rectangle of its row."""
    return QRect(room.right() - 12 - 12, room.center().y() - 6 + 1, 12, 12)
