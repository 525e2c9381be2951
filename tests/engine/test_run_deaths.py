"""Runs that die more than once, between the ledger and the body: nothing is paid twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.domain.dispatches import DispatchState
from engine.domain.scenes import TakeStatus
from engine.errors import Ambiguous, DiskFailed
from engine.orchestration import take_making
from engine.orchestration.take_making import SceneBody, TakeMaker
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, an_episode
from tests.helpers.renderer import ScriptedRenderer


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    return make_clip(folder / "one.mp4", shots=(24,), audio=False, size=(64, 64)).path


@pytest.fixture
def stage(tmp_path: Path, video: Path) -> Stage:
    return Stage(an_episode(tmp_path, places=("HALL",)), ScriptedRenderer(video))


def die(*_what: object, **_more: object) -> None:
    """The disk is gone in this moment; what is on it stays."""
    raise DiskFailed(Path("disk"), "it is gone")


async def dead_before_the_body_knows(stage: Stage) -> None:
    """A run that dies as soon as it has held the money."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SceneBody, "save", die)
        await stage.run()


async def dead_before_the_body_is_told(stage: Stage) -> None:
    """A run that dies as soon as its job is paid."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(take_making, "write_back", die)
        await stage.run()


def states(stage: Stage) -> list[DispatchState]:
    return [one.state for one in stage.project.ledger.view().dispatches.values()]


def takes_of(stage: Stage):
    return stage.project.scenes.load(1, "BATCH_001").scene.beats[0].takes


async def test_that_a_take_is_in_its_body_before_it_is_sent_by_whoever_goes_on(stage):
    await dead_before_the_body_knows(stage)
    assert (states(stage), takes_of(stage)) == ([DispatchState.RESERVED], [])
    seen: list[TakeStatus] = []
    stage.renderer.on_submit = lambda _request: seen.extend(one.status for one in takes_of(stage))

    await stage.run()

    assert seen == [TakeStatus.RUNNING]
    assert states(stage) == [DispatchState.CHARGED]


async def test_that_a_run_that_dies_twice_around_its_body_pays_once(stage):
    await dead_before_the_body_knows(stage)
    await dead_before_the_body_is_told(stage)

    report = await stage.run()

    assert sum(stage.renderer.jobs.values()) == 1
    assert states(stage) == [DispatchState.CHARGED]
    assert [one.status for one in takes_of(stage)] == [TakeStatus.SUCCEEDED]
    assert len(report.rendered_shot_ids) == 1


async def test_that_a_paid_take_the_body_never_heard_of_comes_into_it(stage, monkeypatch):
    monkeypatch.setattr(TakeMaker, "_begin", nothing)
    await dead_before_the_body_is_told(stage)
    monkeypatch.undo()
    assert (states(stage), takes_of(stage)) == ([DispatchState.CHARGED], [])

    await stage.run()

    assert sum(stage.renderer.jobs.values()) == 1
    assert [one.status for one in takes_of(stage)] == [TakeStatus.SUCCEEDED]


async def test_that_a_failed_take_the_body_never_heard_of_keeps_its_number(stage, monkeypatch):
    monkeypatch.setattr(TakeMaker, "_begin", nothing)
    await dead_before_the_body_is_told(stage)
    monkeypatch.undo()
    spoil(stage)

    await stage.run()

    assert [(one.index, one.status) for one in takes_of(stage)] == [
        (1, TakeStatus.FAILED),
        (2, TakeStatus.SUCCEEDED),
    ]
    assert len(set(stage.renderer.jobs)) == 2


def nothing(*_what: object) -> None:
    """As programs were that did not note a take before it was sent."""


def spoil(stage: Stage) -> None:
    """The paid take is judged to be of no use."""
    (only,) = stage.project.ledger.view().dispatches
    place = stage.project.root / "state/visual/ledger.jsonl"
    lines = place.read_text().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if '"verified"' in line)
    lines[at] = lines[at].replace(
        '"state":', '"failed_check":"black","failure_mode":"unknown","state":'
    )
    place.write_text("".join(lines))
    assert stage.project.ledger.view().dispatches[only].detail.get("failed_check") == "black"


async def test_that_jobs_nobody_ever_got_use_up_no_take_of_later_runs(stage):
    stage.renderer.submits = [Ambiguous("scripted", "the line was cut")] * 3
    stage.renderer.finds = [None] * 9
    await stage.run(max_takes=3)
    assert [one.status for one in takes_of(stage)] == [TakeStatus.FAILED] * 3

    report = await stage.run(max_takes=3)

    assert len(report.rendered_shot_ids) == 1
    assert sum(stage.renderer.jobs.values()) == 1
