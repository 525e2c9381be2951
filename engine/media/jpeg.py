"""Decoded frames as small JPEG pictures."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from engine.media.opencv import cv2
from engine.media.picture import PictureMaker, shape_of

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

_QUALITY = 82


class JpegMaker:
    """Makes pictures of frames; one per thread, since it keeps its scaler."""

    def __init__(self) -> None:
        self._pictures = PictureMaker()

    def make(self, frame: VideoFrame, height: int) -> tuple[bytes, int]:
        """The frame as it is shown, at most ``height`` pixels high, and its width in pixels."""
        shape = shape_of(frame, Fraction(1))
        picture = self._pictures.make(0, frame, shape, (shape.width, height))
        rows = np.frombuffer(picture.pixels, np.uint8).reshape(-1, picture.row // 4, 4)
        pixels = rows[: picture.height, : picture.width]
        done, data = cv2.imencode(
            ".jpg", cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
        )
        assert done  # noqa: S101 - OpenCV raises by itself
        return data.tobytes(), picture.width
