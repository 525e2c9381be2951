"""Trying again with strategies: which follow which failure, and when a person is asked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine.domain.failures import Action, Failure, classify
from engine.domain.retry_order import applicable
from engine.domain.scenes import Modality
from engine.domain.sidecar import FailureMode
from engine.errors import NotFound, Refused
from engine.orchestration.events import (
    BeatStrategyExhausted,
    RetryCostWarning,
    RetryStrategySelected,
    StrategyEngineError,
)
from engine.orchestration.payload_overrides import PayloadOverrides
from engine.orchestration.retry import RetryCostPolicy, StrategyRetries
from engine.orchestration.runner import EpisodeRunner
from engine.orchestration.softening import usual_softener
from engine.orchestration.strategies import STRATEGIES, Attempt
from engine.providers.base import JobState, JobStatus, ProviderFailure
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, an_episode
from tests.helpers.payloads import payload_of, solo
from tests.helpers.renderer import ScriptedRenderer

if TYPE_CHECKING:
    from pathlib import Path

CENT = 10_000


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("video")
    return make_clip(folder / "one.mp4", shots=(24, 24, 24), audio=False).path


@pytest.fixture
def stage(tmp_path: Path, video: Path) -> Stage:
    return Stage(an_episode(tmp_path, places=("HALL",)), ScriptedRenderer(video))


def failing(kind: str, times: int) -> list[JobStatus]:
    return [JobStatus(JobState.FAILED, error=ProviderFailure.of(kind, f"{kind}!"))] * times


async def run(stage: Stage, **policy: int):
    desk = stage.desk(concurrency=1, max_takes=5)

    def retries(scene_id: str, beat: object) -> StrategyRetries:
        return StrategyRetries(
            desk.project,
            scene_id,
            beat.beat_id,
            RetryCostPolicy(**policy),
            price=lambda payload: desk.profile(payload.model).estimate(
                payload.modality, payload.duration
            ),
            may_soften=lambda _model: True,
        )

    desk.retries = retries
    return await EpisodeRunner(desk).run()


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        ({"typed_mode": "ref_bleed", "category": "unknown"}, FailureMode.REF_BLEED),
        ({"category": "lighting_mismatch", "check": "identity"}, FailureMode.LIGHTING_MISMATCH),
        ({"check": "identity", "error": "no frames"}, FailureMode.IDENTITY_DRIFT),
        ({"kind": "content_policy"}, FailureMode.CONTENT_FILTER_HARD_BLOCK),
        ({"error": "blocked by the safety system"}, FailureMode.CONTENT_FILTER_HARD_BLOCK),
        ({"error": "output corrupted"}, FailureMode.MOTION_FAILURE),
        ({"error": "wrong face"}, FailureMode.IDENTITY_DRIFT),
        ({"error": "it rained"}, FailureMode.UNKNOWN),
        ({}, FailureMode.NONE),
    ],
)
def test_that_a_failure_is_told_apart_by_the_first_word_that_says_something(words, mode):
    assert classify(**words).mode is mode


def test_that_every_mode_has_an_action():
    assert {Failure(mode, 1.0).action for mode in FailureMode} == set(Action)


def test_that_a_soft_drift_of_identity_is_accepted_and_a_hard_one_is_not():
    assert Failure(FailureMode.IDENTITY_DRIFT, 1, is_hard=False).action is Action.ACCEPT
    assert Failure(FailureMode.IDENTITY_DRIFT, 1, is_hard=True).action is Action.REROLL


def test_that_every_strategy_that_is_named_exists():
    named = {name for mode in FailureMode for name in applicable(mode)}

    assert named <= set(STRATEGIES)


def test_that_softening_keeps_the_meaning_and_is_done_once():
    softener = usual_softener()

    once = softener.soften("Blood on the knife. A bloody mess.")
    twice = softener.soften(once.prompt)

    assert "lood" not in once.prompt
    assert "nife" not in once.prompt
    assert twice.prompt == once.prompt


async def test_that_a_blocked_prompt_is_softened_and_rendered(stage):
    stage.renderer.statuses = failing("content_policy", 1)

    report = await run(stage)

    first, second = [request.payload["prompt"] for request in stage.renderer.requests]
    assert first != second
    assert "Tasteful" in second
    assert report.rendered_shot_ids == ("EP001_SH01",)
    (selected,) = stage.events(RetryStrategySelected)
    assert (selected.strategy, selected.failure_mode) == (
        "soften_prompt",
        "content_filter_hard_block",
    )


async def test_that_a_prompt_blocked_twice_goes_to_a_person_with_all_that_was_tried(stage):
    stage.renderer.statuses = failing("content_policy", 2)

    await run(stage)

    (entry,) = stage.project.review_queue.open()
    (end,) = stage.events(BeatStrategyExhausted)
    assert end.review_id == entry["rq_id"]
    assert entry["failure_mode"] == "content_filter_hard_block"
    assert len(entry["attempts"]) == 2
    assert "Tasteful" in entry["softened_prompt"]
    labels = (stage.project.root / "state/visual/filter_safety_labels.jsonl").read_text()
    assert labels.count("hard_block") == 2
    assert len(stage.renderer.requests) == 2


async def test_that_a_take_without_frames_is_tried_with_another_seed_then_with_less_motion(stage):
    stage.renderer.statuses = failing("no_frames", 2)

    await run(stage)

    strategies = [event.strategy for event in stage.events(RetryStrategySelected)]
    seeds = [request.payload.get("seed") for request in stage.renderer.requests]
    assert strategies == ["change_seed", "simplify_motion"]
    assert len(set(seeds)) == 2
    assert "nearly still" in stage.renderer.requests[2].payload["prompt"]


async def test_that_a_failure_of_the_service_is_simply_asked_again(stage):
    stage.renderer.statuses = failing("server", 2)

    report = await run(stage)

    assert stage.events(RetryStrategySelected) == []
    assert report.rendered_shot_ids == ("EP001_SH01",)


async def test_that_a_take_knows_which_strategy_made_it(stage):
    stage.renderer.statuses = failing("no_frames", 1)

    await run(stage)

    take = stage.project.scenes.load(1, "BATCH_001").scene.beats[0].primary_take()
    assert take.workflow.global_provenance["retry_strategy"] == "change_seed"


async def test_that_retries_stop_at_what_they_may_cost_and_warn_before(stage):
    stage.renderer.statuses = failing("content_policy", 3)

    await run(stage, max_spend_micro=8 * CENT, warn_micro=4 * CENT)

    assert stage.events(RetryCostWarning)
    assert len(stage.renderer.requests) == 1
    assert stage.events(BeatStrategyExhausted)


async def test_that_an_error_in_a_strategy_is_told_and_the_retry_is_a_plain_one(
    stage, monkeypatch, caplog
):
    def broken(_attempt: Attempt) -> None:
        raise KeyError("prompt")

    monkeypatch.setattr(
        "engine.orchestration.retry.STRATEGIES", {**STRATEGIES, "change_seed": broken}
    )
    stage.renderer.statuses = failing("no_frames", 1)

    report = await run(stage)

    assert stage.events(StrategyEngineError)
    assert report.rendered_shot_ids == ("EP001_SH01",)
    assert "change_seed failed" in caplog.text


def an_attempt(**request: object) -> Attempt:
    payload = payload_of(solo())
    payload = replace(payload, request={**payload.request, **request})
    return Attempt(payload, PayloadOverrides(), Failure(FailureMode.UNKNOWN, 1), 1)


def test_that_a_strategy_that_changes_nothing_is_passed_over():
    assert STRATEGIES["reduce_refs"](an_attempt(references=["a.png"])) is None
    assert STRATEGIES["upgrade_tier"](an_attempt()) is None
    assert STRATEGIES["upgrade_tier"](an_attempt(tier="pro")) is None


def test_that_a_fourth_of_the_references_goes_at_least_one():
    change = STRATEGIES["reduce_refs"](an_attempt(references=["a.png", "b.png", "c.png"]))

    assert change.overrides.references == ("a.png", "b.png")


def test_that_a_start_frame_becomes_a_reference():
    attempt = an_attempt(start_frame="s.png")
    attempt = replace(attempt, payload=replace(attempt.payload, modality=Modality.VIDEO_I2V))

    change = STRATEGIES["switch_i2v_to_r2v"](attempt)

    assert change.overrides.modality is Modality.R2V_MULTI
    assert change.overrides.more_references == ("s.png",)
    assert change.overrides.without_start_frame


def test_that_a_shorter_take_is_never_below_two_seconds():
    attempt = an_attempt()
    change = STRATEGIES["shorten_duration"](attempt)

    assert change is None or change.overrides.duration >= Fraction(2)


def test_that_a_review_is_resolved_once(stage):
    queue = stage.project.review_queue
    rq_id = queue.add({"reason": "hands", "shot_id": "EP001_SH01"})

    queue.resolve(rq_id, "looks fine")

    assert queue.open() == ()
    assert queue.entries()[0]["reason"] == "hands"
    with pytest.raises(Refused, match="already resolved"):
        queue.resolve(rq_id)
    with pytest.raises(NotFound):
        queue.resolve("rq_nothing")
