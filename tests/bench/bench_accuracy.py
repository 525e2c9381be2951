"""How well boundaries are found on passes that are hard to cut, with and without the plan."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from engine.domain.ladder import climb
from engine.domain.proposal import propose
from engine.media.scores import scan
from tests.bench.harness import Row, figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.media.scan import Scan
    from tests.bench.material import Material
    from tests.bench.passes import Truth

TOLERANCE = 1  # frames
SLACK = 2  # frames around a fade or dissolve in which its boundary may be put
DRAWS = 5  # differently disturbed plans
SHORTEST = 0.4  # seconds a planner asks for

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Case:
    """A pass, what its planner asked for, and the boundaries that should be found."""

    truth: Truth
    scan: Scan
    planned: tuple[Fraction, ...]
    boundaries: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Boundaries found, invented and missed."""

    found: int = 0
    invented: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.found + other.found,
            self.invented + other.invented,
            self.missed + other.missed,
        )

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.found / max(1, 2 * self.found + self.invented + self.missed)


def rows(material: Material) -> Iterator[Row]:
    """The rows about accuracy."""
    scans = {item.truth.name: scan(item.path) for item in material.passes}
    truths = [item.truth for item in material.passes]
    for change, error, goal in (
        ("as made", 0.18, 0.985),
        ("as made", 0.35, 0.985),
        ("as made", 0.6, None),
        ("one shot short", 0.35, 0.96),
        ("one shot missing", 0.35, 0.96),
    ):
        cases = list(_cases(truths, scans, change, error))
        name = f"F1, plan {change}, lengths off by {error:g} s"
        ours, greedy, alone = (_total(cases, way).f1 for way in (proposed, laddered, at_27))
        yield figure(
            name,
            ours,
            at_least=max(goal or 0, greedy, alone),
            yardstick=greedy,
            note=f"{len(cases)} plans, greedy {greedy:.3f}, 27 alone {alone:.3f}",
        )
    yield from _false_cuts(truths, scans)


# -- ways to find boundaries -----------------------------------------------------------------


def proposed(case: Case) -> tuple[int, ...]:
    """Ours: the boundaries of the plan-aware proposal that can be seen."""
    proposal = propose(case.scan.evidence, case.scan.timeline, case.planned)
    return tuple(boundary.frame for boundary in proposal.visible)


def at_27(case: Case) -> tuple[int, ...]:
    """PySceneDetect's default, without the plan."""
    return case.scan.track.cuts_at(27.0)


def laddered(case: Case) -> tuple[int, ...]:
    """Ladder, greedy alignment within half a second, planned times as the fallback."""
    timeline, expected = case.scan.timeline, len(case.planned) - 1
    found = climb(case.scan.track, timeline, expected, case.planned)
    if found.alignment is None:
        return found.cuts
    times = (b.planned if b.cut is None else b.cut for b in found.alignment.boundaries)
    return tuple(sorted({timeline.frame_near(time) for time in times}))


# -- plans and counting ----------------------------------------------------------------------


def _cases(
    truths: Sequence[Truth], scans: dict[str, Scan], change: str, error: float
) -> Iterator[Case]:
    for draw in range(DRAWS):
        rng = np.random.default_rng(5 + draw)
        for truth in truths:
            lengths, boundaries = _changed(truth, change, rng)
            planned = tuple(
                Fraction(max(SHORTEST, length + rng.normal(0, error))).limit_denominator(1000)
                for length in lengths
            )
            yield Case(truth, scans[truth.name], planned, boundaries)


def _changed(
    truth: Truth, change: str, rng: np.random.Generator
) -> tuple[list[float], tuple[Span, ...]]:
    """The lengths a planner asked for, and which boundaries are wanted then."""
    lengths, boundaries = [n / truth.rate for n in truth.lengths], _boundaries(truth)
    if change == "one shot short" and len(lengths) > 2:
        # The model made two shots of one: the boundary between them is not wanted.
        k = int(rng.integers(0, len(lengths) - 1))
        return (
            [*lengths[:k], lengths[k] + lengths[k + 1], *lengths[k + 2 :]],
            (*boundaries[:k], *boundaries[k + 1 :]),
        )
    if change == "one shot missing":
        # The model made one shot of two: there is nothing to find between them.
        k, share = int(np.argmax(lengths)), rng.uniform(0.4, 0.6)
        halves = [lengths[k] * share, lengths[k] * (1 - share)]
        return [*lengths[:k], *halves, *lengths[k + 1 :]], boundaries
    return lengths, boundaries


def _boundaries(truth: Truth) -> tuple[Span, ...]:
    hard = [(cut - TOLERANCE, cut + TOLERANCE) for cut in truth.cuts]
    soft = [(first - SLACK, last + SLACK) for first, last in truth.gradual]
    return tuple(sorted([*hard, *soft]))


def _total(cases: Sequence[Case], way: Callable[[Case], tuple[int, ...]]) -> Tally:
    total = Tally()
    for case in cases:
        total += _tally(way(case), case.boundaries)
    return total


def _tally(found: Sequence[int], boundaries: Sequence[Span]) -> Tally:
    """Each boundary takes one frame inside it, the nearest to its middle first."""
    pairs = sorted(
        (abs(2 * frame - first - last), frame, span)
        for frame in found
        for span in range(len(boundaries))
        for first, last in [boundaries[span]]
        if first <= frame <= last
    )
    frames: set[int] = set()
    spans: set[int] = set()
    for _, frame, span in pairs:
        if frame not in frames and span not in spans:
            frames.add(frame)
            spans.add(span)
    return Tally(len(spans), len(found) - len(spans), len(boundaries) - len(spans))


def _false_cuts(truths: Sequence[Truth], scans: dict[str, Scan]) -> Iterator[Row]:
    flashing = [truth for truth in truths if truth.kind == "flash"]
    cases = list(_cases(flashing, scans, "as made", 0.35))
    counts = [
        sum(_on_flash(frame, case) for case in cases for frame in way(case))
        for way in (proposed, at_27)
    ]
    yield figure(
        "false cuts on flashes",
        counts[0],
        at_most=0,
        note=f"{len(cases)} plans, 27 alone {counts[1]}",
    )


def _on_flash(frame: int, case: Case) -> bool:
    is_wanted = any(first <= frame <= last for first, last in case.boundaries)
    return not is_wanted and any(a - 1 <= frame <= b + 1 for a, b in case.truth.distractors)
