"""The lines of cuts and planned boundaries through all rows, kept as one picture."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from recoil_desktop.scrubber.handles import colour_of
from recoil_desktop.scrubber.scene import Trust
from recoil_desktop.scrubber.track import Track

if TYPE_CHECKING:
    from recoil_desktop.scrubber.scale import TimeScale
    from recoil_desktop.scrubber.scene import Scene
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
        self._dashes = QPixmap()
        self._dashes_key: object = None

    def set_bands(self, bands: tuple[int, int, int]) -> None:
        """Say where the rows below lie."""
        self._bands = bands

    def depends_on(self, scene: Scene) -> object:
        return (scene.cuts, scene.selected, scene.planned, scene.planned_known, self._bands)

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(Qt.PenStyle.NoPen)
        self._draw_plan(painter, size, scale, scene, theme)
        places = [(cut, round(scale.x(cut.frame))) for cut in scene.cuts]
        seen = [(cut, x) for cut, x in places if -_NEAR <= x <= size.width() + _NEAR]
        for trust in Trust:
            of_kind = [(cut.frame == scene.selected, x) for cut, x in seen if cut.trust is trust]
            colour = colour_of(trust, theme)
            thin = [x for is_selected, x in of_kind if not is_selected]
            thick = [x for is_selected, x in of_kind if is_selected]
            self._draw_stems(painter, size.height(), thin, 1, (colour, theme.sunken))
            self._draw_stems(painter, size.height(), thick, 2, (colour, theme.sunken))

    def _draw_plan(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        colour = QColor(theme.planned)
        colour.setAlphaF(0.8 if scene.planned_known else 0.4)
        dashes = self._dashed(colour)
        for frame in scene.planned:
            x = round(scale.x(frame))
            if 0 <= x <= size.width():
                painter.drawPixmap(x, 0, dashes)

    def _dashed(self, colour: QColor) -> QPixmap:
        """One dashed line, drawn once: each is two dozen rectangles."""
        key = (colour.rgba(), self._bands[2], self.density)
        if key != self._dashes_key:
            self._dashes_key = key
            self._dashes = QPixmap(ceil(self.density), ceil(self._bands[2] * self.density))
            self._dashes.setDevicePixelRatio(self.density)
            self._dashes.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._dashes)
            for top in range(0, self._bands[2], _DASH + _GAP):
                painter.fillRect(QRect(0, top, 1, _DASH), colour)
            painter.end()
        return self._dashes

    def _draw_stems(
        self,
        painter: QPainter,
        height: int,
        places: list[int],
        width: int,
        colours: tuple[QColor, QColor],
    ) -> None:
        """All of one colour at once: a call for each of two hundred cuts costs milliseconds."""
        if not places:
            return
        colour, shadow, pale = colours[0], QColor(colours[1]), QColor(colours[0])
        shadow.setAlphaF(0.6)
        pale.setAlphaF(0.35 * width)
        top, bottom, _sound = self._bands
        for ink, rects in (
            (shadow, [QRect(x - 1, 0, width + 2, top) for x in places]),
            (colour, [QRect(x, 0, width, top) for x in places]),
            (pale, [QRect(x, top, width, bottom - top) for x in places]),
            (colour, [QRect(x, bottom, width, height - bottom) for x in places]),
        ):
            painter.setBrush(ink)
            painter.drawRects(rects)
