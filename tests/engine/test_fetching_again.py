"""A take that vanished comes back from its provider: free, the same, and with what was noted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from engine.errors import NotFound, Refused
from engine.orchestration.fetching_again import fetch_again
from engine.providers.base import JobState, JobStatus
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, an_episode
from tests.helpers.passes import snapshot
from tests.helpers.renderer import ScriptedRenderer

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.paths import ProjectPath


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    return make_clip(folder / "one.mp4", shots=(24,), audio=False, size=(64, 64)).path


@pytest.fixture
async def rendered(tmp_path: Path, video: Path) -> Stage:
    stage = Stage(an_episode(tmp_path, places=("HALL",)), ScriptedRenderer(video))
    await stage.run()
    return stage


def take_of(stage: Stage) -> ProjectPath:
    beat = stage.project.scenes.load(1, "BATCH_001").scene.beats[0]
    return stage.project.path(beat.primary_take().output_path)


async def fetched(stage: Stage, target: ProjectPath) -> None:
    desk = stage.desk()
    try:
        await fetch_again(desk, target)
    finally:
        await desk.close()


async def test_that_a_vanished_take_is_fetched_again_and_its_notes_stay(rendered):
    target = take_of(rendered)
    place = rendered.project.root / str(target)
    content, noted = place.read_bytes(), place.with_name(f"{place.name}.json").read_text()
    before, ledger = snapshot(rendered.project.root), rendered.project.ledger.view()
    place.unlink()

    await fetched(rendered, target)

    assert place.read_bytes() == content
    assert place.with_name(f"{place.name}.json").read_text() == noted
    assert snapshot(rendered.project.root) == before
    assert rendered.project.ledger.view().figures(1) == ledger.figures(1)
    assert sum(rendered.renderer.jobs.values()) == 1


async def test_that_a_vanished_sidecar_is_written_anew(rendered):
    target = take_of(rendered)
    (rendered.project.root / str(target)).unlink()
    (rendered.project.root / str(target.sidecar())).unlink()

    await fetched(rendered, target)

    sidecar = rendered.project.sidecars.read(target)
    assert sidecar.status == "candidate"
    assert sidecar.model == "scripted-1"


async def test_that_a_take_that_is_there_is_not_fetched(rendered):
    before = snapshot(rendered.project.root)

    with pytest.raises(Refused, match="it is there"):
        await fetched(rendered, take_of(rendered))

    assert snapshot(rendered.project.root) == before


async def test_that_a_file_nobody_rendered_cannot_be_fetched(rendered):
    with pytest.raises(NotFound):
        await fetched(rendered, rendered.project.path("renders/ep_001/EP001_SH99_take1.mp4"))


async def test_that_a_provider_that_forgot_it_is_told_plainly(rendered):
    target = take_of(rendered)
    (rendered.project.root / str(target)).unlink()
    rendered.renderer.statuses = [JobStatus(JobState.GONE)]

    with pytest.raises(Refused, match="does not keep"):
        await fetched(rendered, target)


async def test_that_another_file_is_refused_and_nothing_stays_of_it(rendered, tmp_path):
    target = take_of(rendered)
    (rendered.project.root / str(target)).unlink()
    other = make_clip(tmp_path / "other.mp4", shots=(30,), audio=False, size=(64, 64)).path
    before = await asyncio.to_thread(snapshot, rendered.project.root)
    rendered.renderer.video = other

    with pytest.raises(Refused, match="another file"):
        await fetched(rendered, target)

    assert snapshot(rendered.project.root) == before
