"""Paints a shot to choose: box, thumbnail, number and prompt, why it may be the one, its length."""

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
)
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from recoil_desktop.delegates.kit import RIGHT, PaintKit
from recoil_desktop.models.register_shots import RegisterShotsModel, ShotRole

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from recoil_desktop.delegates.thumbnails import Thumbnails
    from recoil_desktop.models.register_choices import ShotChoice
    from recoil_desktop.theme import Themes

_Index = QModelIndex | QPersistentModelIndex

_ROW = 60
_BOX = 16
_THUMBNAIL = QSize(40, 48)
_SIDE = 72


class RegisterShotDelegate(QStyledItemDelegate):
    """A click anywhere on the row ticks it."""

    def __init__(
        self, themes: Themes, thumbnails: Thumbnails, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._kit = PaintKit(themes)
        self._thumbnails = thumbnails

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(240, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        shot: ShotChoice = index.data(ShotRole.SHOT)
        is_ticked = index.data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked
        self._kit.ground(painter, option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room: QRect = option.rect.adjusted(12, 0, -12, 0)
        self._paint_box(painter, room, is_ticked=is_ticked)
        self._paint_picture(painter, room.adjusted(_BOX + 12, 0, 0, 0), shot)
        room = room.adjusted(_BOX + _THUMBNAIL.width() + 24, 0, 0, 0)
        self._paint_words(painter, room, shot)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        _option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        is_click = (
            event.type() == QEvent.Type.MouseButtonRelease
            and isinstance(event, QMouseEvent)
            and event.button() is Qt.MouseButton.LeftButton
        )
        if is_click and isinstance(model, RegisterShotsModel):
            model.toggle(index)
            return True
        return False

    def _paint_box(self, painter: QPainter, room: QRect, *, is_ticked: bool) -> None:
        theme = self._kit.theme
        box = QRect(room.left(), room.center().y() - _BOX // 2 + 1, _BOX, _BOX)
        painter.setPen(QPen(theme.accent if is_ticked else theme.strong_line, 1))
        painter.setBrush(theme.accent if is_ticked else theme.sunken)
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if is_ticked:
            self._kit.icon(painter, box.adjusted(2, 2, -2, -2), "check", theme.on_accent)

    def _paint_picture(self, painter: QPainter, room: QRect, shot: ShotChoice) -> None:
        theme = self._kit.theme
        frame = QRect(
            room.left(),
            room.center().y() - _THUMBNAIL.height() // 2 + 1,
            _THUMBNAIL.width(),
            _THUMBNAIL.height(),
        )
        picture = self._thumbnails.get(shot.picture) if shot.picture is not None else None
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(frame), 4, 4)
        painter.fillPath(shape, theme.picture if picture else theme.sunken)
        if picture is None:
            spot = QRect(0, 0, 16, 16)
            spot.moveCenter(frame.center())
            self._kit.icon(painter, spot, "shot", theme.faint)
            return
        painter.save()
        painter.setClipPath(shape)
        painter.drawPixmap(_filled(picture, frame), picture)
        painter.restore()

    def _paint_words(self, painter: QPainter, room: QRect, shot: ShotChoice) -> None:
        theme = self._kit.theme
        middle = room.center().y()
        upper = QRect(room.left(), middle - 19, room.width(), 20)
        lower = QRect(room.left(), middle + 1, room.width(), 18)
        side = QRect(room.right() - _SIDE, upper.top(), _SIDE, 20)
        self._kit.text(painter, side, shot.duration, theme.faint, RIGHT, size=theme.small_size)
        number = f"SH{shot.number}"
        width = self._kit.text(painter, upper, number, theme.text, is_bold=True)
        prompt = upper.adjusted(width + 10, 0, -_SIDE - 8, 0)
        self._kit.text(painter, prompt, shot.prompt, theme.muted)
        ink = theme.accent_text if shot.reason else theme.faint
        words = shot.reason or ("in a video already" if shot.has_video else "in no video yet")
        self._kit.text(painter, lower, words, ink, size=theme.small_size + 1)


def _filled(picture: QPixmap, frame: QRect) -> QRect:
    """Where a picture lies that fills the frame and keeps its shape."""
    size = picture.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    place = QRect(frame.topLeft(), size)
    place.moveCenter(frame.center())
    return place
