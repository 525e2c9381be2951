"""The sound of a video as a picture: the lowest and highest sample of every few milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pathlib import Path

    from engine.jobs import JobContext
    from engine.store.cache import Caches


@dataclass(frozen=True, slots=True)
class Waveform:
    """Peaks of the first audio track, from the moment of the video's first frame on.

    ``lows`` and ``highs`` lie in -1..1, ``per_second`` of them a second.
    """

    per_second: int
    lows: NDArray[np.float32]
    highs: NDArray[np.float32]

    def columns(self, start: float, end: float, count: int) -> list[tuple[float, float]]:
        """Lowest and highest value in each of ``count`` equal parts of ``start..end`` seconds."""
        raise NotImplementedError


def peaks(path: Path, caches: Caches | None, ctx: JobContext | None = None) -> Waveform | None:
    """The waveform of ``path``, from the cache when it is there; None for a silent video.

    Raises:
        ProbeFailed: the file cannot be read.
        Stopped: the job was cancelled.
    """
    raise NotImplementedError
