"""The score curve: how different every frame is from the one before, and the threshold over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from recoil_desktop.scrubber.peaks import score_of, share_of
from recoil_desktop.scrubber.track import Track

if TYPE_CHECKING:
    from recoil_desktop.scrubber.peaks import Peaks
    from recoil_desktop.scrubber.scale import TimeScale
    from recoil_desktop.scrubber.scene import Scene
    from recoil_desktop.theme import Theme

_HEADROOM = 6

_Column = tuple[float, float, float]  # left edge, top, width


def height_of(score: float, height: int) -> float:
    """Pixels from the top at which ``score`` lies in a row of ``height`` pixels."""
    return height - 1 - share_of(score) * (height - 1 - _HEADROOM)


def score_at(y: float, height: int) -> float:
    """The score whose line lies ``y`` pixels from the top: the inverse of ``height_of``."""
    return score_of((height - 1 - y) / max(height - 1 - _HEADROOM, 1))


class Curve(Track):
    """The curve and its grid; bright where it stands over the threshold.

    The threshold's line itself is drawn here too: it is this row that answers its drag.
    """

    caption = "Score"
    height = 28
    stretch = 3
    tip = "How much each frame differs from the one before. Drag the line to move the threshold"

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[_Column] = []
        self._laid_out: object = None

    def depends_on(self, scene: Scene) -> object:
        return (id(scene.peaks), scene.threshold, scene.detected)

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        painter.fillRect(size, theme.sunken)
        if scene.peaks is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        _draw_grid(painter, size, theme)
        line = height_of(scene.threshold, size.height())
        quiet, loud = QColor(theme.curve), QColor(theme.curve)
        quiet.setAlphaF(0.35)
        loud.setAlphaF(0.9)
        columns = self._columns_of(scene.peaks, scale, size)
        bottom = size.height()
        for colour, bars in (
            (quiet, [QRectF(x, max(y, line), w, bottom - max(y, line)) for x, y, w in columns]),
            (loud, [QRectF(x, y, w, line - y) for x, y, w in columns if y < line]),
        ):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRects(bars)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_detected(painter, size, scale, scene, theme)
        _draw_threshold(painter, size, line, scene, theme)

    def _columns_of(self, peaks: Peaks, scale: TimeScale, size: QRect) -> list[_Column]:
        """The bars, laid out anew only when they move: a dragged threshold cuts the same ones."""
        key = (id(peaks), scale, size.height())
        if key != self._laid_out:
            self._columns, self._laid_out = _columns(peaks, scale, size), key
        return self._columns


def _columns(peaks: Peaks, scale: TimeScale, size: QRect) -> list[_Column]:
    """Left edge, top and width of every bar: whole pixels, so that neighbours never overlap."""
    steps = peaks.steps(scale.first, scale.zoom, size.width())
    if not steps:
        return []
    last = steps[-1][0] + (steps[1][0] - steps[0][0] if len(steps) > 1 else 1)
    first, zoom, bottom = scale.first, scale.zoom, size.height() - 1
    edges = [round((frame - first) * zoom) for frame, _share in steps]
    edges.append(round((last - first) * zoom))
    heights = [round(bottom - share * (bottom - _HEADROOM)) for _frame, share in steps]
    return [
        (left, top, right - left)
        for left, right, top in zip(edges, edges[1:], heights, strict=False)
    ]


def _draw_grid(painter: QPainter, size: QRect, theme: Theme) -> None:
    painter.setPen(QPen(theme.line))
    levels = [round(height_of(score, size.height())) + 0.5 for score in (10, 27, 50)]
    painter.drawLines([QLineF(0, y, size.width(), y) for y in levels])


def _draw_detected(
    painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.threshold)
    for frame in scene.detected:
        x = scale.x(frame) + min(scale.zoom / 2, 4)
        painter.drawEllipse(QPointF(x, size.height() - 4), 2.5, 2.5)


def _draw_threshold(
    painter: QPainter, size: QRect, line: float, scene: Scene, theme: Theme
) -> None:
    y = round(line) + 0.5
    painter.setPen(QPen(theme.threshold, 1))
    painter.drawLine(QLineF(0, y, size.width(), y))
    painter.setFont(theme.mono(theme.small_size - 1))
    text = f"{scene.threshold:.1f}"
    width = painter.fontMetrics().horizontalAdvance(text) + 12
    top = min(max(y - 8, 1), size.height() - 17)
    chip = QRectF(size.width() - width - 4, top, width, 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.threshold)
    painter.drawRoundedRect(chip, 4, 4)
    painter.setPen(theme.sunken if theme.is_dark else theme.on_accent)
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
