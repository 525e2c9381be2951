"""Paints a row of the command palette: icon, title with its hit letters, reason, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from recoil_desktop.icons import icon
from recoil_desktop.models.roles import ListRole

if TYPE_CHECKING:
    from recoil_desktop.models.palette_model import Entry
    from recoil_desktop.theme import Themes

_ROW = 36
_ICON = 18
_KEY_HEIGHT = 20
_SHORTEST_NOTE = 60


class PaletteRowDelegate(QStyledItemDelegate):
    """One command per row; one that can't run now is faint and says why."""

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, _ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry: Entry = index.data(ListRole.ITEM)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        room: QRect = option.rect.adjusted(16, 0, -16, 0)
        room = self._paint_icon(painter, room, entry)
        room = self._paint_keys(painter, room, entry)
        used = self._paint_title(painter, room, entry, index.data(ListRole.DETAIL))
        self._paint_note(painter, room.adjusted(used + 12, 0, -8, 0), entry)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme = self._themes.current
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        is_under_pointer = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if not (is_current or is_under_pointer):
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.selection if is_current else theme.hover)
        painter.drawRoundedRect(QRectF(option.rect).adjusted(6, 1, -6, -1), 6, 6)

    def _paint_icon(self, painter: QPainter, room: QRect, entry: Entry) -> QRect:
        theme = self._themes.current
        ink = theme.faint if entry.blocked else theme.muted
        spot = QRect(room.left(), room.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        if entry.icon:
            icon(entry.icon, theme, ink).paint(painter, spot)
        return room.adjusted(_ICON + 12, 0, 0, 0)

    def _paint_keys(self, painter: QPainter, room: QRect, entry: Entry) -> QRect:
        theme = self._themes.current
        font = theme.font(theme.small_size)
        painter.setFont(font)
        for part in reversed(
            [each for each in entry.shortcut.replace("++", "+Plus").split("+") if each]
        ):
            label = {"Plus": "+"}.get(part, part)
            width = max(_KEY_HEIGHT, QFontMetrics(font).horizontalAdvance(label) + 12)
            top = room.center().y() - _KEY_HEIGHT / 2 + 1
            key = QRectF(room.right() - width, top, width, _KEY_HEIGHT).adjusted(
                0.5, 0.5, -0.5, -0.5
            )
            painter.setPen(QPen(theme.strong_line))
            painter.setBrush(theme.raised)
            painter.drawRoundedRect(key, 4, 4)
            painter.setPen(theme.faint if entry.blocked else theme.muted)
            painter.drawText(key, Qt.AlignmentFlag.AlignCenter, label)
            room = room.adjusted(0, 0, -width - 4, 0)
        return room

    def _paint_title(
        self, painter: QPainter, room: QRect, entry: Entry, hits: tuple[int, ...]
    ) -> int:
        """Letter by letter where letters were hit; answers the width it took."""
        theme = self._themes.current
        plain, strong = theme.font(), theme.font(bold=True)
        marked = set(hits)
        left = room.left()
        for is_hit, run in _runs(entry.title, marked):
            font = strong if is_hit else plain
            painter.setFont(font)
            ink = theme.faint if entry.blocked else theme.text
            painter.setPen(theme.accent_text if is_hit and not entry.blocked else ink)
            width = QFontMetrics(font).horizontalAdvance(run)
            painter.drawText(QRect(left, room.top(), width + 4, room.height()),
                             Qt.AlignmentFlag.AlignVCenter, run)  # fmt: skip
            left += width
        return left - room.left()

    def _paint_note(self, painter: QPainter, room: QRect, entry: Entry) -> None:
        theme = self._themes.current
        note = entry.blocked or entry.detail
        if not note or room.width() < _SHORTEST_NOTE:
            return
        font = theme.font(theme.small_size + 1)
        painter.setFont(font)
        painter.setPen(theme.faint)
        text = QFontMetrics(font).elidedText(note, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


def _runs(text: str, marked: set[int]) -> list[tuple[bool, str]]:
    """The text in pieces that are wholly hit or wholly not."""
    runs: list[tuple[bool, str]] = []
    for position, letter in enumerate(text):
        is_hit = position in marked
        if runs and runs[-1][0] == is_hit:
            runs[-1] = (is_hit, runs[-1][1] + letter)
        else:
            runs.append((is_hit, letter))
    return runs
