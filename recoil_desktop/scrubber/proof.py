"""The proof of a cut: last frame out and first frame in, large, with one more on either side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from recoil_desktop.scrubber.handles import draw_handle
from recoil_desktop.scrubber.proof_layout import (
    CAPTION,
    GAP,
    height_of,
    in_a_row,
    in_two_rows,
)
from recoil_desktop.scrubber.words import timecode

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QImage, QMouseEvent, QPaintEvent, QResizeEvent

    from engine.domain.timing import Timeline
    from recoil_desktop.scrubber.exact_feed import ExactFeed
    from recoil_desktop.scrubber.scene import CutMark
    from recoil_desktop.theme import Theme, Themes

_HEADING = 32
_BESIDE = 160  # width of the heading where it stands left of the pictures
_WORTH = 1.15  # how much larger the pictures must become for the heading to step aside
_MARGIN = 12
_SHADE = QColor(0, 0, 0, 150)
_OFFSETS = (-2, -1, 0, 1)


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the four places: which frame it shows, and where."""

    frame: int
    offset: int
    area: QRectF

    @property
    def is_large(self) -> bool:
        """Is it one of the two at the cut?"""
        return self.offset in {-1, 0}


class ProofView(QWidget):
    """Four frames around a cut, from the real decoder, with their numbers.

    A click on one of the others makes it the first frame of the new shot.
    """

    cut_moved = Signal(int, int)  # the cut's frame, the frame it shall go to

    def __init__(self, themes: Themes, feed: ExactFeed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._feed = feed
        self._timeline: Timeline | None = None
        self._aspect = 9 / 16
        self._cut: CutMark | None = None
        self._pictures: dict[int, QImage] = {}
        self._message = ""
        self._tiles: tuple[Tile, ...] = ()
        self._under: int | None = None
        self._is_beside = False
        self.setMouseTracking(True)
        self.setMinimumSize(200, 96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Proof of the cut")
        themes.changed.connect(self.update)
        feed.arrived.connect(self._show_picture)
        feed.failed.connect(self._say)

    # -- what is shown -------------------------------------------------------

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The frames on view, from left to right."""
        return self._tiles

    def picture(self, frame: int) -> QImage | None:
        """The picture shown for ``frame``, when it has come."""
        return self._pictures.get(frame)

    def open(self, path: Path, timeline: Timeline, size: tuple[int, int]) -> None:
        """Prove cuts of this video from now on."""
        self._timeline = timeline
        self._aspect = size[0] / max(size[1], 1)
        self._feed.open(path, timeline)
        self.show_cut(None)

    def close_video(self) -> None:
        """Show nothing and let go of the file."""
        self._feed.close()
        self._timeline = None
        self.show_cut(None)

    def show_cut(self, cut: CutMark | None) -> None:
        """Show the frames around ``cut``, the two at the cut first."""
        if cut == self._cut and self._tiles:
            return
        self._cut, self._message = cut, ""
        self._lay_out()
        wanted = [tile.frame for tile in self._tiles]
        self._pictures = {f: image for f, image in self._pictures.items() if f in wanted}
        missing = [frame for frame in wanted if frame not in self._pictures]
        self._feed.ask(missing)
        self._describe()
        self.update()

    # -- Qt ------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(520, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        large = next((tile.area.size() for tile in self._tiles if tile.is_large), QSizeF(200, 200))
        density = self.devicePixelRatioF()
        self._feed.set_box(round(large.width() * density), round(large.height() * density))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme.surface)
        if self._cut is None or self._message:
            self._paint_nothing(painter, theme)
        else:
            if self._is_beside:
                self._paint_heading_beside(painter, theme)
            else:
                self._paint_heading(painter, theme)
            for tile in self._tiles:
                self._paint_tile(painter, tile, theme)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        tile = self._tile_at(event.position())
        under = tile.frame if tile is not None and tile.offset else None
        if under != self._under:
            self._under = under
            hand = Qt.CursorShape.PointingHandCursor
            self.setCursor(Qt.CursorShape.ArrowCursor if under is None else hand)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        tile = self._tile_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and tile is not None and tile.offset:
            assert self._cut is not None  # noqa: S101 - no tiles without a cut
            self.cut_moved.emit(self._cut.frame, tile.frame)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tile = self._tile_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._tip(tile), self)
            return True
        return super().event(event)

    # -- inside --------------------------------------------------------------

    def _say(self, message: str) -> None:
        self._message = message
        self.update()

    def _show_picture(self, frame: int, image: QImage) -> None:
        if any(tile.frame == frame for tile in self._tiles):
            self._pictures[frame] = image
            self.update()

    def _describe(self) -> None:
        cut = self._cut
        text = f"Cut before frame {cut.frame}, {cut.note}" if cut else "No cut selected"
        self.setAccessibleDescription(text)

    def _tile_at(self, at: QPointF) -> Tile | None:
        return next((tile for tile in self._tiles if tile.area.contains(at)), None)

    def _tip(self, tile: Tile | None) -> str:
        if tile is None:
            return ""
        if not tile.offset:
            return "The first frame of the new shot"
        return f"Click: start the new shot at frame {tile.frame}"

    def _lay_out(self) -> None:
        """In a row when pictures are upright, the neighbours below when they are wide.

        Where height is scarce the heading stands at the left and the numbers in the pictures.
        """
        self._tiles = ()
        if self._cut is None or self._timeline is None:
            return
        room = QRectF(self.rect()).adjusted(_MARGIN, GAP, -_MARGIN, -GAP)
        below, beside = room.adjusted(0, _HEADING - GAP, 0, 0), room.adjusted(_BESIDE, 0, 0, 0)
        above = max(in_a_row(below, self._aspect), in_two_rows(below, self._aspect), key=height_of)
        left = in_a_row(beside, self._aspect, below=0)
        self._is_beside = height_of(left) > _WORTH * height_of(above)
        areas = left if self._is_beside else above
        cut, count = self._cut.frame, self._timeline.count
        self._tiles = tuple(
            Tile(cut + offset, offset, area)
            for offset, area in zip(_OFFSETS, areas, strict=True)
            if 0 <= cut + offset < count
        )

    def _paint_nothing(self, painter: QPainter, theme: Theme) -> None:
        text = self._message or "Select a cut to see the frames on both sides of it"
        hint = "" if self._message or self._timeline is None else "N and P walk through the cuts"
        painter.setFont(theme.font(theme.text_size))
        painter.setPen(theme.bad if self._message else theme.muted)
        middle = self.rect().adjusted(24, 0, -24, 0)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(middle.adjusted(0, -12, 0, -12), flags, text)
        painter.setPen(theme.faint)
        painter.setFont(theme.font(theme.small_size))
        painter.drawText(middle.adjusted(0, 32, 0, 32), flags, hint)

    def _paint_heading(self, painter: QPainter, theme: Theme) -> None:
        cut, timeline = self._cut, self._timeline
        if cut is None or timeline is None:
            return
        draw_handle(painter, QPointF(_MARGIN + 6, _HEADING / 2), cut.trust, theme)
        left = _MARGIN + 20
        painter.setFont(theme.font(bold=True))
        painter.setPen(theme.text)
        title = _title(cut)
        line = QRect(left, 0, self.width() - left - _MARGIN, _HEADING)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, title)
        left += painter.fontMetrics().horizontalAdvance(title) + 12
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(theme.muted)
        rest = QRect(left, 0, self.width() - left - _MARGIN, _HEADING)
        words = f"{_where(cut, timeline)}  ·  {cut.note}"
        words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_heading_beside(self, painter: QPainter, theme: Theme) -> None:
        cut, timeline = self._cut, self._timeline
        if cut is None or timeline is None:
            return
        draw_handle(painter, QPointF(_MARGIN + 6, _HEADING / 2), cut.trust, theme)
        painter.setFont(theme.font(bold=True))
        painter.setPen(theme.text)
        line = QRect(_MARGIN + 20, 0, _BESIDE - 20, _HEADING)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, _title(cut))
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(theme.muted)
        rest = QRect(_MARGIN, _HEADING, _BESIDE - GAP, self.height() - _HEADING)
        words = f"{_where(cut, timeline)}\n{cut.note}"
        painter.drawText(rest, Qt.TextFlag.TextWordWrap, words)

    def _paint_tile(self, painter: QPainter, tile: Tile, theme: Theme) -> None:
        frame = QPainterPath()
        frame.addRoundedRect(tile.area, 4, 4)
        painter.fillPath(frame, theme.picture)
        picture = self._pictures.get(tile.frame)
        if picture is not None:
            painter.save()
            painter.setClipPath(frame)
            painter.setOpacity(1.0 if tile.is_large or tile.frame == self._under else 0.62)
            painter.drawImage(_fitted(picture, tile.area), picture)
            painter.restore()
        if tile.frame == self._under:
            painter.setPen(QPen(theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(tile.area.adjusted(1, 1, -1, -1), 4, 4)
        if self._is_beside:
            self._paint_number(painter, tile, theme)
        else:
            self._paint_caption(painter, tile, theme)

    def _paint_number(self, painter: QPainter, tile: Tile, theme: Theme) -> None:
        """The frame's number in the picture's corner, readable on any picture."""
        painter.setFont(theme.mono(theme.small_size))
        number = str(tile.frame)
        size = QSizeF(painter.fontMetrics().horizontalAdvance(number) + 6, 16)
        corner = tile.area.bottomLeft() + QPointF(2, -size.height() - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawRoundedRect(QRectF(corner, size), 3, 3)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(QRectF(corner, size), Qt.AlignmentFlag.AlignCenter, number)

    def _paint_caption(self, painter: QPainter, tile: Tile, theme: Theme) -> None:
        line = QRectF(tile.area.left(), tile.area.bottom() + 2, tile.area.width(), CAPTION - 2)
        words = {-1: "last out", 0: "first in"}.get(tile.offset, "")
        painter.setFont(theme.mono(theme.small_size + (1 if tile.is_large else 0)))
        painter.setPen(theme.text if tile.is_large else theme.muted)
        number = str(tile.frame)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, number)
        taken = painter.fontMetrics().horizontalAdvance(number) + 8
        painter.setFont(theme.font(theme.small_size))
        painter.setPen(theme.muted)
        if painter.fontMetrics().horizontalAdvance(words) <= line.width() - taken:
            painter.drawText(
                line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words
            )


def _title(cut: CutMark) -> str:
    return f"{'Missing' if cut.is_wanted else 'Cut'} before {cut.frame}"


def _where(cut: CutMark, timeline: Timeline) -> str:
    return "C places it" if cut.is_wanted else timecode(timeline, cut.frame)


def _fitted(picture: QImage, area: QRectF) -> QRectF:
    """``area`` shrunk to the picture's own shape, so that nothing is distorted or cut off."""
    size = QSizeF(picture.size()).scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left = area.left() + (area.width() - size.width()) / 2
    top = area.top() + (area.height() - size.height()) / 2
    return QRectF(QPointF(left, top), size)
