"""The dynamic program: it finds what is there, and does not invent what is not."""

from __future__ import annotations

import itertools
import time
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.boundary_search import flashes
from engine.domain.evidence import Evidence
from engine.domain.proposal import Proposal, Sight, propose
from engine.domain.timing import Timeline

RATE = Fraction(24)


def evidence(
    count: int, cuts: tuple[int, ...], *, flash: tuple[int, ...] = (), seed: int = 3
) -> Evidence:
    """A still scene with noise, clean cuts, and flashes after which the picture comes back."""
    noise = np.random.default_rng(seed).uniform(0.4, 1.6, count).astype(np.float32)
    content, effective, histogram = noise.copy(), noise.copy(), np.zeros(count, np.float32)
    for cut in cuts:
        content[cut], effective[cut], histogram[cut] = 45, 42, 0.8
    for frame in flash:
        content[frame] = content[frame + 1] = 70
        effective[frame] = effective[frame + 1] = 2
    content[0] = effective[0] = 0
    keyframe = np.zeros(count, np.bool_)
    keyframe[list(cuts)] = True
    return Evidence(
        content,
        effective,
        (content / 3).astype(np.float32),
        histogram,
        keyframe,
    )


def proposed(
    count: int, cuts: tuple[int, ...], seconds: list[float], *, flash: tuple[int, ...] = ()
) -> Proposal:
    durations = [Fraction(length).limit_denominator(1000) for length in seconds]
    timeline = Timeline.constant(count, RATE)
    return propose(evidence(count, cuts, flash=flash), timeline, durations)


@given(
    st.lists(st.integers(24, 96), min_size=2, max_size=8),
    st.lists(st.floats(-0.3, 0.3), min_size=8, max_size=8),
)
def test_that_clear_cuts_are_found_though_the_plan_is_off(
    lengths: list[int], errors: list[float]
) -> None:
    cuts = tuple(np.cumsum(lengths)[:-1].tolist())
    planned = [max(0.3, n / 24 + e) for n, e in zip(lengths, errors, strict=False)]

    found = proposed(sum(lengths), cuts, planned)

    assert tuple(b.frame for b in found.boundaries) == cuts
    assert found.certain


def test_that_a_shot_the_model_left_out_is_missing_and_not_invented() -> None:
    found = proposed(288, (72, 216), [3, 3, 3, 3])

    assert [b.sight for b in found.boundaries] == [Sight.CLEAR, Sight.MISSING, Sight.CLEAR]
    assert [b.frame for b in found.visible] == [72, 216]
    assert found.boundaries[1].frame == 144
    assert found.boundaries[1].gain < 0
    assert not found.certain


def test_that_flashes_are_no_boundaries_even_where_the_plan_has_one() -> None:
    found = proposed(240, (), [5, 5], flash=(60, 120, 180))

    assert [b.sight for b in found.boundaries] == [Sight.MISSING]


def test_that_flashes_are_told_from_cuts() -> None:
    seen = evidence(240, (80,), flash=(40, 120))

    assert flashes(seen, (40, 80, 120)) == (40, 120)


def test_that_of_more_cuts_than_planned_those_that_fit_the_lengths_are_taken() -> None:
    found = proposed(240, (24, 120, 200), [5, 5])

    assert [b.frame for b in found.boundaries] == [120]


def test_that_a_plan_is_scaled_to_the_video() -> None:
    found = proposed(240, (80, 160), [10, 10, 10])

    assert [b.frame for b in found.boundaries] == [80, 160]
    assert [b.planned_frame for b in found.boundaries] == [80, 160]


@given(st.integers(2, 60), st.integers(1, 9))
def test_that_any_video_gets_one_rising_boundary_between_each_two_shots(
    count: int, shots: int
) -> None:
    found = proposed(count, (), [1.0] * shots)

    frames = [0, *(b.frame for b in found.boundaries), count]
    assert len(found.boundaries) == (shots - 1 if count > shots else 0)
    assert all(a < b for a, b in itertools.pairwise(frames))


def test_that_a_typical_pass_takes_less_than_ten_milliseconds() -> None:
    cuts = tuple(range(45, 360, 45))
    seen, timeline = evidence(360, cuts), Timeline.constant(360, RATE)

    best = min(_seconds(seen, timeline, 8) for _ in range(7))

    assert best < 0.010


def test_that_four_times_the_video_takes_at_most_six_times_as_long() -> None:
    def cost(shots: int) -> float:
        seen = evidence(shots * 48, tuple(range(48, shots * 48, 48)))
        timeline = Timeline.constant(shots * 48, RATE)
        return min(_seconds(seen, timeline, shots) for _ in range(5))

    assert cost(240) < 6 * cost(60)


def _seconds(seen: Evidence, timeline: Timeline, shots: int) -> float:
    start = time.process_time()
    propose(seen, timeline, [timeline.duration / shots] * shots)
    return time.process_time() - start
