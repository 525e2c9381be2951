"""How many pictures a page of a contact sheet holds, and where each of them lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE_WIDTH, PAGE_HEIGHT = 297.0, 210.0  # millimetres, A4 lying
MARGIN, HEAD, FOOT = 12.0, 13.0, 7.0
GAP = 5.0
CAPTION = 17.5
_NARROWEST, _WIDEST = 24.0, 80.0
_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one shot lies, in millimetres: the picture's corner, and its size."""

    left: float
    top: float
    width: float
    height: float

    @property
    def caption_top(self) -> float:
        """Where the words below the picture begin."""
        return self.top + self.height + 1.6


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns and rows of equal cells on a page."""

    columns: int
    rows: int
    width: float
    height: float

    @property
    def a_page(self) -> int:
        """How many cells a page has."""
        return self.columns * self.rows

    def cells(self) -> Iterator[Cell]:
        """The cells of a page, row by row."""
        for row in range(self.rows):
            for column in range(self.columns):
                yield Cell(
                    MARGIN + column * (self.width + GAP),
                    MARGIN + HEAD + row * (self.height + CAPTION + GAP),
                    self.width,
                    self.height,
                )


def grid_for(size: tuple[int, int]) -> Grid:
    """The grid that gives pictures of this shape the most room, neither tiny nor huge."""
    shape = size[0] / size[1] if all(size) else 9 / 16
    shape = min(max(shape, 0.45), 3.5)  # a strip would leave the page nearly empty
    return max(_grids(shape), key=lambda grid: grid.a_page * grid.width * grid.height)


def _grids(shape: float) -> Iterator[Grid]:
    across = PAGE_WIDTH - 2 * MARGIN
    down = PAGE_HEIGHT - 2 * MARGIN - HEAD - FOOT
    for columns in range(3, 11):
        width = (across - (columns - 1) * GAP) / columns
        height = width / shape
        rows = int((down + GAP) / (height + CAPTION + GAP))
        if rows >= _FEWEST_ROWS and _NARROWEST <= width <= _WIDEST:
            yield Grid(columns, rows, width, height)
