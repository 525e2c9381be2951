"""The captions of the rows, left of them, kept as one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recoil_desktop.scrubber.track import Track
    from recoil_desktop.theme import Theme

_MARGIN = 8


class Gutter:
    """Draws all captions anew only when rows, theme or density are others."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._picture = QPixmap()
        self._key: object = None

    def paint(
        self, painter: QPainter, areas: Mapping[Track, QRect], density: float, theme: Theme
    ) -> None:
        """Put them on the screen, from its left edge."""
        places = tuple((track.caption, area.top(), area.height()) for track, area in areas.items())
        key = (places, density, theme.name)
        if key != self._key:
            self._picture, self._key = self._drawn(places, density, theme), key
        painter.drawPixmap(0, 0, self._picture)

    def _drawn(
        self, places: tuple[tuple[str, int, int], ...], density: float, theme: Theme
    ) -> QPixmap:
        height = max((top + height for _caption, top, height in places), default=0)
        picture = QPixmap(QSize(self._width, height) * density)
        picture.setDevicePixelRatio(density)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setPen(theme.faint)
        painter.setFont(theme.font(theme.small_size))
        for caption, top, height in places:
            place = QRect(_MARGIN, top, self._width - _MARGIN, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, caption)
        painter.end()
        return picture
