"""A run stays inside of its span, begins where it can go on, and ends at the other end."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.timing import FrameSpan, Timeline
from recoil_desktop.scrubber.frame_run import (
    RATES,
    ends_of_run,
    inside,
    next_rate,
    span_of_run,
    start_of_run,
)

FILM = Timeline.constant(100, Fraction(24))
RATE = st.sampled_from([-4.0, -1.0, 1.0, 2.0])


@st.composite
def loops(draw):
    first = draw(st.integers(0, 150))
    return draw(st.sampled_from([None, FrameSpan(first, first + draw(st.integers(1, 60)))]))


@given(loops(), st.integers(0, 99), RATE)
def test_that_a_run_begins_inside_of_its_span_and_has_somewhere_to_go(loop, frame, rate):
    span = span_of_run(FILM, loop)

    start = start_of_run(span, frame, rate)

    assert 0 <= span.first < span.end <= FILM.count
    assert span.first <= start < span.end
    _first, last = ends_of_run(span, rate)
    assert start != last or span.end - span.first == 1


@given(loops(), RATE)
def test_that_a_run_that_could_go_on_begins_where_it_stands(loop, rate):
    span = span_of_run(FILM, loop)
    first, last = ends_of_run(span, rate)

    for frame in range(span.first, span.end):
        if frame != last:
            assert start_of_run(span, frame, rate) == frame
    assert start_of_run(span, last, rate) == first


def test_that_a_loop_behind_the_end_of_the_film_is_none():
    assert span_of_run(FILM, FrameSpan(100, 120)) == FrameSpan(0, 100)
    assert span_of_run(FILM, FrameSpan(90, 120)) == FrameSpan(90, 100)


def test_that_nothing_but_the_first_frame_is_there_without_a_film():
    assert span_of_run(None, FrameSpan(3, 9)) == FrameSpan(0, 1)
    assert inside(None, 7) == 0


def test_that_frames_are_kept_inside_of_the_film():
    assert [inside(FILM, frame) for frame in (-3, 0, 99, 100)] == [0, 0, 99, 99]


def test_that_each_press_is_faster_up_to_the_fastest():
    assert [next_rate(rate) for rate in (-4, 0, 1, 2, 4)] == [1, 1, 2, 4, 4] == [
        RATES[0], RATES[0], RATES[1], RATES[2], RATES[2]
    ]  # fmt: skip
