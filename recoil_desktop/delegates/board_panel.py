"""Paints a panel of a card: its picture, its number, and what is to be known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from engine.domain.board import PictureKind
from recoil_desktop.delegates.kit import LEFT, PaintKit
from recoil_desktop.delegates.thumbnails import Wish
from recoil_desktop.models.board_words import short_number
from recoil_desktop.theme import DARK

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.board import Panel
    from engine.domain.paths import ProjectPath
    from recoil_desktop.delegates.thumbnails import Thumbnails

VEIL, ON_VEIL = QColor(0, 0, 0, 150), QColor("#f2f3f5")
"""What words on a picture stand on, and their ink: dark and light in any theme."""
_NARROWEST_NUMBER = 26
_TONES = {
    "canonical": "accent_text",
    "pinned": "info",
    "running": "info",
    "generating": "info",
    "failed": "bad",
    "rejected": "bad",
}


class PanelPainter:
    """``root`` is the project's folder, from which pictures are asked."""

    def __init__(self, kit: PaintKit, thumbnails: Thumbnails) -> None:
        self._kit = kit
        self._thumbnails = thumbnails
        self.root: Path | None = None

    def paint(self, painter: QPainter, room: QRect, panel: Panel) -> Path | None:
        """Paint a panel; the file whose picture has not come yet."""
        theme = self._kit.theme
        wish = self._wish(painter, room, panel)
        picture = self._thumbnails.picture(wish) if wish is not None else None
        if picture is not None:
            painter.drawPixmap(room, picture)
        else:
            painter.fillRect(room, theme.sunken)
            is_none = wish is None or self._thumbnails.has_none(wish)
            if is_none:
                side = min(20, room.width() // 2)
                spot = QRect(0, 0, side, side)
                spot.moveCenter(room.center())
                self._kit.icon(painter, spot, "shot", theme.strong_line)
        if room.width() >= _NARROWEST_NUMBER:
            self._paint_number(painter, room, panel)
        self._paint_marks(painter, room, panel)
        return None if wish is None or self._thumbnails.is_known(wish) else wish.path

    def paint_art(self, painter: QPainter, room: QRect, art: ProjectPath | None) -> Path | None:
        """Paint the whole art of a card; its file when that has not come yet."""
        if art is None or self.root is None:
            return None
        ratio = painter.device().devicePixelRatioF()
        size = (round(room.width() * ratio), round(room.height() * ratio))
        wish = Wish(self.root / str(art), None, size, is_cropped=False)
        picture = self._thumbnails.picture(wish)
        painter.fillRect(room, self._kit.theme.sunken)
        if picture is not None:
            shown = picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(QPoint(), shown)
            place.moveCenter(room.center())
            painter.drawPixmap(place, picture)
        return None if self._thumbnails.is_known(wish) else wish.path

    def _paint_number(self, painter: QPainter, room: QRect, panel: Panel) -> None:
        theme = self._kit.theme
        size = theme.small_size - 1
        tone = _TONES.get(panel.status)
        number = short_number(panel.number)
        text = self._kit.width_of(number, size, is_bold=True)
        width = text + 8 + (7 if tone else 0)
        chip = QRectF(room.left() + 3, room.bottom() - size - 7, width, size + 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(VEIL)
        painter.drawRoundedRect(chip, 3, 3)
        words = chip.adjusted(4, 0, 0, 0).toRect()
        if tone:
            painter.setBrush(getattr(DARK, tone))  # on a veil that is dark in any theme
            painter.drawEllipse(QRectF(chip.left() + 4, chip.center().y() - 2, 5, 5))
            words.adjust(8, 0, 2, 0)
        self._kit.text(painter, words, number, ON_VEIL, LEFT, is_bold=True, size=size)

    def _paint_marks(self, painter: QPainter, room: QRect, panel: Panel) -> None:
        if room.width() < _NARROWEST_NUMBER:
            return
        names = [("comment", DARK.warn)] if panel.open_comments else []
        if panel.is_reference:
            names.append(("pin", DARK.info))
        for number, (name, ink) in enumerate(names):
            chip = QRect(room.right() - 18 - number * 18, room.top() + 3, 16, 16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(VEIL)
            painter.drawRoundedRect(chip, 3, 3)
            self._kit.icon(painter, chip.adjusted(2, 2, -2, -2), name, ink)

    def _wish(self, painter: QPainter, room: QRect, panel: Panel) -> Wish | None:
        if panel.picture is None or self.root is None:
            return None
        ratio = painter.device().devicePixelRatioF()
        size = (round(room.width() * ratio), round(room.height() * ratio))
        at = panel.start if panel.picture_kind is PictureKind.TAKE else None
        return Wish(self.root / str(panel.picture), at, size, panel.area)
