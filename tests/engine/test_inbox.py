"""Everything that waits for a person is listed once, with the place where it is done."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engine.domain.inbox import InboxItem, InboxKind, Place, Room, counts_of, in_order
from engine.domain.run_sight import (
    BeatSight,
    EpisodeSight,
    OpenJob,
    SceneSight,
    TakeSight,
)
from engine.jobs import JobContext, Stopped
from engine.orchestration.inbox import InboxLooker
from engine.store.project import Project
from engine.workspace.inbox import TreeWatch
from engine.workspace.inbox_runs import Decisions, waiting_in_runs
from engine.workspace.tree import ProjectTree
from tests.helpers.waiting import FAILED, REVIEW, a_quiet_show, a_waiting_show

if TYPE_CHECKING:
    from pathlib import Path

OUTPUT = "renders/ep_001/EP001_CONT_001_SH1_take1.mp4"
NOBODY = Decisions()


def look(root: Path, episode: int | None = None) -> tuple[InboxItem, ...]:
    project = Project.open(root)
    tree = ProjectTree(project)
    tree.build()
    return InboxLooker(project, tree).look(JobContext(), episode)


def a_job(**keys: object) -> OpenJob:
    usual: dict[str, object] = {
        "dispatch_id": "d_1", "episode": 1, "scene_id": "BATCH_001", "beat_id": "b1",
        "take_id": "t1", "provider": "fal", "model": "m", "state": "running",
        "held_micro": 1_500_000, "was_sent": True,
    }  # fmt: skip
    return OpenJob(**usual | keys)  # type: ignore[arg-type]


def of_beat(*takes: TakeSight, primary: str = "", **keys: object) -> list[InboxItem]:
    beat = BeatSight("BATCH_001", "b1", ("EP001_SH01",), primary_take_id=primary, takes=takes,
                     **keys)  # type: ignore[arg-type]  # fmt: skip
    sight = EpisodeSight(1, scenes=(SceneSight("BATCH_001", beats=(beat,)),))
    return list(waiting_in_runs(sight, NOBODY))


def kinds(items: list[InboxItem]) -> list[InboxKind]:
    return [item.kind for item in items]


def test_that_a_quiet_project_needs_nobody(tmp_path):
    files = a_quiet_show(tmp_path / "show")
    files.media("renders/ep_001/EP001_SH1_take1.mp4", status="candidate")

    assert look(files.root) == ()


def test_that_everything_that_waits_is_listed_trouble_first(tmp_path):
    files = a_waiting_show(tmp_path / "show")

    found = look(files.root)

    assert counts_of(found) == {
        InboxKind.STUCK: 1,
        InboxKind.CORRUPT: 2,
        InboxKind.JUDGEMENT: 1,
        InboxKind.FAILED: 2,
        InboxKind.LOST: 1,
        InboxKind.REVIEW: 1,
        InboxKind.VERSION: 1,
        InboxKind.ORPHANS: 1,
    }
    order = list(InboxKind)
    assert [one.kind for one in found] == sorted((one.kind for one in found), key=order.index)
    assert len({one.key for one in found}) == len(found)
    assert all(one.title and one.detail and one.fix for one in found)


def test_that_each_says_where_it_is_done(tmp_path):
    files = a_waiting_show(tmp_path / "show")

    places = {one.kind: one.place for one in look(files.root)}

    assert places[InboxKind.REVIEW] == Place(Room.SEGMENTATION, REVIEW)
    assert places[InboxKind.JUDGEMENT] == Place(Room.QUEUE, "rq_1")
    assert places[InboxKind.VERSION] == Place(Room.VERSIONS, "BATCH_001")
    assert places[InboxKind.LOST] == Place(Room.RUNS, "BATCH_002")
    assert places[InboxKind.STUCK] == Place(Room.HEALTH, "00000001-dead")
    assert places[InboxKind.ORPHANS] == Place(Room.TREE, "ep_001/quarantine")


def test_that_one_episode_can_be_asked_for(tmp_path):
    files = a_waiting_show(tmp_path / "show")

    assert [one.kind for one in look(files.root, 2)] == [InboxKind.CORRUPT]


def test_that_a_failed_pass_and_a_review_are_told_apart(tmp_path):
    files = a_waiting_show(tmp_path / "show")

    subjects = {(one.kind, one.subject) for one in look(files.root)}

    assert {(InboxKind.REVIEW, REVIEW), (InboxKind.FAILED, FAILED)} <= subjects


def test_that_an_offline_project_says_so_first(tmp_path):
    files = a_waiting_show(tmp_path / "show")
    files.text("project.json", "{")

    assert look(files.root)[0].kind is InboxKind.OFFLINE


def test_that_a_sweep_that_would_move_much_waits_for_a_word(tmp_path):
    files = a_quiet_show(tmp_path / "show")
    files.settings(mode="microdrama", schema_version=1)
    for number in range(21):
        place = files.media(f"renders/ep_001/clip {number:02d}.mp4")
        os.utime(place, (1, 1))

    (item,) = look(files.root)

    assert item.title == "21 videos of EP001 would go into quarantine"
    assert item.place == Place(Room.SWEEP)
    files.settings(mode="client", schema_version=1)
    assert look(files.root) == ()


def test_that_a_look_can_be_stopped(tmp_path):
    files = a_waiting_show(tmp_path / "show")
    project = Project.open(files.root)
    job = JobContext()
    job.cancel()

    with pytest.raises(Stopped):
        InboxLooker(project, ProjectTree(project)).look(job)


def test_that_a_corrupt_ledger_is_told_and_hides_nothing_else(tmp_path):
    files = a_waiting_show(tmp_path / "show")
    files.text("state/visual/ledger.jsonl", "not a ledger\n")

    found = look(files.root)

    assert any("ledger" in one.title for one in found if one.kind is InboxKind.CORRUPT)
    assert any(one.kind is InboxKind.REVIEW for one in found)


# -- runs ----------------------------------------------------------------------


def test_that_a_job_nobody_knows_of_says_what_it_holds():
    sight = EpisodeSight(1, jobs=(a_job(state="unknown", needs_person=True, reason="cut off"),))

    (item,) = waiting_in_runs(sight, NOBODY)

    assert item.kind is InboxKind.JOB
    assert item.detail == "cut off · $1.50 stay reserved"
    assert item.fix == "recoil jobs decide d_1 found|pay-again|give-up"


def test_that_jobs_are_collectable_while_nobody_runs_the_episode():
    jobs = (a_job(), a_job(dispatch_id="d_2", state="completed"))

    (item,) = waiting_in_runs(EpisodeSight(1, jobs=jobs), NOBODY)

    assert item.kind is InboxKind.FINISHED
    assert item.title == "2 jobs at fal to collect"
    assert list(waiting_in_runs(EpisodeSight(1, jobs=jobs, run_by="recoil, pid 7"), NOBODY)) == []


def test_that_what_was_never_sent_is_not_collectable():
    sight = EpisodeSight(1, jobs=(a_job(state="reserved", was_sent=False),))

    assert list(waiting_in_runs(sight, NOBODY)) == []


def test_that_a_gate_is_open_only_while_something_waits_behind_it():
    done = TakeSight("t1", status="succeeded", output=OUTPUT)
    open_beat = BeatSight("BATCH_001", "b1", ("EP001_SH01",))
    made_beat = BeatSight("BATCH_001", "b1", primary_take_id="t1", takes=(done,))

    def kinds_of(beat: BeatSight) -> list[InboxKind]:
        scene = SceneSight("BATCH_001", beats=(beat,), blocked="board_proposed")
        return kinds(list(waiting_in_runs(EpisodeSight(1, scenes=(scene,)), NOBODY)))

    assert kinds_of(open_beat) == [InboxKind.GATE]
    assert kinds_of(made_beat) == []


def test_that_a_version_that_waits_stands_for_its_gate():
    beat = BeatSight("BATCH_001", "b1")
    scene = SceneSight("BATCH_001", candidates=(2, 3), beats=(beat,), blocked="no_board")

    (item,) = waiting_in_runs(EpisodeSight(1, scenes=(scene,)), NOBODY)

    assert item.title == "Version 3 of BATCH_001 waits"


def test_that_a_failed_check_waits_until_somebody_decides():
    take = TakeSight(
        "t1", status="succeeded", output=OUTPUT, checks={"cuts": "fail", "size": "pass"}
    )
    beat = BeatSight("BATCH_001", "b1", primary_take_id="t1", takes=(take,))
    sight = EpisodeSight(1, scenes=(SceneSight("BATCH_001", beats=(beat,)),))

    (item,) = waiting_in_runs(sight, NOBODY)

    assert (item.kind, item.detail) == (InboxKind.CHECK, "failed: cuts; pin it or reject it")
    assert item.paths == (OUTPUT,)
    assert list(waiting_in_runs(sight, Decisions(frozenset({OUTPUT})))) == []


def test_that_a_take_that_lost_its_video_or_its_references_is_told():
    missing = TakeSight("t1", status="succeeded", output=OUTPUT, is_missing=True)
    there = TakeSight("t1", status="succeeded", output=OUTPUT)

    assert kinds(of_beat(missing, primary="t1", is_stale=True)) == [InboxKind.LOST]
    assert kinds(of_beat(there, primary="t1", is_stale=True)) == [InboxKind.STALE]


def test_that_a_beat_that_failed_for_good_is_told_and_one_under_way_is_not():
    failed = TakeSight("t1", status="failed", error="no faces")
    running = TakeSight("t2", status="running")

    (item,) = of_beat(failed)

    assert (item.kind, item.detail) == (InboxKind.FAILED, "no faces · 1 attempt")
    assert of_beat(failed, running) == []


def test_that_what_was_judged_is_not_told_as_failed_again():
    failed = TakeSight("t1", status="failed")
    beat = BeatSight("BATCH_001", "b1", takes=(failed,))
    sight = EpisodeSight(1, scenes=(SceneSight("BATCH_001", beats=(beat,)),))

    assert list(waiting_in_runs(sight, Decisions(judged=frozenset({"b1"})))) == []


def test_that_what_is_named_twice_counts_once():
    item = InboxItem(kind=InboxKind.CORRUPT, subject="a", title="a")

    assert in_order([item, item]) == (item,)


def test_that_only_what_changed_is_looked_through_again(tmp_path):
    files = a_waiting_show(tmp_path / "show")
    project = Project.open(files.root)
    tree = ProjectTree(project)
    tree.build()
    watch = TreeWatch()
    first = {branch.node.key: branch for branch in watch.look(tree.root)}
    files.media("renders/ep_002/EP002_SH1_take1.mp4", status="rejected")
    tree.build()

    second = {branch.node.key: branch for branch in watch.look(tree.root)}

    assert second["ep_001"] is first["ep_001"]
    assert second["ep_002"] is not first["ep_002"]
    assert second["ep_002"].decided == {"renders/ep_002/EP002_SH1_take1.mp4"}
