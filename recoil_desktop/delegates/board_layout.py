"""Where everything of a card is: its panels, its lines of text, its badges."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QSize

GAP = 12
"""Pixels between two cards."""
PADDING = 8
_SPACE = 8
_TITLE, _FOOT = 20, 18
_BETWEEN = 3
_SHARE = 0.56  # the height of the pictures, of their width
_MOST = 12
_STRETCH = 1.35  # how much wider or higher than its shape a panel may be; what juts out is cut off
_STORY = 110  # pixels that are enough for words beside a panel


@dataclass(frozen=True, slots=True)
class CardLayout:
    """All rectangles count from the top left corner of the card's cell.

    ``story`` is room for words beside few panels, empty where there is none. ``hidden`` panels
    found no place.
    """

    card: QRect
    strip: QRect
    panels: tuple[QRect, ...]
    story: QRect
    hidden: int
    title: QRect
    foot: QRect

    def panel_at(self, point: QPoint) -> int | None:
        """The number of the panel under a point of the cell."""
        places = (number for number, room in enumerate(self.panels) if room.contains(point))
        return next(places, None)


def cell_of(width: int, wanted: int, texts: float = 1.0) -> tuple[int, QSize]:
    """How many cards of about ``wanted`` pixels stand in a row, and the size of a cell.

    ``texts`` is how large texts are, 1 as designed. A cell holds its card and the gap.
    """
    columns = max(1, (width - GAP) // (wanted + GAP))
    cell = (width - GAP) // columns
    return columns, QSize(cell, _height_of(cell - GAP, texts) + GAP)


@lru_cache(maxsize=256)
def layout_of(cell: tuple[int, int], panels: int, shape: float, texts: float = 1.0) -> CardLayout:
    """The places of a card with so many panels; ``shape`` is width by height of a picture."""
    width, height = cell
    card = QRect(GAP, GAP, width - GAP, height - GAP)
    inner = card.adjusted(PADDING, PADDING, -PADDING, -PADDING)
    lines = round(_TITLE * texts), round(_FOOT * texts)
    strip = QRect(inner.left(), inner.top(), inner.width(), inner.height() - sum(lines) - _SPACE)
    shown = min(panels, _MOST)
    places = _panels(strip, shown, shape)
    right = max((room.right() for room in places), default=strip.left())
    story = QRect(QPoint(right + 12, strip.top()), strip.bottomRight())
    is_wide = bool(places) and story.width() >= _STORY
    title = QRect(inner.left(), strip.bottom() + 1 + _SPACE, inner.width(), lines[0])
    foot = QRect(inner.left(), title.bottom() + 1, inner.width(), lines[1])
    if not is_wide:
        spare = (strip.right() - right) // 2 if places else 0
        places = tuple(room.translated(spare, 0) for room in places)
    return CardLayout(
        card, strip, places, story if is_wide else QRect(), panels - shown, title, foot
    )


def _height_of(width: int, texts: float) -> int:
    pictures = round((width - 2 * PADDING) * _SHARE)
    return 2 * PADDING + pictures + _SPACE + round(_TITLE * texts) + round(_FOOT * texts)


def _panels(strip: QRect, count: int, shape: float) -> tuple[QRect, ...]:
    """The largest panels of this shape that fit, in rows, all of one size."""
    if not count:
        return ()
    columns = max(range(1, count + 1), key=lambda n: _size(strip, n, count, shape)[0])
    rows = math.ceil(count / columns)
    width, height = _size(strip, columns, count, shape)
    room = (strip.width() - (columns - 1) * _BETWEEN) / columns
    high = (strip.height() - (rows - 1) * _BETWEEN) / rows
    if width < room:
        width = min(room, width * _STRETCH)
    else:
        height = min(high, height * _STRETCH)
    top = strip.top() + (strip.height() - rows * height - (rows - 1) * _BETWEEN) / 2
    return tuple(
        _rounded(
            strip.left() + column * (width + _BETWEEN),
            top + row * (height + _BETWEEN),
            width,
            height,
        )
        for row, column in (divmod(number, columns) for number in range(count))
    )


def _size(strip: QRect, columns: int, count: int, shape: float) -> tuple[float, float]:
    rows = math.ceil(count / columns)
    width = (strip.width() - (columns - 1) * _BETWEEN) / columns
    height = (strip.height() - (rows - 1) * _BETWEEN) / rows
    return min(width, height * shape), min(height, width / shape)


def _rounded(left: float, top: float, width: float, height: float) -> QRect:
    first = QPoint(round(left), round(top))
    end = QPoint(round(left + width) - 1, round(top + height) - 1)
    return QRect(first, end)
