"""Fetching finished jobs: nothing is sent, nothing is paid, and nobody is disturbed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from engine.orchestration.collecting import collect
from engine.orchestration.events import TakeProgress
from engine.orchestration.keeping import loose_purpose
from engine.providers.base import JobState, JobStatus
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, an_episode
from tests.helpers.ledgers import an_intent
from tests.helpers.renderer import ScriptedRenderer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    return make_clip(folder / "one.mp4", shots=(24,), audio=False).path


@pytest.fixture
async def interrupted(tmp_path: Path, video: Path) -> Stage:
    """A run that died while its only job was at the provider."""
    stage = Stage(an_episode(tmp_path, places=("HALL",)), ScriptedRenderer(video))
    stage.renderer.statuses = [JobStatus(JobState.RUNNING)] * 100_000
    task = asyncio.create_task(stage.run())
    async with asyncio.timeout(20):
        while not _is_running(stage):  # noqa: ASYNC110 - what is heard is a plain list
            await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return stage


def _is_running(stage: Stage) -> bool:
    return any(event.state == "running" for event in stage.events(TakeProgress))


async def collected(stage: Stage):
    desk = stage.desk()
    try:
        return await collect(desk, 1)
    finally:
        await desk.close()


async def test_that_a_finished_job_is_brought_home_into_its_beat(interrupted):
    interrupted.renderer.statuses = []

    found = await collected(interrupted)

    beat = interrupted.project.scenes.load(1, "BATCH_001").scene.beats[0]
    assert [row["output"] for row in found.fetched] == [beat.primary_take().output_path]
    assert (interrupted.project.root / found.fetched[0]["output"]).is_file()
    assert sum(interrupted.renderer.jobs.values()) == 1


async def test_that_a_job_that_still_runs_is_left_alone(interrupted):
    found = await collected(interrupted)

    assert [row["state"] for row in found.waiting] == ["running"]
    assert found.fetched == ()


async def test_that_a_job_a_run_is_following_is_left_to_it(interrupted):
    interrupted.renderer.statuses = []

    with interrupted.project.locks.lease("generate", "EP001"):
        found = await collected(interrupted)

    assert len(found.waiting) == 1
    assert found.fetched == ()


async def test_that_two_who_follow_the_same_job_pay_once_and_both_end(interrupted):
    interrupted.renderer.statuses = []
    one, other = interrupted.desk(), interrupted.desk()

    both = await asyncio.gather(collect(one, 1), collect(other, 1))
    await asyncio.gather(one.close(), other.close())

    (dispatch,) = interrupted.project.ledger.view().dispatches.values()
    assert dispatch.charged_micro == 50_000
    assert {row["state"] for found in both for row in found.fetched} == {"charged"}


async def test_that_a_shot_that_was_never_sent_is_given_up_when_nobody_is_there(tmp_path, video):
    stage = Stage(an_episode(tmp_path, places=("HALL",)), ScriptedRenderer(video))
    intent = an_intent(1, purpose=loose_purpose("run_1", 1), scene_id="EP001_SH01")
    stage.project.ledger.reserve(intent, [])
    with stage.project.locks.lease("shoot", "EP001_SH01"):
        waiting = await collected(stage)

    found = await collected(stage)

    assert [row["state"] for row in waiting.waiting] == ["reserved"]
    assert [row["state"] for row in found.fetched] == ["cancelled"]
    assert stage.project.ledger.view().figures().reserved == 0
