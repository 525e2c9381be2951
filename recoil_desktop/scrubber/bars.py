"""Rows of bars, one a pixel, painted as one picture: a rectangle each costs milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter


def draw_bars(
    painter: QPainter, inks: NDArray[np.uint8], colours: Sequence[QColor], density: float
) -> None:
    """Paint a picture from the top left corner on: where ``inks`` is n, the n-th of ``colours``.

    They are counted from 1; 0 paints nothing. ``inks`` has device pixels, rows first.
    """
    import numpy as np  # late: not before the window stands

    if not inks.size:
        return
    table = np.array([0, *(_premultiplied(colour) for colour in colours)], np.uint32)
    pixels = table.take(inks)
    height, width = pixels.shape
    image = QImage(
        pixels.data.cast("B"), width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(density)
    painter.drawImage(QPoint(0, 0), image)


def _premultiplied(colour: QColor) -> int:
    alpha = colour.alpha()
    red, green, blue = (
        round(part * alpha / 255) for part in (colour.red(), colour.green(), colour.blue())
    )
    return alpha << 24 | red << 16 | green << 8 | blue
