"""What lies over all rows of the timeline: stems of cuts, the range, the pointer, the playhead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from recoil_desktop.scrubber.stems import Stems

if TYPE_CHECKING:
    from recoil_desktop.scrubber.timeline import TimelineView
    from recoil_desktop.theme import Theme

_HEAD = 6.0  # half the width of the playhead's head


class Overlay:
    """Painted anew each time, but for the stems: it is a handful of lines."""

    def __init__(self) -> None:
        self.stems = Stems()

    def paint(
        self, painter: QPainter, view: TimelineView, theme: Theme, pointer: QPointF | None
    ) -> None:
        """Paint above the rows of ``view``."""
        tracks = view.area_of(view.ruler).united(view.area_of(view.extras))
        if view.scene.peaks is not None:
            painter.save()
            painter.setClipRect(tracks)
            self._paint_range(painter, view, theme, tracks)
            self._paint_stems(painter, view, theme)
            self._paint_playhead(painter, view, theme, tracks)
            self._paint_pointer(painter, view, theme, pointer)
            painter.restore()
        if view.hasFocus():
            painter.setPen(QPen(theme.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(0.5, 0.5, view.width() - 1, view.height() - 1))

    def playhead_strip(self, view: TimelineView) -> QRect:
        """The part of ``view`` that the playhead covers."""
        left = int(view.x_of(view.playhead) - _HEAD) - 2
        width = int(view.scale.zoom + 2 * _HEAD) + 4
        return QRect(left, 0, width, view.height())

    def _paint_range(
        self, painter: QPainter, view: TimelineView, theme: Theme, tracks: QRect
    ) -> None:
        scene = view.scene
        shade = QColor(theme.sunken)
        shade.setAlphaF(0.6)
        below = tracks.adjusted(0, view.area_of(view.ruler).height() + 1, 0, 0)
        if scene.in_point is not None:
            right = view.x_of(scene.in_point)
            painter.fillRect(
                QRectF(below.left(), below.top(), right - below.left(), below.height()), shade
            )
        if scene.out_point is not None:
            left = view.x_of(scene.out_point + 1)
            painter.fillRect(
                QRectF(left, below.top(), below.right() - left + 1, below.height()), shade
            )

    def _paint_stems(self, painter: QPainter, view: TimelineView, theme: Theme) -> None:
        film, curve = view.area_of(view.film), view.area_of(view.curve)
        area = QRect(film)
        area.setBottom(view.area_of(view.shots).bottom())
        sound = view.area_of(view.sound).bottom() - film.top()
        self.stems.set_bands((curve.top() - film.top(), curve.bottom() - film.top(), sound))
        self.stems.density = view.devicePixelRatioF()
        self.stems.paint(painter, area, view.scale, view.scene, theme)

    def _paint_pointer(
        self, painter: QPainter, view: TimelineView, theme: Theme, pointer: QPointF | None
    ) -> None:
        """The frame under the pointer in the ruler; for a dragged cut how far it has come, too."""
        ruler = view.area_of(view.ruler)
        if pointer is None or pointer.x() < ruler.left():
            return
        frame, text = view.scale.frame_under(pointer.x() - ruler.left()), ""
        if view.drag_origin is not None and view.scene.selected is not None:
            frame = view.scene.selected
            text = f"  {frame - view.drag_origin:+}"
        x = round(view.x_of(frame))
        line = QColor(theme.muted)
        line.setAlphaF(0.5)
        bottom = view.area_of(view.sound).bottom()
        painter.fillRect(QRect(x, ruler.bottom(), 1, bottom - ruler.bottom()), line)
        _draw_chip(painter, x, ruler, f"{frame}{text}", theme)

    def _paint_playhead(
        self, painter: QPainter, view: TimelineView, theme: Theme, tracks: QRect
    ) -> None:
        x = round(view.x_of(view.playhead)) + 0.5
        width = view.scale.zoom
        if width > 2 * _HEAD:
            body = QColor(theme.playhead)
            body.setAlphaF(0.14)
            painter.fillRect(QRectF(x, tracks.top() + 8, width, tracks.height()), body)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.playhead, 1))
        painter.drawLine(QLineF(x, tracks.top() + 8, x, tracks.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.playhead)
        corners = ((-_HEAD, 0), (_HEAD, 0), (_HEAD, 6), (0, 12), (-_HEAD, 6))
        painter.drawPolygon(QPolygonF([QPointF(x + a, tracks.top() + b) for a, b in corners]))


def _draw_chip(painter: QPainter, x: float, ruler: QRect, text: str, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.mono(theme.small_size))
    width = painter.fontMetrics().horizontalAdvance(text) + 12
    left = x + _HEAD + 3  # beside the playhead's head, which may stand on the same frame
    if left + width > ruler.right():
        left = x - _HEAD - 3 - width
    chip = QRectF(left, ruler.top() + 3, width, 18)
    painter.setPen(QPen(theme.strong_line, 1))
    painter.setBrush(theme.raised)
    painter.drawRoundedRect(chip, 4, 4)
    painter.setPen(theme.text)
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
