"""Paints one of the newest files: its picture, its name, its episode and age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from engine.domain.listing import is_video
from recoil_desktop.delegates.kit import LEFT, PaintKit
from recoil_desktop.delegates.thumbnails import Wish
from recoil_desktop.models.recent import FILE_ROLE, facts_line, name_of, now
from recoil_desktop.widgets.status import status_colour

if TYPE_CHECKING:
    from pathlib import Path

    from engine.workspace.recent import RecentFile
    from recoil_desktop.delegates.thumbnails import Thumbnails
    from recoil_desktop.theme import Themes

CELL = QSize(148, 206)

_MARGIN = 6
_PICTURE = 152
_LINE = 18
_DOT = 7
_ICON = 24
_ROUND = 6
_FITTING = Qt.AspectRatioMode.KeepAspectRatio
_STATE = QStyle.StateFlag
_QUIET = {"", "untracked", "none"}


class RecentDelegate(QStyledItemDelegate):
    """Asks the row and the thumbnails, and nothing else; ``root`` is the project's folder."""

    def __init__(
        self, themes: Themes, thumbnails: Thumbnails, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._kit = PaintKit(themes)
        self._thumbnails = thumbnails
        self.root: Path | None = None

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return CELL

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        file: RecentFile = index.data(FILE_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room: QRect = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        picture = QRect(room.left(), room.top(), room.width(), _PICTURE)
        self._paint_ground(painter, option)
        self._paint_picture(painter, picture, file)
        self._paint_words(painter, room.adjusted(2, _PICTURE + 4, -2, 0), file)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, room = self._kit.theme, QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5)
        if option.state & _STATE.State_Selected:
            painter.setBrush(theme.selection)
        elif option.state & _STATE.State_MouseOver:
            painter.setBrush(theme.hover)
        else:
            return
        has_keys = bool(option.state & _STATE.State_HasFocus)
        painter.setPen(QPen(theme.accent, 1) if has_keys else QPen(theme.selection, 0))
        painter.drawRoundedRect(room, _ROUND + 2, _ROUND + 2)

    def _paint_picture(self, painter: QPainter, room: QRect, file: RecentFile) -> None:
        pixmap = self._picture(painter, room, file)
        painter.setPen(QPen(self._kit.theme.line, 0))
        painter.setBrush(self._kit.theme.sunken)
        painter.drawRoundedRect(QRectF(room), _ROUND, _ROUND)
        if pixmap is None:
            name = "film" if is_video(file.path.name) else "picture"
            spot = QRect(0, 0, _ICON, _ICON)
            spot.moveCenter(room.center())
            self._kit.icon(painter, spot, name, self._kit.theme.faint)
            return
        size = pixmap.size().scaled(room.size(), _FITTING)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(room.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, pixmap)

    def _picture(self, painter: QPainter, room: QRect, file: RecentFile) -> QPixmap | None:
        if self.root is None:
            return None
        ratio = painter.device().devicePixelRatioF()
        size = (round(room.width() * ratio), round(room.height() * ratio))
        place = self.root.joinpath(*file.path.parts)
        return self._thumbnails.picture(Wish(place, size=size, is_cropped=False))

    def _paint_words(self, painter: QPainter, room: QRect, file: RecentFile) -> None:
        theme, kit = self._kit.theme, self._kit
        title = QRect(room.left(), room.top(), room.width(), _LINE)
        facts = QRect(room.left(), room.top() + _LINE, room.width(), _LINE)
        if file.node.status not in _QUIET:
            spot = QRectF(facts.left(), facts.center().y() - _DOT / 2 + 1, _DOT, _DOT)
            painter.setPen(QPen(theme.line, 0))
            painter.setBrush(status_colour(theme, file.node.status))
            painter.drawEllipse(spot)
            facts.setLeft(facts.left() + _DOT + 6)
        ink = theme.bad if file.node.detail.is_corrupt else theme.text
        kit.text(painter, title, name_of(file), ink, LEFT)
        kit.text(painter, facts, facts_line(file, now()), theme.muted, LEFT, size=theme.small_size)
