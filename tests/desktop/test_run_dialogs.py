"""Questions before money or jobs are given up: words to type, amounts, answers that are current."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from recoil_desktop.dialogs.confirm import ConfirmDialog
from recoil_desktop.dialogs.reroll import RerollDialog, RerollProposal, RerollWish


@pytest.fixture
def make(qtbot):
    def dialog(**keys) -> ConfirmDialog:
        made = ConfirmDialog("Give up?", "It may be billed.", button="Give up", **keys)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(made)
        made.show()
        return made

    return dialog


def test_that_words_have_to_be_typed_before_the_button_can_be_pressed(make, qtbot) -> None:
    dialog = make(words="give up")
    assert not dialog.button.isEnabled()
    assert "give up" in dialog.button.toolTip()

    qtbot.keyClicks(dialog.typed, "Give up")

    assert dialog.button.isEnabled()
    with qtbot.waitSignal(dialog.confirmed) as confirmed:
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert confirmed.args == [None]


@pytest.mark.parametrize(
    ("said", "micro"), [("", None), ("0", 0), ("$1.50", 1_500_000), (" 0.0001 ", 100)]
)
def test_that_an_amount_that_was_billed_comes_along(make, qtbot, said, micro) -> None:
    dialog = make(asks_billed=True)
    qtbot.keyClicks(dialog.billed, said)

    with qtbot.waitSignal(dialog.confirmed) as confirmed:
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)

    assert confirmed.args == [micro]


@pytest.mark.parametrize("said", ["much", "-3"])
def test_that_what_is_no_amount_is_refused_where_it_is_typed(make, qtbot, said) -> None:
    dialog = make(asks_billed=True)

    qtbot.keyClicks(dialog.billed, said)

    assert not dialog.button.isEnabled()
    assert dialog.complaint.isVisible()


def test_that_a_plain_question_needs_no_words(make) -> None:
    dialog = make()

    assert dialog.button.isEnabled()
    assert not dialog.typed.isVisible()
    assert not dialog.billed.isVisible()


@pytest.fixture
def reroll(qtbot) -> RerollDialog:
    dialog = RerollDialog("BATCH_001", "BATCH_001")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.asked_for = []
    dialog.check_wanted.connect(dialog.asked_for.append)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.begin()
    return dialog


def test_that_a_new_take_waits_for_its_preflight(reroll, qtbot) -> None:
    assert not reroll.button.isEnabled()

    reroll.show_answer(reroll.wish, "It will probably cost $1.50.", is_trouble=False)

    assert reroll.button.isEnabled()
    with qtbot.waitSignal(reroll.asked) as asked:
        qtbot.mouseClick(reroll.button, Qt.MouseButton.LeftButton)
    assert asked.args == [RerollWish("BATCH_001")]


def test_that_a_preflight_of_another_wish_counts_no_more(reroll, qtbot) -> None:
    first = reroll.wish
    qtbot.keyClicks(reroll.note, "hands")
    qtbot.keyClicks(reroll.seed, "7")

    reroll.show_answer(first, "fine", is_trouble=False)

    assert not reroll.button.isEnabled()
    qtbot.waitUntil(lambda: reroll.asked_for[-1] == RerollWish("BATCH_001", "hands", 7))
    reroll.show_answer(reroll.wish, "fine", is_trouble=False)
    assert reroll.button.isEnabled()


def test_that_what_is_in_the_way_is_said(reroll) -> None:
    reroll.show_answer(reroll.wish, "its references changed", is_trouble=True)

    assert not reroll.button.isEnabled()
    assert reroll.answer.text() == reroll.button.toolTip() == "its references changed"


def test_that_a_rejection_proposes_what_the_new_take_tries(reroll, qtbot) -> None:
    offers = (("change_seed", "another seed"), ("simplify_motion", "less motion"))
    reroll.show_proposal(RerollProposal("Last rejected for motion failure: “he jumps”", offers))
    reroll.show_answer(reroll.wish, "It will probably cost $1.50.", is_trouble=False)

    assert reroll.proposed.isVisible()
    assert reroll.strategy.currentText() == "Try another seed"
    assert reroll.button.isEnabled()
    qtbot.keyClick(reroll.strategy, Qt.Key.Key_Down)
    assert reroll.wish.strategy == "simplify_motion"
    assert not reroll.button.isEnabled()
    qtbot.keyClick(reroll.strategy, Qt.Key.Key_Down)
    assert reroll.wish.strategy == ""
