"""Paints a row in one line: its title, and behind it, quieter, what there is to say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QFontMetrics, QPainter

from recoil_desktop.delegates.row import RowDelegate

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

    from recoil_desktop.models.rows_model import Row

_HEIGHT = 30
_GAP = 12
_TITLE_SHARE = 0.6


class LineDelegate(RowDelegate):
    """For low panes, where four lines are worth more than two rows."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(120, _HEIGHT)

    def _paint_words(self, painter: QPainter, room: QRect, row: Row) -> None:
        theme = self._themes.current
        metrics = QFontMetrics(theme.font(theme.text_size))
        width = metrics.horizontalAdvance(row.title)
        most = round(room.width() * _TITLE_SHARE) if row.detail else room.width()
        title = QRect(room.left(), room.top(), min(width + 1, most), room.height())
        self._paint_text(painter, title, row.title, theme.text_size, theme.text)
        if row.detail:
            ink = self._ink(row, theme.muted) if row.tone == "bad" else theme.muted
            detail = room.adjusted(title.width() + _GAP, 0, -_GAP, 0)
            self._paint_text(painter, detail, row.detail, theme.small_size + 1, ink)
