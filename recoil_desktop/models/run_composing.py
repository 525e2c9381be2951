"""Makes the lines of the runs pane out of what is known of batches, beats and takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.scenes import TakeStatus
from recoil_desktop.models.run_line import LineKind, RunLine, Stage
from recoil_desktop.models.run_words import (
    STATE_WORDS,
    batch_name,
    block_words,
    counted,
    listed,
    shots_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from engine.orchestration.events import PlannedBeat
    from recoil_desktop.models.run_book import BeatBook, LiveTake, SceneBook

_QUESTIONS = {
    "unknown_job": "unknown job",
    "artifact_missing": "video missing",
    "stale": "references changed",
    "checks": "checks failed",
    "review": "needs a look",
}
_ENDS = {
    "succeeded": (Stage.DONE, "done"),
    "failed": (Stage.FAILED, "failed"),
    "running": (Stage.QUESTION, "interrupted"),
    "partial": (Stage.FAILED, "partly done"),
}
# Which stage of several beats tells most of their batch.
_STALE = "its pictures are not those it was rendered from"
_NEXT = "0 before it"
_UNDER_WAY = (Stage.ACTIVE, Stage.QUESTION)
_FIRST = (Stage.ACTIVE, Stage.QUESTION, Stage.FAILED, Stage.WAITING, Stage.BLOCKED, Stage.CANCELLED)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What goes on around a batch: jobs that are open, and who follows them."""

    open_jobs: AbstractSet[str] = frozenset()
    is_running: bool = False  # here
    is_elsewhere: bool = False  # another program runs the episode


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a beat stands."""

    stage: Stage
    word: str
    reason: str = ""
    share: float | None = None
    checks: Mapping[str, str] = field(default_factory=dict)


def batch_line(scene: SceneBook, around: Circumstances) -> RunLine:
    """The line of a batch with everything below it; a batch of one beat is that beat."""
    beats = [_beat_line(scene, beat, around) for beat in scene.beats.values()]
    if scene.sight.problem:
        return _broken(scene)
    if len(beats) == 1:
        return _alone(scene, beats[0])
    done = sum(beat.stage is Stage.DONE for beat in beats)
    return RunLine(
        key=f"batch {scene.sight.scene_id}",
        kind=LineKind.BATCH,
        title=batch_name(scene.sight.scene_id),
        detail=_detail(scene, tuple(shot for beat in beats for shot in beat.shot_ids)),
        stage=_stage_of(beats),
        word=f"{done} of {len(beats)} done" if beats else "empty",
        share=_share_of(beats),
        scene_id=scene.sight.scene_id,
        shot_ids=tuple(shot for beat in beats for shot in beat.shot_ids),
        cost_micro=_sum([beat.cost_micro for beat in beats]),
        estimate_micro=_sum([beat.estimate_micro for beat in beats]),
        reason=_why_blocked(scene),
        checks={f"{one.title}: {name}": v for one in beats for name, v in one.checks.items()},
        children=tuple(beats),
    )


def _broken(scene: SceneBook) -> RunLine:
    return RunLine(
        key=f"batch {scene.sight.scene_id}",
        kind=LineKind.BATCH,
        title=batch_name(scene.sight.scene_id),
        stage=Stage.FAILED,
        word="corrupt",
        scene_id=scene.sight.scene_id,
        reason=scene.sight.problem,
    )


def _alone(scene: SceneBook, beat: RunLine) -> RunLine:
    return RunLine(
        key=f"batch {scene.sight.scene_id}",
        kind=LineKind.BATCH,
        title=batch_name(scene.sight.scene_id),
        detail=_detail(scene, beat.shot_ids),
        stage=beat.stage,
        word=beat.word,
        share=beat.share,
        scene_id=beat.scene_id,
        beat_id=beat.beat_id,
        take_id=beat.take_id,
        dispatch_id=beat.dispatch_id,
        shot_ids=beat.shot_ids,
        attempts=beat.attempts,
        cost_micro=beat.cost_micro,
        estimate_micro=beat.estimate_micro,
        model=beat.model,
        strategy=beat.strategy,
        reason=beat.reason,
        output=beat.output,
        is_missing=beat.is_missing,
        checks=beat.checks,
        children=beat.children,
    )


def _beat_line(scene: SceneBook, beat: BeatBook, around: Circumstances) -> RunLine:
    takes = beat.takes()
    shown = _shown(beat, takes)
    standing = _standing(scene, beat, around)
    planned = beat.planned
    return RunLine(
        key=f"beat {beat.sight.beat_id}",
        kind=LineKind.BEAT,
        title=shots_in_words(beat.sight.shot_ids) or beat.sight.beat_id,
        stage=standing.stage,
        word=standing.word,
        share=standing.share,
        scene_id=beat.sight.scene_id,
        beat_id=beat.sight.beat_id,
        take_id=shown.take.take_id if shown else "",
        dispatch_id=shown.take.dispatch_id if shown else "",
        shot_ids=beat.sight.shot_ids,
        attempts=len(takes),
        cost_micro=sum(one.take.cost_micro for one in takes) if takes else None,
        estimate_micro=_estimate(standing.stage, planned, shown),
        model=shown.take.model if shown else (planned.model if planned else ""),
        strategy=shown.take.strategy if shown else "",
        reason=standing.reason,
        output=shown.take.output if shown else "",
        is_missing=shown.take.is_missing if shown else False,
        checks=standing.checks,
        children=tuple(_take_line(beat, one, around) for one in takes),
    )


def _estimate(stage: Stage, planned: PlannedBeat | None, shown: LiveTake | None) -> int | None:
    """What a beat will probably cost; of a job that waits for somebody what it holds."""
    held = shown.take.held_micro if shown is not None else 0
    if planned is not None and not (held and stage is Stage.QUESTION):
        return planned.estimate_micro
    return held or None


def _take_line(beat: BeatBook, live: LiveTake, around: Circumstances) -> RunLine:
    take = live.take
    stage, word = _take_stage(live, around)
    is_primary = take.take_id == _primary_of(beat)
    return RunLine(
        key=f"take {take.take_id} {take.attempt}",
        kind=LineKind.TAKE,
        title=f"Take {take.attempt}",
        detail=listed(("counts" if is_primary else "", take.model, take.note)),
        stage=stage,
        word=word,
        share=live.share if stage is Stage.ACTIVE else None,
        scene_id=beat.sight.scene_id,
        beat_id=beat.sight.beat_id,
        take_id=take.take_id,
        dispatch_id=take.dispatch_id,
        shot_ids=beat.sight.shot_ids,
        cost_micro=take.cost_micro,
        estimate_micro=_probable(live, stage),
        model=take.model,
        strategy=take.strategy,
        reason=_reason_of(live),
        output=take.output,
        is_missing=take.is_missing,
        is_primary=is_primary,
        checks=take.checks,
    )


def _probable(live: LiveTake, stage: Stage) -> int | None:
    held = live.take.held_micro
    return (held if stage is Stage.QUESTION else 0) or live.estimate_micro or held or None


def _take_stage(live: LiveTake, around: Circumstances) -> tuple[Stage, str]:
    take = live.take
    if not live.ended:
        return Stage.ACTIVE, STATE_WORDS.get(take.state, take.state)
    if take.is_missing:
        return Stage.QUESTION, "video missing"
    if take.state in {"unknown", "lost_remote"}:
        return Stage.QUESTION, "unknown job"
    if take.state == "cancelled":
        return Stage.CANCELLED, "cancelled"
    if take.dispatch_id in around.open_jobs and around.is_elsewhere:
        return Stage.ACTIVE, STATE_WORDS.get(take.state, take.state)
    if take.dispatch_id in around.open_jobs and not around.is_running:
        return Stage.QUESTION, "interrupted"
    if take.status == TakeStatus.RUNNING and around.is_running:
        return Stage.WAITING, "waiting"
    stage, word = _ENDS.get(take.status, (Stage.IDLE, take.status))
    return stage, "failed, billed" if take.state == "failed_billed" else word


def _standing(scene: SceneBook, beat: BeatBook, around: Circumstances) -> _Standing:
    """How a beat stands: what goes on now first, then what needs somebody, then how it ended."""
    takes = beat.takes()
    running = next((one for one in reversed(takes) if not one.ended), None)
    if running is not None:
        word = STATE_WORDS.get(running.take.state, running.take.state)
        return _Standing(Stage.ACTIVE, word, _reason_of(running), running.share)
    if beat.question[0]:
        word = _QUESTIONS.get(beat.question[0], beat.question[0].replace("_", " "))
        return _Standing(Stage.QUESTION, word, beat.question[1])
    shown = _shown(beat, takes)
    if shown is not None and shown.take.take_id == _primary_of(beat):
        stage, word = _take_stage(shown, around)
        if stage is Stage.DONE and beat.sight.is_stale:
            return _Standing(Stage.QUESTION, _QUESTIONS["stale"], _STALE, checks=shown.take.checks)
        return _Standing(stage, word, beat.warning, checks=shown.take.checks)
    is_due = around.is_running and beat.planned is not None and not beat.is_exhausted
    blocked = beat.blocked or _why_blocked(scene) or _planned_block(beat)
    if shown is not None and _take_stage(shown, around)[0] in _UNDER_WAY:
        blocked = ""  # what goes on is told first
    if blocked:
        return _Standing(Stage.BLOCKED, "blocked", blocked)
    if shown is not None:
        stage, word = _take_stage(shown, around)
        if is_due and stage is Stage.FAILED:
            return _Standing(Stage.WAITING, "tries again", _reason_of(shown))
        return _Standing(stage, word, beat.warning or _reason_of(shown), checks=shown.take.checks)
    return _Standing(Stage.WAITING, "waiting") if is_due else _Standing(Stage.IDLE, "not rendered")


def _shown(beat: BeatBook, takes: tuple[LiveTake, ...]) -> LiveTake | None:
    """The take that stands for its beat: the running one, the one that counts, else the last."""
    running = next((one for one in reversed(takes) if not one.ended), None)
    primary = next((one for one in takes if one.take.take_id == _primary_of(beat)), None)
    return running or primary or (takes[-1] if takes else None)


def _primary_of(beat: BeatBook) -> str:
    return beat.primary or beat.sight.primary_take_id


def _reason_of(live: LiveTake) -> str:
    if not live.ended:
        word = STATE_WORDS.get(live.take.state, live.take.state)
        return {word: "", _NEXT: "next in line"}.get(live.note, live.note)
    mode = live.take.failure_mode.replace("_", " ")
    is_said = not mode or mode in {"none", "unknown"} or mode in live.take.error
    return live.take.error if is_said else f"{mode}: {live.take.error}"


def _why_blocked(scene: SceneBook) -> str:
    code = scene.blocked or scene.sight.blocked
    return (scene.message or block_words(code)) if code else ""


def _planned_block(beat: BeatBook) -> str:
    return block_words(beat.planned.blocked) if beat.planned is not None else ""


def _detail(scene: SceneBook, shots: tuple[str, ...]) -> str:
    version = f"v{scene.sight.version}" if scene.sight.version > 1 else ""
    waiting = len(scene.sight.candidates) or (1 if scene.staged else 0)
    more = counted(waiting, "candidate") if waiting else ""
    return listed((scene.sight.place, shots_in_words(shots), version, more))


def _stage_of(beats: list[RunLine]) -> Stage:
    stages = {beat.stage for beat in beats}
    for stage in _FIRST:
        if stage in stages:
            return stage
    return Stage.DONE if stages == {Stage.DONE} else Stage.IDLE


def _share_of(beats: list[RunLine]) -> float | None:
    """How far a batch is while something of it goes on."""
    if not any(beat.stage is Stage.ACTIVE for beat in beats):
        return None
    shares = [1.0 if beat.stage is Stage.DONE else beat.share or 0.0 for beat in beats]
    return sum(shares) / len(shares)


def _sum(amounts: list[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
