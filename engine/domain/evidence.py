"""What one decode tells about every frame, as the proposal needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

AROUND = 6
STILLNESS = 2.0
HALF = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Arrays of one value per frame; frame 0 has nothing before it and is 0 in all of them.

    ``content``: the content score. ``effective``: the least distance over lags across the frame
    (frame i-1-k against i+k for k = 0, 1, 2, 3, 5), small when the picture comes back: flash proof.
    ``local``: the score relative to the motion around it. ``histogram``: change of the picture's
    histogram over a window of seven frames, 0 to 1. ``keyframe``: whether the encoder put a key
    frame here.
    """

    content: NDArray[np.float32]
    effective: NDArray[np.float32]
    local: NDArray[np.float32]
    histogram: NDArray[np.float32]
    keyframe: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many frames were seen."""
        return len(self.content)


def relative_to_motion(content: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each score divided by what is usual within six frames on either side of it.

    Usual is the median of either side, or half its highest: a lone peak in a still shot gets a high
    value, a peak among many (shake, whip pan) a low one.
    """
    before = _usual(content)
    after = _usual(content[::-1])[::-1]
    relative = content / (STILLNESS + np.maximum(before, after))
    relative[:1] = 0
    return relative.astype(np.float32)


def _usual(content: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each frame what is usual in the frames just before it."""
    usual = np.zeros(len(content), np.float32)
    for frame in range(1, min(AROUND + 1, len(content))):
        usual[frame] = _level(content[None, :frame])[0]
    if len(content) > AROUND:
        windows = np.lib.stride_tricks.sliding_window_view(content, AROUND)
        usual[AROUND:] = _level(windows[: len(content) - AROUND])
    return usual


def _level(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    level: NDArray[np.float32] = np.maximum(np.median(windows, axis=1), HALF * windows.max(axis=1))
    return level
