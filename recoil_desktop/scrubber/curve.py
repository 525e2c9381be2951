"""The score curve: how different every frame is from the one before, and the threshold over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from recoil_desktop.scrubber.bars import draw_bars
from recoil_desktop.scrubber.peaks import NOTHING, score_of, share_of
from recoil_desktop.scrubber.track import Track

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from recoil_desktop.scrubber.peaks import Peaks
    from recoil_desktop.scrubber.scale import TimeScale
    from recoil_desktop.scrubber.scene import Scene
    from recoil_desktop.theme import Theme

_HEADROOM = 6


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
        self._tops: NDArray[np.int16]
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
        draw_bars(painter, self._inks(scene.peaks, scale, size, line), (quiet, loud), self.density)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_detected(painter, size, scale, scene, theme)
        _draw_threshold(painter, size, line, scene, theme)

    def _inks(self, peaks: Peaks, scale: TimeScale, size: QRect, line: float) -> NDArray[np.uint8]:
        """For each pixel 1 under the curve and 2 where that is above the threshold's line."""
        import numpy as np  # late: not before the window stands

        width, height = round(size.width() * self.density), round(size.height() * self.density)
        tops = self._tops_of(peaks, scale, width, height)
        rows = np.arange(height, dtype=np.int16)[:, None]
        inks = (rows >= tops).view(np.uint8)
        inks[: round(line * self.density)] *= 2
        return inks

    def _tops_of(
        self, peaks: Peaks, scale: TimeScale, width: int, height: int
    ) -> NDArray[np.int16]:
        """Laid out anew only when the bars move: a dragged threshold cuts the same ones."""
        import numpy as np  # late: as above

        key = (id(peaks), scale, width, height)
        if key != self._laid_out:
            shares = peaks.heights(scale.first, scale.zoom * self.density, width)
            bottom = height - self.density
            tops = (bottom - shares * (bottom - _HEADROOM * self.density)).round()
            tops[shares == NOTHING] = height
            self._tops, self._laid_out = tops.astype(np.int16), key
        return self._tops


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
