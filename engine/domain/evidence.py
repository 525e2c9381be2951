"""What one decode tells about every frame, as the proposal needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
