"""The actions of the panel as data: what blocks them, what they call, which keys they have."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from recoil_desktop.actions.context import Context
from recoil_desktop.actions.review_state import ReviewState
from recoil_desktop.actions.segmentation import SPECS
from recoil_desktop.scrubber.panel import SegmentationPanel

BY_ID = {spec.id: spec for spec in SPECS}
OPEN = ReviewState(pass_id="EP001_PASS_003", has_video=True, cuts=2, cuts_needed=2, blocked=None)


class Recorder:
    """A desk whose panel takes down which verb was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    @property
    def segmentation(self):
        return self

    def __getattr__(self, name: str):
        return lambda: self.asked.append(name)


def blocked(action_id, **state):
    return BY_ID[action_id].blocked_by(Context(review=replace(OPEN, **state)))


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_that_every_action_runs_a_public_verb_of_the_panel(spec) -> None:
    desk = Recorder()

    spec.run(desk)

    (verb,) = desk.asked
    assert callable(getattr(SegmentationPanel, verb))


def test_that_no_two_actions_share_a_key() -> None:
    keys = Counter(key.strip() for spec in SPECS for key in spec.shortcut.split(";") if key.strip())

    assert [key for key, uses in keys.items() if uses > 1] == []


def test_that_without_a_video_every_action_says_what_to_do_first() -> None:
    reasons = {spec.id: spec.blocked_by(Context(review=ReviewState())) for spec in SPECS}
    waiting = reasons.pop("pass.open_next")

    assert set(reasons.values()) == {"open a pass or a video first"}
    assert waiting == "no pass waits for its review"
    assert BY_ID["cut.confirm"].blocked_by(Context()) == "open a pass or a video first"


@pytest.mark.parametrize(
    ("action_id", "state", "reason"),
    [
        ("cut.confirm", {"blocked": "needs 2 cuts, 3 placed"}, "needs 2 cuts, 3 placed"),
        ("cut.confirm", {}, None),
        ("cut.confirm", {"pass_id": None}, "split a video without a project instead"),
        ("cut.split_video", {}, "confirm the cuts of a pass instead"),
        ("cut.split_video", {"pass_id": None}, None),
        ("cut.delete_cut", {}, "select a cut first"),
        ("cut.delete_cut", {"selected_cut": 24}, None),
        ("cut.next_cut", {"cuts": 0}, "no cuts placed"),
        ("cut.next_doubtful", {}, "no doubtful cut left"),
        ("cut.remove_cuts_in_range", {"in_point": 3}, "set an in and an out point first"),
        ("cut.remove_cuts_in_range", {"in_point": 3, "out_point": 9}, None),
        ("playback.clear_range", {}, "no range set"),
        ("playback.clear_range", {"out_point": 9}, None),
        ("cut.reset_to_planned", {}, "no planned cuts: the video has no plan"),
        ("cut.reset_to_proposal", {}, "no proposal: the planned lengths are not known"),
        ("cut.undo", {}, "nothing to undo"),
        ("cut.redo", {}, "nothing to redo"),
        ("cut.reject_segment", {"pass_id": None}, "only for the pass of a project"),
        ("cut.reject_segment", {}, "no planned shot at the playhead"),
        ("cut.regenerate_shot", {"shot_here": "EP001_SH33A"}, None),
    ],
)
def test_that_an_action_says_why_it_is_off(action_id, state, reason) -> None:
    assert blocked(action_id, **state) == reason


def test_that_passes_that_wait_can_be_opened_from_an_empty_panel() -> None:
    spec = BY_ID["pass.open_next"]

    assert spec.blocked_by(Context(review=ReviewState(waiting=2))) is None
    assert spec.blocked_by(Context(waiting_passes=2)) is None


def test_that_snapping_is_a_switch() -> None:
    checked = BY_ID["cut.toggle_snapping"].checked

    assert checked is not None
    assert checked(Context(review=OPEN))
    assert not checked(Context())
