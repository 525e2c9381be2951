"""From boundaries to clips: what tiles, what overlaps, what it is called."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.align import align
from engine.domain.detection import Detection
from engine.domain.segments import layout, plan_segments
from engine.domain.timing import FrameSpan, Timeline
from engine.errors import Refused

SHOTS = ("EP001_SH01", "EP001_SH02", "EP001_SH03")


@given(
    st.sets(st.integers(1, 199), min_size=2, max_size=2), st.sets(st.integers(0, 220), max_size=9)
)
def test_that_planned_segments_tile_the_video_and_extras_lie_inside(
    boundaries: set[int], extras: set[int]
) -> None:
    segments = plan_segments(200, SHOTS, sorted(boundaries), sorted(extras))

    planned = [s for s in segments if not s.is_extra]
    assert [n for s in planned for n in range(s.frames.first, s.frames.end)] == list(range(200))
    assert [s.index for s in planned] == [0, 1, 2]
    for extra in segments[3:]:
        parent = next(s for s in planned if s.shot_id == extra.parent)
        assert parent.frames.first < extra.frames.first < parent.frames.end == extra.frames.end


def test_that_extras_are_lettered_by_time_for_each_parent() -> None:
    segments = plan_segments(200, SHOTS, (50, 100), (20, 60, 40))

    assert [(s.parent, s.letter, s.frames) for s in segments[3:]] == [
        ("EP001_SH01", "a", FrameSpan(20, 50)),
        ("EP001_SH01", "b", FrameSpan(40, 50)),
        ("EP001_SH02", "a", FrameSpan(60, 100)),
    ]


def test_that_an_extra_of_a_one_shot_pass_ends_at_the_next_extra() -> None:
    segments = plan_segments(200, SHOTS[:1], (), (60, 120))

    assert [s.frames for s in segments] == [
        FrameSpan(0, 200),
        FrameSpan(60, 120),
        FrameSpan(120, 200),
    ]
    assert segments[1].segment_class == "model-added"


def test_that_a_twenty_seventh_extra_goes_to_the_editor() -> None:
    with pytest.raises(Refused, match="more than 26 added cuts inside EP001_SH01"):
        plan_segments(200, SHOTS, (100, 150), range(2, 29))


@pytest.mark.parametrize(
    ("boundaries", "reason"),
    [((50,), "2 cuts needed, 1 given"), ((50, 50), "without a frame"), ((50, 200), "a frame")],
)
def test_that_boundaries_that_make_no_shots_are_refused(
    boundaries: tuple[int, ...], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        plan_segments(200, SHOTS, boundaries)


def test_that_a_missed_boundary_falls_back_to_the_planners_time() -> None:
    timeline = Timeline.constant(240, Fraction(24))
    durations = [Fraction(2), Fraction(3), Fraction(5)]
    alignment = align([Fraction(49, 24)], durations)

    found = layout(Detection((49,), 27, True, (), alignment), timeline, durations)

    assert found.boundaries == (49, 120)
    assert found.deltas == (Fraction(1, 24), None)


def test_that_cuts_that_fit_in_number_record_how_far_from_the_plan_they_are() -> None:
    timeline = Timeline.constant(240, Fraction(24))

    found = layout(Detection((60, 96), 27, True, ()), timeline, [Fraction(2)] * 3)
    segments = plan_segments(240, SHOTS, found.boundaries, found.extras, found.deltas)

    assert [s.delta for s in segments] == [None, Fraction(1, 2), 0]
