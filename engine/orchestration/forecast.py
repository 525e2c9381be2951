"""What a plan would render and cost, beat by beat, without writing anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.domain.dispatches import upper_bound
from engine.orchestration.events import PlannedBeat
from engine.orchestration.order import DryReport, board_gate
from engine.orchestration.payload import PayloadRefused, build_payload
from engine.orchestration.planning import Course
from engine.orchestration.preflight import blocked
from engine.orchestration.take_shelf import TakeShelf
from engine.workspace.references import picture_problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from engine.domain.scenes import Beat
    from engine.orchestration.desk import Desk
    from engine.orchestration.payload import Payload
    from engine.orchestration.planning import PlannedScene, RunPlan
    from engine.providers.profiles import ModelProfile


@dataclass(frozen=True, slots=True)
class Forecast:
    """Every beat of a run, and the pictures that those are made from which are due."""

    beats: tuple[PlannedBeat, ...]
    references: tuple[str, ...]


def forecast(desk: Desk, plan: RunPlan) -> Forecast:
    """Every beat of the plan with its estimate, its file, and what is in its way.

    Raises:
        NotFound, UserError: the model or its provider cannot be used for this run.
        PriceUnknown: a beat's price is not known, and no maximum was granted.
    """
    gated = board_gate(desk.order.episode, tuple(desk.project.settings.board_gate_episodes))
    shelf = TakeShelf.of(desk.project, desk.order.episode)
    found: list[PlannedBeat] = []
    references: dict[str, None] = {}
    for planned in plan.scenes:
        block = blocked(desk.project, planned, is_gated=gated)
        reason = block.reason.value if block else _course_word(planned)
        for beat in planned.beats():
            told, needed = _beat(desk, planned, beat, shelf, reason)
            found.append(told)
            references.update(dict.fromkeys(needed))
    return Forecast(tuple(found), tuple(references))


def dry_run(desk: Desk, plan: RunPlan) -> DryReport:
    """What the run would do and cost; payloads are built, so what cannot be built is told."""
    beats = forecast(desk, plan).beats
    due = [beat for beat in beats if not beat.done and not beat.blocked]
    return DryReport(
        beats=beats,
        total_micro=sum(beat.estimate_micro or 0 for beat in due),
        problems=tuple(_problems(desk, plan)),
    )


def _beat(
    desk: Desk, planned: PlannedScene, beat: Beat, shelf: TakeShelf, reason: str
) -> tuple[PlannedBeat, tuple[str, ...]]:
    """The beat, and its pictures when it is due."""
    primary = beat.primary_take()
    is_done = planned.course is Course.RENDERED or (primary is not None and primary.has_succeeded)
    try:
        payload = _payload(desk, planned, beat)
    except PayloadRefused as error:
        return _unbuilt(planned, beat, str(error)), ()
    told = planned_beat(desk, planned, beat, payload)
    if is_done:
        return replace(told, done=True, blocked=reason), ()
    _, name = shelf.next_name(payload.identity, payload.tag, payload.modality)
    told = replace(told, target=str(shelf.target(name)), blocked=reason)
    return told, () if reason else tuple(payload.references)


def planned_beat(desk: Desk, planned: PlannedScene, beat: Beat, payload: Payload) -> PlannedBeat:
    """A beat with what its next take would cost.

    Raises:
        Refused: the model cannot do that.
        PriceUnknown: nobody knows the price, and no maximum was granted.
    """
    profile = desk.profile(payload.model)
    profile.check(payload.modality, payload.duration, len(payload.references))
    estimate = profile.estimate(payload.modality, payload.duration)
    bound = profile.upper_bound(payload.modality, payload.duration)
    most = upper_bound(bound, 1, maximum_micro=desk.order.most_per_job_micro)
    return PlannedBeat(
        scene_id=planned.scene_id,
        beat_id=beat.beat_id,
        shot_ids=payload.shot_ids,
        modality=payload.modality.value,
        model=payload.model,
        duration_s=float(payload.duration),
        estimate_micro=most if estimate is None else estimate,
        tag=payload.tag,
        charged_s=_charged(profile, payload.duration),
    )


def _charged(profile: ModelProfile, duration: Fraction) -> float | None:
    """The length that is charged; None when nothing is, or nobody knows."""
    billed = profile.price.billed_duration(duration) if profile.usd_per_second else None
    return None if billed is None else float(billed)


def _unbuilt(planned: PlannedScene, beat: Beat, problem: str) -> PlannedBeat:
    return PlannedBeat(
        scene_id=planned.scene_id,
        beat_id=beat.beat_id,
        shot_ids=beat.shot_ids(),
        modality=beat.modality or "",
        model="",
        duration_s=0.0,
        estimate_micro=None,
        blocked=problem,
    )


def _payload(desk: Desk, planned: PlannedScene, beat: Beat) -> Payload:
    return build_payload(
        beat,
        planned.scene,
        beat.next_index(),
        desk.overrides(),
        defaults=desk.defaults(),
        scene_version=planned.version,
    )


def _problems(desk: Desk, plan: RunPlan) -> Iterator[str]:
    """What would stop the run, or what it would leave out, a line each."""
    seen: set[str] = set()
    for planned, beat in plan.beats():
        if planned.trouble is not None and str(planned.trouble) not in seen:
            seen.add(str(planned.trouble))
            yield str(planned.trouble)
        try:
            references = _payload(desk, planned, beat).references
        except PayloadRefused as error:
            yield str(error)
            continue
        for reference in references:
            problem = picture_problem(desk.project, reference)
            if problem and problem not in seen:
                seen.add(problem)
                yield f"{beat.beat_id}: {problem}"


def _course_word(planned: PlannedScene) -> str:
    return "candidate_staged" if planned.course is Course.STAGE else ""
