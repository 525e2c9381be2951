"""What the inspector says of a shot and its takes."""

from __future__ import annotations

import pytest

from engine.domain.paths import ProjectPath
from engine.workspace.shot_facts import ShotFacts
from engine.workspace.shot_takes import ShotTake
from recoil_desktop.session.shot_subject import shot_lines, take_lines


def a_shot(*takes: ShotTake, **keys: object) -> ShotFacts:
    return ShotFacts("EP001_SH04", "4", 1, "candidate", takes=takes, **keys)  # type: ignore[arg-type]


def a_take(status: str, **keys: object) -> ShotTake:
    return ShotTake(ProjectPath("renders/ep_001/a.mp4"), status, 1, **keys)  # type: ignore[arg-type]


REJECTED = {
    "state": "video_rejected",
    "rejection_reason": "wrong hand",
    "failure_mode": "anatomy_limb_miscount",
}


def said(shot: ShotFacts) -> dict[str, tuple[str, str]]:
    return {fact.name: (fact.value, fact.tone) for fact in shot_lines(shot)}


def test_that_a_shot_all_of_whose_takes_were_rejected_says_so_in_red() -> None:
    facts = said(a_shot(a_take("rejected"), **REJECTED))

    assert facts["State"] == ("video rejected", "bad")
    assert facts["Rejected because"] == ("wrong hand (anatomy limb miscount)", "bad")


def test_that_a_rejection_is_past_once_another_take_counts() -> None:
    facts = said(a_shot(a_take("rejected"), a_take("pinned"), **REJECTED))

    assert "State" not in facts
    assert facts["Last rejection"] == ("wrong hand (anatomy limb miscount)", "")


def test_that_a_mode_that_was_the_reason_is_said_once() -> None:
    words = REJECTED | {"rejection_reason": "Anatomy limb miscount"}

    assert said(a_shot(**words))["Rejected because"][0] == "Anatomy limb miscount"


@pytest.mark.parametrize(
    ("pass_id", "name"),
    [("EP001_PASS_008_SH04_05_A_SHOP", "008 take 1"), ("", "take 1")],
)
def test_that_a_take_says_the_pass_it_was_cut_from(pass_id: str, name: str) -> None:
    (line,) = take_lines(a_shot(a_take("candidate", pass_id=pass_id, cost_micro=280_000)))

    assert line.number == name
    assert line.times == "$0.28"
