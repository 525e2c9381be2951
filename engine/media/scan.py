"""What one decode of a video tells: the scores of every frame and what else costs nothing extra."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.domain.evidence import Evidence
    from engine.domain.scores import ScoreTrack
    from engine.domain.timing import Timeline
    from engine.media.strip import Filmstrip


@dataclass(frozen=True, slots=True)
class Scan:
    """One video, decoded once.

    ``luma`` is the mean brightness of every frame, 0 (black) to 255; ``keyframes`` are the
    indexes of the frames the encoder flagged; ``strip`` is there when it was asked for.
    """

    timeline: Timeline
    track: ScoreTrack
    evidence: Evidence
    luma: NDArray[np.float32]
    keyframes: tuple[int, ...]
    strip: Filmstrip | None = None
