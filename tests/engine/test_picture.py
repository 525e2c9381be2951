"""Pictures made of frames: every column of every width is painted."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from engine.media.picture import PictureMaker, shape_of
from tests.helpers.pixels import pixels_of


def plain_frame(width: int, luma: int) -> av.VideoFrame:
    frame = av.VideoFrame(width, 64, "yuv420p")
    for plane, value in zip(frame.planes, (luma, 128, 128), strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    return frame


@pytest.mark.parametrize("width", [176, 178, 180, 182, 184])
def test_that_every_column_shows_its_own_frame(width: int) -> None:
    maker = PictureMaker()
    dark, light = plain_frame(width, 40), plain_frame(width, 200)
    shape = shape_of(dark, Fraction(1))

    for _ in range(8):  # each picture finds the memory of the one before
        for frame in (dark, light):
            pixels = pixels_of(maker.make(0, frame, shape, (width, 64))).astype(int)
            assert np.ptp(pixels) <= 2, f"columns of another picture in {width} pixels"
