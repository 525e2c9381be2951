"""Storyboard sheets: how the panels of a batch lie on one picture."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, log2
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.domain.board_art import Area

UPRIGHT = Fraction(9, 16)
RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")
"""Aspect ratios that models for pictures know by name."""

_HOLE = 0.5  # how bad a cell without a panel is, in doublings of a panel's shape
_PLEASANT = Fraction(5, 4)  # the shape of a sheet that fits on a screen beside something else
_PANEL = 360  # pixels of the short side of a panel that is drawn here
_GUTTER, _CAPTION = 16, 40
_LARGEST = 4096
_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture of ``size`` (width, height) with ``areas`` for its panels, in reading order.

    The areas are left, top, width, height, all 0 to 1. One panel alone is the whole picture and
    has no area.
    """

    columns: int
    rows: int
    size: tuple[int, int]
    areas: tuple[Area, ...] = ()

    @property
    def ratio(self) -> str:
        """The known aspect ratio that is nearest to the sheet's."""
        shape = Fraction(*self.size)
        return min(RATIOS, key=lambda name: _difference(_ratio(name), shape))

    def boxes(self) -> tuple[tuple[int, int, int, int], ...]:
        """The panels in pixels: left, top, width, height; sides are even."""
        wide, high = self.size
        return tuple(
            (round(x * wide), round(y * high), _even(w * wide), _even(h * high))
            for x, y, w, h in self.areas
        )


def drawn_sheet(count: int, panel: Fraction = UPRIGHT) -> Sheet:
    """The sheet that is drawn here: every panel of exactly this shape, a caption below each."""
    if count == 1:
        return Sheet(1, 1, _single(panel, _PANEL * 2))
    columns = min(range(1, count + 1), key=lambda n: _drawn_cost(n, count, panel))
    rows = ceil(count / columns)
    wide, high = _single(panel, _PANEL)
    full = (_length(columns, wide, 0), _length(rows, high, _CAPTION))
    scale = min(1.0, _LARGEST / max(full))
    boxes = [
        (
            _GUTTER + (place % columns) * (wide + _GUTTER),
            _GUTTER + (place // columns) * (high + _CAPTION + _GUTTER),
        )
        for place in range(count)
    ]
    size = (_even(full[0] * scale), _even(full[1] * scale))
    areas = tuple(_area(left, top, (wide, high), full) for left, top in boxes)
    return Sheet(columns, rows, size, areas)


def asked_sheet(count: int, panel: Fraction, sizes: Sequence[tuple[int, int]]) -> Sheet:
    """The sheet that a model is asked for, of one of the sizes it draws: cells of equal size."""
    if count == 1:
        return Sheet(1, 1, min(sizes, key=lambda size: _difference(Fraction(*size), panel)))
    grids = [(columns, size) for size in sizes for columns in range(1, count + 1)]
    columns, size = min(grids, key=lambda grid: _cell_cost(grid[0], grid[1], count, panel))
    rows = ceil(count / columns)
    areas = tuple(
        _rounded((place % columns / columns, place // columns / rows, 1 / columns, 1 / rows))
        for place in range(count)
    )
    return Sheet(columns, rows, size, areas)


def shape_of(ratio: str | None) -> Fraction:
    """Width by height of ``9:16``; upright where nothing usable is said."""
    wide, sign, high = (ratio or "").partition(":")
    is_ratio = sign and wide.strip().isdecimal() and high.strip().isdecimal()
    if not is_ratio or not int(wide) or not int(high):
        return UPRIGHT
    shape = Fraction(int(wide), int(high))
    return shape if Fraction(1, 4) <= shape <= 4 else UPRIGHT  # noqa: PLR2004 - slips


# -- inside ------------------------------------------------------------------


def _drawn_cost(columns: int, count: int, panel: Fraction) -> float:
    rows = ceil(count / columns)
    sheet = Fraction(columns, rows) * panel
    return _difference(sheet, _PLEASANT) + _HOLE * (columns * rows - count)


def _cell_cost(columns: int, size: tuple[int, int], count: int, panel: Fraction) -> float:
    rows = ceil(count / columns)
    cell = Fraction(size[0], columns) / Fraction(size[1], rows)
    return _difference(cell, panel) + _HOLE * (columns * rows - count)


def _difference(one: Fraction, other: Fraction) -> float:
    """How far two shapes are apart, in doublings."""
    return abs(log2(one / other))


def _single(panel: Fraction, short: int) -> tuple[int, int]:
    if panel < 1:
        return short, _even(short / panel)
    return _even(short * panel), short


def _length(count: int, side: int, below: int) -> int:
    return count * (side + below + _GUTTER) + _GUTTER


def _area(left: int, top: int, size: tuple[int, int], full: tuple[int, int]) -> Area:
    return _rounded((left / full[0], top / full[1], size[0] / full[0], size[1] / full[1]))


def _rounded(sides: Iterable[float]) -> Area:
    left, top, width, height = (round(side, _DIGITS) for side in sides)
    return left, top, width, height


def _even(length: float | Fraction) -> int:
    return max(2, round(length / 2) * 2)


def _ratio(name: str) -> Fraction:
    wide, _, high = name.partition(":")
    return Fraction(int(wide), int(high))
