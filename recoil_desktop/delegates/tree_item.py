"""Paints a line of the tree: icon, name, and on the right its summary, count and status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from recoil_desktop.icons import icon
from recoil_desktop.models.roles import TreeRole
from recoil_desktop.widgets.status import kind_icon, status_colour, status_label

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from recoil_desktop.theme import Themes

_ROW = 28
_ICON = 16
_SHORTEST_NAME = 72
_TELLING = {"segmentation_review", "failed", "corrupt"}  # words that must not give way
_COUNTED_KINDS = {"category", "episode", "quarantine", "group", "asset type", "entity", "folder"}
_STRONG_KINDS = {"category", "episode", "quarantine"}


class TreeItemDelegate(QStyledItemDelegate):
    """Asks roles only; the name gives way last, the summary first, when the pane is narrow."""

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._icons: dict[tuple[str, str], QIcon] = {}

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(160, _ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self._themes.current
        self._paint_ground(painter, option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room: QRect = option.rect.adjusted(theme.space(1), 0, -theme.space(2), 0)
        room = self._paint_icon(painter, room, index)
        room = self._paint_status(painter, room, index)
        room = self._paint_stars(painter, room, index)
        room = self._paint_note(painter, room, index)
        self._paint_name(painter, room, index)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        style = option.widget.style() if option.widget else QApplication.style()
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        style.drawPrimitive(panel, option, painter, option.widget)

    def _paint_icon(
        self, painter: QPainter, room: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> QRect:
        kind = index.data(TreeRole.KIND)
        theme = self._themes.current
        name = kind_icon(kind, name=index.data(Qt.ItemDataRole.ToolTipRole) or "")
        ink = theme.muted
        if index.data(TreeRole.IS_CORRUPT):
            name, ink = "warning", theme.bad
        elif kind == "quarantine":
            ink = theme.warn
        spot = QRect(room.left(), room.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        self._icon(name, ink).paint(painter, spot)
        return room.adjusted(_ICON + theme.space(2), 0, 0, 0)

    def _icon(self, name: str, ink: QColor) -> QIcon:
        key = (name, ink.name())
        if key not in self._icons:
            self._icons[key] = icon(name, self._themes.current, ink)
        return self._icons[key]

    def _paint_status(
        self, painter: QPainter, room: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> QRect:
        theme = self._themes.current
        status = "corrupt" if index.data(TreeRole.IS_CORRUPT) else index.data(TreeRole.STATUS)
        label = status_label(status or "")
        if not label:
            return room
        font = theme.font(theme.small_size)
        width = QFontMetrics(font).horizontalAdvance(label)
        colour = status_colour(theme, status)
        dot = QRectF(room.right() - width - 11, room.center().y() - 2, 6, 6)
        name_width = QFontMetrics(theme.font()).horizontalAdvance(index.data() or "")
        wanted = _SHORTEST_NAME if status in _TELLING else name_width
        has_room_for_word = room.width() - width - 24 >= wanted
        if not has_room_for_word:
            dot.moveLeft(room.right() - 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(dot)
        if has_room_for_word:
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(
                room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label
            )
        return room.adjusted(0, 0, -(room.right() - round(dot.left())) - theme.space(2), 0)

    def _paint_stars(
        self, painter: QPainter, room: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> QRect:
        """How many were given, as a number and a star: five in a row would take the name's room."""
        stars = index.data(TreeRole.STARS)
        if not stars:
            return room
        theme = self._themes.current
        words, font = f"{stars}★", theme.font(theme.small_size)
        width = QFontMetrics(font).horizontalAdvance(words)
        painter.setFont(font)
        painter.setPen(theme.warn)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        return room.adjusted(0, 0, -width - theme.space(2), 0)

    def _paint_note(
        self, painter: QPainter, room: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> QRect:
        """The summary ("3 of 8 shots") or, when there is none, the count."""
        theme = self._themes.current
        is_counted = index.data(TreeRole.KIND) in _COUNTED_KINDS
        count = index.data(TreeRole.COUNT) if is_counted else 0
        note = index.data(TreeRole.SUMMARY) or (str(count) if count else "")
        name_width = QFontMetrics(theme.font()).horizontalAdvance(index.data() or "")
        width = QFontMetrics(theme.font(theme.small_size)).horizontalAdvance(note)
        if not note or room.width() - width - theme.space(3) < min(name_width, 160):
            return room
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(theme.faint)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, note)
        return room.adjusted(0, 0, -width - theme.space(3), 0)

    def _paint_name(
        self, painter: QPainter, room: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = self._themes.current
        is_strong = index.data(TreeRole.KIND) in _STRONG_KINDS
        font = theme.font(bold=is_strong)
        painter.setFont(font)
        is_quiet = index.data(TreeRole.STATUS) in {"rejected", "archived"}
        painter.setPen(theme.faint if is_quiet else theme.text)
        name = QFontMetrics(font).elidedText(
            index.data() or "", Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
