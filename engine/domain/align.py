"""Which detected cut is which planned boundary: the assignment that aligns most, then nearest."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import lcm
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TOLERANCE = Fraction(1, 2)
ACCEPTED_SCORE = Fraction(4, 5)


@dataclass(frozen=True, slots=True)
class Boundary:
    """One planned change of shot and the detected cut that took its place, in seconds."""

    planned: Fraction
    cut: Fraction | None

    @property
    def delta(self) -> Fraction | None:
        """How much later than planned the cut is; None when there is none."""
        return None if self.cut is None else self.cut - self.planned

    @property
    def time(self) -> Fraction:
        """Where the shots change: at the cut, else at the planner's time."""
        return self.planned if self.cut is None else self.cut


@dataclass(frozen=True, slots=True)
class Alignment:
    """Planned boundaries with their cuts, and the cuts the planner did not ask for."""

    boundaries: tuple[Boundary, ...]
    extras: tuple[Fraction, ...]

    @property
    def aligned(self) -> tuple[Fraction, ...]:
        """The cuts that took a boundary's place, rising."""
        return tuple(b.cut for b in self.boundaries if b.cut is not None)

    @property
    def missed(self) -> tuple[Fraction, ...]:
        """The planned times of boundaries without a cut."""
        return tuple(b.planned for b in self.boundaries if b.cut is None)

    @property
    def score(self) -> Fraction:
        """Aligned over expected boundaries; 1 when nothing is expected."""
        return Fraction(len(self.aligned), len(self.boundaries)) if self.boundaries else Fraction(1)

    @property
    def is_accepted(self) -> bool:
        """Whether the score is good enough to go on without the editor."""
        return self.score >= ACCEPTED_SCORE


def planned_times(durations: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Where the plan changes shots: running sums of the durations, without the last."""
    return tuple(accumulate(durations[:-1]))


def align(
    cuts: Sequence[Fraction], durations: Sequence[Fraction], tolerance: Fraction = TOLERANCE
) -> Alignment:
    """Give each planned boundary at most one cut within ``tolerance`` seconds.

    Of all assignments the one that aligns most boundaries wins, then the smallest total distance,
    then the earlier cuts, then the earlier boundaries.
    """
    found = sorted(set(cuts))
    planned = planned_times(durations)
    chosen = _assign(planned, found, tolerance)
    boundaries = tuple(
        Boundary(time, None if cut is None else found[cut])
        for time, cut in zip(planned, chosen, strict=True)
    )
    used = {cut for cut in chosen if cut is not None}
    return Alignment(boundaries, tuple(c for i, c in enumerate(found) if i not in used))


def _assign(
    planned: Sequence[Fraction], cuts: Sequence[Fraction], tolerance: Fraction
) -> list[int | None]:
    """For each boundary the index of its cut, or None.

    On a line an assignment never gains by crossing itself, so a table over the first i boundaries
    and the first j cuts holds the best of each. Its values are integers that order as (aligned,
    distance, sum of cut indexes, sum of boundary indexes) do.
    """
    values = _Values(planned, cuts, tolerance)
    table = [[0] * (len(cuts) + 1)]
    for boundary in range(len(planned)):
        table.append(_next_row(table[-1], boundary, values))
    return _read_back(table)


class _Values:
    """What it is worth to give a boundary a cut, in integers: exact, and quick to compare."""

    def __init__(
        self, planned: Sequence[Fraction], cuts: Sequence[Fraction], tolerance: Fraction
    ) -> None:
        scale = lcm(*(time.denominator for time in (*planned, *cuts, tolerance)))
        self._planned = [int(time * scale) for time in planned]
        self.cuts = [int(time * scale) for time in cuts]
        self._reach = int(tolerance * scale)
        many = len(planned) + 1
        self._per_index = many * many
        self._per_distance = many * (len(cuts) + 1) * self._per_index + many * many
        self._aligned = many * (self._reach + 1) * self._per_distance

    def window(self, boundary: int) -> tuple[int, int]:
        """The cuts within reach of a boundary, as a half-open range of indexes."""
        time = self._planned[boundary]
        return (
            bisect_left(self.cuts, time - self._reach),
            bisect_right(self.cuts, time + self._reach),
        )

    def of(self, boundary: int, first: int, end: int) -> list[int]:
        """The worth of giving a boundary each of the cuts ``first`` to ``end`` (exclusive)."""
        time, per_distance, per_index = self._planned[boundary], self._per_distance, self._per_index
        most = self._aligned - boundary
        return [
            most - abs(time - self.cuts[cut]) * per_distance - cut * per_index
            for cut in range(first, end)
        ]


def _next_row(above: list[int], boundary: int, values: _Values) -> list[int]:
    first, end = values.window(boundary)
    row = above[: first + 1]
    best = row[-1]
    for worth, before, without in zip(
        values.of(boundary, first, end), above[first:end], above[first + 1 : end + 1], strict=True
    ):
        best = max(best, before + worth, without)
        row.append(best)
    row.extend([max(best, without) for without in above[end + 1 :]])
    return row


def _read_back(table: list[list[int]]) -> list[int | None]:
    chosen: list[int | None] = [None] * (len(table) - 1)
    cut = len(table[0]) - 1
    for boundary in range(len(table) - 2, -1, -1):
        row, above = table[boundary + 1], table[boundary]
        while cut > 0 and row[cut] == row[cut - 1]:
            cut -= 1
        if row[cut] != above[cut]:
            cut -= 1
            chosen[boundary] = cut
    return chosen
