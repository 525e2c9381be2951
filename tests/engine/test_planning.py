"""What a run means to do with coverage passes: those that are there, gone, or only asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.orchestration.events import BatchBlocked
from engine.orchestration.forecast import dry_run
from engine.orchestration.planning import plan_run
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, an_episode
from tests.helpers.renderer import ScriptedRenderer

if TYPE_CHECKING:
    from pathlib import Path

SHOTS = ["EP001_SH01", "EP001_SH02"]
FIRST, SECOND = "EP001_PASS_001_SH01_02_A_JADE", "EP001_PASS_002_SH01_02_B_SIDE"


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("video") / "one.mp4", shots=(24, 24), audio=False).path


@pytest.fixture
def stage(tmp_path: Path, video: Path) -> Stage:
    return Stage(an_episode(tmp_path), ScriptedRenderer(video))


def plan_passes(stage: Stage, *ids: str) -> None:
    segments = [
        {"segment_index": n, "source_shot_id": shot, "duration_s": 1, "prompt": "x"}
        for n, shot in enumerate(SHOTS)
    ]
    passes = [{"pass_id": one, "shot_range": SHOTS, "segments": segments} for one in ids]
    place = stage.project.root / str(stage.project.coverage.path(1))
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps({"passes": passes}))


def note_pass(stage: Stage, pass_id: str, **keys: object) -> None:
    place = stage.project.root / str(stage.project.passes.path(1))
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps({"passes": {pass_id: {"pass_id": pass_id, **keys}}}))


async def test_that_a_coverage_pass_whose_video_is_there_is_not_rendered_again(stage):
    plan_passes(stage, FIRST, SECOND)
    video = stage.project.root / "renders/ep_001/EP001_COV_001_SH1_2_take1.mp4"
    video.parent.mkdir(parents=True)
    video.write_bytes(stage.renderer.video.read_bytes())
    note_pass(stage, FIRST, video_path="renders/ep_001/EP001_COV_001_SH1_2_take1.mp4")

    report = await stage.run(grouping="coverage")

    assert report.outputs == ("renders/ep_001/EP001_COV_002_SH1_2_take1.mp4",)
    records = stage.project.passes.read(1).passes
    assert records[SECOND].status == "registered"
    assert records[SECOND].video_path == report.outputs[0]
    assert records[SECOND].segment_shot_ids == SHOTS


async def test_that_a_coverage_pass_whose_video_vanished_is_not_paid_for_unasked(stage):
    plan_passes(stage, FIRST)
    note_pass(stage, FIRST, status="extracted", video_path="renders/ep_001/from_elsewhere.mp4")
    desk = stage.desk(grouping="coverage")

    dry = dry_run(desk, plan_run(desk.project, desk.order))
    report = await stage.run(grouping="coverage")

    assert [(beat.done, beat.blocked) for beat in dry.beats] == [(False, "artifact_missing")]
    assert (dry.total_micro, report.outputs) == (0, ())
    (told,) = stage.events(BatchBlocked)
    assert told.message == "video not found: renders/ep_001/from_elsewhere.mp4"
    assert "--rerender-missing" in report.remedies[FIRST]
    assert stage.renderer.requests == []
    assert stage.project.scenes.ids(1) == ()


async def test_that_a_vanished_coverage_pass_is_rendered_when_that_is_ordered(stage):
    plan_passes(stage, FIRST)
    note_pass(stage, FIRST, status="extracted", video_path="renders/ep_001/from_elsewhere.mp4")

    report = await stage.run(grouping="coverage", rerender_missing=True)

    assert report.outputs == ("renders/ep_001/EP001_COV_001_SH1_2_take1.mp4",)


async def test_that_a_pass_that_was_asked_for_is_rendered_though_nobody_planned_it(stage):
    asked = "EP001_PASS_009_SH02_REGEN"
    note_pass(stage, asked, status="pending", segment_shot_ids=["EP001_SH02"])

    report = await stage.run(passes=(asked,), grouping="coverage")

    assert report.outputs == ("renders/ep_001/EP001_COV_009_SH2_take1.mp4",)
    assert stage.project.passes.read(1).passes[asked].status == "registered"
