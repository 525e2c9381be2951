"""From boundaries to the clips of a pass: planned segments tile it, extras overlap them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_lowercase
from typing import TYPE_CHECKING

from engine.domain.align import planned_times
from engine.domain.timing import FrameSpan, tile_frames
from engine.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from engine.domain.detection import Detection
    from engine.domain.timing import Timeline


@dataclass(frozen=True, slots=True)
class PlannedSegment:
    """One clip to be cut.

    ``parent`` is the shot that contains it; for a planner-intended segment its own. ``letter`` is
    None for those, a to z for an extra. ``index`` counts planned segments from 0, None for extras.
    ``delta`` is how much later than planned the cut it starts with is, None where it has no such.
    """

    shot_id: str
    letter: str | None
    frames: FrameSpan
    parent: str
    index: int | None
    delta: Fraction | None = None

    @property
    def is_extra(self) -> bool:
        """Whether the model added it."""
        return self.letter is not None

    @property
    def segment_class(self) -> str:
        """The word for it in documents."""
        return "model-added" if self.is_extra else "planner-intended"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the shots change, how far from the plan, and where the model added a cut; in frames."""

    boundaries: tuple[int, ...]
    deltas: tuple[Fraction | None, ...]
    extras: tuple[int, ...] = ()


def layout(
    detection: Detection, timeline: Timeline, durations: Sequence[Fraction] | None = None
) -> Layout:
    """What a detection that may be used without the editor says about the shots.

    A boundary without a cut falls back to the planner's time.
    """
    if detection.alignment is None:
        times = planned_times(durations) if durations else ()
        known = len(times) == len(detection.cuts)
        deltas = tuple(
            timeline.time(cut) - times[k] if known else None for k, cut in enumerate(detection.cuts)
        )
        return Layout(detection.cuts, deltas)
    boundaries = detection.alignment.boundaries
    return Layout(
        tuple(timeline.frame_near(b.time) for b in boundaries),
        tuple(b.delta for b in boundaries),
        tuple(timeline.frame_near(time) for time in detection.alignment.extras),
    )


def plan_segments(
    count: int,
    shot_ids: Sequence[str],
    boundaries: Sequence[int],
    extras: Sequence[int] = (),
    deltas: Sequence[Fraction | None] = (),
) -> tuple[PlannedSegment, ...]:
    """The clips of a video of ``count`` frames: one per shot in order, then the extras by time.

    Raises:
        Refused: the boundaries don't make one stretch per shot, or a shot has more than 26 extras.
    """
    _check(count, shot_ids, boundaries)
    planned = tuple(
        PlannedSegment(shot, None, span, shot, k, deltas[k - 1] if k and len(deltas) >= k else None)
        for k, (shot, span) in enumerate(zip(shot_ids, tile_frames(count, boundaries), strict=True))
    )
    return planned + _extras(count, shot_ids, boundaries, extras)


def _check(count: int, shot_ids: Sequence[str], boundaries: Sequence[int]) -> None:
    if len(boundaries) != len(shot_ids) - 1:
        raise Refused(f"{len(shot_ids) - 1} cuts needed, {len(boundaries)} given")
    if any(b <= a for a, b in pairwise([0, *boundaries, count])):
        raise Refused("the boundaries leave a shot without a frame")


def _extras(
    count: int, shot_ids: Sequence[str], boundaries: Sequence[int], extras: Sequence[int]
) -> tuple[PlannedSegment, ...]:
    """An extra runs to the next boundary; in a pass of one shot to the next extra."""
    cuts = sorted({cut for cut in extras if 0 < cut < count} - set(boundaries))
    stops = [*(boundaries or cuts), count]
    made: list[PlannedSegment] = []
    lettered: Counter[str] = Counter()
    for cut in cuts:
        parent = shot_ids[bisect_right(boundaries, cut)]
        if lettered[parent] == len(ascii_lowercase):
            raise Refused(f"more than 26 added cuts inside {parent}")
        letter = ascii_lowercase[lettered[parent]]
        lettered[parent] += 1
        span = FrameSpan(cut, stops[bisect_right(stops, cut)])
        made.append(PlannedSegment(parent, letter, span, parent, None))
    return tuple(made)
