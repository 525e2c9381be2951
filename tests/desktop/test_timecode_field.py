"""What is typed into the fields of a place becomes a frame, or a reason why not."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from recoil_desktop.theme import Themes
from recoil_desktop.widgets.timecode import frame_typed, timecode, timecode_typed
from recoil_desktop.widgets.timecode_field import FrameField, TimecodeField

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

# A tooltip of the offscreen platform cannot be raised.
pytestmark = pytest.mark.qt_log_ignore("does not support raise")

RATES = [Fraction(24), Fraction(25), Fraction(30), Fraction(24000, 1001), Fraction(30000, 1001)]


@given(st.integers(0, 10**7), st.sampled_from(RATES))
def test_that_a_timecode_means_the_frame_it_was_made_of(frame: int, rate: Fraction) -> None:
    assert timecode_typed(timecode(frame, rate), 0, 10**7 + 1, rate) == frame


@pytest.mark.parametrize(
    ("text", "frame"),
    [("0", 0), (" 120 ", 120), ("+12", 62), ("-12", 38), ("−5", 45), ("+ 3", 53), ("199", 199)],
)
def test_that_numbers_are_places_and_signs_are_distances(text: str, frame: int) -> None:
    assert frame_typed(text, here=50, count=200) == frame


@pytest.mark.parametrize(
    ("text", "frame"),
    [("2:00", 48), ("1:01:02", 61 * 24 + 2), ("12", 12), ("+12", 62), ("-1:00", 26), ("1.5", 29)],
)
def test_that_timecodes_are_filled_from_the_right(text: str, frame: int) -> None:
    assert timecode_typed(text, 50, 2000, Fraction(24)) == frame


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no frame number"),
        ("abc", "no frame number"),
        ("1e3", "no frame number"),
        ("٣", "no frame number"),
        ("200", "the last frame is 199"),
        ("-51", "1 frames before the start"),
        ("+150", "the last frame is 199"),
    ],
)
def test_that_a_wrong_number_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        frame_typed(text, here=50, count=200)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1:2:3:4:5", "no timecode"),
        ("1:", "no timecode"),
        ("1:24", "24 frames, the last is :23"),
        ("99:00:00:00", "the last frame"),
    ],
)
def test_that_a_wrong_timecode_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        timecode_typed(text, 50, 200, Fraction(24))


@given(st.text(max_size=20))
def test_that_whatever_is_typed_is_a_frame_of_the_video_or_one_line(text: str) -> None:
    for read in (
        lambda: frame_typed(text, 5, 100),
        lambda: timecode_typed(text, 5, 100, Fraction(24)),
    ):
        answer = answer_of(read)
        assert answer in range(100) if isinstance(answer, int) else len(answer) < 120


def answer_of(read: Callable[[], int]) -> int | str:
    try:
        return read()
    except ValueError as reason:
        return str(reason)


@pytest.fixture
def field(qtbot: QtBot) -> FrameField:
    made = FrameField(Themes())
    qtbot.addWidget(made)
    made.set_video(100, Fraction(24))
    made.set_frame(40)
    return made


def typed(qtbot: QtBot, field: FrameField, text: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_that_return_takes_what_was_typed(qtbot: QtBot, field: FrameField) -> None:
    typed(qtbot, field, "+12")

    with qtbot.waitSignal(field.entered) as entered:
        qtbot.keyClick(field, Qt.Key.Key_Return)

    assert entered.args == [52]
    assert field.text() == "52"


def test_that_typing_is_not_disturbed_by_the_playhead(qtbot: QtBot, field: FrameField) -> None:
    typed(qtbot, field, "7")

    field.set_frame(41)

    assert field.text() == "7"


def test_that_escape_gives_up_and_shows_the_playhead(qtbot: QtBot, field: FrameField) -> None:
    typed(qtbot, field, "7")
    field.set_frame(41)

    qtbot.keyClick(field, Qt.Key.Key_Escape)

    assert field.text() == "41"


def test_that_a_refusal_is_marked_and_told_until_it_is_corrected(
    qtbot: QtBot, field: FrameField
) -> None:
    typed(qtbot, field, "100")

    with qtbot.waitSignal(field.refused) as refusal:
        qtbot.keyClick(field, Qt.Key.Key_Return)

    assert refusal.args == ["the last frame is 99, that would be 100"]
    assert field.property("invalid") is True
    assert field.text() == "100"
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert field.property("invalid") is False


def test_that_the_timecode_field_speaks_timecode(qtbot: QtBot) -> None:
    field = TimecodeField(Themes())
    qtbot.addWidget(field)
    field.set_video(100, Fraction(24))
    field.set_frame(49)

    shown = field.text()
    typed(qtbot, field, "1:00")
    with qtbot.waitSignal(field.entered) as entered:
        qtbot.keyClick(field, Qt.Key.Key_Return)

    assert shown == "00:00:02:01"
    assert entered.args == [24]
