"""Which pixels of a frame are looked at, to score it quickly and to score it exactly.

PySceneDetect turns each frame into BGR, shrinks it so that the longer side has 256 pixels, and
compares hue, saturation and value. Shrinking reads at most four source pixels per pixel, so a few
thousand pixels taken from the decoded planes tell nearly the same (``quick``), and at some sizes
exactly the same (``exact``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from av.video.reformatter import VideoReformatter

from engine.media.colour import ColourTables
from engine.media.opencv import cv2

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.plane import VideoPlane
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

_LONG_SIDE = 256  # what PySceneDetect shrinks to
_SAMPLES = 9000  # about how many pixels a quick look takes
# Planar formats of 8 bits, and how many bits coarser their chroma is, across and down.
_PLANAR = {
    "yuv420p": (1, 1),
    "yuvj420p": (1, 1),
    "yuv422p": (1, 0),
    "yuvj422p": (1, 0),
    "yuv444p": (0, 0),
    "yuvj444p": (0, 0),
}
_TURNS = {
    90: cv2.ROTATE_90_COUNTERCLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_CLOCKWISE,
}


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """Pixels of a frame in hue, saturation and value, and how bright they are on average."""

    hsv: Picture
    luma: float


def distance(one: Picture, other: Picture) -> float:
    """PySceneDetect's content score of two pictures of one shape."""
    pixels = one.shape[0] * one.shape[1]
    return float(cv2.norm(one, other, cv2.NORM_L1)) / pixels / 3.0


class Sampler:
    """Looks at frames of one size and format."""

    def __init__(self, frame: VideoFrame) -> None:
        self._kind = _kind(frame)
        tables = ColourTables.of(frame) if frame.format.name in _PLANAR else None
        self._quick = _Grid(frame, tables) if tables else None
        self._exact = _EverySo.fitting(frame, tables) if tables else None
        self._shrunk = _shrunk_size(frame.width, frame.height)
        self._converter = VideoReformatter()

    @property
    def is_always_exact(self) -> bool:
        """Whether a quick look is no quicker and is exact."""
        return self._quick is None

    def fits(self, frame: VideoFrame) -> bool:
        """Whether ``frame`` is of the size and format this was made for."""
        return _kind(frame) == self._kind

    def quick(self, frame: VideoFrame) -> Look:
        """A few thousand pixels; scores from them are off by 1.5 at most."""
        if self._quick is not None:
            return self._quick.look(frame)
        hsv = self.exact(frame)
        return Look(hsv, float(cv2.mean(hsv)[2]))

    def exact(self, frame: VideoFrame) -> Picture:
        """The very pixels PySceneDetect compares."""
        if self._exact is not None:
            return self._exact.look(frame)
        picture = self._bgr(frame)
        width, height = self._shrunk
        turn = round(frame.rotation) % 360
        if turn in _TURNS:
            # Turned first, as OpenCV does: shrinking is not quite the same in both directions.
            picture = cv2.rotate(picture, _TURNS[turn])
            width, height = (width, height) if turn == 180 else (height, width)  # noqa: PLR2004
        if picture.shape[:2] != (height, width):
            picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)
        return cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)

    def _bgr(self, frame: VideoFrame) -> Picture:
        # By default each conversion would start threads of its own.
        whole = self._converter.reformat(frame, format="bgr24", threads=1)
        rows = _view(whole.planes[0], (whole.height, 3 * whole.width))
        return rows.reshape(whole.height, whole.width, 3)


class _Grid:
    """Every so many-th pixel of some rows, with the chroma that belongs to it."""

    def __init__(self, frame: VideoFrame, tables: ColourTables) -> None:
        self._tables = tables
        self._planes = _Planes(frame)
        across, down = _PLANAR[frame.format.name]
        every, skip = _steps(frame.width * frame.height)
        x, y = every // 2 >> across, skip // 2 >> down
        self._luma = np.s_[y << down :: skip, x << across :: every]
        self._chroma = np.s_[y :: skip >> down, x :: every >> across]
        luma, chroma, _ = (self._planes.shape(n) for n in range(3))
        rows = min(len(range(y << down, luma[0], skip)), len(range(y, chroma[0], skip >> down)))
        columns = min(
            len(range(x << across, luma[1], every)), len(range(x, chroma[1], every >> across))
        )
        self._common = np.s_[:rows, :columns]

    def look(self, frame: VideoFrame) -> Look:
        y, u, v = self._planes.of(frame)
        compact, common = np.ascontiguousarray, self._common
        bgr, luma = self._tables.bgr(
            compact(y[self._luma][common]),
            compact(u[self._chroma][common]),
            compact(v[self._chroma][common]),
        )
        return Look(cv2.cvtColor(bgr, cv2.COLOR_BGR2HSV), float(cv2.mean(luma)[0]))


def _steps(pixels: int) -> tuple[int, int]:
    """How far apart samples are, across and down, both even.

    Rows are further apart than columns: a row that is in the processor's cache is cheap to read.
    """
    apart = (pixels / _SAMPLES) ** 0.5
    across = 2 * max(1, round(apart / 4))
    return across, 2 * max(1, round(pixels / _SAMPLES / across / 2))


class _EverySo:
    """Shrinking by an odd whole number is taking every so many-th pixel: exact and cheap."""

    def __init__(self, frame: VideoFrame, tables: ColourTables, step: int) -> None:
        self._tables = tables
        self._planes = _Planes(frame)
        self._shape = (frame.height // step, frame.width // step)
        middle = step // 2
        self._luma = np.s_[middle::step, middle::step]
        # Two output pixels advance the half-size chroma by ``step``: even and odd ones in turn.
        self._firsts = (middle >> 1, (middle + step) >> 1)
        self._step = step

    @classmethod
    def fitting(cls, frame: VideoFrame, tables: ColourTables) -> _EverySo | None:
        """None when the size does not shrink by one odd whole number."""
        step = max(frame.width, frame.height) / _LONG_SIDE
        is_odd = step == int(step) and int(step) % 2 == 1 and step > 1
        if (
            not is_odd
            or frame.width % step
            or frame.height % step
            or _PLANAR[frame.format.name] != (1, 1)
        ):
            return None
        if frame.width % 2 or frame.height % 2 or min(frame.width, frame.height) <= step:
            return None
        return cls(frame, tables, int(step))

    def look(self, frame: VideoFrame) -> Picture:
        y, u, v = self._planes.of(frame)
        luma = np.ascontiguousarray(y[self._luma])
        bgr, _ = self._tables.bgr(luma, self._chroma(u), self._chroma(v))
        return cv2.cvtColor(bgr, cv2.COLOR_BGR2HSV)

    def _chroma(self, plane: Picture) -> Picture:
        picked = np.empty(self._shape, np.uint8)
        for row, top in enumerate(self._firsts):
            for column, left in enumerate(self._firsts):
                part = picked[row::2, column::2]
                found = plane[top :: self._step, left :: self._step]
                part[...] = found[: part.shape[0], : part.shape[1]]
        return picked


class _Planes:
    """The Y, U and V of frames of one size as arrays, without copying."""

    def __init__(self, frame: VideoFrame) -> None:
        across, down = _PLANAR[frame.format.name]
        width, height = frame.width, frame.height
        chroma = ((height + down) >> down, (width + across) >> across)
        self._shapes = ((height, width), chroma, chroma)

    def shape(self, plane: int) -> tuple[int, int]:
        return self._shapes[plane]

    def of(self, frame: VideoFrame) -> tuple[Picture, Picture, Picture]:
        y, u, v = (
            _view(plane, shape) for plane, shape in zip(frame.planes, self._shapes, strict=True)
        )
        return y, u, v


def _view(plane: VideoPlane, shape: tuple[int, int]) -> Picture:
    data = np.frombuffer(memoryview(plane), np.uint8)
    return data.reshape(plane.height, plane.line_size)[: shape[0], : shape[1]]


def _kind(frame: VideoFrame) -> tuple[int, int, str, int, int]:
    return frame.width, frame.height, frame.format.name, frame.colorspace, frame.color_range


def _shrunk_size(width: int, height: int) -> tuple[int, int]:
    factor = max(width, height) / _LONG_SIDE
    if factor <= 1:
        return width, height
    return max(1, round(width / factor)), max(1, round(height / factor))
