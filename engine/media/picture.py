"""One exact frame, ready to be shown: pixels of display size and the number they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter

from engine.media.colour_rule import unnamed_matrix
from engine.media.probe import rotation_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from av.video.reformatter import Colorspace

_AREA = int(Interpolation.AREA)
_ACCURATE = 0x40000  # SWS_ACCURATE_RND
_AT_ONCE = 8  # pixels


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels of one frame: blue, green, red and a byte for nothing, rows from the top.

    ``row`` is how many bytes lie between the starts of two rows. ``frame`` is the number of the
    frame they were decoded from, upright (rotation is applied). ``is_reduced`` tells that it is
    smaller than was asked for: it came from the preview proxy.
    """

    frame: int
    width: int
    height: int
    pixels: memoryview
    row: int
    is_reduced: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer to a request: frame ``requested`` was asked for, ``picture`` is what there is.

    While a drag runs over a long group a near picture may come first; the exact one follows as
    soon as the drag rests. A damaged frame is answered with the nearest one before it.
    """

    requested: int
    picture: Picture
    is_last: bool = True  # nothing better will follow for this request

    @property
    def decoded(self) -> int:
        """The number of the frame whose pixels these are."""
        return self.picture.frame

    @property
    def is_exact(self) -> bool:
        """Whether the pixels are those of the frame that was asked for."""
        return self.requested == self.picture.frame


@dataclass(frozen=True, slots=True)
class Shape:
    """How the stored pixels of a video become what is seen.

    ``width`` and ``height`` are upright and in square pixels, ``rotation`` is clockwise in
    degrees. ``colours`` is the matrix when the file names none.
    """

    width: int
    height: int
    rotation: int = 0
    colours: Colorspace | None = None

    def fitted(self, box: tuple[int, int]) -> tuple[int, int]:
        """The largest even size with this shape inside ``box``, never larger than the video."""
        scale = min(Fraction(box[0], self.width), Fraction(box[1], self.height), Fraction(1))
        # swscale is three times slower on odd widths
        return _even(self.width * scale), _even(self.height * scale)


def shape_of(frame: VideoFrame, aspect: Fraction) -> Shape:
    """The shape of a video, from one of its frames; ``aspect`` is that of a single pixel."""
    rotation = rotation_of(frame)
    width, height = round(frame.width * aspect), frame.height
    if rotation in {90, 270}:
        width, height = height, width
    return Shape(max(width, 1), max(height, 1), rotation, unnamed_matrix(frame))


class PictureMaker:
    """Turns decoded frames into pictures. One per thread: the scaler is set up once and kept."""

    def __init__(self) -> None:
        self._scaler = VideoReformatter()

    def make(self, number: int, frame: VideoFrame, shape: Shape, box: tuple[int, int]) -> Picture:
        """The picture of ``frame``, upright, as large as fits ``box``."""
        width, height = shape.fitted(box)
        stored = (height, width) if shape.rotation in {90, 270} else (width, height)
        scaled = self._scaler.reformat(
            frame,
            *stored,
            format="bgra",  # what windows paint as it is, and the quickest that swscale makes
            interpolation=_way(frame, stored),
            src_colorspace=shape.colours,
            threads=1,
        )
        plane = scaled.planes[0]
        if not shape.rotation:
            return Picture(number, width, height, memoryview(plane), plane.line_size)
        turned = np.rot90(_rows(scaled), -shape.rotation // 90)
        packed = np.ascontiguousarray(turned).view(np.uint8).reshape(-1)
        return Picture(number, width, height, packed.data, 4 * width)


def frame_of_planes(
    size: tuple[int, int],
    pixel_format: str,
    planes: Sequence[memoryview],
    strides: Sequence[int],
    tags: tuple[int, int] | None = None,
) -> VideoFrame:
    """A frame made of the planes somebody else decoded; ``tags`` are its matrix and its range."""
    frame = VideoFrame(*size, pixel_format)
    for plane, source, stride in zip(frame.planes, planes, strides, strict=True):
        target = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        rows = np.frombuffer(source, np.uint8)[: stride * plane.height].reshape(-1, stride)
        width = min(stride, plane.line_size)
        target[: plane.height, :width] = rows[:, :width]
    if tags is not None:
        frame.colorspace, frame.color_range = tags
    return frame


def _way(frame: VideoFrame, size: tuple[int, int]) -> int:
    # Where nothing is scaled, swscale's quickest way paints eight pixels at a time, and leaves out
    # the last columns where a row has no room for eight more.
    is_scaled = (frame.width, frame.height) != size
    return _AREA if is_scaled or frame.width % _AT_ONCE == 0 else _AREA | _ACCURATE


def _even(length: Fraction) -> int:
    return max(2, round(length / 2) * 2)


def _rows(frame: VideoFrame) -> np.ndarray[tuple[int, ...], np.dtype[np.uint32]]:
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint32).reshape(-1, plane.line_size // 4)
    return rows[: frame.height, : frame.width]
