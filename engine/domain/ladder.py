"""The threshold ladder: which of a few thresholds finds the number of cuts the plan expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.align import TOLERANCE, Alignment, align
from engine.domain.detection import Detection, LadderStep
from engine.domain.scores import START_THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from engine.domain.scores import ScoreTrack
    from engine.domain.timing import Timeline

MORE_CUTS = (24.0, 22.0, 20.0)
FEWER_CUTS = (30.0, 35.0, 40.0)


def climb(
    track: ScoreTrack,
    timeline: Timeline,
    expected: int | None,
    durations: Sequence[Fraction] | None = None,
    tolerance: Fraction = TOLERANCE,
) -> Detection:
    """Detect at 27 and, when the number is not the expected one, go down or up, or align.

    ``expected`` is the number of cuts, None when anything is welcome; ``durations`` are those of
    the planned shots, None or empty when the planner gave none.
    """
    cuts = track.cuts_at(START_THRESHOLD)
    first = Detection(cuts, START_THRESHOLD, True, (LadderStep(START_THRESHOLD, len(cuts)),))
    if expected is None or (expected and len(cuts) == expected):
        return first
    if expected == 0:
        # A pass of one shot is always accepted: whatever was found, the model added.
        return _with_alignment(first, Alignment((), _times(timeline, cuts)))
    if len(cuts) < expected:
        return _try(track, first, expected, MORE_CUTS)
    if durations:
        return _with_alignment(first, align(_times(timeline, cuts), durations, tolerance))
    return _try(track, first, expected, FEWER_CUTS, skipped_alignment=True)


def _with_alignment(found: Detection, alignment: Alignment) -> Detection:
    return Detection(found.cuts, found.threshold, alignment.is_accepted, found.history, alignment)


def _try(
    track: ScoreTrack,
    first: Detection,
    expected: int,
    thresholds: Sequence[float],
    *,
    skipped_alignment: bool = False,
) -> Detection:
    """Try ``thresholds`` until the count fits; else keep the closest, the first of equals."""
    tried = {first.threshold: first.cuts}
    for threshold in thresholds:
        tried[threshold] = track.cuts_at(threshold)
        if len(tried[threshold]) == expected:
            break
    best = min(tried, key=lambda threshold: abs(len(tried[threshold]) - expected))
    history = tuple(LadderStep(threshold, len(cuts)) for threshold, cuts in tried.items())
    converged = len(tried[best]) == expected
    return Detection(tried[best], best, converged, history, skipped_alignment=skipped_alignment)


def _times(timeline: Timeline, cuts: Sequence[int]) -> tuple[Fraction, ...]:
    return tuple(timeline.time(cut) for cut in cuts)
