"""The lines of cuts and planned boundaries through all rows, kept as one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from recoil_desktop.scrubber.handles import colour_of
from recoil_desktop.scrubber.track import Track

if TYPE_CHECKING:
    from recoil_desktop.scrubber.scale import TimeScale
    from recoil_desktop.scrubber.scene import CutMark, Scene
    from recoil_desktop.theme import Theme

_DASH, _GAP = 4, 3
_NEAR = 2  # pixels beside the row where a stem still shows


class Stems(Track):
    """Lies over the rows from film to shots; pale in the curve, whose peak stands at the line.

    The bands are heights from the top: where the curve begins, where it ends, where the sound ends.
    """

    def __init__(self) -> None:
        super().__init__()
        self._bands = (0, 0, 0)

    def set_bands(self, bands: tuple[int, int, int]) -> None:
        """Say where the rows below lie."""
        self._bands = bands

    def depends_on(self, scene: Scene) -> object:
        return (scene.cuts, scene.selected, scene.planned, scene.planned_known, self._bands)

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        self._draw_plan(painter, size, scale, scene, theme)
        for cut in scene.cuts:
            x = round(scale.x(cut.frame))
            if -_NEAR <= x <= size.width() + _NEAR:
                self._draw_stem(painter, x, size, cut, theme, thick=cut.frame == scene.selected)

    def _draw_plan(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        dash = QPixmap(1, _DASH + _GAP)
        dash.fill(Qt.GlobalColor.transparent)
        colour = QColor(theme.planned)
        colour.setAlphaF(0.8 if scene.planned_known else 0.4)
        ink = QPainter(dash)
        ink.fillRect(0, 0, 1, _DASH, colour)
        ink.end()
        for frame in scene.planned:
            x = round(scale.x(frame))
            if 0 <= x <= size.width():
                painter.drawTiledPixmap(QRect(x, 0, 1, self._bands[2]), dash)

    def _draw_stem(
        self, painter: QPainter, x: int, size: QRect, cut: CutMark, theme: Theme, *, thick: bool
    ) -> None:
        shadow, colour = QColor(theme.sunken), QColor(colour_of(cut.trust, theme))
        shadow.setAlphaF(0.6)
        width = 2 if thick else 1
        curve_top, curve_bottom, _sound = self._bands
        painter.fillRect(x - 1, 0, width + 2, curve_top, shadow)
        painter.fillRect(x, 0, width, curve_top, colour)
        painter.fillRect(x, curve_bottom, width, size.height() - curve_bottom, colour)
        colour.setAlphaF(0.6 if thick else 0.35)
        painter.fillRect(x, curve_top, width, curve_bottom - curve_top, colour)
