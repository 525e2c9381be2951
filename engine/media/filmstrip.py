"""Small pictures of a video: the filmstrip, its poster and single frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from engine.store.cache import Caches


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of the strip: the frame that appears at ``time`` (seconds), as JPEG."""

    time: Fraction
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class Filmstrip:
    """Pictures at even distances over a whole video, in order of time, all of one size."""

    width: int
    height: int
    tiles: tuple[Tile, ...]

    def tile_at(self, time: Fraction) -> Tile | None:
        """The last tile at or before ``time``, else the first; None when there are none."""
        raise NotImplementedError


def filmstrip(path: Path, caches: Caches) -> Filmstrip | None:
    """The strip kept from an earlier scan, or None when there was none."""
    raise NotImplementedError


def poster(path: Path, caches: Caches | None, height: int = 180) -> bytes:
    """The first picture of a video as JPEG, ``height`` pixels high.

    Raises:
        ProbeFailed: the file shows no picture.
    """
    raise NotImplementedError


def frame_picture(path: Path, frame: int, height: int = 360) -> bytes:
    """Frame number ``frame`` as JPEG, from the real decoder.

    Raises:
        ProbeFailed: the file has no such frame or cannot be decoded.
    """
    raise NotImplementedError
