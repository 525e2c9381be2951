"""A filmstrip as a value: pictures and their times."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction


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
        if not self.tiles:
            return None
        return self.tiles[max(bisect_right(self.tiles, time, key=lambda tile: tile.time) - 1, 0)]
