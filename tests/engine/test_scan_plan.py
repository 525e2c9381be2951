"""In which order groups are handed out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.media.groups import Coding, Group
from engine.media.scan_plan import evenly_ordered

EFFORTS = st.lists(st.integers(1, 10**6), min_size=1, max_size=30)
NO_PIXELS = Coding("h264", 4, 0)


def groups(*efforts: int) -> list[Group]:
    return [Group(n, (), effort, NO_PIXELS) for n, effort in enumerate(efforts)]


def time_of(order: list[Group], workers: int) -> int:
    """When all is done if every worker takes the next group as soon as it is free."""
    busy_until = [0] * workers
    for group in order:
        busy_until.sort()
        busy_until[0] += group.effort
    return max(busy_until)


@given(EFFORTS, st.integers(1, 5))
def test_that_every_group_is_handed_out_once(efforts: list[int], workers: int) -> None:
    order = evenly_ordered(groups(*efforts), workers)

    assert sorted(group.index for group in order) == list(range(len(efforts)))


@given(EFFORTS)
def test_that_two_workers_end_nearly_together(efforts: list[int]) -> None:
    order = evenly_ordered(groups(*efforts), 2)

    longest_first = sorted(order, key=lambda group: -group.effort)
    assert time_of(order, 2) <= 1.05 * time_of(longest_first, 2)


def test_that_groups_are_shared_out_evenly_where_longest_first_would_not() -> None:
    order = evenly_ordered(groups(3, 3, 2, 2, 2), 2)

    assert time_of(order, 2) == 6
