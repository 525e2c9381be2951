"""FFmpeg's own integer arithmetic from YUV to BGR, for single pixels instead of whole pictures.

PySceneDetect scores BGR pictures that swscale made. The same tables give the same bytes for the few
pixels that are looked at. Formulas: libswscale/yuv2rgb.c, ``ff_yuv2rgb_c_init_tables``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.media.opencv import cv2

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray

    Plane = NDArray[np.uint8]
    Table = NDArray[np.int16]

# By AVColorSpace: the inverse coefficients of swscale for red of V, blue of U, green of U and of V.
_COEFFICIENTS = {
    1: (117489, 138438, 13975, 34925),
    2: (104597, 132201, 25675, 53279),
    4: (104448, 132798, 24759, 53109),
    5: (104597, 132201, 25675, 53279),
    6: (104597, 132201, 25675, 53279),
    7: (117579, 136230, 16907, 35559),
    9: (110013, 140363, 12277, 42626),
    10: (110013, 140363, 12277, 42626),
}
_FULL_RANGE = 2
_ONE = 1 << 16


@dataclass(frozen=True, slots=True)
class ColourTables:
    """What each value of Y, U and V adds to blue, green and red."""

    luma: Table
    blue_of_u: Table
    green_of_u: Table
    green_of_v: Table
    red_of_v: Table

    @classmethod
    def of(cls, frame: VideoFrame) -> ColourTables | None:
        """The tables for a frame's colour space and range; None for unknown spaces."""
        coefficients = _COEFFICIENTS.get(int(frame.colorspace))
        if coefficients is None:
            return None
        full = frame.format.name.startswith("yuvj") or int(frame.color_range) == _FULL_RANGE
        return _tables(coefficients, full=full)

    def bgr(self, y: Plane, u: Plane, v: Plane) -> tuple[Plane, Plane]:
        """A BGR picture of three planes of one shape, and its brightness, 0 to 255."""
        saturated, lut = cv2.CV_8U, cv2.LUT
        luma = lut(y, self.luma)
        blue = cv2.add(luma, lut(u, self.blue_of_u), dtype=saturated)
        green = cv2.add(luma, lut(u, self.green_of_u))
        green = cv2.add(green, lut(v, self.green_of_v), dtype=saturated)
        red = cv2.add(luma, lut(v, self.red_of_v), dtype=saturated)
        return cv2.merge((blue, green, red)), luma


def _tables(coefficients: tuple[int, int, int, int], *, full: bool) -> ColourTables:
    red_v, blue_u, green_u, green_v = coefficients
    green_u, green_v = -green_u, -green_v
    luma, offset = _ONE, 0
    if full:
        red_v, blue_u, green_u, green_v = (
            _towards_zero(c * 224 + (127 if c > 0 else -127), 255)
            for c in (red_v, blue_u, green_u, green_v)
        )
    else:
        luma, offset = _ONE * 255 // 219, 16 << 16
    return ColourTables(
        _table(_rounded(luma << 13), _rounded(offset << 3)),
        *(_table(_rounded(c << 13), 128 << 3) for c in (blue_u, green_u, green_v, red_v)),
    )


def _table(factor: int, offset: int) -> Table:
    values = np.arange(256, dtype=np.int64)
    return ((((values << 3) - offset) * factor) >> 16).astype(np.int16).reshape(1, 256)


def _rounded(value: int) -> int:
    return (value + (1 << 15)) >> 16


def _towards_zero(value: int, divisor: int) -> int:
    return value // divisor if value >= 0 else -(-value // divisor)
