"""The comments pane: what is listed, what is left out, and how a note is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.domain.comments import Comment, CommentTag, Target
from recoil_desktop.actions.catalogue import ALL_ACTIONS
from recoil_desktop.actions.registry import ActionRegistry
from recoil_desktop.models.comment_words import ago, counts_words, frames_words, place_words
from recoil_desktop.theme import Themes
from recoil_desktop.views.comments.pane import CommentsPane, NotesShown
from tests.helpers.hands import SHIFT
from tests.helpers.walls import a_card

Key = Qt.Key
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Nobody:
    """A desk at which nobody sits."""

    def __getattr__(self, verb: str):
        return lambda *_arguments: None


@pytest.fixture
def pane(qtbot) -> CommentsPane:
    made = CommentsPane(ActionRegistry(ALL_ACTIONS, Nobody()), Themes())
    qtbot.addWidget(made)
    made.resize(300, 700)
    made.show()
    return made


def a_note(number: int, batch: int = 1, **keys) -> Comment:
    known = {
        "id": f"cmt_{number}",
        "target_type": Target.BATCH,
        "batch_id": f"BATCH_{batch:03d}",
        "body": f"Note {number}",
    }
    return Comment(**known | keys)


def shown(*notes: Comment, **keys) -> NotesShown:
    known = {"target": "PIER 1", "is_here": lambda one: one.batch_id == "BATCH_001"}
    return NotesShown(comments=notes, **known | keys)


def listed(pane: CommentsPane) -> list[str]:
    return [row.title for row in pane.list.rows.rows]


def test_that_open_notes_come_first_the_newest_on_top(pane) -> None:
    pane.show_notes(shown(a_note(1), a_note(2, resolved=True), a_note(3), a_note(4, batch=2)))

    assert listed(pane) == ["Note 3", "Note 1", "Note 2"]
    assert pane.heading.text() == "PIER 1: 2 open of 3"


def test_that_filters_leave_out_and_an_empty_list_says_why(pane) -> None:
    pane.show_notes(shown(a_note(1), a_note(2, resolved=True, tag=CommentTag.FIX),
                          a_note(3, batch=2)))  # fmt: skip
    pane.here.click()
    everywhere = listed(pane)
    pane.open_only.click()
    still_open = listed(pane)
    pane.tag.setCurrentIndex(pane.tag.findData("fix"))
    pane.tag.activated.emit(pane.tag.currentIndex())

    assert everywhere == ["Note 3", "Note 1", "Note 2"]
    assert still_open == ["Note 3", "Note 1"]
    assert listed(pane) == []
    assert "No comment fits" in pane.empty.text


def test_that_enter_sends_and_shift_enter_begins_a_line(pane, qtbot) -> None:
    pane.show_notes(shown(target="PIER 1"))
    sent: list[tuple[str, str, bool]] = []
    pane.compose.sent.connect(lambda *said: sent.append(said))
    pane.compose.begin()
    words = pane.compose.words

    QTest.keyClick(words, Key.Key_Return)
    QTest.keyClicks(words, "Warmer")
    QTest.keyClick(words, Key.Key_Return, SHIFT)
    QTest.keyClicks(words, "please")
    pane.compose.tags[CommentTag.FIX].click()
    QTest.keyClick(words, Key.Key_Return)

    assert sent == [("Warmer\nplease", "fix", False)]


def test_that_a_note_at_the_playhead_takes_its_frames_along(pane) -> None:
    pane.show_notes(shown(frames=(12, 30)))
    sent: list[tuple[str, str, bool]] = []
    pane.compose.sent.connect(lambda *said: sent.append(said))
    pane.compose.begin(at_frame=True)
    pane.compose.words.setPlainText("Jumps")
    named = pane.compose.at_frame.text()
    pane.compose.send.click()
    pane.compose.at_frame.click()
    pane.compose.send.click()

    assert named == "At frames 12–30"
    assert [is_at_frame for _words, _tag, is_at_frame in sent] == [True, False]


def test_that_nothing_is_written_about_nothing(pane) -> None:
    pane.show_notes(NotesShown())
    pane.compose.words.setPlainText("Lost")

    assert not pane.compose.words.isEnabled()
    assert not pane.compose.send.isEnabled()
    assert "Choose a card" in pane.compose.send.toolTip()


def test_that_unreadable_comments_say_so_and_none_is_added(pane) -> None:
    pane.show_notes(shown(problem="comments.json: not JSON", blocked="comments.json: not JSON"))

    assert pane.empty.text == "comments.json: not JSON"
    assert not pane.compose.words.isEnabled()


def test_that_editing_saves_the_same_note_and_escape_leaves_it(pane) -> None:
    pane.show_notes(shown(a_note(1)))
    saved: list[tuple[str, str, str]] = []
    pane.compose.saved.connect(lambda *said: saved.append(said))
    pane.compose.edit("cmt_1", "Note 1", CommentTag.QUESTION)
    QTest.keyClicks(pane.compose.words, "Better")
    QTest.keyClick(pane.compose.words, Key.Key_Return)
    QTest.keyClick(pane.compose.words, Key.Key_Escape)

    assert saved == [("cmt_1", "Better", "question")]
    assert (pane.compose.edited, pane.compose.words.toPlainText()) == ("", "")


def test_that_the_chosen_note_stays_chosen_when_others_come(pane) -> None:
    pane.show_notes(shown(a_note(1), a_note(2)))
    pane.list.choose("cmt_1")

    pane.show_notes(shown(a_note(1), a_note(2), a_note(3)))

    assert [one.id for one in pane.chosen] == ["cmt_1"]


def test_that_long_notes_make_higher_rows(pane) -> None:
    pane.show_notes(shown(a_note(1), a_note(2, body="Much too dark in here. " * 12)))

    heights = [pane.list.visualRect(pane.list.rows.index(row)).height() for row in (0, 1)]

    assert heights[0] > 2 * heights[1]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "now"), (300, "5 min"), (7200, "2 h"), (200_000, "2 d"), (9_000_000, "2026-08-09")],
)
def test_that_times_are_told_by_how_long_ago(seconds, words) -> None:
    assert ago((NOW - timedelta(seconds=seconds)).isoformat(), NOW) == words


def test_that_places_frames_and_counts_are_said_in_words() -> None:
    note = a_note(1, segment_id="EP001_SH10", frames=(4, 4))

    assert place_words(note, a_card(1)) == "PIER 1  ·  shot 10  ·  frame 4"
    assert place_words(a_note(1, batch=9), None) == "BATCH_009"
    assert frames_words((4, 9)) == "frames 4–9"
    assert counts_words(()) == "none yet"
    assert ago("", NOW) == ""
