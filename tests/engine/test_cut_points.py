"""Numbers from people: exact, or one line that names what is wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.cut_points import check_points, read_durations, read_times
from engine.domain.timing import Timeline
from engine.errors import UserError

TIMELINE = Timeline.constant(240, Fraction(24))


@given(st.sets(st.integers(1, 239), min_size=1, max_size=12))
def test_that_decimals_of_frame_times_mean_those_frames(frames: set[int]) -> None:
    text = ",".join(f"{float(TIMELINE.time(f)):.3f}" for f in sorted(frames))

    assert check_points(read_times(text), TIMELINE, len(frames)) == tuple(sorted(frames))


@pytest.mark.parametrize(
    ("text", "needed", "line"),
    [
        ("1.5", 2, "2 cuts needed, 1 given"),
        ("", 1, "1 cut needed, 0 given"),
        ("1,2,3", 2, "2 cuts needed, 3 given"),
        ("1.5,abc", 2, "cut is not a number: 'abc'"),
        ("1.5,", 2, "cut is not a number: ''"),
        ("1.5,nan", 2, "cut is not a finite number: nan"),
        ("inf,2", 2, "cut is not a finite number: inf"),
        ("1e99999999,2", 2, "cut is out of range: 1e99999999"),
        ("5,3", 2, "cuts must rise: 3 s after 5 s"),
        ("3,3.0", 2, "two cuts at 3 s"),
        ("3,3.001", 2, "cuts 3 s and 3.001 s fall on one frame, 72"),
        ("0,3", 2, "cut 0 s is not inside the video of 10 s"),
        ("-1,3", 2, "cut -1 s is not inside the video of 10 s"),
        ("3,10", 2, "cut 10 s is not inside the video of 10 s"),
        ("3,9.99", 2, "cut 9.99 s is not inside the video of 10 s"),
        ("3,1e-99999999", 2, "cuts must rise: 0 s after 3 s"),
    ],
)
def test_that_bad_points_are_named_in_one_line(text: str, needed: int, line: str) -> None:
    with pytest.raises(UserError) as refusal:
        check_points(read_times(text), TIMELINE, needed)

    assert str(refusal.value) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "no durations given"),
        ("3,-5", "a duration must be more than 0: -5"),
        ("3,0", "a duration must be more than 0: 0"),
        ("3,NaN", "duration is not a finite number: NaN"),
        ("3;5", "duration is not a number: '3;5'"),
    ],
)
def test_that_bad_durations_are_named_in_one_line(text: str, line: str) -> None:
    with pytest.raises(UserError) as refusal:
        read_durations(text)

    assert str(refusal.value) == line
