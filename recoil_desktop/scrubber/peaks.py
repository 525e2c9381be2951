"""The highest score under every pixel, however far out the timeline is zoomed."""

from __future__ import annotations

from itertools import zip_longest
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HIGHEST = 100.0  # scores above it are drawn at the top; the threshold stays below


def share_of(score: float) -> float:
    """How high ``score`` is drawn, 0 to 1: square-rooted, so that low ones can be told apart."""
    return sqrt(min(max(score, 0.0), HIGHEST) / HIGHEST)


def score_of(share: float) -> float:
    """The score that is drawn at ``share`` of the height: the inverse of ``share_of``."""
    return min(max(share, 0.0), 1.0) ** 2 * HIGHEST


class Pyramid:
    """Maxima of values: level k holds the highest of 2**k neighbours.

    A peak is never lost between two pixels, and a repaint costs one step per pixel, not one per
    value.
    """

    def __init__(self, values: Sequence[float]) -> None:
        levels = [list(values)]
        while len(levels[-1]) > 1:
            below = levels[-1]
            levels.append([max(a, b) for a, b in zip_longest(below[::2], below[1::2], fillvalue=0)])
        self._levels = levels

    def steps(self, first: float, zoom: float, width: int) -> list[tuple[int, float]]:
        """Pairs of place and height from ``first`` on, at ``zoom`` pixels a value.

        They rise, and there is at most one a pixel.
        """
        level = 0
        while level + 1 < len(self._levels) and zoom * 2**level < 1.0:
            level += 1
        size, values = 2**level, self._levels[level]
        start = max(int(first / size), 0)
        end = min(int((first + width / zoom) / size) + 2, len(values))
        return [(place * size, values[place]) for place in range(start, end)]


class Peaks(Pyramid):
    """The scores of all frames, and how high each is drawn."""

    def __init__(self, scores: Sequence[float]) -> None:
        self._scores = [float(score) for score in scores]
        super().__init__([share_of(score) for score in self._scores])

    def __len__(self) -> int:
        return len(self._scores)

    def __getitem__(self, frame: int) -> float:
        return self._scores[frame]
