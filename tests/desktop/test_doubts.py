from dataclasses import replace

from engine.domain.cut_edit import CutSheet, EditedCut, Origin
from engine.domain.proposal import Sight
from recoil_desktop.scrubber.doubts import by_doubt
from recoil_desktop.scrubber.doubts import judged as judged_cuts
from recoil_desktop.scrubber.scene import Trust
from tests.helpers.reviews import a_review


def judged(sheet, *cuts):
    placed = CutSheet(sheet.timeline.count, cuts or sheet.cuts, sheet.needed)
    return by_doubt(sheet, placed, judged_cuts(sheet, placed))


def test_that_a_missing_cut_comes_first_with_the_shots_it_should_part() -> None:
    sheet = a_review(planned=(24, 24, 24), cuts=(24,))

    first, second = judged(sheet)

    assert (first.frame, first.is_missing, first.reason) == (
        48,
        True,
        "no cut between SH33B and SH33C",
    )
    assert second.trust is Trust.SURE


def test_that_a_cut_the_proposal_sees_weakly_comes_before_a_clear_one() -> None:
    sheet = a_review(planned=(24, 24, 24), sights=(Sight.CLEAR, Sight.DOUBTFUL))

    first, second = judged(sheet)

    assert (first.frame, first.trust, first.reason) == (48, Trust.DOUBTFUL, "seen weakly, score 60")
    assert (second.frame, second.trust) == (24, Trust.SURE)


def test_that_a_cut_no_boundary_asks_for_is_doubtful() -> None:
    sheet = a_review(planned=(24, 24, 24), cuts=(24, 36, 48))

    first = judged(sheet)[0]

    assert (first.frame, first.reason) == (36, "no planned boundary near it")


def test_that_a_cut_far_from_the_plan_says_how_far() -> None:
    sheet = a_review(planned=(48, 24), cuts=(30,))

    (only,) = judged(sheet)

    assert (only.trust, only.reason) == (Trust.DOUBTFUL, "0.8 s before the plan")


def test_that_a_planned_cut_without_a_picture_to_show_for_it_is_unseen() -> None:
    sheet = a_review(planned=(24, 24))

    (only,) = judged(sheet, EditedCut(24, Origin.PLANNED))

    assert only.trust is Trust.UNSEEN


def test_that_a_cut_placed_by_hand_needs_nobody_s_eye() -> None:
    sheet = a_review(planned=(24, 24))

    (only,) = judged(sheet, EditedCut(3, Origin.HAND))

    assert (only.trust, only.is_open) == (Trust.HAND, False)


def test_that_equal_slices_are_no_plan_to_doubt_by() -> None:
    sheet = replace(a_review(planned=(48, 24), cuts=(30,)), planned_known=False)

    (only,) = judged(sheet)

    assert only.trust is Trust.SURE


def test_that_a_cut_too_few_far_from_the_plan_leaves_the_others_their_boundaries() -> None:
    sheet = a_review(planned=(24, 24, 24), sights=(Sight.CLEAR, Sight.CLEAR))
    late = replace(sheet, planned=(8, 16))

    first, *others = judged(late, EditedCut(48, Origin.PROPOSED))

    assert (first.frame, first.is_missing) == (24, True)
    assert [(doubt.frame, doubt.trust) for doubt in others] == [(48, Trust.SURE)]
