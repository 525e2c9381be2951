"""A dynamic program that fits the planner's shots to what the decode shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from engine.domain.align import planned_times
from engine.domain.proposal import Proposal, ProposedBoundary, Sight

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from engine.domain.evidence import Evidence
    from engine.domain.timing import Timeline

# Set on synthetic passes with flashes, shake, whip pans, fades, dissolves and near-identical shots.
LENGTH_WEIGHT = 0.5
USUAL_ERROR = 0.5
HUBER_KNEE = 1.5
NO_CUT_LEVEL = -2.0
LOWEST_GAIN, HIGHEST_GAIN = -6.0, 6.0
CLEAR_GAIN = 3.0
CLEAR_LEAD = 1.5
SHORTEST_SHOT = 0.25
LONGEST_FUSION = 3
NARROWEST_REACH, WIDEST_REACH = 3.0, 8.0
SAME_PLACE = 2
UNTHINKABLE = np.float32(1e9)


def gain(evidence: Evidence) -> NDArray[np.float32]:
    """For each frame what speaks for a change of shot before it; below zero: no visible cut.

    Like log odds: doubling the score against its surroundings adds 1.6, doubling the flash-proof
    distance 1.2; a change of histogram and an encoder's key frame are weaker evidence.
    """
    proof = np.minimum(1.0, evidence.effective / np.maximum(evidence.content, 1e-6))
    against_motion = np.maximum(evidence.local * proof, 0.05)
    total = 1.6 * np.log2(against_motion / 1.6)
    total += 1.2 * np.log2(np.maximum(evidence.effective, 0.5) / 14.0)
    total += 1.5 * (evidence.histogram - 0.35) + 0.5 * evidence.keyframe
    bounded: NDArray[np.float32] = np.clip(total, LOWEST_GAIN, HIGHEST_GAIN).astype(np.float32)
    return bounded - np.float32(NO_CUT_LEVEL)


def search(
    evidence: Evidence,
    timeline: Timeline,
    durations: Sequence[Fraction],
    tolerance: Fraction | None = None,
) -> Proposal:
    """The boundaries with the best sum of gains minus penalties on the shots' lengths.

    The plan is scaled to the video's length. Lengths are penalised, not times: errors add up along
    a pass. Where fusing neighbouring shots explains more than any cut does, the boundary is
    missing. The search looks only near the plan, so its cost grows with the length of the video,
    not with its square.
    """
    shots = len(durations)
    if shots == 1 or timeline.count <= shots:
        return Proposal(())
    plan = _Plan.of(evidence, timeline, durations, tolerance)
    return Proposal(_describe(plan, _best_path(plan)))


def flashes(evidence: Evidence, cuts: Sequence[int]) -> tuple[int, ...]:
    """Those of the detected ``cuts`` that are no change of shot: the picture comes back."""
    gains = gain(evidence)
    return tuple(cut for cut in cuts if gains[cut] < 0)


def certainty(evidence: Evidence, frames: Sequence[int]) -> dict[int, float]:
    """How sure it is, 0 to 1, that shots change at each of ``frames``, whatever was planned."""
    gains = gain(evidence)
    return {frame: _confidence(float(gains[frame])) for frame in frames}


def _confidence(gained: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(gained, LOWEST_GAIN)))


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """What the program works on: gains, times, planned lengths, and where to look."""

    gains: NDArray[np.float32]
    times: NDArray[np.float32]
    lengths: NDArray[np.float32]
    planned: tuple[int, ...]
    windows: tuple[slice, ...]
    usual_error: float
    shortest: float

    @classmethod
    def of(
        cls,
        evidence: Evidence,
        timeline: Timeline,
        durations: Sequence[Fraction],
        tolerance: Fraction | None,
    ) -> _Plan:
        ticks = np.array([*timeline.ticks, timeline.end], dtype=np.float64)
        times = (ticks * float(timeline.tick)).astype(np.float32)
        lengths = np.array([float(d) for d in durations])
        lengths *= float(timeline.duration) / lengths.sum()
        ideal = np.cumsum(lengths)[:-1]
        reach = float(np.clip(lengths.max(), NARROWEST_REACH, WIDEST_REACH))
        last = timeline.count - 1
        planned = _planned_frames(timeline, durations)
        low = np.clip(np.searchsorted(times[:-1], ideal - reach), 1, last)
        high = np.clip(np.searchsorted(times[:-1], ideal + reach), low + 1, last + 1)
        windows = (
            slice(0, 1),
            *(slice(int(a), int(b)) for a, b in zip(low, high, strict=True)),
            slice(timeline.count, timeline.count + 1),
        )
        error = USUAL_ERROR if tolerance is None else float(tolerance)
        # Any shot has a frame, also in a video with a frame or two a second.
        shortest = max(SHORTEST_SHOT, 1.5 * float(timeline.duration) / timeline.count)
        lengths = lengths.astype(np.float32)
        return cls(gain(evidence), times, lengths, planned, windows, error, shortest)

    @property
    def shots(self) -> int:
        return len(self.lengths)

    def cost(self, first: int, end: int, seconds: NDArray[np.float32]) -> NDArray[np.float32]:
        """What it costs that shots ``first`` to ``end`` (exclusive) together last ``seconds``."""
        off = np.abs(seconds - self.lengths[first:end].sum()) / np.float32(self.usual_error)
        huber = np.where(off < HUBER_KNEE, 0.5 * off * off, HUBER_KNEE * (off - 0.5 * HUBER_KNEE))
        weighed: NDArray[np.float32] = np.float32(LENGTH_WEIGHT) * huber
        return np.where(seconds < self.shortest * (end - first), UNTHINKABLE, weighed)


def _planned_frames(timeline: Timeline, durations: Sequence[Fraction]) -> tuple[int, ...]:
    scale = timeline.duration / sum(durations)
    frames = (timeline.frame_near(time * scale) for time in planned_times(durations))
    return tuple(min(max(frame, 1), timeline.count - 1) for frame in frames)


@dataclass(slots=True, eq=False)
class _Reached:
    """For one boundary: the best total at each frame of its window, and where it came from."""

    total: NDArray[np.float32]
    back: NDArray[np.intp]
    before: NDArray[np.intp]


def _best_path(plan: _Plan) -> dict[int, int]:
    """The visible boundaries (counted from 1) and their frames."""
    reached = [_Reached(np.zeros(1, np.float32), np.zeros(1, np.intp), np.zeros(1, np.intp))]
    for boundary in range(1, plan.shots + 1):
        reached.append(_reach(plan, reached, boundary))
    path: dict[int, int] = {}
    boundary, place = plan.shots, 0
    while boundary > 0:
        here = reached[boundary]
        boundary, place = int(here.back[place]), int(here.before[place])
        if boundary > 0:
            path[boundary] = plan.windows[boundary].start + place
    # A video too short for its plan has no possible path, and what was found is no path.
    edges = [0, *(path[boundary] for boundary in sorted(path)), len(plan.gains)]
    return path if all(a < b for a, b in pairwise(edges)) else {}


def _reach(plan: _Plan, reached: list[_Reached], boundary: int) -> _Reached:
    """The best way to each frame of a boundary's window, over fusions of one to three shots."""
    window = plan.windows[boundary]
    times = plan.times[window]
    nowhere = np.full(len(times), -np.inf, np.float32)
    best = _Reached(nowhere, np.zeros(len(times), np.intp), np.zeros(len(times), np.intp))
    for back in range(boundary - 1, max(-1, boundary - 1 - LONGEST_FUSION), -1):
        seconds = times[:, None] - plan.times[plan.windows[back]][None, :]
        totals = reached[back].total[None, :] - plan.cost(back, boundary, seconds)
        before = totals.argmax(axis=1)
        total = totals[np.arange(len(times)), before]
        wins = total > best.total
        best.total[wins], best.back[wins], best.before[wins] = total[wins], back, before[wins]
    if boundary < plan.shots:
        best.total += plan.gains[window]
    return best


def _describe(plan: _Plan, path: dict[int, int]) -> tuple[ProposedBoundary, ...]:
    visible = {boundary: frame for boundary, frame in path.items() if plan.gains[frame] >= 0}
    frames = _with_places_for_missing(plan, visible)
    described = []
    for boundary in range(1, plan.shots):
        frame, planned = frames[boundary], plan.planned[boundary - 1]
        seen = float(plan.gains[frame])
        if boundary not in visible:
            described.append(ProposedBoundary(frame, planned, seen, 0.0, Sight.MISSING))
            continue
        lead = _lead(plan, visible, boundary)
        is_clear = seen >= CLEAR_GAIN and lead >= CLEAR_LEAD
        confidence = _confidence(min(seen, lead))
        sight = Sight.CLEAR if is_clear else Sight.DOUBTFUL
        described.append(ProposedBoundary(frame, planned, seen, confidence, sight))
    return tuple(described)


def _with_places_for_missing(plan: _Plan, visible: dict[int, int]) -> list[int]:
    """A frame for every boundary, 0 and the end included: missing ones share out their gap.

    They get the planned share of the time between the visible ones around them, so that the
    editor's first look falls where the plan would cut.
    """
    known = {0: 0, **visible, plan.shots: len(plan.gains)}
    ends = sorted(known)
    frames = [0] * (plan.shots + 1)
    for first, end in pairwise(ends):
        start, room = known[first], known[end] - known[first]
        share = np.cumsum(plan.lengths[first:end]) / plan.lengths[first:end].sum()
        for k in range(first, end):
            inside = 0 if k == first else max(k - first, round(float(share[k - first - 1]) * room))
            frames[k] = start + min(inside, room - (end - k))
    frames[plan.shots] = len(plan.gains)
    return frames


def _lead(plan: _Plan, visible: dict[int, int], boundary: int) -> float:
    """How much better the boundary is where it is than anywhere else, or than missing."""
    before = max((b for b in visible if b < boundary), default=0)
    after = min((b for b in visible if b > boundary), default=plan.shots)
    start = visible.get(before, 0)
    end = visible.get(after, len(plan.gains))
    here = visible[boundary]
    low, high = max(start + 1, plan.windows[boundary].start), min(end, plan.windows[boundary].stop)
    places = np.arange(low, high)
    totals = (
        plan.gains[low:high]
        - plan.cost(before, boundary, plan.times[low:high] - plan.times[start])
        - plan.cost(boundary, after, plan.times[end] - plan.times[low:high])
    )
    chosen = float(totals[here - low])
    elsewhere = totals[np.abs(places - here) > SAME_PLACE]
    whole = np.array([plan.times[end] - plan.times[start]], np.float32)
    fused = -float(plan.cost(before, after, whole)[0])
    return chosen - max(fused, float(elsewhere.max()) if len(elsewhere) else fused)
