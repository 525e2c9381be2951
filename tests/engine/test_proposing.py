"""What an editor says of a take decides what its next one tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.domain.sidecar import FailureMode
from engine.errors import RecoilError
from engine.orchestration.proposing import last_word
from engine.orchestration.reroll import RerollWish, dry_reroll, reroll
from engine.workspace.rejecting import Why, reject_files
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, an_episode
from tests.helpers.renderer import ScriptedRenderer

if TYPE_CHECKING:
    from pathlib import Path

BATCH = "BATCH_001"
TAKE = "renders/ep_001/EP001_CONT_001_SH1_2_3_take1.mp4"
MOVES = Why("he jumps", FailureMode.MOTION_FAILURE)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    return make_clip(folder / "one.mp4", shots=(24, 24, 24), audio=False).path


@pytest.fixture
async def stage(tmp_path: Path, video: Path) -> Stage:
    made = Stage(an_episode(tmp_path, places=("KITCHEN",) * 3), ScriptedRenderer(video))
    await made.run()
    return made


def rejected(stage: Stage, why: Why = MOVES) -> None:
    reject_files(stage.project, [stage.project.path(TAKE)], why)


async def proposal_of(stage: Stage, **wish: object):
    desk = stage.desk()
    report = dry_reroll(desk, RerollWish(BATCH, **wish))
    await desk.close()
    return report.proposal


async def test_that_nothing_is_proposed_when_nobody_rejected_anything(stage):
    assert await proposal_of(stage) is None


async def test_that_the_reason_of_a_rejection_proposes_what_to_try(stage):
    rejected(stage)

    found = await proposal_of(stage, strategy="auto")

    assert (found.word.mode, found.word.reason) == (FailureMode.MOTION_FAILURE, "he jumps")
    assert [offer.strategy for offer in found.offers][:2] == ["change_seed", "simplify_motion"]
    assert found.best == found.chosen == "change_seed"


async def test_that_a_rejection_that_was_taken_back_proposes_nothing(stage):
    rejected(stage)
    stage.project.changes.undo()

    assert await proposal_of(stage) is None


async def test_that_a_take_is_made_with_the_strategy_and_says_so(stage):
    rejected(stage)

    await reroll(stage.desk(), RerollWish(BATCH, strategy="simplify_motion"))

    sent = stage.renderer.requests[-1].payload
    beat = stage.project.scenes.load(1, BATCH).scene.beats[0]
    assert str(sent["prompt"]).startswith("Slow, simple motion")
    provenance = beat.takes[-1].workflow.global_provenance
    assert provenance["retry_strategy"] == "simplify_motion"
    assert provenance["retry_failure_mode"] == "motion_failure"


async def test_that_what_was_tried_comes_last(stage):
    rejected(stage)
    await reroll(stage.desk(), RerollWish(BATCH, strategy="auto"))

    found = await proposal_of(stage)

    assert found.best == "simplify_motion"
    assert (found.offers[-1].strategy, found.offers[-1].was_tried) == ("change_seed", True)


async def test_that_some_failures_only_a_person_can_mend(stage):
    rejected(stage, Why("odd", FailureMode.UNKNOWN))

    found = await proposal_of(stage, strategy="auto")

    assert (found.offers, found.best, found.chosen) == ((), "", "")


@pytest.mark.parametrize("strategy", ["nonsense", "reduce_refs"])
async def test_that_a_strategy_that_is_none_or_changes_nothing_is_refused(stage, strategy):
    with pytest.raises(RecoilError) as caught:
        await proposal_of(stage, strategy=strategy)

    assert caught.value.code == "reroll_strategy_unusable"


async def test_that_a_rejection_another_tool_wrote_counts_too(stage):
    with stage.project.changes.writing() as draft:
        keys = {"status": "rejected", "failure_mode": "ref_bleed", "rejection_reason": "hair"}
        stage.project.sidecars.merge(draft, stage.project.path(TAKE), keys)
        draft.commit("sidecar", "Theirs")

    word = last_word(stage.project, stage.project.scenes.load(1, BATCH).scene.beats[0])

    assert word is not None
    assert (word.mode, word.path) == (FailureMode.REF_BLEED, TAKE)
