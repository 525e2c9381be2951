"""Timecode counts frames as broadcasters do."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.timecode import SMPTE_RATES, Timecode, rate_in_words, standard_rate
from engine.errors import UserError

FILM, NTSC = Fraction(24000, 1001), Fraction(30000, 1001)
counted = st.builds(Timecode.at, st.sampled_from(SMPTE_RATES), drop_frame=st.booleans())


@pytest.mark.parametrize(
    ("rate", "frame", "text"),
    [
        (Fraction(24), 86400, "01:00:00:00"),
        (FILM, 86399, "00:59:59:23"),
        (Fraction(25), 90024, "01:00:00:24"),
        (NTSC, 1799, "00:00:59;29"),
        (NTSC, 1800, "00:01:00;02"),
        (NTSC, 17981, "00:09:59;29"),
        (NTSC, 17982, "00:10:00;00"),
        (NTSC, 107892, "01:00:00;00"),
        (Fraction(60000, 1001), 3600, "00:01:00;04"),
        (Fraction(60000, 1001), 215784, "01:00:00;00"),
        (Fraction(60), 216000, "01:00:00:00"),
    ],
)
def test_that_known_frames_have_their_known_numbers(rate: Fraction, frame: int, text: str) -> None:
    timecode = Timecode.at(rate)

    assert timecode.text(frame) == text
    assert timecode.frame(text) == frame


@given(counted, st.data())
def test_that_every_frame_of_a_day_is_found_by_its_number(
    timecode: Timecode, data: st.DataObject
) -> None:
    frame = data.draw(st.integers(0, timecode.frames_a_day - 1))

    assert timecode.frame(timecode.text(frame)) == frame


@given(counted, st.data())
def test_that_later_frames_have_later_numbers(timecode: Timecode, data: st.DataObject) -> None:
    frame = data.draw(st.integers(0, timecode.frames_a_day - 2))

    assert timecode.text(frame) < timecode.text(frame + 1)


@given(st.sampled_from([NTSC, 2 * NTSC]), st.integers(0, 24 * 3600 - 1))
def test_that_dropped_numbers_keep_up_with_the_clock(rate: Fraction, second: int) -> None:
    frame = int(second * rate)

    hours, minutes, rest = Timecode.at(rate).text(frame).split(":")

    said = int(hours) * 3600 + int(minutes) * 60 + int(rest[:2])
    assert abs(said - second) <= 1


@pytest.mark.parametrize("text", ["00:01:00;00", "00:01:00;01", "00:59:00;00"])
def test_that_a_number_that_is_left_out_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="leaves this number out"):
        Timecode.at(NTSC).frame(text)


@pytest.mark.parametrize("text", ["", "1:2:3:4", "00:00:00:24", "00:60:00:00", "24:00:00:00", "x"])
def test_that_what_is_no_timecode_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="not a timecode"):
        Timecode.at(Fraction(24)).frame(text)


def test_that_a_rate_without_timecode_and_a_frame_beyond_a_day_are_refused() -> None:
    with pytest.raises(UserError, match="no timecode counts 16 frames a second"):
        Timecode.at(Fraction(16))
    with pytest.raises(UserError, match="beyond 24 hours"):
        Timecode.at(Fraction(25)).text(25 * 86400)


def test_that_rates_a_hair_beside_are_the_rates_they_mean() -> None:
    assert standard_rate(Fraction(2997, 125)) == FILM
    assert standard_rate(Fraction("29.97")) == NTSC
    assert standard_rate(Fraction(16)) == 16
    assert [rate_in_words(rate) for rate in (FILM, Fraction(25), NTSC)] == [
        "23.976", "25", "29.97",
    ]  # fmt: skip
