"""Inbox, review queue and account as panes: rows, groups, what they tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from engine.domain.account import Account, ClipWithoutShot, Lack, ShotWithoutClip, Stray
from engine.domain.inbox import InboxItem, InboxKind
from engine.domain.paths import ProjectPath
from recoil_desktop.models.account import clip_row, shot_row, summary_of
from recoil_desktop.models.inbox import GROUPS, inbox_row, inbox_words
from recoil_desktop.models.judgement import changed_words, judgement_of, judgement_row
from recoil_desktop.models.rows_model import Row
from recoil_desktop.theme import Themes
from recoil_desktop.views.account import AccountPane
from recoil_desktop.views.inbox import InboxPane
from recoil_desktop.views.review_queue import ReviewQueue
from recoil_desktop.widgets.empty import EmptyState
from tests.helpers.waiting import JUDGEMENT

if TYPE_CHECKING:
    from collections.abc import Mapping


def an_item(kind: InboxKind, number: int = 1, **keys: object) -> InboxItem:
    usual: dict[str, object] = {"title": f"{kind} {number}", "detail": "why", "episode": 1}
    return InboxItem(kind=kind, subject=str(number), **usual | keys)  # type: ignore[arg-type]


@pytest.fixture
def inbox(qtbot) -> InboxPane:
    pane = InboxPane(Themes())
    qtbot.addWidget(pane)
    pane.resize(800, 240)
    pane.show()
    return pane


@pytest.fixture
def queue(qtbot) -> ReviewQueue:
    themes = Themes()
    pane = ReviewQueue(themes, EmptyState(themes, "inbox", "Nothing", "waits"))
    qtbot.addWidget(pane)
    pane.resize(900, 240)
    pane.show()
    return pane


# -- inbox ---------------------------------------------------------------------


def test_that_every_kind_is_in_one_group_and_has_a_look():
    grouped = [kind for group in GROUPS for kind in group.kinds]

    assert sorted(grouped) == sorted(InboxKind)
    assert all(inbox_row(an_item(kind)).icon for kind in InboxKind)


def test_that_the_inbox_counts_in_words():
    items = [an_item(InboxKind.REVIEW), an_item(InboxKind.REVIEW, 2), an_item(InboxKind.JOB)]

    assert inbox_words(items) == "2 passes to review · 1 open job"
    assert inbox_words([]) == ""


def test_that_an_empty_inbox_says_what_comes_next(inbox):
    inbox.show_items((), is_open=True)

    assert not inbox.head.isVisible()
    assert "come here" in inbox.pane.empty.text

    inbox.show_items((), is_open=False)
    assert "Open one" in inbox.pane.empty.text


def test_that_groups_show_their_kinds_alone_and_go_when_they_are_empty(inbox):
    items = [an_item(InboxKind.REVIEW), an_item(InboxKind.JOB), an_item(InboxKind.CORRUPT)]
    inbox.show_items(items, is_open=True)
    inbox.buttons["jobs"].click()
    assert [row.title for row in inbox.rows] == ["unknown job 1"]
    assert inbox.buttons["takes"].isHidden()

    inbox.show_items(items[:1], is_open=True)

    assert inbox.buttons["jobs"].isHidden()
    assert [row.title for row in inbox.rows] == ["pass to review 1"]
    assert inbox.buttons[""].text() == "All 1"


def test_that_enter_opens_what_is_chosen_and_the_choice_survives(inbox, qtbot):
    opened = []
    inbox.opened.connect(opened.append)
    items = [an_item(InboxKind.REVIEW, number) for number in (1, 2, 3)]
    inbox.show_items(items, is_open=True)
    QTest.keyClick(inbox.pane.list, Qt.Key.Key_Down)

    inbox.show_items([an_item(InboxKind.STUCK), *items], is_open=True)
    QTest.keyClick(inbox.pane.list, Qt.Key.Key_Return)

    assert opened == [items[1]]


def test_that_the_command_for_it_can_be_copied(inbox):
    inbox.show_items([an_item(InboxKind.REVIEW, fix="recoil review show P")], is_open=True)
    inbox.pane.menu_requested.emit(inbox.rows[0], QPoint())
    (menu,) = inbox.findChildren(QMenu)

    next(each for each in menu.actions() if "Copy" in each.text()).trigger()

    menu.close()
    assert QGuiApplication.clipboard().text() == "recoil review show P"


# -- review queue --------------------------------------------------------------


def a_judgement(**keys: object) -> Mapping[str, object]:
    return {**JUDGEMENT, **keys}


def test_that_an_entry_is_read_whatever_other_tools_left_out():
    one = judgement_of({"rq_id": "rq_1", "attempts": ["change_seed", {"error": "no"}, 3]})

    assert one.title == "rq_1"
    assert one.attempts == ("change seed", "as planned · no", "3")
    assert judgement_of({"rq_id": "x", "total_cost_usd": "much", "episode_id": []}).episode is None


def test_that_a_take_to_judge_says_what_it_is_about():
    row = judgement_row(judgement_of(JUDGEMENT))

    assert row.title == "BATCH_009 · SH5"
    assert (row.detail, row.side) == ("the face melts", "$1.25")


def test_that_softened_words_are_told_from_the_others():
    pieces = list(changed_words(str(JUDGEMENT["original_prompt"]), "Jade stands in the rain"))

    assert pieces == [("Jade ", False), ("stands", True), (" in the rain", False)]


def test_that_the_queue_shows_passes_and_takes_and_the_take_beside_them(queue):
    queue.show_rows([Row("P", "P", "cuts", item="P")])
    queue.show_judgements([judgement_of(JUDGEMENT)])
    assert queue.detail.isHidden()

    queue.choose("rq_1")

    text = queue.detail.text.toPlainText()
    assert not queue.detail.isHidden()
    assert [row.key for row in queue.model.rows] == ["P", "rq_1"]
    for words in ("the face melts", "two heads", "change seed", "Jade bleeds", "Jade stands"):
        assert words in text
    assert queue.detail.facts.text() == (
        "anatomy face merge · 2 attempts · $1.25 · 2026-05-04 12:00"
    )


def test_that_an_entry_can_be_chosen_before_it_is_there(queue):
    queue.choose("rq_1")

    queue.show_judgements([judgement_of(JUDGEMENT)])

    assert queue.chosen is not None


def test_that_enter_means_the_pass_or_the_take(queue):
    passes, takes, resolved = [], [], []
    queue.activated.connect(passes.append)
    queue.shown_requested.connect(takes.append)
    queue.resolve_requested.connect(resolved.append)
    queue.show_rows([Row("P", "P", item="P")])
    queue.show_judgements([judgement_of(JUDGEMENT)])
    queue.list.setCurrentIndex(queue.model.index(0))
    QTest.keyClick(queue.list, Qt.Key.Key_Return)
    QTest.keyClick(queue.list, Qt.Key.Key_Down)

    QTest.keyClick(queue.list, Qt.Key.Key_Return)
    queue.detail.resolve_button.click()

    assert [row.item for row in passes] == ["P"]
    assert [one.review_id for one in (*takes, *resolved)] == ["rq_1", "rq_1"]


# -- account -------------------------------------------------------------------


def an_account() -> Account:
    shot = ShotWithoutClip(shot_id="EP001_SH03A", lack=Lack.REVIEW, reason="PASS 1 waits")
    path = ProjectPath("renders/ep_001/holiday.mp4")
    clip = ClipWithoutShot(path=path, stray=Stray.NO_SHOT, reason="no shot", status="candidate")
    return Account(1, 3, 2, (shot,), (clip,))


def test_that_every_reason_has_a_look():
    rows = [shot_row(ShotWithoutClip(shot_id="x", lack=lack, reason="r")) for lack in Lack]
    path = ProjectPath("a.mp4")
    rows += [clip_row(ClipWithoutShot(path=path, stray=stray, reason="r")) for stray in Stray]

    assert all(row.icon for row in rows)


def test_that_an_account_shows_both_sides(qtbot):
    pane = AccountPane(Themes())
    qtbot.addWidget(pane)
    shots, clips = [], []
    pane.shot_opened.connect(shots.append)
    pane.clip_opened.connect(clips.append)
    pane.show()

    pane.show_episodes((1, 2), 1)
    pane.show_account(an_account())
    for side in (pane.shots, pane.clips):
        side.pane.list.setCurrentIndex(side.pane.model.index(0))
        QTest.keyClick(side.pane.list, Qt.Key.Key_Return)

    assert pane.summary.text() == "2 of 3 planned shots have a clip"
    assert pane.shots.heading.text() == "1 shot without a clip"
    assert [row.title for row in pane.shots.pane.model.rows] == ["SH3A"]
    assert [one.shot_id for one in shots] == ["EP001_SH03A"]
    assert [one.path.name for one in clips] == ["holiday.mp4"]


def test_that_an_account_says_when_it_is_even():
    assert summary_of(Account(1, 2, 2)) == "All 2 planned shots have a clip"
    assert summary_of(Account(1)) == "The episode has no plan"


def test_that_without_episodes_the_account_says_what_it_needs(qtbot):
    pane = AccountPane(Themes())
    qtbot.addWidget(pane)
    pane.show()

    pane.show_episodes((), None)

    assert pane.empty.isVisible()
    assert "plan" in pane.empty.text
