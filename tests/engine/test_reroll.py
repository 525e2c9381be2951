"""One more take of a batch that has a good one: what is looked at first, and what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.errors import Busy, RecoilError
from engine.orchestration.reroll import RerollRefused, RerollWish, dry_reroll, preflight, reroll
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, a_shot, an_episode, write_plan
from tests.helpers.renderer import ScriptedRenderer

if TYPE_CHECKING:
    from pathlib import Path

BATCH = "BATCH_001"


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    return make_clip(folder / "one.mp4", shots=(24, 24, 24), audio=False).path


@pytest.fixture
async def stage(tmp_path: Path, video: Path) -> Stage:
    made = Stage(an_episode(tmp_path, places=("KITCHEN",) * 3), ScriptedRenderer(video))
    await made.run()
    return made


async def refused(stage: Stage, **wish: object) -> str:
    desk = stage.desk()
    try:
        with pytest.raises(RecoilError) as caught:
            preflight(desk, RerollWish(**{"batch": BATCH, **wish}))
    finally:
        await desk.close()
    return caught.value.code


def beat_of(stage: Stage):
    return stage.project.scenes.load(1, BATCH).scene.beats[0]


async def test_that_a_reroll_makes_one_take_more_and_leaves_the_primary(stage):
    report = await reroll(stage.desk(), RerollWish(BATCH, seed=7, note="hands"))

    beat = beat_of(stage)
    assert report.outputs == ("renders/ep_001/EP001_CONT_001_SH1_2_3_take2.mp4",)
    assert [take.status for take in beat.takes] == ["succeeded", "succeeded"]
    assert beat.primary_take_id == beat.takes[0].take_id
    assert stage.renderer.requests[-1].payload["seed"] == 7
    assert beat.takes[1].workflow.global_provenance["reroll_note"] == "hands"


async def test_that_a_reroll_becomes_primary_when_it_is_asked_for(stage):
    await reroll(stage.desk(), RerollWish(BATCH, make_primary=True))

    assert beat_of(stage).primary_take_id == beat_of(stage).takes[1].take_id


async def test_that_a_dry_reroll_stops_after_looking(stage):
    desk = stage.desk()
    report = dry_reroll(desk, RerollWish(BATCH))
    await desk.close()

    assert report.total_micro == 150_000
    assert len(stage.renderer.requests) == 1


async def test_that_a_batch_without_a_good_take_is_not_rerolled(stage):
    gone = stage.project.root / "renders/ep_001/EP001_CONT_001_SH1_2_3_take1.mp4"
    gone.rename(stage.project.root / "elsewhere.mp4")

    assert await refused(stage) == "reroll_requires_succeeded_primary"


async def test_that_single_shots_are_not_rerolled_so(stage):
    write_plan(stage.project, [a_shot(n, "KITCHEN") for n in (1, 2, 3)] + [a_shot(4, "HALL")])
    await stage.run()

    assert await refused(stage, batch="BATCH_002") == "new_take_requires_single_r2v_multi_beat"


async def test_that_a_batch_of_other_segments_is_not_rerolled(stage):
    write_plan(stage.project, [a_shot(n, "KITCHEN") for n in (1, 2, 3, 4)])

    assert await refused(stage) == "reroll_segment_drift"


async def test_that_a_reroll_without_a_batch_is_of_a_coverage_pass(stage):
    assert await refused(stage, batch=None) == "reroll_non_coverage_deferred"


async def test_that_a_taken_name_is_a_collision(stage):
    taken = stage.project.root / "renders/ep_001/EP001_CONT_001_SH1_2_3_take2.mp4.json"
    taken.write_text("{}")

    assert await refused(stage) == "reroll_collision"


async def test_that_an_unknown_batch_is_told(stage):
    assert await refused(stage, batch="BATCH_099") == "batch_not_found"


async def test_that_a_batch_that_changed_since_the_preflight_is_looked_at_again(stage):
    desk = stage.desk()
    ready = preflight(desk, RerollWish(BATCH))
    await desk.close()
    write_plan(stage.project, [a_shot(n, "KITCHEN") for n in (1, 2, 3, 4)])
    await stage.run()
    stage.project.scenes.conform(1, BATCH, 2)

    with pytest.raises(RerollRefused):
        await reroll(stage.desk(), RerollWish(BATCH), ready)

    assert len(stage.renderer.requests) == 1


async def test_that_nothing_is_rerolled_while_the_episode_runs(stage):
    with stage.project.locks.lease("generate", "EP001"), pytest.raises(Busy):
        await reroll(stage.desk(), RerollWish(BATCH))
