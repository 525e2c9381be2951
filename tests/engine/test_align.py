"""The optimal assignment of cuts to planned boundaries, against brute force."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.align import align, planned_times

HALF = Fraction(1, 2)
TIMES = st.fractions(min_value=0, max_value=6, max_denominator=24)


def best_by_brute_force(planned: list[Fraction], cuts: list[Fraction]) -> tuple[int, Fraction]:
    """The most boundaries that can be aligned and the least total distance for that."""
    for size in range(min(len(planned), len(cuts)), 0, -1):
        distances = [
            sum((abs(p - c) for p, c in zip(some, chosen, strict=True)), Fraction(0))
            for some in combinations(planned, size)
            for chosen in combinations(cuts, size)
            if all(abs(p - c) <= HALF for p, c in zip(some, chosen, strict=True))
        ]
        if distances:
            return size, min(distances)
    return 0, Fraction(0)


@given(
    st.sets(TIMES, max_size=6),
    st.lists(st.fractions(Fraction(1, 24), 2, max_denominator=24), min_size=1, max_size=6),
)
def test_that_most_boundaries_are_aligned_then_the_distance_is_least(
    cuts: set[Fraction], durations: list[Fraction]
) -> None:
    found = align(sorted(cuts), durations)

    distance = sum((abs(b.delta) for b in found.boundaries if b.delta is not None), Fraction(0))
    expected = best_by_brute_force(list(planned_times(durations)), sorted(cuts))
    assert (len(found.aligned), distance) == expected


@given(st.lists(TIMES, max_size=30), st.lists(TIMES.map(lambda t: t + 1), min_size=1, max_size=30))
def test_that_every_cut_is_aligned_once_or_an_extra(
    cuts: list[Fraction], durations: list[Fraction]
) -> None:
    found = align(cuts, durations)

    assert sorted([*found.aligned, *found.extras]) == sorted(set(cuts))
    assert list(found.aligned) == sorted(found.aligned)
    assert len(found.boundaries) == len(durations) - 1
    assert all(abs(b.delta) <= HALF for b in found.boundaries if b.delta is not None)


def test_that_of_two_equally_near_cuts_the_earlier_is_taken() -> None:
    found = align([Fraction(3, 4), Fraction(5, 4)], [Fraction(1), Fraction(1)])

    assert found.aligned == (Fraction(3, 4),)
    assert found.extras == (Fraction(5, 4),)


def test_that_of_two_boundaries_equally_near_to_a_cut_the_earlier_gets_it() -> None:
    found = align([Fraction(3, 2)], [Fraction(1), Fraction(1), Fraction(1)])

    assert [b.cut for b in found.boundaries] == [Fraction(3, 2), None]
    assert found.missed == (Fraction(2),)
    assert found.boundaries[1].time == 2


def test_that_a_boundary_gives_way_when_that_aligns_more() -> None:
    cuts = [Fraction(6, 10), Fraction(12, 10)]

    found = align(cuts, [Fraction(1), Fraction(6, 10), Fraction(1)])

    assert found.aligned == tuple(cuts)
    assert found.score == 1


def test_that_a_cut_just_beyond_half_a_second_is_an_extra() -> None:
    found = align([Fraction(3, 2) + Fraction(1, 1000)], [Fraction(1), Fraction(1)])

    assert found.aligned == ()
    assert found.score == 0
    assert not found.is_accepted


@pytest.mark.parametrize("spread", [1, 30, 120])
def test_that_sixty_boundaries_and_two_hundred_cuts_take_less_than_five_milliseconds(
    spread: int,
) -> None:
    durations = [Fraction(spread, 61)] * 61
    cuts = [Fraction(spread * k, 200) + Fraction(k % 7, 90000) for k in range(200)]

    best = min(_seconds(cuts, durations) for _ in range(7))

    assert best < 0.005


def _seconds(cuts: list[Fraction], durations: list[Fraction]) -> float:
    start = time.process_time()
    align(cuts, durations)
    return time.process_time() - start
