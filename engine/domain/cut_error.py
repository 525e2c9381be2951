"""How far a model's cuts are from the plan, measured where an editor said where they are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.align import TOLERANCE, planned_times
from engine.domain.cut_points import read_time
from engine.domain.passes import ExtractionMethod, PassStatus
from engine.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.domain.passes import PassRecord

LEAST, MOST = Fraction(1, 4), Fraction(3, 2)  # seconds between which a tolerance lies
FEWEST_PASSES, FEWEST_CUTS = 3, 6  # less says nothing about a model
_TO_DEVIATION = Fraction(14826, 10000)  # of the median deviation of a normal distribution
_WIDTH = 2  # deviations: what lies beyond them is no usual error


@dataclass(frozen=True, slots=True)
class CutError:
    """What is known of one model, in seconds.

    ``median`` of the distances between planned and confirmed boundaries, ``spread`` their median
    deviation from it, scaled like a standard deviation; over ``cuts`` boundaries of ``passes``.
    """

    median: Fraction
    spread: Fraction
    cuts: int
    passes: int

    @property
    def is_known(self) -> bool:
        """Whether there are enough of them to go by."""
        return self.passes >= FEWEST_PASSES and self.cuts >= FEWEST_CUTS

    @property
    def tolerance(self) -> Fraction:
        """How far a cut may be from its planned time and still be it; 0.5 s when unknown."""
        if not self.is_known:
            return TOLERANCE
        return min(max(self.median + _WIDTH * self.spread, LEAST), MOST)


def measured(passes: Iterable[Sequence[Fraction]]) -> CutError:
    """The error of a model from the distances in each of its confirmed passes."""
    known = [distances for distances in passes if distances]
    every = [distance for distances in known for distance in distances]
    middle = _median(every)
    spread = _median([abs(distance - middle) for distance in every]) * _TO_DEVIATION
    return CutError(middle, spread, len(every), len(known))


def distances_of(record: PassRecord, durations: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """How far each confirmed boundary of a pass is from the planned one, in seconds.

    Nothing when no person confirmed it, or its times do not belong to this plan.
    """
    by_hand = record.extraction_method == ExtractionMethod.HUMAN_CONFIRMED
    if not by_hand or record.status != PassStatus.EXTRACTED:
        return ()
    wanted = [str(index) for index in range(len(durations))]
    if sorted(record.segment_timestamps) != sorted(wanted):
        return ()
    try:
        starts = [read_time(record.segment_timestamps[index].start) for index in wanted[1:]]
    except UserError:
        return ()
    planned = planned_times(durations)
    return tuple(abs(start - time) for start, time in zip(starts, planned, strict=True))


def _median(values: Sequence[Fraction]) -> Fraction:
    ordered = sorted(values)
    if not ordered:
        return Fraction(0)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
