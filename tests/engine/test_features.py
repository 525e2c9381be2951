"""What the proposal sees, computed from scores and histograms."""

from __future__ import annotations

import numpy as np
import pytest

from engine.media.features import relative_to_motion


@pytest.mark.parametrize("frames", range(2, 16))
def test_that_the_shortest_videos_have_a_motion_measure_too(frames: int) -> None:
    scores = np.arange(frames, dtype=np.float64)

    ratio = relative_to_motion(scores)

    assert len(ratio) == frames
    assert np.isfinite(ratio).all()
