"""What is said about each planned shot, and what would fix it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from engine.domain.ladder import climb
from engine.domain.proposal import Proposal, ProposedBoundary, Sight
from engine.domain.scores import ScoreTrack
from engine.domain.timing import FrameSpan, Timeline
from engine.domain.verdict import Finding, PassVerdict, Pictures, judge

SHOTS = ("EP001_SH01", "EP001_SH02", "EP001_SH03")
THIRDS = [Fraction(10, 3)] * 3
TIMELINE = Timeline.constant(240, Fraction(24))


def scores_with(*cuts: int, still: range = range(0)) -> list[float]:
    return [40.0 if i in cuts else 0.0 if i in still else 1.0 for i in range(240)]


def a_proposal(*places: tuple[int, Sight]) -> Proposal:
    sure = {Sight.CLEAR: 0.98, Sight.DOUBTFUL: 0.6, Sight.MISSING: 0.0}
    return Proposal(tuple(ProposedBoundary(f, f, 5.0, sure[sight], sight) for f, sight in places))


def judged(
    *cuts: int,
    durations: list[Fraction] | None = None,
    proposal: Proposal | None = None,
    luma: list[float] | None = None,
    still: range = range(0),
    flashes: tuple[int, ...] = (),
) -> PassVerdict:
    scores = scores_with(*cuts, still=still)
    detection = climb(ScoreTrack.constant(scores), TIMELINE, len(SHOTS) - 1, durations)
    return judge(
        SHOTS,
        TIMELINE,
        detection,
        durations=durations,
        proposal=proposal,
        pictures=Pictures(luma or [100.0] * 240, scores),
        flashes=flashes,
    )


def test_that_shots_with_their_cuts_are_matched() -> None:
    clear = a_proposal((80, Sight.CLEAR), (160, Sight.CLEAR))

    verdict = judged(80, 160, durations=THIRDS, proposal=clear)

    assert all(shot.is_matched and not shot.fix for shot in verdict.shots)
    assert (verdict.accepted, verdict.flagged, verdict.ready) == (True, False, False)
    assert verdict.summary == "all 3 shots matched"
    assert verdict.shots[1].confidence == pytest.approx(0.98)


def test_that_a_missing_cut_names_the_two_shots_it_fuses() -> None:
    unseen = a_proposal((80, Sight.CLEAR), (160, Sight.MISSING))

    verdict = judged(80, durations=THIRDS, proposal=unseen)

    assert [shot.findings for shot in verdict.shots] == [
        (Finding.MATCHED,),
        (Finding.MISSING_CUT,),
        (Finding.MISSING_CUT,),
    ]
    assert verdict.shots[2].frames == FrameSpan(80, 240)
    assert "between SH02 and SH03" in verdict.shots[1].fix
    assert verdict.shots[2].fix == verdict.shots[1].fix
    assert verdict.summary == "1 of 3 matched; SH02 missing cut; SH03 missing cut"
    assert not verdict.accepted
    assert not verdict.ready


def test_that_a_cut_inside_a_shot_is_an_extra_cut_unless_it_is_a_flash() -> None:
    clear = a_proposal((80, Sight.CLEAR), (160, Sight.CLEAR))

    extra = judged(80, 120, 160, durations=THIRDS, proposal=clear)
    flash = judged(80, 120, 160, durations=THIRDS, proposal=clear, flashes=(120,))

    assert extra.shots[1].findings == (Finding.EXTRA_CUT,)
    assert "5.00 s" in extra.shots[1].fix
    assert all(shot.is_matched for shot in flash.shots)


def test_that_short_black_and_frozen_shots_are_told() -> None:
    luma = [5.0 if i < 80 else 100.0 for i in range(240)]

    verdict = judged(
        80, 200, luma=luma, durations=[Fraction(3), Fraction(3), Fraction(4)], still=range(81, 200)
    )

    assert verdict.shots[0].findings == (Finding.BLACK,)
    assert verdict.shots[1].findings == (Finding.FROZEN,)
    assert verdict.shots[2].findings == (Finding.TOO_SHORT,)
    assert verdict.summary == "0 of 3 matched; SH01 black; SH02 frozen; SH03 too short"


def test_that_an_accepted_pass_with_a_doubtful_boundary_is_flagged() -> None:
    doubtful = a_proposal((80, Sight.CLEAR), (160, Sight.DOUBTFUL))

    verdict = judged(80, 160, durations=THIRDS, proposal=doubtful)

    assert (verdict.accepted, verdict.flagged) == (True, True)


def test_that_an_accepted_pass_the_proposal_cuts_elsewhere_is_flagged() -> None:
    elsewhere = a_proposal((80, Sight.CLEAR), (150, Sight.CLEAR))

    assert judged(80, 160, durations=THIRDS, proposal=elsewhere).flagged


def test_that_a_refused_pass_with_a_certain_proposal_is_ready() -> None:
    certain = a_proposal((30, Sight.CLEAR), (200, Sight.CLEAR))

    verdict = judged(30, 110, 200, durations=THIRDS, proposal=certain)

    assert (verdict.accepted, verdict.flagged, verdict.ready) == (False, False, True)


def test_that_without_a_plan_equal_slices_say_which_cut_is_missing() -> None:
    verdict = judged(80)

    assert [shot.findings[0] for shot in verdict.shots] == [
        Finding.MATCHED,
        Finding.MISSING_CUT,
        Finding.MISSING_CUT,
    ]


def test_that_a_verdict_is_plain_json() -> None:
    verdict = judged(
        80, durations=THIRDS, proposal=a_proposal((80, Sight.CLEAR), (160, Sight.MISSING))
    )

    assert verdict.as_json()["shots"][1] == {  # type: ignore[index]
        "shot_id": "EP001_SH02",
        "findings": ["missing cut"],
        "fix": verdict.shots[1].fix,
        "confidence": 0.0,
    }
