"""What is seen of an episode's runs: batches, takes, open jobs, gates and lost files."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from engine.errors import Ambiguous
from engine.orchestration.sight import RunLooker, episodes_of
from engine.providers.base import JobState, JobStatus, ProviderFailure, Unsure
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, a_shot, an_episode, write_plan
from tests.helpers.renderer import ScriptedRenderer
from tests.helpers.scenes import a_beat, a_scene, versioned

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("video") / "one.mp4"
    return make_clip(place, shots=(24, 24, 24), audio=False).path


@pytest.fixture
def stage(tmp_path: Path, video: Path) -> Stage:
    return Stage(an_episode(tmp_path), ScriptedRenderer(video))


def look(stage: Stage, episode: int = 1):
    return RunLooker(stage.project).look(episode)


def test_that_episodes_with_a_plan_or_with_scenes_are_listed(stage):
    write_plan(stage.project, [a_shot(1, "HALL")], episode=7)
    stage.project.scenes.create(3, a_scene())

    assert episodes_of(stage.project) == (1, 3, 7)


def test_that_an_episode_without_runs_is_empty(stage):
    sight = look(stage)

    assert (sight.scenes, sight.jobs, sight.run_by, sight.is_interrupted) == ((), (), "", False)
    assert sight.budget_micro == 50_000_000


async def test_that_takes_are_seen_with_money_checks_and_reasons(stage):
    billed = ProviderFailure.of("content_policy", "not this")
    stage.renderer.statuses = [JobStatus(JobState.FAILED, error=billed)]
    await stage.run(concurrency=1)

    sight = look(stage)

    first, second = sight.scenes[0].beats[0].takes
    assert sight.scenes[0].place == "KITCHEN"
    assert (first.status, first.state, first.cost_micro) == ("failed", "failed_billed", 150_000)
    assert (first.error, first.error_code) == ("not this", "content_policy")
    assert (second.status, second.state, second.attempt) == ("succeeded", "charged", 2)
    assert second.checks["decodable"] == "pass"
    assert sight.scenes[0].beats[0].primary == second
    assert sight.figures.billed == 350_000


async def test_that_a_job_nobody_knows_of_needs_a_person(stage):
    stage.renderer.submits = [Ambiguous("scripted", "the line was cut")]
    stage.renderer.finds = [Unsure("it cannot be asked")] * 9
    await stage.run(concurrency=1)

    (job,) = look(stage).jobs

    assert (job.state, job.needs_person, job.held_micro) == ("unknown", True, 150_000)
    assert job.reason


async def test_that_a_video_that_vanished_is_missing(stage):
    await stage.run()
    lost = stage.project.root / "renders/ep_001/EP001_CONT_002_SH4_take1.mp4"
    looker = RunLooker(stage.project)
    assert not any(take.is_missing for beat in looker.look(1).beats() for take in beat.takes)
    lost.unlink()

    missing = [beat.beat_id for beat in looker.look(1).beats() if beat.takes[0].is_missing]

    assert missing == ["BATCH_002__EP001_SH04"]


def test_that_a_run_of_somebody_else_is_named(stage):
    with stage.project.locks.lease("generate", "EP001"):
        assert "pid" in look(stage).run_by

    assert look(stage).run_by == ""


def test_that_newer_versions_are_candidates_and_gates_are_told(stage):
    versioned(stage.project, "rain", "snow")
    stage.project.scenes.create(1, a_scene(a_beat(1), scene_id="LOCKED", locked=True))
    board = a_beat(1, modality="r2v_multi")
    stage.project.scenes.create(1, a_scene(board, scene_id="BOARD"))

    scenes = {scene.scene_id: scene for scene in look(stage).scenes}

    assert (scenes["BATCH_001"].version, scenes["BATCH_001"].candidates) == (1, (2,))
    assert scenes["LOCKED"].blocked == "scene_locked"
    assert scenes["BOARD"].blocked == ""


def test_that_a_batch_needs_its_own_board_when_the_episode_is_gated(stage, monkeypatch):
    board = a_beat(1, modality="r2v_multi")
    stage.project.scenes.create(1, a_scene(board))
    monkeypatch.setenv("RECOIL_BOARD_GATE", "1")

    assert look(stage).scenes[0].blocked == "no_board"


def test_that_a_version_without_a_board_of_its_own_is_told(stage):
    stage.project.scenes.create(1, a_scene(a_beat(1, modality="r2v_multi")))
    stage.project.scenes.stage(
        1, a_scene(a_beat(1, modality="r2v_multi", prompt_directive="x")), ""
    )
    stage.project.scenes.conform(1, "BATCH_001", 2)

    (scene,) = look(stage).scenes

    assert (scene.version, scene.is_derived) == (2, False)
    assert scene.blocked == "active_version_not_derived"


def test_that_a_corrupt_batch_stands_beside_the_others(stage):
    stage.project.scenes.create(1, a_scene(scene_id="GOOD"))
    stage.project.scenes.create(1, a_scene(scene_id="BAD"))
    path = stage.project.root / str(stage.project.scenes.path(1, "BAD"))
    path.write_text("{")

    bad, good = look(stage).scenes

    assert "corrupt" in bad.problem
    assert (good.problem, len(good.beats)) == ("", 1)


def test_that_a_batch_that_did_not_change_is_read_once(stage, monkeypatch):
    stage.project.scenes.create(1, a_scene(scene_id="ONE"))
    looker = RunLooker(stage.project)
    before = looker.look(1)
    monkeypatch.setattr(stage.project.scenes, "load", lambda *_where: pytest.fail("read again"))

    again = looker.look(1)

    assert again == before
    assert again.scenes[0] is before.scenes[0]


async def test_that_only_a_batch_that_changed_is_another_object(stage):
    write_plan(stage.project, [a_shot(1, "HALL"), a_shot(2, "YARD")])
    looker = RunLooker(stage.project)
    await stage.run()
    before = looker.look(1)
    assert len(before.scenes) == 2

    primary = before.scenes[1].beats[0].takes[0]
    (stage.project.root / primary.output).unlink()
    after = looker.look(1)

    assert after.scenes[0] is before.scenes[0]
    assert after.scenes[1] is not before.scenes[1]
    assert after.scenes[1].beats[0].takes[0].is_missing


async def test_that_a_take_whose_pictures_changed_is_stale(stage):
    picture = stage.project.root / "prep/jade.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(picture_of(40))
    write_plan(stage.project, [a_shot(1, "HALL", references=["prep/jade.png"])])
    await stage.run()
    looker = RunLooker(stage.project)
    assert [beat.is_stale for beat in looker.look(1).beats()] == [False]

    picture.write_bytes(picture_of(200))

    assert [beat.is_stale for beat in looker.look(1).beats()] == [True]


async def test_that_what_somebody_has_to_judge_is_listed_with_its_reason(stage):
    entry = {"episode_id": "EP001", "scene_id": "BATCH_001", "beat_id": "b", "reason": "a hand"}
    looker = RunLooker(stage.project)
    assert looker.look(1).reviews == ()
    review_id = stage.project.review_queue.add({**entry, "shot_ids": ["EP001_SH01"]})
    stage.project.review_queue.add({**entry, "episode_id": "EP002"})

    (review,) = looker.look(1).reviews

    assert (review.review_id, review.reason, review.shot_ids) == (
        review_id, "a hand", ("EP001_SH01",),
    )  # fmt: skip


def picture_of(shade: int) -> bytes:
    """A small grey PNG."""
    buffer = BytesIO()
    Image.new("L", (64, 64), shade).save(buffer, "PNG")
    return buffer.getvalue()
