"""Paints a note: what it is for, who says it and when, its words, and what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from recoil_desktop.delegates.kit import RIGHT, PaintKit
from recoil_desktop.models.comment_words import TAG_ICONS, TAG_TONES, TAG_WORDS, ago
from recoil_desktop.models.roles import ListRole

if TYPE_CHECKING:
    from engine.domain.comments import Comment
    from recoil_desktop.models.rows_model import Row
    from recoil_desktop.theme import Themes

_LEFT, _RIGHT, _TOP = 40, 12, 8
_ICON = 16
_LINE = 18
_MOST_LINES = 8
_WORDS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class CommentDelegate(QStyledItemDelegate):
    """A row is as high as its words, up to a few lines; the tooltip has them all."""

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = PaintKit(themes)
        self._heights: dict[tuple[str, int, int], int] = {}
        self.width = 280

    def sizeHint(
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row: Row = index.data(ListRole.ITEM)
        height = 2 * _TOP + _LINE + self._height_of(row.title)
        return QSize(120, height + (_LINE if row.detail else 0))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Row = index.data(ListRole.ITEM)
        comment: Comment = row.item  # type: ignore[assignment]
        self._kit.ground(painter, option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = option.rect.adjusted(_LEFT, _TOP, -_RIGHT, -_TOP)
        self._paint_head(painter, room, comment)
        self._paint_words(painter, room, row, is_resolved=comment.resolved)
        painter.restore()

    def _paint_head(self, painter: QPainter, room: QRect, comment: Comment) -> None:
        theme = self._kit.theme
        tone = "faint" if comment.resolved else TAG_TONES[comment.tag]
        name = "check" if comment.resolved else TAG_ICONS[comment.tag]
        spot = QRect(room.left() - _LEFT + 12, room.top() + 1, _ICON, _ICON)
        self._kit.icon(painter, spot, name, getattr(theme, tone))
        line = QRect(room.left(), room.top(), room.width(), _LINE)
        small = theme.small_size
        since = ago(comment.created_at)
        self._kit.text(painter, line, since, theme.faint, RIGHT, size=small)
        line.adjust(0, 0, -self._kit.width_of(since, small) - 8, 0)
        who = comment.author or "somebody"
        ink = theme.muted if comment.resolved else theme.text
        used = self._kit.text(painter, line, who, ink, is_bold=True, size=small + 1)
        state = "resolved" if comment.resolved else TAG_WORDS[comment.tag].lower()
        rest = line.adjusted(used + 8, 0, 0, 0)
        self._kit.text(painter, rest, state, getattr(theme, tone), size=small)

    def _paint_words(self, painter: QPainter, room: QRect, row: Row, *, is_resolved: bool) -> None:
        theme = self._kit.theme
        height = self._height_of(row.title)
        words = QRect(room.left(), room.top() + _LINE, room.width(), height)
        painter.setPen(theme.muted if is_resolved else theme.text)
        painter.setFont(theme.font())
        painter.save()
        painter.setClipRect(words)
        painter.drawText(words, _WORDS, row.title)
        painter.restore()
        if row.detail:
            place = QRect(room.left(), words.bottom() + 1, room.width(), _LINE)
            self._kit.text(painter, place, row.detail, theme.faint, size=theme.small_size)

    def _height_of(self, text: str) -> int:
        width, size = max(40, self.width - _LEFT - _RIGHT), self._kit.theme.text_size
        key = (text, width, size)
        if key not in self._heights:
            metrics = QFontMetrics(self._kit.theme.font())
            most = metrics.lineSpacing() * _MOST_LINES
            found = metrics.boundingRect(QRect(0, 0, width, 100_000), int(_WORDS), text)
            self._heights[key] = min(found.height(), most)
        return self._heights[key]
