"""Making one take: the money held, the take noted in its body, the dispatch walked to its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from engine.clock import stamp
from engine.domain.canonical import as_number
from engine.domain.dispatches import DispatchIntent, DispatchState, upper_bound
from engine.domain.scene_operations import put_take
from engine.domain.scenes import Modality
from engine.errors import Refused
from engine.orchestration.events import (
    BeatPrimarySelected,
    TakeCompleted,
    TakeDispatched,
    TakeNeedsPerson,
    TakeNoReasonFailure,
)
from engine.orchestration.settling import NO_REASON, ending_of, write_back
from engine.orchestration.take_json import running_take
from engine.store.ledger import new_dispatch_id
from engine.store.scenes import VersionConflict
from engine.workspace.references import made_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.domain.dispatches import Dispatch
    from engine.domain.scene_operations import Operation
    from engine.orchestration.desk import Desk
    from engine.orchestration.payload import Payload
    from engine.orchestration.settling import Ending
    from engine.orchestration.take_shelf import TakeShelf
    from engine.providers.profiles import ModelProfile

_RESERVATIONS = 5  # with another name each time, when somebody took the one before


class Primary(StrEnum):
    """Whether a take that came well becomes the one that counts."""

    IF_NONE = "if_none"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class TakePlace:
    """Which take of which beat it is; ``purpose`` is what only one dispatch may be open for."""

    scene_id: str
    version: int
    beat_id: str
    index: int
    purpose: str
    primary: Primary = Primary.IF_NONE

    @classmethod
    def take(cls, scene_id: str, version: int, beat_id: str, index: int) -> TakePlace:
        """A usual take of a beat."""
        return cls(scene_id, version, beat_id, index, f"take {index}")

    @property
    def take_id(self) -> str:
        """The id of the take in its body."""
        return f"{self.beat_id}__t{self.index}"


class Body(Protocol):
    """Where takes are noted while they are made; all blocking."""

    def save(self, operation: Operation) -> None:
        """Save a status, durable when it returns."""
        ...

    def check_active(self) -> None:
        """Raise VersionConflict when the body is not the one that counts any more."""
        ...


@dataclass(frozen=True, slots=True)
class SceneBody:
    """The body of a scene, at the version that a run loaded."""

    desk: Desk
    scene_id: str
    version: int

    def save(self, operation: Operation) -> None:
        """Save into the active body; raises VersionConflict when that is another one."""
        scenes, episode = self.desk.project.scenes, self.desk.order.episode
        scenes.change(episode, self.scene_id, self.version, operation)

    def check_active(self) -> None:
        """Once more, immediately before money is spent (04)."""
        scenes, episode = self.desk.project.scenes, self.desk.order.episode
        active = scenes.active_version(episode, self.scene_id)
        if active != self.version:
            raise VersionConflict(self.scene_id, self.version, active)


@dataclass(frozen=True, slots=True)
class NoBody:
    """A shot of its own: its file, its sidecar and the ledger say all there is to say."""

    def save(self, operation: Operation) -> None:
        """Nothing to save into."""

    def check_active(self) -> None:
        """Nothing that could be another."""


@dataclass(slots=True)
class TakeMaker:
    """Makes takes of one beat, one at a time, and keeps what came of them."""

    desk: Desk
    shelf: TakeShelf
    body: Body
    rendered_shots: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    questions: list[TakeNeedsPerson] = field(default_factory=list)
    error: str = ""  # of the last take, when it failed

    async def make(self, payload: Payload, place: TakePlace) -> Ending:
        """Hold the money and the name, send, and follow to the end.

        Raises:
            BudgetExceeded, PriceUnknown, UserError: nothing is held and nothing was sent.
            VersionConflict: the body is another now; nothing was sent.
            DiskFailed, Offline, Busy: what was sent is in the ledger.
        """
        dispatch, intent = await self.desk.room.do(self._begun, payload, place)
        self.desk.dispatcher(dispatch.provider).remember(intent)
        return await self.settle(dispatch, is_reattached=False)

    async def settle(self, dispatch: Dispatch, *, is_reattached: bool) -> Ending:
        """Walk a dispatch to its end and complete its take.

        Raises:
            Like ``make``; one that a run before reserved and did not send is released when its body
            is another now.
        """
        if is_reattached and dispatch.state is DispatchState.RESERVED:
            # Its run may have died before the body knew of it.
            intent = await self.desk.dispatcher(dispatch.provider).intent(dispatch.dispatch_id)
            await self.desk.room.do(self._begin, dispatch, intent)
        self.desk.tell(_dispatched(dispatch, is_reattached=is_reattached))
        dispatcher = self.desk.dispatcher(dispatch.provider)
        settled = await dispatcher.settle(dispatch)
        intent = await dispatcher.intent(dispatch.dispatch_id)
        ending = ending_of(settled, intent, dispatcher.trouble(dispatch.dispatch_id))
        dispatcher.forget(dispatch.dispatch_id)
        await self.desk.room.do(write_back, self.desk.project, ending)
        self._tell(ending)
        return ending

    def ask(self, scene_id: str, beat_id: str, take_id: str, reason: str, message: str) -> None:
        """Say that only a person can go on with a take."""
        self._question(TakeNeedsPerson(scene_id, beat_id, take_id, "", reason, message))

    # -- inside --------------------------------------------------------------

    def _begun(self, payload: Payload, place: TakePlace) -> tuple[Dispatch, DispatchIntent]:
        """Hold the money, then note the take: one piece of work, for each way to a thread costs."""
        dispatch = self._reserve(payload, place)
        intent = self.desk.project.ledger.intent(dispatch.dispatch_id)  # it may be an older one
        self._begin(dispatch, intent)
        return dispatch, intent

    def _begin(self, dispatch: Dispatch, intent: DispatchIntent) -> None:
        """Note the take in its body, last before anything is sent."""
        try:
            self.body.check_active()
        except VersionConflict:
            self.desk.project.ledger.note(dispatch.dispatch_id, DispatchState.CANCELLED)
            raise
        self.body.save(put_take(dispatch.beat_id, running_take(intent)))

    def _reserve(self, payload: Payload, place: TakePlace) -> Dispatch:
        for attempt in range(1, _RESERVATIONS + 1):
            intent = self._intent(payload, place)
            try:
                reserved = self.desk.project.ledger.reserve(intent, self.desk.caps())
            except Refused:
                if attempt == _RESERVATIONS:
                    raise
                self.shelf.look_again()  # somebody took the name in between
            else:
                return reserved.dispatch
        raise AssertionError("a reservation succeeds or raises")

    def _intent(self, payload: Payload, place: TakePlace) -> DispatchIntent:
        desk = self.desk
        profile = desk.profile(payload.model)
        profile.check(payload.modality, payload.duration, len(payload.references))
        estimate = profile.estimate(payload.modality, payload.duration)
        bound = profile.upper_bound(payload.modality, payload.duration)
        reserve = upper_bound(bound, 1, maximum_micro=desk.order.most_per_job_micro)
        take, name = self.shelf.next_name(payload.identity, payload.tag, payload.modality)
        return DispatchIntent(
            dispatch_id=new_dispatch_id(),
            episode=desk.order.episode,
            scene_id=place.scene_id,
            version=place.version,
            beat_id=place.beat_id,
            purpose=place.purpose,
            take_id=place.take_id,
            provider=desk.provider_name,
            model=payload.model,
            modality=payload.modality.value,
            shot_ids=payload.shot_ids,
            payload=self._request(payload, take, place.primary)
            | {"endpoint": profile.endpoint_for(payload.modality)}
            | _billed_length(profile, payload),
            target=self.shelf.target(name),
            estimate_micro=min(estimate if estimate is not None else reserve, reserve),
            reserve_micro=reserve,
            run_id=desk.run_id,
            program=desk.program,
            created_at=stamp(desk.project.clock.now()),
        )

    def _request(self, payload: Payload, take: int, primary: Primary) -> dict[str, object]:
        return {
            **payload.request,
            "take": take,
            "primary": primary.value,
            "provenance": dict(payload.provenance),
            **made_from(self.desk.project, payload.references),
        }

    def _tell(self, ending: Ending) -> None:
        dispatch = ending.dispatch
        if ending.is_open:
            self._question(_question_of(ending))
            return
        failure: Mapping[str, object] = ending.failure or {}
        self.error = str(failure.get("error") or "")
        if self.error == NO_REASON:
            self.desk.tell(
                TakeNoReasonFailure(dispatch.beat_id, dispatch.take_id, dispatch.dispatch_id)
            )
        self.desk.tell(_completed(ending, failure))
        if ending.succeeded:
            self.rendered_shots.extend(dispatch.shot_ids)
            self.outputs.append(ending.output)
            self._tell_primary(ending)

    def _tell_primary(self, ending: Ending) -> None:
        if ending.intent.payload.get("primary") == Primary.NEVER:
            return
        one = ending.dispatch
        self.desk.tell(BeatPrimarySelected(one.scene_id, one.beat_id, one.take_id, ending.output))

    def _question(self, question: TakeNeedsPerson) -> None:
        self.questions.append(question)
        self.desk.tell(question)


def _billed_length(profile: ModelProfile, payload: Payload) -> dict[str, object]:
    """The length that the model will really render for the planned one, in seconds."""
    if payload.modality is Modality.IMAGE_T2I or profile.price.per_second == 0:
        return {}  # the local renderer keeps to the frame
    billed = profile.price.billed_duration(payload.duration)
    return {} if billed is None else {"billed_duration_s": as_number(billed)}


def _dispatched(dispatch: Dispatch, *, is_reattached: bool) -> TakeDispatched:
    number = dispatch.purpose.rpartition(" ")[2]
    return TakeDispatched(
        scene_id=dispatch.scene_id,
        beat_id=dispatch.beat_id,
        take_id=dispatch.take_id,
        dispatch_id=dispatch.dispatch_id,
        attempt=int(number) if number.isdigit() else 1,
        provider=dispatch.provider,
        model=dispatch.model,
        estimate_micro=dispatch.estimate_micro,
        is_reattached=is_reattached,
    )


def _completed(ending: Ending, failure: Mapping[str, object]) -> TakeCompleted:
    dispatch = ending.dispatch
    return TakeCompleted(
        scene_id=dispatch.scene_id,
        beat_id=dispatch.beat_id,
        take_id=dispatch.take_id,
        dispatch_id=dispatch.dispatch_id,
        succeeded=ending.succeeded,
        charged_micro=dispatch.charged_micro,
        output=ending.output,
        error_code=str(failure.get("code") or ""),
        error=str(failure.get("error") or ""),
        failure_mode=str(failure.get("failure_mode") or ""),
        checks=ending.checks,
    )


def _question_of(ending: Ending) -> TakeNeedsPerson:
    one = ending.dispatch
    reason = "unknown_job" if one.state.needs_person else "collectable"
    return TakeNeedsPerson(
        one.scene_id, one.beat_id, one.take_id, one.dispatch_id, reason, ending.question
    )
