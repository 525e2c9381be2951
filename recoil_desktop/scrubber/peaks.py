"""The highest score under every pixel, however far out the timeline is zoomed."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

HIGHEST = 100.0  # scores above it are drawn at the top; the threshold stays below
NOTHING = -1.0
"""The height of a pixel under which there is no value."""


def share_of(score: float) -> float:
    """How high ``score`` is drawn, 0 to 1: square-rooted, so that low ones can be told apart."""
    return sqrt(min(max(score, 0.0), HIGHEST) / HIGHEST)


def score_of(share: float) -> float:
    """The score that is drawn at ``share`` of the height: the inverse of ``share_of``."""
    return min(max(share, 0.0), 1.0) ** 2 * HIGHEST


class Pyramid:
    """Maxima of values that are not negative: level k holds the highest of 2**k neighbours.

    A peak is never lost between two pixels, and a repaint costs one step per pixel, not one per
    value.
    """

    def __init__(self, values: Sequence[float] | NDArray[np.float32]) -> None:
        import numpy as np  # late: not before the window stands

        levels = [np.asarray(values, np.float32)]
        while len(levels[-1]) > 1:
            below = levels[-1]
            even = np.concatenate([below, np.zeros(len(below) % 2, np.float32)])
            levels.append(even.reshape(-1, 2).max(axis=1))
        self._levels = levels

    def heights(self, first: float, zoom: float, width: int) -> NDArray[np.float32]:
        """The highest value under each of ``width`` pixels from place ``first`` on.

        A value is ``zoom`` pixels wide.
        """
        import numpy as np  # late: as above

        level = 0
        while level + 1 < len(self._levels) and zoom * 2**level < 1.0:
            level += 1
        size, values = 2**level, self._levels[level]
        start = max(int(first / size), 0)
        end = max(min(int((first + width / zoom) / size) + 2, len(values)), start)
        places = np.arange(start, end + 1, dtype=np.float64) * size
        # Half a pixel up and no other way, so that whatever is a pixel wide keeps its pixel.
        edges = np.floor((places - first) * zoom + 0.5).astype(np.int64).clip(0, width)
        row = np.full(width, NOTHING, np.float32)
        row[edges[0] : edges[-1]] = np.repeat(values[start:end], np.diff(edges))
        return row


class Peaks(Pyramid):
    """The scores of all frames, and how high each is drawn."""

    def __init__(self, scores: Sequence[float]) -> None:
        import numpy as np  # late: as above

        self._scores = np.asarray(scores, np.float64)
        super().__init__(np.sqrt(self._scores.clip(0.0, HIGHEST) / HIGHEST))

    def __len__(self) -> int:
        return len(self._scores)

    def __getitem__(self, frame: int) -> float:
        return float(self._scores[frame])
