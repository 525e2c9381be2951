"""One beat of a run: takes, one after the other, until one is good or there is nothing to try."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.dispatches import DispatchIntent, DispatchState, upper_bound
from engine.domain.scene_operations import all_of, put_take, set_beat, set_primary, set_take
from engine.domain.scenes import TakeStatus
from engine.errors import NotSent, Refused
from engine.orchestration.events import (
    BeatExhausted,
    BeatPrimarySelected,
    RefIntegrityBlocked,
    TakeCompleted,
    TakeDispatched,
    TakeNeedsPerson,
    TakeNoReasonFailure,
    TakePayloadBuildError,
)
from engine.orchestration.payload import PayloadRefused, build_payload
from engine.orchestration.preflight import Doubt, doubtful_take
from engine.orchestration.references import ReferencesBroken, check_references, fingerprint
from engine.orchestration.settling import NO_REASON, ending_of, write_back
from engine.orchestration.take_json import running_take, unbuilt_take
from engine.store.ledger import new_dispatch_id
from engine.store.scenes import VersionConflict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.domain.dispatches import Dispatch
    from engine.domain.scene_operations import Operation
    from engine.domain.scenes import Beat, Take
    from engine.orchestration.desk import Desk
    from engine.orchestration.payload import Payload
    from engine.orchestration.payload_overrides import PayloadOverrides
    from engine.orchestration.planning import PlannedScene
    from engine.orchestration.preflight import DoubtfulTake
    from engine.orchestration.settling import Ending
    from engine.orchestration.take_shelf import TakeShelf

_RECOVERIES = 1  # slots beyond its takes that a beat gets because videos vanished
_RESERVATIONS = 5  # with another name each time, when somebody took the one before


@dataclass(slots=True)
class BeatRun:
    """Renders one beat. ``unfinished`` are dispatches of it that a run before left open."""

    desk: Desk
    planned: PlannedScene
    beat: Beat
    shelf: TakeShelf
    unfinished: tuple[Dispatch, ...] = ()
    rendered_shots: list[str] = field(default_factory=list)
    questions: list[TakeNeedsPerson] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    status: TakeStatus = TakeStatus.PENDING
    error: str = ""  # of the last take, when it failed

    async def run(self) -> None:
        """Finish what was begun before, then render until there is a take that counts.

        Raises:
            BudgetExceeded, VersionConflict, ReferencesBroken: the run stops; nothing is left.
            DiskFailed, Offline, Busy, CorruptFile: the run stops; what was sent is not lost.
        """
        self.status = self.beat.status
        is_done = await self._finish_unfinished() or await self._has_good_take()
        if not is_done:
            await self._render()

    # -- what is there -------------------------------------------------------

    async def _finish_unfinished(self) -> bool:
        """Walk dispatches of a run that died to their ends; True when nothing more is due."""
        is_done = False
        for dispatch in self.unfinished:
            ending = await self._settle(dispatch, is_reattached=True)
            is_done = is_done or ending.succeeded or ending.is_open
        return is_done

    async def _has_good_take(self) -> bool:
        """Whether the beat needs nothing; a doubtful take is told, or made anew if so ordered.

        A take that vanished, or whose references changed, never costs money by itself (08 D7).
        """
        take = self.beat.primary_take()
        if take is None or not take.has_succeeded:
            return False
        doubt = await self.desk.room.do(self._doubt)
        if doubt is None:
            return True
        is_missing = doubt.doubt is Doubt.MISSING
        order = self.desk.order
        if not (order.rerender_missing if is_missing else order.rerender_stale):
            self._ask(take.take_id, "", doubt.doubt.value, doubt.message)
            return True
        await self._demote(doubt)
        return False

    def _doubt(self) -> DoubtfulTake | None:
        try:
            references = self._built(1, self.desk.overrides()).references
        except PayloadRefused:
            references = ()
        return doubtful_take(self.desk.project, self.beat, references)

    async def _demote(self, doubt: DoubtfulTake) -> None:
        """Fail the take that counted; one that vanished gives its beat a slot, once."""
        beat_id, take_id = self.beat.beat_id, doubt.take.take_id
        failed = {"status": TakeStatus.FAILED.value}
        operations = [set_take(beat_id, take_id, failed), set_primary(beat_id, None)]
        if doubt.doubt is Doubt.MISSING and self.beat.phantom_recoveries < _RECOVERIES:
            slots = self.beat.phantom_recoveries + 1
            operations.append(set_beat(beat_id, {"phantom_recoveries": slots}))
            self.beat.phantom_recoveries = slots
        await self._save(all_of(*operations))

    # -- rendering -----------------------------------------------------------

    async def _render(self) -> None:
        retries = self.desk.retries(self.planned.scene_id, self.beat)
        overrides: PayloadOverrides | None = retries.first(self.desk.overrides())
        index, attempts = self.beat.next_index(), sum(map(_counts, self.beat.takes))
        most = (self.beat.max_takes or self.desk.max_takes) + self.beat.phantom_recoveries
        while overrides is not None and attempts < most and await self.desk.controls.may_start():
            payload = await self._payload(index, overrides)
            attempts, index = attempts + 1, index + 1
            if payload is None:
                continue
            ending = await self._attempt(payload, index - 1)
            if ending.succeeded or ending.is_open or ending.was_cancelled:
                return
            choice = await self.desk.room.do(retries.after, ending, payload)
            overrides = choice.overrides
            for event in choice.events:
                self.desk.tell(event)
        if overrides is not None and not self.desk.controls.is_stopping:
            self.desk.tell(BeatExhausted(self.beat.beat_id, attempts))

    async def _payload(self, index: int, overrides: PayloadOverrides) -> Payload | None:
        """The payload; None when it cannot be built, which costs an attempt and no money.

        Raises:
            ReferencesBroken: the run stops before anything is spent.
        """
        try:
            payload = await self.desk.room.do(self._built, index, overrides)
            await self.desk.room.do(check_references, self.desk.project, payload.references)
        except ReferencesBroken as error:
            self.desk.tell(RefIntegrityBlocked(self.beat.beat_id, error.problems))
            raise
        except PayloadRefused as error:
            take_id = self._take_id(index)
            now = self.desk.project.clock.now()
            await self._save(
                put_take(self.beat.beat_id, unbuilt_take(take_id, index, str(error), now))
            )
            self.desk.tell(TakePayloadBuildError(self.beat.beat_id, take_id, str(error)))
            return None
        return payload

    def _built(self, index: int, overrides: PayloadOverrides) -> Payload:
        return build_payload(
            self.beat,
            self.planned.scene,
            index,
            overrides,
            defaults=self.desk.defaults(),
            scene_version=self.planned.version,
        )

    async def _attempt(self, payload: Payload, index: int) -> Ending:
        """Reserve, note the take in its body, and walk the dispatch to its end."""
        dispatch = await self.desk.room.do(self._reserve, payload, index)
        await self._check_version(dispatch)
        intent = await self.desk.dispatcher(dispatch.provider).intent(dispatch.dispatch_id)
        await self._save(put_take(self.beat.beat_id, running_take(intent)))
        return await self._settle(dispatch, is_reattached=False)

    def _reserve(self, payload: Payload, index: int) -> Dispatch:
        """Hold the money and the name.

        Raises:
            BudgetExceeded, PriceUnknown, UserError: nothing is held.
        """
        for attempt in range(1, _RESERVATIONS + 1):
            intent = self._intent(payload, index)
            try:
                reserved = self.desk.project.ledger.reserve(intent, self.desk.caps())
            except Refused:
                if attempt == _RESERVATIONS:
                    raise
                self.shelf.look_again()  # somebody took the name in between
            else:
                return reserved.dispatch
        raise AssertionError("a reservation succeeds or raises")

    def _intent(self, payload: Payload, index: int) -> DispatchIntent:
        desk = self.desk
        profile = desk.profile(payload.model)
        profile.check(payload.modality, payload.duration, len(payload.references))
        estimate = profile.estimate(payload.modality, payload.duration)
        bound = profile.upper_bound(payload.modality, payload.duration)
        reserve = upper_bound(bound, 1, maximum_micro=desk.order.most_per_job_micro)
        take, name = self.shelf.next_name(payload.identity, payload.tag, payload.modality)
        request = {
            **payload.request,
            "endpoint": profile.endpoint_for(payload.modality),
            "take": take,
            "provenance": dict(payload.provenance),
            "inputs_fingerprint": fingerprint(desk.project, payload.references),
        }
        return DispatchIntent(
            dispatch_id=new_dispatch_id(),
            episode=desk.order.episode,
            scene_id=self.planned.scene_id,
            version=self.planned.version,
            beat_id=self.beat.beat_id,
            purpose=f"take {index}",
            take_id=self._take_id(index),
            provider=desk.provider_name,
            model=payload.model,
            modality=payload.modality.value,
            shot_ids=payload.shot_ids,
            payload=request,
            target=self.shelf.target(name),
            estimate_micro=min(estimate if estimate is not None else reserve, reserve),
            reserve_micro=reserve,
            run_id=desk.run_id,
            program=desk.program,
            created_at=stamp(desk.project.clock.now()),
        )

    async def _check_version(self, dispatch: Dispatch) -> None:
        """Once more, immediately before money is spent (04)."""
        project, planned = self.desk.project, self.planned
        active = await self.desk.room.do(
            project.scenes.active_version, self.desk.order.episode, planned.scene_id
        )
        if active != planned.version:
            await self.desk.room.do(
                project.ledger.note, dispatch.dispatch_id, DispatchState.CANCELLED
            )
            raise VersionConflict(planned.scene_id, planned.version, active)

    # -- settling ------------------------------------------------------------

    async def _settle(self, dispatch: Dispatch, *, is_reattached: bool) -> Ending:
        project, beat_id = self.desk.project, self.beat.beat_id
        self.desk.tell(
            TakeDispatched(
                scene_id=self.planned.scene_id,
                beat_id=beat_id,
                take_id=dispatch.take_id,
                dispatch_id=dispatch.dispatch_id,
                attempt=int(dispatch.purpose.rpartition(" ")[2]),
                provider=dispatch.provider,
                model=dispatch.model,
                estimate_micro=dispatch.estimate_micro,
                is_reattached=is_reattached,
            )
        )
        dispatcher = self.desk.dispatcher(dispatch.provider)
        settled = await dispatcher.settle(dispatch)
        intent = await dispatcher.intent(dispatch.dispatch_id)
        dispatcher.forget(dispatch.dispatch_id)
        ending = ending_of(settled, intent)
        await self.desk.room.do(write_back, project, ending)
        self.status = TakeStatus.RUNNING if ending.is_open else _status_of(ending)
        self._tell(ending)
        self._check_reached(ending)
        return ending

    def _check_reached(self, ending: Ending) -> None:
        """A provider that cannot be reached stops the run: more takes would fail the same way."""
        failure = ending.failure or {}
        if failure.get("code") == NotSent.code:
            raise NotSent(ending.dispatch.provider, str(failure.get("error")))

    def _tell(self, ending: Ending) -> None:
        dispatch = ending.dispatch
        failure: Mapping[str, object] = ending.failure or {}
        if ending.is_open:
            self._ask(dispatch.take_id, dispatch.dispatch_id, "unknown_job", ending.question)
            return
        self.error = str(failure.get("error") or "")
        if failure.get("error") == NO_REASON:
            self.desk.tell(
                TakeNoReasonFailure(self.beat.beat_id, dispatch.take_id, dispatch.dispatch_id)
            )
        self.desk.tell(
            TakeCompleted(
                scene_id=self.planned.scene_id,
                beat_id=self.beat.beat_id,
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
        )
        if ending.succeeded:
            self.rendered_shots.extend(dispatch.shot_ids)
            self.outputs.append(ending.output)
            self.desk.tell(
                BeatPrimarySelected(
                    self.planned.scene_id, self.beat.beat_id, dispatch.take_id, ending.output
                )
            )

    def _ask(self, take_id: str, dispatch_id: str, reason: str, message: str) -> None:
        question = TakeNeedsPerson(
            self.planned.scene_id, self.beat.beat_id, take_id, dispatch_id, reason, message
        )
        self.questions.append(question)
        self.desk.tell(question)

    # -- inside --------------------------------------------------------------

    async def _save(self, operation: Operation) -> None:
        await self.desk.room.do(
            self.desk.project.scenes.change,
            self.desk.order.episode,
            self.planned.scene_id,
            self.planned.version,
            operation,
        )

    def _take_id(self, index: int) -> str:
        return f"{self.beat.beat_id}__t{index}"


def _counts(take: Take) -> bool:
    """Whether a take used up one of its beat's: what never left this machine did not."""
    return not any(result.metadata.get("code") == NotSent.code for result in take.results())


def _status_of(ending: Ending) -> TakeStatus:
    return TakeStatus.SUCCEEDED if ending.succeeded else TakeStatus.FAILED
