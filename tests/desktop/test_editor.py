import pytest

from engine.domain.cut_edit import Origin
from engine.domain.proposal import Sight
from recoil_desktop.scrubber.editor import CutEditor
from tests.helpers.reviews import a_review


@pytest.fixture
def editor(qapp):
    editor = CutEditor()
    editor.open(a_review(planned=(24, 24, 40), scores={24: 60, 48: 60, 70: 22}))
    return editor


def refusals(editor):
    said = []
    editor.refused.connect(said.append)
    return said


def test_that_a_drag_is_one_step_of_undo(editor) -> None:
    editor.preview_move(24, 26)
    editor.preview_move(24, 29)
    editor.drop("Move cut")

    editor.undo()

    assert editor.cuts.frames == (24, 48)
    assert not editor.history.can_undo


def test_that_a_cancelled_drag_leaves_no_trace(editor) -> None:
    editor.preview_move(24, 30)

    editor.cancel()

    assert editor.cuts.frames == (24, 48)
    assert not editor.history.can_undo


def test_that_the_dragged_cut_stays_selected_wherever_it_goes(editor) -> None:
    editor.select(24)

    editor.preview_move(24, 31)

    assert editor.selected == 31


def test_that_the_threshold_keeps_what_was_made_by_hand(editor) -> None:
    editor.add(10)

    editor.preview_threshold(20)
    editor.drop("Threshold 20")

    assert editor.cuts.frames == (10, 24, 48, 70)
    assert editor.cuts.at(10).origin is Origin.HAND


def test_that_undo_brings_the_threshold_back_with_its_cuts(editor) -> None:
    editor.preview_threshold(20)
    editor.drop("Threshold 20")

    editor.undo()

    assert (editor.threshold, editor.detected, editor.cuts.frames) == (27, (24, 48), (24, 48))
    editor.redo()
    assert (editor.threshold, editor.cuts.frames) == (20, (24, 48, 70))


def test_that_nudges_in_a_row_are_undone_at_once(editor) -> None:
    editor.select(24)
    editor.nudge(1)
    editor.nudge(1)

    editor.undo()

    assert editor.cuts.frames == (24, 48)
    assert editor.selected == 24


def test_that_deleting_selects_the_cut_behind(editor) -> None:
    editor.select(24)

    editor.delete()

    assert (editor.cuts.frames, editor.selected) == ((48,), 48)


def test_that_a_request_that_makes_no_sense_is_said_and_changes_nothing(editor) -> None:
    said = refusals(editor)

    editor.add(24)
    editor.delete()
    editor.remove_in_range()
    editor.reset_to_proposal()

    assert said == [
        "there is a cut at frame 24 already",
        "select a cut first (N and P)",
        "set an in and an out point first (I and O)",
        "no proposal: the planned lengths are not known",
    ]
    assert not editor.history.can_undo


def test_that_the_best_cut_near_here_is_the_highest_score(editor) -> None:
    editor.add(20)

    editor.delete()
    editor.add(66)
    editor.find_best()

    assert editor.selected == 70


def test_that_a_cut_snaps_to_the_nearest_detected_one(editor) -> None:
    editor.preview_threshold(20)
    editor.drop("Threshold 20")
    editor.select(70)
    editor.nudge(-3)

    editor.snap()

    assert editor.selected == 70


def test_that_all_resets_start_again_from_what_they_name(qapp) -> None:
    editor = CutEditor()
    sights = (Sight.CLEAR, Sight.MISSING)
    editor.open(a_review(planned=(24, 24, 24), scores={25: 60}, sights=sights))

    editor.reset_to_planned()
    assert editor.cuts.frames == (24, 48)
    editor.reset_to_detected()
    assert editor.cuts.frames == (25,)
    editor.reset_to_proposal()
    assert {cut.origin for cut in editor.cuts.cuts} == {Origin.PROPOSED}


def test_that_an_end_of_the_range_pushes_the_other_away(editor) -> None:
    editor.set_range(10, 20)

    editor.set_range(30, 20)

    assert (editor.in_point, editor.out_point) == (30, None)


def test_that_a_closed_editor_holds_nothing(editor) -> None:
    editor.select(24)

    editor.close()

    assert (editor.sheet, editor.selected, editor.cuts.frames) == (None, None, ())
