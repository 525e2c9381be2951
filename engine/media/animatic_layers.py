"""What an animatic is painted from: pictures as planes, grain, and weather before the lens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Self

import av
import numpy as np

from engine.errors import MediaError, UserError
from engine.media.opencv import cv2

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_TILE = 512  # side of the tiles of grain and weather
_GRAIN = 1.1  # standard deviation in steps of 8 bit
_GRAINS = 6
_ENCODINGS = {
    ".png": (cv2.IMWRITE_PNG_COMPRESSION, 2),
    ".jpg": (cv2.IMWRITE_JPEG_QUALITY, 94),
    ".jpeg": (cv2.IMWRITE_JPEG_QUALITY, 94),
}


class Veil(StrEnum):
    """What drifts between lens and scene."""

    NONE = "none"
    RAIN = "rain"
    DUST = "dust"
    SNOW = "snow"


@dataclass(frozen=True, slots=True)
class Planes:
    """A picture as luma and two half-sized chromas, BT.709, video range."""

    luma: NDArray[np.uint8]
    blue: NDArray[np.uint8]
    red: NDArray[np.uint8]

    @classmethod
    def of(cls, bgr: NDArray[np.uint8]) -> Self:
        """Convert eight-bit BGR with even sides."""
        frame = av.VideoFrame.from_ndarray(bgr, format="bgr24")
        frame = frame.reformat(format="yuv420p", dst_colorspace="ITU709")
        packed = frame.to_ndarray()
        height, width = bgr.shape[:2]
        blue, red = packed[height:].reshape(2, height // 2, width // 2)
        return cls(packed[:height].copy(), blue.copy(), red.copy())

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the luma."""
        return self.luma.shape[1], self.luma.shape[0]

    def each(self) -> tuple[NDArray[np.uint8], ...]:
        """Luma and both chromas."""
        return self.luma, self.blue, self.red

    def seen(self, matrix: NDArray[np.float64], size: tuple[int, int]) -> Planes:
        """The part that ``matrix`` maps a frame of ``size`` to."""
        half = _halved(matrix)
        small = (size[0] // 2, size[1] // 2)
        return Planes(
            _warped(self.luma, matrix, size),
            _warped(self.blue, half, small),
            _warped(self.red, half, small),
        )

    def mixed(self, other: Planes, share: float) -> Planes:
        """This picture by ``share``, the other by the rest."""
        return Planes(
            *(
                cv2.addWeighted(own, share, their, 1 - share, 0)
                for own, their in zip(self.each(), other.each(), strict=True)
            )
        )


@dataclass(frozen=True, slots=True)
class Cutout:
    """A figure with soft edges: its planes dimmed by its opacity, and what shows through."""

    planes: Planes
    through: NDArray[np.uint8]
    through_small: NDArray[np.uint8]

    @classmethod
    def of(cls, bgra: NDArray[np.uint8]) -> Self:
        """Prepare a picture with an alpha channel."""
        alpha = np.ascontiguousarray(bgra[..., 3])
        small = cv2.resize(alpha, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        full = Planes.of(np.ascontiguousarray(bgra[..., :3]))
        dimmed = [
            cv2.multiply(plane, opacity, scale=1 / 255)
            for plane, opacity in zip(full.each(), (alpha, small, small), strict=True)
        ]
        return cls(Planes(*dimmed), 255 - alpha, 255 - small)

    def over(self, below: Planes, matrix: NDArray[np.float64]) -> Planes:
        """The figure, seen through ``matrix``, before ``below``."""
        size, half = below.size, _halved(matrix)
        small = (size[0] // 2, size[1] // 2)
        through = _warped(self.through, matrix, size, outside=255)
        through_small = _warped(self.through_small, half, small, outside=255)
        figure = (
            _warped(self.planes.luma, matrix, size, outside=0),
            _warped(self.planes.blue, half, small, outside=0),
            _warped(self.planes.red, half, small, outside=0),
        )
        shown = (through, through_small, through_small)
        return Planes(
            *(
                cv2.add(cv2.multiply(plane, opening, scale=1 / 255), part)
                for plane, opening, part in zip(below.each(), shown, figure, strict=True)
            )
        )


def read_picture(path: Path) -> NDArray[np.uint8]:
    """A picture file as BGR or BGRA.

    Raises:
        MediaError: it is missing or no picture.
    """
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise MediaError(path, "the picture cannot be read") from error
    # Not cv2.imread: it knows only names in the system's own encoding.
    picture = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if len(data) else None
    if picture is None:
        raise MediaError(path, "not a picture")
    return _eight_bits(picture)


def encoded(picture: NDArray[np.uint8], suffix: str) -> bytes:
    """A picture (BGR) as the file that ``suffix`` says: .png, .jpg or .jpeg.

    Raises:
        UserError: it says something else.
    """
    how = _ENCODINGS.get(suffix.lower())
    if how is None:
        raise UserError(f"no kind of picture that is drawn here: {suffix}")
    _, data = cv2.imencode(suffix, picture, list(how))
    return data.tobytes()


def even(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture without its last row or column where a side is odd."""
    height, width = picture.shape[:2]
    return np.ascontiguousarray(picture[: height // 2 * 2, : width // 2 * 2])


class Grain:
    """Film grain: a few tiles, laid anew for each frame."""

    def __init__(self, seed: int, size: tuple[int, int]) -> None:
        self._rng = np.random.default_rng(seed)
        self._size = size
        self._tiles = _grain_tiles(size)

    def laid_on(self, luma: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The luma with grain."""
        width, height = self._size
        tile = self._tiles[self._rng.integers(_GRAINS)]
        x, y = self._rng.integers(0, 64, 2)
        return cv2.add(luma, tile[y : y + height, x : x + width], dtype=cv2.CV_8U)


class Weather:
    """A veil that moves by itself, added to the light of the scene."""

    def __init__(self, veil: Veil, seed: int, size: tuple[int, int]) -> None:
        self._size = size
        self._tile = _veil_tile(veil, seed)
        self._way = {
            Veil.RAIN: (-7.0, 62.0),
            Veil.DUST: (1.3, -0.7),
            Veil.SNOW: (2.2, 6.5),
        }.get(veil, (0.0, 0.0))

    def laid_on(self, luma: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
        """The luma behind the veil at frame ``step``."""
        if self._tile is None:
            return luma
        width, height = self._size
        x, y = (int(-speed * step) % _TILE for speed in self._way)
        rows = np.arange(y, y + height) % _TILE
        columns = np.arange(x, x + width) % _TILE
        return cv2.add(luma, self._tile.take(rows, axis=0).take(columns, axis=1))


@lru_cache(maxsize=4)
def _grain_tiles(size: tuple[int, int]) -> tuple[NDArray[np.int16], ...]:
    rng = np.random.default_rng(5)
    width, height = size[0] + 64, size[1] + 64
    tiles = []
    for _ in range(_GRAINS):
        fine = rng.normal(0, _GRAIN, (height * 2 // 3, width * 2 // 3)).astype(np.float32)
        tiles.append(cv2.resize(fine, (width, height)).round().astype(np.int16))
    return tuple(tiles)


def _veil_tile(veil: Veil, seed: int) -> NDArray[np.uint8] | None:
    if veil is Veil.NONE:
        return None
    rng = np.random.default_rng(seed)
    count, low, high = {
        Veil.RAIN: (260, 25, 80),
        Veil.DUST: (90, 20, 90),
        Veil.SNOW: (140, 60, 170),
    }[veil]
    tile = np.zeros((_TILE, _TILE), np.float32)
    for x, y, light in zip(
        rng.integers(0, _TILE, count),
        rng.integers(0, _TILE, count),
        rng.uniform(low, high, count),
        strict=True,
    ):
        if veil is Veil.RAIN:
            length = int(rng.integers(18, 60))
            rows = (y + np.arange(length)) % _TILE
            columns = (x - np.arange(length) * 7 // 62) % _TILE
            tile[rows, columns] += light * np.linspace(0.2, 1, length)
        else:
            tile[y, x] += light * rng.uniform(4, 26)
    blur = 0.7 if veil is Veil.RAIN else 2.0
    # Wrapped around, so that the tile repeats without a seam.
    wide = cv2.copyMakeBorder(tile, 8, 8, 8, 8, cv2.BORDER_WRAP)
    soft = cv2.GaussianBlur(wide, (0, 0), blur)[8:-8, 8:-8]
    return soft.clip(0, 110).astype(np.uint8)


def _eight_bits(picture: NDArray[np.uint8 | np.uint16]) -> NDArray[np.uint8]:
    deep = picture.dtype != np.uint8
    plain = (picture // 257 if deep else picture).astype(np.uint8)
    return cv2.cvtColor(plain, cv2.COLOR_GRAY2BGR) if plain.ndim == 2 else plain  # noqa: PLR2004


def _halved(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same map between chromas, which lie half as dense."""
    return np.column_stack([matrix[:, :2], matrix[:, 2] / 2])


def _warped(
    plane: NDArray[np.uint8],
    matrix: NDArray[np.float64],
    size: tuple[int, int],
    outside: int | None = None,
) -> NDArray[np.uint8]:
    border = cv2.BORDER_REFLECT_101 if outside is None else cv2.BORDER_CONSTANT
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(
        plane, matrix, size, flags=flags, borderMode=border, borderValue=outside or 0
    )
