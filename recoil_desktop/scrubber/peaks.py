"""The highest score under every pixel, however far out the timeline is zoomed."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Peaks:
    """A pyramid of maxima over a score per frame: level k holds the highest of 2**k frames.

    A peak is never lost between two pixels, and a repaint costs one step per pixel, not one per
    frame.
    """

    def __init__(self, scores: Sequence[float]) -> None:
        levels = [[float(score) for score in scores]]
        while len(levels[-1]) > 1:
            below = levels[-1]
            levels.append([max(a, b) for a, b in zip_longest(below[::2], below[1::2], fillvalue=0)])
        self._levels = levels

    def __len__(self) -> int:
        return len(self._levels[0])

    def __getitem__(self, frame: int) -> float:
        return self._levels[0][frame]

    @property
    def top(self) -> float:
        """The highest score of all."""
        return self._levels[-1][0] if self._levels[-1] else 0.0

    def steps(self, first: float, zoom: float, width: int) -> list[tuple[float, float]]:
        """Pairs of frame and score, rising, at most one a pixel, for the stretch from ``first``."""
        level = 0
        while level + 1 < len(self._levels) and zoom * 2**level < 1.0:
            level += 1
        size, values = 2**level, self._levels[level]
        start = max(int(first / size), 0)
        end = min(int((first + width / zoom) / size) + 2, len(values))
        return [(place * size, values[place]) for place in range(start, end)]
