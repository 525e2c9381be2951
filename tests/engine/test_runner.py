"""Running an episode: what is rendered, what is paid, and what stops it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from engine.domain.dispatches import DispatchState
from engine.domain.scenes import TakeStatus
from engine.errors import Ambiguous, Busy, Declined, Garbled, NotFound, NotSent, UserError
from engine.orchestration.events import (
    BatchBlocked,
    BeatExhausted,
    CandidateStaged,
    SequenceComplete,
    TakeCompleted,
    TakeDispatched,
    TakeNeedsPerson,
)
from engine.providers.base import JobState, JobStatus, ProviderFailure, Submission, Unsure
from engine.workspace.references import ReferencesBroken
from tests.helpers.clips import make_clip
from tests.helpers.episodes import Stage, a_shot, an_episode, profiles, write_plan
from tests.helpers.renderer import ScriptedRenderer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.store.project import Project

SECOND = 50_000  # micro-dollars


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(
        tmp_path_factory.mktemp("video") / "one.mp4", shots=(24, 24, 24), audio=False
    ).path


@pytest.fixture
def stage(tmp_path: Path, video: Path) -> Stage:
    return Stage(an_episode(tmp_path), ScriptedRenderer(video))


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110 - the renderer under test has no event to wait for
            await asyncio.sleep(0.001)


def primaries(project: Project, scene: str) -> list[str | None]:
    loaded = project.scenes.load(1, scene)
    return [beat.primary_take_id for beat in loaded.scene.beats]


async def test_that_every_beat_of_the_plan_gets_a_take_with_its_name_and_origin(stage):
    report = await stage.run()

    names = sorted(path.name for path in (stage.project.root / "renders/ep_001").glob("*.mp4"))
    sidecar = json.loads(
        (stage.project.root / "renders/ep_001/EP001_CONT_002_SH4_take1.mp4.json").read_text()
    )
    assert names == ["EP001_CONT_001_SH1_2_3_take1.mp4", "EP001_CONT_002_SH4_take1.mp4"]
    assert len(report.rendered_shot_ids) == 4
    assert sidecar["provenance"]["batch_id"] == "BATCH_002"
    assert sidecar["cost_usd"] == pytest.approx(0.05)
    assert report.spent_micro == 4 * SECOND
    assert report.reserved_micro == 0
    assert stage.renderer.is_closed


async def test_that_a_second_run_sends_nothing(stage):
    await stage.run()

    report = await stage.run()

    assert sum(stage.renderer.jobs.values()) == 2
    assert report.rendered_shot_ids == ()
    assert report.spent_micro == 0


async def test_that_a_failed_take_is_tried_again_until_the_takes_are_used_up(stage):
    free = ProviderFailure.of("no_frames", "nothing to see")
    stage.renderer.statuses = [JobStatus(JobState.FAILED, error=free)] * 2

    report = await stage.run(concurrency=1)

    loaded = stage.project.scenes.load(1, "BATCH_001").scene
    assert [take.status for take in loaded.beats[0].takes] == ["failed", "failed", "succeeded"]
    assert report.spent_micro == 4 * SECOND
    assert report.halted is None


async def test_that_a_beat_whose_takes_all_failed_is_exhausted(stage):
    free = ProviderFailure.of("no_frames", "nothing to see")
    stage.renderer.statuses = [JobStatus(JobState.FAILED, error=free)] * 3

    await stage.run(concurrency=1, max_takes=3)

    assert stage.events(BeatExhausted) == [BeatExhausted("BATCH_001__cont", 3)]
    assert primaries(stage.project, "BATCH_001") == [None]


async def test_that_a_billed_failure_is_charged_and_counts_against_the_budget(stage):
    billed = ProviderFailure.of("content_policy", "not this")
    stage.renderer.statuses = [JobStatus(JobState.FAILED, error=billed)]

    report = await stage.run(concurrency=1)

    assert report.spent_micro == 7 * SECOND
    failed = next(one for one in stage.events(TakeCompleted) if not one.succeeded)
    assert failed.charged_micro == 3 * SECOND


async def test_that_the_budget_stops_the_run_before_it_is_exceeded(stage):
    report = await stage.run(concurrency=1, budget_micro=3 * SECOND)

    assert report.halted["code"] == "budget_exceeded"
    assert report.spent_micro == 3 * SECOND
    assert report.rendered_shot_ids == ("EP001_SH01", "EP001_SH02", "EP001_SH03")
    assert sum(stage.renderer.jobs.values()) == 1


async def test_that_what_surely_was_not_sent_is_sent_again_under_the_same_id(stage):
    stage.renderer.submits = [NotSent("scripted", "no route")] * 2

    report = await stage.run(concurrency=1)

    keys = [request.key for request in stage.renderer.requests]
    assert len(set(keys)) == 2
    assert len(keys) == 4
    assert report.spent_micro == 4 * SECOND


async def test_that_a_provider_nobody_can_reach_stops_the_run_and_uses_up_no_take(stage):
    stage.renderer.submits = [NotSent("scripted", "no route")] * 6

    report = await stage.run(concurrency=1)
    again = await stage.run(concurrency=1, max_takes=1)

    assert report.halted["code"] == "not_sent"
    assert report.rendered_shot_ids == ()
    assert len(again.rendered_shot_ids) == 4


async def test_that_what_may_have_been_sent_is_never_sent_again(stage):
    stage.renderer.submits = [Ambiguous("scripted", "the line was cut")]
    stage.renderer.finds = [Unsure("it cannot be asked")] * 9

    report = await stage.run(concurrency=1)
    again = await stage.run(concurrency=1)

    assert sum(stage.renderer.jobs.values()) == 1
    assert report.reserved_micro == again.reserved_micro == 3 * SECOND
    assert [one["reason"] for one in again.needs_person] == ["unknown_job"]
    assert stage.events(TakeNeedsPerson)


async def test_that_an_ambiguous_job_that_the_provider_finds_is_followed(stage):
    stage.renderer.submits = [Ambiguous("scripted", "the line was cut")]
    stage.renderer.finds = [Submission("r_found")]

    report = await stage.run(concurrency=1)

    assert len(report.rendered_shot_ids) == 4
    assert report.spent_micro == 4 * SECOND


async def test_that_a_job_the_provider_never_got_is_asked_for_anew(stage):
    stage.renderer.submits = [Ambiguous("scripted", "the line was cut")]

    report = await stage.run(concurrency=1)

    assert len(report.rendered_shot_ids) == 4
    assert report.reserved_micro == 0
    assert report.spent_micro == 4 * SECOND


async def test_that_a_refusal_is_free_unless_such_refusals_are_billed(stage):
    stage.renderer.submits = [Declined("scripted", "bad_request", "no such size")]

    report = await stage.run(concurrency=1)

    assert report.spent_micro == 4 * SECOND


async def test_that_a_download_that_fails_for_good_waits_to_be_collected(stage):
    stage.renderer.downloads = [Garbled("scripted", "an HTML page")] * 4

    report = await stage.run(concurrency=1)
    again = await stage.run(concurrency=1)

    assert [one["beat_id"] for one in report.needs_person] == ["BATCH_001__cont"]
    assert sum(stage.renderer.jobs.values()) == 2
    assert again.rendered_shot_ids == ("EP001_SH01", "EP001_SH02", "EP001_SH03")


async def test_that_an_episode_is_run_by_one_at_a_time(stage):
    with (
        stage.project.locks.lease("generate", "EP001"),
        pytest.raises(Busy, match="EP001"),
    ):
        await stage.run()

    assert stage.renderer.requests == []


async def test_that_a_run_that_died_while_waiting_is_followed_to_its_end(stage):
    runner = stage.runner(concurrency=1)
    stage.renderer.statuses = [JobStatus(JobState.RUNNING)] * 10_000

    task = asyncio.create_task(runner.run())
    await _until(lambda: bool(stage.renderer.jobs))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    stage.renderer.statuses = []
    report = await stage.run(concurrency=1)

    assert sum(stage.renderer.jobs.values()) == 2
    assert len(report.rendered_shot_ids) == 4
    assert any(event.is_reattached for event in stage.events(TakeDispatched))


async def test_that_an_end_that_only_the_ledger_knows_is_written_into_the_body(stage):
    await stage.run()
    loaded = stage.project.scenes.load(1, "BATCH_002").scene
    take = loaded.beats[0].takes[0]
    body = stage.project.root / str(stage.project.scenes.path(1, "BATCH_002"))
    document = json.loads(body.read_text())
    document["beats"][0]["primary_take_id"] = None
    document["beats"][0]["takes"][0]["status"] = TakeStatus.RUNNING.value
    body.write_text(json.dumps(document))

    await stage.run()

    assert primaries(stage.project, "BATCH_002") == [take.take_id]
    assert sum(stage.renderer.jobs.values()) == 2


async def test_that_stopping_ends_what_runs_and_starts_nothing_new(stage):
    runner = stage.runner(concurrency=1)
    stage.renderer.on_submit = lambda _request: runner.stop()

    report = await runner.run()

    assert len(stage.renderer.requests) == 1
    assert report.rendered_shot_ids == ("EP001_SH01", "EP001_SH02", "EP001_SH03")


async def test_that_cancelling_asks_the_provider_and_waits_for_its_word(stage):
    runner = stage.runner(concurrency=1)
    stage.renderer.statuses = [JobStatus(JobState.RUNNING)] * 10_000

    task = asyncio.create_task(runner.run())
    await _until(lambda: bool(stage.renderer.jobs))
    runner.cancel()
    report = await task

    assert stage.renderer.cancelled
    assert report.reserved_micro == 0
    assert report.spent_micro == 0


async def test_that_a_paused_run_waits_until_it_is_resumed(stage):
    runner = stage.runner(concurrency=1)
    runner.pause()
    task = asyncio.create_task(runner.run())
    for _ in range(20):
        await asyncio.sleep(0.005)
    sent_while_paused = len(stage.renderer.requests)
    runner.resume()
    report = await task

    assert sent_while_paused == 0
    assert len(report.rendered_shot_ids) == 4


async def test_that_a_vanished_take_costs_nothing_until_somebody_says_so(stage):
    await stage.run()
    gone = stage.project.root / "renders/ep_001/EP001_CONT_002_SH4_take1.mp4"
    gone.rename(stage.project.root / "elsewhere.mp4")

    told = await stage.run()
    paid = await stage.run(rerender_missing=True)

    assert [one["reason"] for one in told.needs_person] == ["artifact_missing"]
    assert told.spent_micro == 0
    assert paid.outputs == ("renders/ep_001/EP001_CONT_002_SH4_take2.mp4",)


async def test_that_a_take_of_changed_references_is_told_and_kept(stage):
    write_plan(stage.project, [a_shot(1, "HALL", start_frame="assets/a.png")])
    picture = stage.project.root / "assets/a.png"
    picture.parent.mkdir()
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 200)
    await stage.run()
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"1" * 200)

    report = await stage.run()

    assert [one["reason"] for one in report.needs_person] == ["stale"]
    assert len(stage.renderer.requests) == 1


async def test_that_missing_references_refuse_the_run_before_anything_is_written(stage):
    write_plan(stage.project, [a_shot(1, "HALL"), a_shot(2, "YARD", start_frame="assets/a.png")])
    before = sorted(stage.project.root.rglob("*"))

    with pytest.raises(ReferencesBroken, match=r"assets/a\.png is missing"):
        await stage.run()

    assert stage.renderer.requests == []
    assert sorted(stage.project.root.rglob("*")) == before


async def test_that_references_that_vanish_stop_the_run_before_their_beat_is_paid(stage):
    write_plan(stage.project, [a_shot(1, "HALL"), a_shot(2, "YARD", start_frame="assets/a.png")])
    picture = stage.project.root / "assets/a.png"
    picture.parent.mkdir()
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 200)
    stage.renderer.on_submit = lambda _request: picture.unlink()

    report = await stage.run(concurrency=1)

    assert report.halted["code"] == "references_broken"
    assert report.rendered_shot_ids == ("EP001_SH01",)
    assert report.reserved_micro == 0


async def test_that_missing_references_keep_nobody_from_following_what_was_sent(stage):
    write_plan(stage.project, [a_shot(1, "HALL", start_frame="assets/a.png")])
    picture = stage.project.root / "assets/a.png"
    picture.parent.mkdir()
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 200)
    stage.renderer.statuses = [JobStatus(JobState.RUNNING)] * 10_000
    task = asyncio.create_task(stage.run())
    await _until(lambda: bool(stage.renderer.jobs))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    stage.renderer.statuses = []
    picture.unlink()

    report = await stage.run()

    assert report.rendered_shot_ids == ("EP001_SH01",)
    assert sum(stage.renderer.jobs.values()) == 1


async def test_that_what_another_run_rendered_in_the_meantime_is_not_paid_again(stage):
    late = stage.runner()
    planned, quicker = late._planned, []

    def planned_and_overtaken():
        found = planned()
        if not quicker:
            quicker.append(asyncio.run(stage.run()))
        return found

    late._planned = planned_and_overtaken
    report = await late.run()

    assert len(quicker[0].rendered_shot_ids) == 4
    assert report.rendered_shot_ids == ()
    assert sum(stage.renderer.jobs.values()) == 2


async def test_that_a_changed_plan_of_other_shots_is_staged_and_not_rendered(stage):
    await stage.run()
    write_plan(stage.project, [a_shot(n, "KITCHEN") for n in (1, 2, 3, 4)])

    report = await stage.run()

    assert report.staged == {"BATCH_001": 2}
    assert stage.events(CandidateStaged)
    assert len(stage.renderer.requests) == 2


async def test_that_changed_words_of_a_version_stop_its_batch(stage):
    await stage.run()
    write_plan(stage.project, [a_shot(n, "KITCHEN") for n in (1, 2, 3, 4)])
    await stage.run()
    write_plan(
        stage.project,
        [a_shot(n, "KITCHEN", prompt="Other words.") for n in (1, 2, 3)] + [a_shot(4, "HALL")],
    )

    report = await stage.run()

    assert report.blocked == {"BATCH_001": "content_drift"}
    assert "rederive" in stage.events(BatchBlocked)[-1].remedy


async def test_that_a_corrupt_body_concerns_its_batch_alone(stage):
    await stage.run()
    body = stage.project.root / str(stage.project.scenes.path(1, "BATCH_001"))
    body.write_text("{torn")

    report = await stage.run(rerender_missing=True)

    assert report.blocked == {"BATCH_001": "corrupt_scene"}
    assert body.read_text() == "{torn"
    assert report.halted is None


async def test_that_an_unapproved_board_blocks_a_gated_episode(tmp_path, video):
    stage = Stage(an_episode(tmp_path, board_gate_episodes=[1]), ScriptedRenderer(video))

    report = await stage.run()

    assert report.blocked == {"BATCH_001": "no_board"}
    assert report.rendered_shot_ids == ("EP001_SH04",)


async def test_that_a_price_nobody_knows_is_refused_unless_a_most_is_granted(stage):
    stage.profiles = profiles(None)

    with pytest.raises(UserError, match="price is not known"):
        await stage.run()
    report = await stage.run(most_per_job_micro=90_000)

    assert len(report.rendered_shot_ids) == 4
    assert report.spent_micro == 180_000


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        ({"budget_micro": 0}, "a budget is more than nothing"),
        ({"budget_micro": -5}, "a budget is more than nothing"),
        ({"passes": ()}, "the list of passes is empty"),
        ({"passes": ("EP001_PASS_001",)}, "pass not found"),
        ({"grouping": "mood"}, "not a grouping"),
        ({"model": "wan-99"}, "model not found"),
        ({"concurrency": 0}, "beats at once"),
        ({"scenes": ("BATCH_077",)}, "batch not found"),
        ({"episode": 2}, "plan not found"),
    ],
)
async def test_that_an_order_nobody_can_honour_is_refused_and_changes_nothing(
    stage, order, problem
):
    before = sorted(stage.project.root.rglob("*"))

    with pytest.raises((UserError, NotFound), match=problem):
        await stage.run(**order)

    assert sorted(stage.project.root.rglob("*")) == before
    assert stage.renderer.requests == []


async def test_that_a_run_ends_with_its_sums(stage):
    await stage.run()

    (end,) = stage.events(SequenceComplete)
    assert end.spent_micro == 4 * SECOND
    states = {one.state for one in stage.project.ledger.view().dispatches.values()}
    assert states == {DispatchState.CHARGED}


async def test_that_a_job_whose_result_is_gone_after_all_is_asked_for_anew(stage):
    lost = ProviderFailure.of("no_frames", "the result was lost", 0)
    done = JobStatus(JobState.COMPLETED, 1.0, result={})
    stage.renderer.statuses = [done, JobStatus(JobState.FAILED, error=lost)]

    report = await stage.run(concurrency=1)

    assert len(report.rendered_shot_ids) == 4
    assert report.reserved_micro == 0


async def test_that_a_job_that_was_given_up_is_not_paid_for_again_by_itself(stage):
    stage.renderer.submits = [Ambiguous("scripted", "the line was cut")]
    stage.renderer.finds = [Unsure("it cannot be asked")] * 20
    await stage.run(concurrency=1, scenes=("BATCH_001",))
    (job,) = stage.project.ledger.view().dispatches
    proof = {"decision": "give-up", "proof": "a person says so", "billed_micro": 0}
    stage.project.ledger.note(job, DispatchState.FAILED_FREE, **proof)

    told = await stage.run(scenes=("BATCH_001",))
    again = await stage.run(scenes=("BATCH_001",))
    paid = await stage.run(scenes=("BATCH_001",), rerender_missing=True)

    assert told.outputs == again.outputs == ()
    assert [one["reason"] for one in again.needs_person] == ["given_up"]
    assert len(paid.outputs) == 1
