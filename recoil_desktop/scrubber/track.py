"""One row of the timeline: paints a scene at a scale and keeps its picture until either changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap

if TYPE_CHECKING:
    from recoil_desktop.scrubber.scale import TimeScale
    from recoil_desktop.scrubber.scene import Scene
    from recoil_desktop.theme import Theme


class Track:
    """A row of the timeline.

    A subclass says what of the scene it depends on and draws itself; while that, the scale, the
    theme and the density of the screen stay the same, a repaint is one blit.
    """

    caption = ""
    height = 24  # the least, in pixels
    stretch = 0  # its share of what is left over
    tip = ""

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._key: object = None
        # Told by the view: asking a painter for its device frees a pixmap twice in PySide 6.11.
        self.density = 1.0
        self.drawn = 0  # how often it drew anew: what a change really costs

    def depends_on(self, scene: Scene) -> object:
        """What of the scene this row shows; compared by equality."""
        raise AssertionError(scene)

    def draw(
        self, painter: QPainter, size: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        """Paint the row into ``size``, whose left edge is the scale's pixel 0."""
        raise AssertionError(painter, size, scale, scene, theme)

    def paint(
        self, painter: QPainter, area: QRect, scale: TimeScale, scene: Scene, theme: Theme
    ) -> None:
        """Put the row on the screen, drawing it first when something about it is new."""
        key = (area.size().toTuple(), self.density, scale, theme.name, self.depends_on(scene))
        if key != self._key:
            self._picture = self._drawn(area, scale, scene, theme)
            self._key = key
        painter.drawPixmap(area.topLeft(), self._picture)

    def _drawn(self, area: QRect, scale: TimeScale, scene: Scene, theme: Theme) -> QPixmap:
        self.drawn += 1
        picture = QPixmap(area.size() * self.density)
        picture.setDevicePixelRatio(self.density)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, QRect(0, 0, area.width(), area.height()), scale, scene, theme)
        painter.end()
        return picture
