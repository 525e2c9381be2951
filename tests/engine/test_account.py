"""An episode's account: every shot without a clip and every clip without a shot says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.domain.account import Account, Lack, Stray
from engine.domain.run_sight import BeatSight, EpisodeSight, OpenJob, SceneSight, TakeSight
from engine.errors import NotFound
from engine.store.project import Project
from engine.workspace.account import account_of
from engine.workspace.tree import ProjectTree
from tests.helpers.waiting import REVIEW, VIDEO, a_quiet_show

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.projects import ProjectFiles


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_quiet_show(tmp_path / "show")


def account(files: ProjectFiles, *scenes: SceneSight, jobs=(), entries=(), episode=1) -> Account:
    project = Project.open(files.root)
    tree = ProjectTree(project)
    tree.build()
    return account_of(project, tree, EpisodeSight(episode, scenes=scenes, jobs=jobs), entries)


def lacks(found: Account) -> dict[str, tuple[Lack, str]]:
    return {one.shot_id: (one.lack, one.reason) for one in found.shots}


def strays(found: Account) -> dict[str, Stray]:
    return {one.path.name: one.stray for one in found.clips}


def a_scene(*takes: TakeSight, primary: str = "", **keys: object) -> SceneSight:
    beat = BeatSight("BATCH_001", "b1", ("EP001_SH01",), primary_take_id=primary, takes=takes)
    return SceneSight("BATCH_001", beats=(beat,), **keys)  # type: ignore[arg-type]


def test_that_an_even_episode_is_even(files):
    files.plan(1, "EP001_SH01", "EP001_SH02")
    for shot in (1, 2):
        files.media(f"renders/ep_001/EP001_SH{shot}_take1.mp4", status="candidate")

    found = account(files)

    assert (found.planned, found.covered, found.is_even) == (2, 2, True)


def test_that_an_unknown_episode_is_not_found(files):
    with pytest.raises(NotFound, match="episode not found: EP007"):
        account(files, episode=7)


@pytest.mark.parametrize(
    ("status", "lack", "words"),
    [
        ("segmentation_review", Lack.REVIEW, "waits for its cuts"),
        ("registered", Lack.UNCUT, "is not cut yet"),
        ("extracting", Lack.CUTTING, "is being cut"),
        ("extracted", Lack.CLIP_GONE, "its clip is not there any more"),
        ("failed", Lack.PASS_FAILED, "failed"),
    ],
)
def test_that_a_pass_says_why_its_shots_have_no_clip(files, status, lack, words):
    files.plan(1, "EP001_SH01")
    files.media(VIDEO, pass_id=REVIEW)
    shots = ["EP001_SH01", "EP001_SH02"]
    files.record(1, REVIEW, status=status, video_path=VIDEO, segment_shot_ids=shots)

    found_lack, reason = lacks(account(files))["EP001_SH01"]

    assert found_lack is lack
    assert reason.startswith("PASS 001 A_JADE")
    assert words in reason


def test_that_rejected_takes_say_why(files):
    files.plan(1, "EP001_SH01", "EP001_SH02", "EP001_SH03")
    reason = {"status": "rejected", "rejection_reason": "her hands melt"}
    files.media("renders/ep_001/EP001_SH1_take1.mp4", **reason)
    files.media("renders/ep_001/EP001_SH1_take2.mp4", status="rejected", failure_mode="ref_bleed")
    files.media("renders/ep_001/EP001_SH2_take1.mp4", status="archived")
    files.media("renders/ep_001/EP001_SH3_take1.mp4")
    files.text("renders/ep_001/EP001_SH3_take1.mp4.json", "{")

    assert lacks(account(files)) == {
        "EP001_SH01": (Lack.REJECTED, "all 2 takes were rejected: ref bleed"),
        "EP001_SH02": (Lack.ARCHIVED, "its only take was archived"),
        "EP001_SH03": (Lack.UNREADABLE, "the sidecar of its take can't be read"),
    }


def test_that_what_lies_in_the_archive_is_told(files):
    files.plan(1, "EP001_SH01", "EP001_SH02")
    name = "shot_002_FROM_PASS_001_A_JADE_take1.mp4"
    files.media(f"_history/archives/renders/ep_001/{name}", status="archived")
    shots = ["EP001_SH01", "EP001_SH02"]
    files.record(1, REVIEW, status="extracted", segment_shot_ids=shots)

    found = {one.shot_id: one for one in account(files).shots}["EP001_SH02"]

    assert (found.lack, found.reason) == (Lack.ARCHIVED, f"{name} was archived")
    assert found.fix == f"recoil restore renders/ep_001/{name}"


def test_that_pictures_and_additions_are_no_clips(files):
    files.plan(1, "EP001_SH01", "EP001_SH02")
    files.media("renders/ep_001/shot_001.png", status="pinned")
    files.media("renders/ep_001/shot_002~b_FROM_PASS_011_A_JADE_take1.mp4", status="candidate")

    found = account(files)

    assert [lack for lack, _ in lacks(found).values()] == [Lack.STILL, Lack.ADDED]
    assert strays(found) == {"shot_002~b_FROM_PASS_011_A_JADE_take1.mp4": Stray.ADDED}
    assert found.clips[0].reason == "the model added it inside SH2"


def test_that_batches_say_how_far_a_shot_is(files):
    files.plan(1, "EP001_SH01")
    failed = TakeSight("t1", status="failed", error="no faces")
    gone = TakeSight("t1", status="succeeded", output=VIDEO, is_missing=True)
    job = OpenJob("d_1", 1, "BATCH_001", "b1", "t1", "fal", "m", "running", 0, was_sent=True)
    unknown = OpenJob(
        "d_1", 1, "BATCH_001", "b1", "t1", "fal", "m", "unknown", 0, needs_person=True
    )

    def said(*scenes: SceneSight, **keys: object) -> tuple[Lack, str]:
        return lacks(account(files, *scenes, **keys))["EP001_SH01"]

    assert said() == (Lack.UNPLANNED, "it is in no pass and no batch yet")
    assert said(a_scene()) == (Lack.PENDING, "BATCH_001 is not rendered yet")
    assert said(a_scene(failed)) == (Lack.FAILED, "BATCH_001 could not be rendered: no faces")
    assert said(a_scene(), jobs=(job,)) == (Lack.RENDERING, "BATCH_001 is at fal")
    assert said(a_scene(), jobs=(unknown,))[0] is Lack.UNKNOWN_JOB
    assert said(a_scene(gone, primary="t1"))[0] is Lack.VIDEO_GONE
    assert said(a_scene(blocked="board_proposed")) == (
        Lack.GATE,
        "BATCH_001 is blocked: its board is not approved",
    )


def test_that_the_review_queue_is_a_reason(files):
    files.plan(1, "EP001_SH01")
    entry = {"shot_ids": ["EP001_SH01"], "reason": "the face melts", "status": "open"}

    assert lacks(account(files, entries=[entry]))["EP001_SH01"] == (
        Lack.JUDGEMENT,
        "only you can judge it: the face melts",
    )


def test_that_every_clip_without_a_shot_says_why(files):
    files.plan(1, "EP001_SH01")
    for name in ("EP001_SH1_take1", "EP001_SH99_take1", "holiday", "_orphans/found",
                 "EP001_COV_005_SH1_2_take1"):  # fmt: skip
        files.media(f"renders/ep_001/{name}.mp4", status="candidate")

    found = account(files)

    assert found.shots == ()
    assert strays(found) == {
        "EP001_SH99_take1.mp4": Stray.NOT_PLANNED,
        "EP001_COV_005_SH1_2_take1.mp4": Stray.NO_RECORD,
        "holiday.mp4": Stray.NO_SHOT,
        "found.mp4": Stray.ORPHAN,
    }


def test_that_without_a_plan_every_clip_says_so(files):
    files.media("renders/ep_001/EP001_SH1_take1.mp4", status="candidate")

    found = account(files)

    assert (found.planned, found.shots) == (0, ())
    assert strays(found) == {"EP001_SH1_take1.mp4": Stray.NO_PLAN}
