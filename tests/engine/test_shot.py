"""One shot through retries, budget and checks: its seven ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.domain.sidecar import FailureMode
from engine.errors import Ambiguous, Busy, DiskFailed, NotFound
from engine.orchestration.shot import ShotEnd, ShotWish, run_shot
from engine.providers.base import JobState, JobStatus, ProviderFailure, Unsure
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, a_shot, an_episode, profile_file, write_plan
from tests.helpers.renderer import ScriptedRenderer

if TYPE_CHECKING:
    from pathlib import Path

    from engine.orchestration.shot import ShotResult

SECOND = 50_000


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    return make_clip(folder / "one.mp4", shots=(24,), audio=False).path


@pytest.fixture
def stage(tmp_path: Path, video: Path) -> Stage:
    return Stage(an_episode(tmp_path, places=("HALL", "HALL")), ScriptedRenderer(video))


def failing(kind: str, times: int = 1) -> list[JobStatus]:
    return [JobStatus(JobState.FAILED, error=ProviderFailure.of(kind, f"{kind}!"))] * times


async def shoot(stage: Stage, shot: str = "EP001_SH01", **wish: object) -> ShotResult:
    order = {key: wish.pop(key) for key in ("budget_micro",) if key in wish}
    desk = stage.desk(**order)
    try:
        return await run_shot(desk, ShotWish(shot, **wish))
    finally:
        await desk.close()


async def test_that_a_good_shot_is_ok_and_costs_what_it_costs(stage):
    result = await shoot(stage)

    assert result.status is ShotEnd.OK
    assert result.output == "renders/ep_001/EP001_SH1_take1.mp4"
    assert (result.cost_micro, result.attempts) == (SECOND, 1)
    assert (stage.project.root / result.output).is_file()
    statuses = [op.status for op in stage.project.ops.ops()]
    assert statuses == ["started", "completed"]


async def test_that_a_shot_without_frames_is_tried_four_times_and_goes_to_a_person(stage):
    stage.renderer.statuses = failing("no_frames", 4)

    result = await shoot(stage)

    assert result.status is ShotEnd.ATTEMPTS_EXHAUSTED
    assert result.attempts == 4
    assert result.failure_mode == FailureMode.MOTION_FAILURE.value
    (entry,) = stage.project.review_queue.open()
    assert entry["rq_id"] == result.review_id


async def test_that_a_blocked_shot_is_softened_once_then_reviewed(stage):
    models = profile_file(0.05)
    models["models"][0]["may_be_softened"] = True
    stage.profiles = type(stage.profiles).load(json.dumps(models))
    stage.renderer.statuses = failing("content_policy", 2)

    result = await shoot(stage)

    assert result.status is ShotEnd.NEEDS_REVIEW
    assert result.attempts == 2
    assert "Tasteful" in stage.project.review_queue.open()[0]["softened_prompt"]


async def test_that_a_model_that_may_not_be_softened_goes_to_review_at_once(stage):
    stage.renderer.statuses = failing("content_policy", 2)

    result = await shoot(stage)

    assert (result.status, result.attempts) == (ShotEnd.NEEDS_REVIEW, 1)


async def test_that_an_unknown_failure_is_reviewed_at_once(stage):
    stage.renderer.statuses = failing("bad_request")

    result = await shoot(stage)

    assert (result.status, result.attempts) == (ShotEnd.NEEDS_REVIEW, 1)


async def test_that_a_shot_over_its_own_cap_is_out_of_budget(stage):
    result = await shoot(stage, most_micro=SECOND - 1)

    assert (result.status, result.attempts, result.cost_micro) == (ShotEnd.BUDGET_EXHAUSTED, 0, 0)


async def test_that_money_that_ran_out_with_a_usable_take_is_a_success(stage, tmp_path):
    too_long = make_clip(tmp_path / "long.mp4", shots=(40,), audio=False)
    stage.renderer.video = too_long.path

    result = await shoot(stage, most_micro=SECOND)

    assert result.status is ShotEnd.BUDGET_EXHAUSTED_SUCCESS
    assert result.output == "renders/ep_001/EP001_SH1_take1.mp4"


async def test_that_a_job_of_which_nobody_knows_is_reviewed_and_not_sent_again(stage):
    stage.renderer.submits = [Ambiguous("scripted", "cut")]
    stage.renderer.finds = [Unsure("it cannot be asked")] * 9

    result = await shoot(stage)

    assert result.status is ShotEnd.NEEDS_REVIEW
    assert len(stage.renderer.requests) == 1


async def test_that_a_crash_is_a_result_with_its_reason_in_the_log(stage, monkeypatch, caplog):
    def full(*_arguments: object) -> None:
        raise DiskFailed(stage.project.root, "the disk is full")

    monkeypatch.setattr("engine.orchestration.dispatch.file_take", full)

    result = await shoot(stage)

    assert result.status is ShotEnd.CRASHED
    assert "disk is full" in result.notes[-1]
    assert [op.status for op in stage.project.ops.ops()] == ["started", "failed"]
    assert "crashed" in caplog.text


async def test_that_the_neighbours_approved_still_is_borrowed(stage):
    write_plan(stage.project, [{**a_shot(n, "HALL"), "scene_index": 1} for n in (1, 2)])
    still = stage.project.root / "renders/ep_001/EP001_SH1_take1.png"
    still.parent.mkdir(parents=True)
    still.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 200)
    still.with_name(still.name + ".json").write_text(json.dumps({"status": "canonical"}))

    await shoot(stage, "EP001_SH02")

    references = stage.renderer.requests[0].payload["references"]
    assert references == ["renders/ep_001/EP001_SH1_take1.png"]


async def test_that_a_shot_that_is_not_planned_is_told(stage):
    with pytest.raises(NotFound, match="shot not found: EP001_SH77"):
        await shoot(stage, "EP001_SH77")


async def test_that_a_shot_of_its_own_leaves_the_takes_of_its_scene_alone(stage):
    await stage.run(grouping="solo")
    before = stage.project.scenes.load(1, "EP001_SH01").scene

    result = await shoot(stage)

    assert result.output == "renders/ep_001/EP001_SH1_take2.mp4"
    assert stage.project.scenes.load(1, "EP001_SH01").scene == before


async def test_that_a_shot_is_rendered_by_one_at_a_time(stage):
    with (
        stage.project.locks.lease("shoot", "EP001_SH01"),
        pytest.raises(Busy, match="EP001_SH01"),
    ):
        await shoot(stage)

    assert stage.renderer.requests == []
