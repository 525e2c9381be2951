"""Where the four pictures of a proof go in the room there is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF

CAPTION = 20  # below each picture
GAP = 8
_SEAM = 16  # between the two large pictures: the cut itself
_SMALL = 0.5  # size of a neighbour against the large ones


def height_of(areas: tuple[QRectF, ...]) -> float:
    """Of the large pictures."""
    return areas[1].height()


def in_a_row(room: QRectF, aspect: float, below: float = CAPTION) -> tuple[QRectF, ...]:
    """Small, large | large, small; the large ones as high as the room allows.

    ``below`` is what captions need under the pictures; 0 when they stand in them.
    """
    widths = 2 * aspect * (1 + _SMALL)
    height = min(room.height() - below, (room.width() - 2 * GAP - _SEAM) / widths)
    large = QSizeF(height * aspect, height)
    small = large * _SMALL
    left = room.left() + (room.width() - 2 * (large.width() + small.width() + GAP) - _SEAM) / 2
    top = room.top() + (room.height() - below - height) / 2
    low = top + large.height() - small.height()
    xs = [left, left + small.width() + GAP]
    xs.append(xs[1] + large.width() + _SEAM)
    xs.append(xs[2] + large.width() + GAP)
    sizes, tops = (small, large, large, small), (low, top, top, low)
    return tuple(QRectF(QPointF(x, y), size) for x, y, size in zip(xs, tops, sizes, strict=True))


def in_two_rows(room: QRectF, aspect: float) -> tuple[QRectF, ...]:
    """The large ones above, the neighbours below, outer edges flush."""
    heights = room.height() - 2 * CAPTION
    height = min(heights / (1 + _SMALL), (room.width() - _SEAM) / (2 * aspect))
    large = QSizeF(height * aspect, height)
    small = large * _SMALL
    left = room.left() + (room.width() - 2 * large.width() - _SEAM) / 2
    right = left + large.width() + _SEAM
    top = room.top() + (heights - large.height() - small.height()) / 2
    below = top + large.height() + CAPTION
    return (
        QRectF(QPointF(left, below), small),
        QRectF(QPointF(left, top), large),
        QRectF(QPointF(right, top), large),
        QRectF(QPointF(right + large.width() - small.width(), below), small),
    )
