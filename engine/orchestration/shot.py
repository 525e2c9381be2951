"""One shot, as a still or a video, through retries, budget and checks (05, ``run_shot``)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.dispatches import Cap, Scope
from engine.domain.failures import Action, Failure, classify
from engine.domain.ids import episode_id, same_shot
from engine.domain.money import micro_to_usd
from engine.domain.names import Strategy
from engine.domain.scenes import Modality
from engine.domain.sidecar import FailureMode
from engine.errors import BudgetExceeded, NotFound, RecoilError
from engine.orchestration.derive import scene_of
from engine.orchestration.grouping import group_shots
from engine.orchestration.keeping import Keeper, keeping, loose_purpose
from engine.orchestration.payload import build_payload
from engine.orchestration.planning import read_shots
from engine.orchestration.shot_references import neighbour_picture, style_anchor
from engine.orchestration.strategies import STRATEGIES, Attempt
from engine.orchestration.take_making import NoBody, Primary, TakeMaker, TakePlace
from engine.orchestration.take_shelf import TakeShelf
from engine.workspace.references import check_references

if TYPE_CHECKING:
    from engine.domain.canonical import CanonicalShot
    from engine.domain.scenes import Scene
    from engine.orchestration.desk import Desk
    from engine.orchestration.payload import Payload
    from engine.orchestration.payload_overrides import PayloadOverrides
    from engine.orchestration.settling import Ending

log = logging.getLogger(__name__)

OPERATION = "shoot"
MOST_ATTEMPTS = 4
KEYFRAME, VIDEO = "keyframe", "video"

# How a failure that is rendered again is changed, and how often.
_REROLLS = {
    FailureMode.ANATOMY_FACE_MERGE: ("anatomy_anchor", 2),
    FailureMode.ANATOMY_LIMB_MISCOUNT: ("anatomy_anchor", 2),
    FailureMode.IDENTITY_DRIFT: ("ref_prune_and_anchor", 1),
    FailureMode.GRID_INFLUENCE: ("reduce_refs", 1),
    FailureMode.REF_BLEED: ("reduce_refs", 1),
    FailureMode.MOTION_FAILURE: ("change_seed", MOST_ATTEMPTS),
}


class ShotEnd(StrEnum):
    """How a shot ended."""

    OK = "ok"
    NEEDS_REVIEW = "needs_review"
    ICU_ESCALATED = "icu_escalated"
    BUDGET_EXHAUSTED = "budget_exhausted"
    BUDGET_EXHAUSTED_SUCCESS = "budget_exhausted_success"
    ATTEMPTS_EXHAUSTED = "attempts_exhausted"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class ShotWish:
    """Which shot, and how. ``most_micro`` is what this shot alone may cost; None: the budget."""

    shot_id: str
    pipeline: str | None = None
    most_micro: int | None = None


@dataclass(frozen=True, slots=True)
class ShotResult:
    """What came of it; ``output`` is a path in the project, ``cost_micro`` that of all attempts."""

    status: ShotEnd
    op_id: str
    shot_id: str
    output: str = ""
    cost_micro: int = 0
    attempts: int = 0
    failure_mode: str = ""
    notes: tuple[str, ...] = ()
    review_id: str = ""


async def run_shot(desk: Desk, wish: ShotWish) -> ShotResult:
    """Render one shot; an expected failure is a result, never an error.

    Raises:
        NotFound, UserError: there is no such shot or model; nothing was begun.
        Busy: the shot is being rendered; names by whom.
    """
    shots = await desk.room.do(read_shots, desk.project, desk.order.episode)
    shot = next((one for one in shots if same_shot(one.shot_id, wish.shot_id)), None)
    if shot is None:
        raise NotFound("shot", wish.shot_id)
    if wish.most_micro is not None:
        desk.more_caps = (*desk.more_caps, Cap(Scope.RUN, desk.run_id, wish.most_micro))
    desk.dispatcher()
    run = await desk.room.do(_prepared, desk, wish, shots, shot)
    with keeping(desk.project, Keeper.of_shot(run.scene.scene_id)):
        return await _shot(desk, run)


async def _shot(desk: Desk, run: _ShotRun) -> ShotResult:
    shot = run.shot
    operation = await desk.room.do(
        desk.project.ops.started, OPERATION, {"shot_id": shot.shot_id, "run_id": desk.run_id}
    )
    try:
        result = replace(await run.go(), op_id=operation)
    except RecoilError as error:
        log.exception("%s crashed", shot.shot_id)
        await desk.room.do(desk.project.ops.failed, operation, OPERATION, str(error))
        return run.result(ShotEnd.CRASHED, operation, str(error))
    outputs = {"status": result.status.value, "output": result.output}
    await desk.room.do(desk.project.ops.completed, operation, OPERATION, outputs)
    return result


def _prepared(
    desk: Desk, wish: ShotWish, shots: tuple[CanonicalShot, ...], shot: CanonicalShot
) -> _ShotRun:
    modality = _modality(wish, shot)
    (group,) = group_shots(Strategy.SOLO, [shot])
    now = stamp(desk.project.clock.now())
    scene = scene_of(group, desk.order.episode, desk.project.name, now)
    overrides = replace(desk.overrides(), modality=modality)
    more = _borrowed(desk, shots, shot, scene=scene, overrides=overrides)
    overrides = replace(overrides, more_references=more)
    maker = TakeMaker(desk, TakeShelf.of(desk.project, desk.order.episode), NoBody())
    return _ShotRun(desk, shot, scene, maker, overrides)


def _modality(wish: ShotWish, shot: CanonicalShot) -> Modality:
    pipeline = wish.pipeline or shot.pipeline
    return Modality.IMAGE_T2I if pipeline == KEYFRAME else Modality.VIDEO_I2V


def _borrowed(
    desk: Desk,
    shots: tuple[CanonicalShot, ...],
    shot: CanonicalShot,
    *,
    scene: Scene,
    overrides: PayloadOverrides,
) -> tuple[str, ...]:
    """The neighbour's still, unless the model's profile is against it; the style for stills."""
    payload = build_payload(scene.beats[0], scene, 1, overrides, defaults=desk.defaults())
    wants_neighbour = desk.profile(payload.model).enable_sibling_refs
    found = [neighbour_picture(desk.project, shots, shot) if wants_neighbour else None]
    if overrides.modality is Modality.IMAGE_T2I:
        found.append(style_anchor(desk.project))
    return tuple(one for one in found if one)


@dataclass(slots=True)
class _ShotRun:
    """The attempts at one shot."""

    desk: Desk
    shot: CanonicalShot
    scene: Scene
    maker: TakeMaker
    overrides: PayloadOverrides
    attempts: int = 0
    cost_micro: int = 0
    output: str = ""
    notes: list[str] = field(default_factory=list)
    failure: Failure | None = None
    _tried: list[str] = field(default_factory=list)

    async def go(self) -> ShotResult:
        """Try until it is good, or one of the other ends comes."""
        while self.attempts < MOST_ATTEMPTS:
            payload = await self.desk.room.do(self._payload)
            try:
                ending = await self.maker.make(payload, self._place())
            except BudgetExceeded as error:
                return self.result(self._broke(), "", str(error))
            end = await self._judge(ending, payload)
            if end is ShotEnd.OK:
                return self.result(end)
            if end is not None:
                return await self._to_review(end, ending)
        return await self._to_review(ShotEnd.ATTEMPTS_EXHAUSTED, None)

    def result(self, end: ShotEnd, op_id: str = "", note: str = "") -> ShotResult:
        """The result as things stand."""
        return ShotResult(
            status=end,
            op_id=op_id,
            shot_id=self.shot.shot_id,
            output=self.output,
            cost_micro=self.cost_micro,
            attempts=self.attempts,
            failure_mode=self.failure.mode.value if self.failure else "",
            notes=(*self.notes, *([note] if note else [])),
        )

    def _broke(self) -> ShotEnd:
        """Out of money: with something to show for it, or without."""
        return ShotEnd.BUDGET_EXHAUSTED_SUCCESS if self.output else ShotEnd.BUDGET_EXHAUSTED

    async def _judge(self, ending: Ending, payload: Payload) -> ShotEnd | None:
        """How the shot ends with this attempt; None: it is tried again, changed."""
        self.attempts += 1
        self.cost_micro += ending.dispatch.charged_micro
        state = str(ending.dispatch.detail.get("final_state") or "")
        if ending.output:
            self.output = ending.output
        if ending.is_open or state == "pending_qc":
            self.notes.append(ending.question or "waits for quality control")
            return ShotEnd.NEEDS_REVIEW
        if state == "icu_escalated":
            return ShotEnd.ICU_ESCALATED
        self.failure = _failure_of(ending)
        if self.failure is None:
            return ShotEnd.OK
        return await self._follow(self.failure, ending, payload)

    async def _follow(self, failure: Failure, ending: Ending, payload: Payload) -> ShotEnd | None:
        match failure.action:
            case _ if failure.is_passing:
                return None
            case Action.ACCEPT:
                self.notes.append(f"accepted with {failure.mode.value.replace('_', ' ')}")
                return ShotEnd.OK if ending.succeeded else ShotEnd.NEEDS_REVIEW
            case Action.REROLL:
                name, most = _REROLLS[failure.mode]
                return self._changed(name, most, failure, payload)
            case Action.SOFTEN if self.desk.profile(payload.model).may_be_softened:
                return self._changed("soften_prompt", 1, failure, payload)
            case _:
                return ShotEnd.NEEDS_REVIEW

    def _changed(self, name: str, most: int, failure: Failure, payload: Payload) -> ShotEnd | None:
        """Change the next attempt in one way; to review when that was done often enough."""
        attempt = Attempt(payload, self.overrides, failure, self.attempts)
        change = STRATEGIES[name](attempt) if self._tried.count(name) < most else None
        if change is None:
            return ShotEnd.NEEDS_REVIEW
        self._tried.append(name)
        self.overrides = change.overrides
        self.notes.append(f"{name}: {', '.join(change.changes)}")
        return None

    async def _to_review(self, end: ShotEnd, ending: Ending | None) -> ShotResult:
        result = self.result(end)
        entry: dict[str, object] = {
            "project": self.desk.project.name,
            "episode_id": episode_id(self.desk.order.episode),
            "shot_id": self.shot.shot_id,
            "run_id": self.desk.run_id,
            "reason": self._reason(end, ending),
            "failure_mode": result.failure_mode,
            "attempts": list(self._tried),
            "total_cost_usd": micro_to_usd(self.cost_micro),
            "original_prompt": self.shot.prompt,
            "output": self.output,
        }
        if self.overrides.prompt is not None:
            entry["softened_prompt"] = self.overrides.prompt
        review_id = await self.desk.room.do(self.desk.project.review_queue.add, entry)
        return replace(result, review_id=review_id)

    def _reason(self, end: ShotEnd, ending: Ending | None) -> str:
        failure = (ending.failure if ending else None) or {}
        return str(failure.get("error") or (self.notes[-1] if self.notes else end.value))

    def _payload(self) -> Payload:
        payload = build_payload(
            self.scene.beats[0],
            self.scene,
            self.attempts + 1,
            self.overrides,
            defaults=self.desk.defaults(),
        )
        check_references(self.desk.project, payload.references)
        return payload

    def _place(self) -> TakePlace:
        beat = self.scene.beats[0]
        purpose = loose_purpose(self.desk.run_id, self.attempts + 1)
        where = (self.scene.scene_id, 1, beat.beat_id, self.attempts + 1)
        return TakePlace(*where, purpose, Primary.NEVER)


def _failure_of(ending: Ending) -> Failure | None:
    """What is wrong with an attempt: its failure, else the first soft check that failed."""
    said = ending.failure
    if said is not None:
        return classify(
            category=str(said.get("failure_mode") or ""),
            check=str(said.get("check") or ""),
            kind=str(said.get("failure_kind") or ""),
            error=str(said.get("error") or "failed"),
        )
    soft = ending.dispatch.detail.get("soft_failures")
    if not isinstance(soft, list) or not soft or not isinstance(soft[0], dict):
        return None
    first = soft[0]
    return classify(
        category=str(first.get("category") or ""), check=str(first.get("name") or ""), is_hard=False
    )
