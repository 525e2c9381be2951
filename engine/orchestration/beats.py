"""One beat of a run: takes, one after the other, until one is good or there is nothing to try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.dispatches import NEVER_ARRIVED
from engine.domain.scene_operations import all_of, put_take, set_beat, set_primary, set_take
from engine.domain.scenes import TakeStatus
from engine.errors import NotSent
from engine.orchestration.events import BeatExhausted, RefIntegrityBlocked, TakePayloadBuildError
from engine.orchestration.payload import PayloadRefused, build_payload
from engine.orchestration.preflight import Doubt, doubtful_take
from engine.orchestration.take_json import unbuilt_take
from engine.orchestration.take_making import TakePlace
from engine.workspace.references import ReferencesBroken, check_references

if TYPE_CHECKING:
    from engine.domain.dispatches import Dispatch
    from engine.domain.scenes import Beat, Take
    from engine.orchestration.desk import Desk
    from engine.orchestration.payload import Payload
    from engine.orchestration.payload_overrides import PayloadOverrides
    from engine.orchestration.planning import PlannedScene
    from engine.orchestration.preflight import DoubtfulTake
    from engine.orchestration.settling import Ending
    from engine.orchestration.take_making import TakeMaker

GIVE_UP = "give-up"  # what a person may say of a job of which nobody knows

_UNSENT = {NotSent.code, NEVER_ARRIVED}
_RECOVERIES = 1  # slots beyond its takes that a beat gets because videos vanished


@dataclass(slots=True)
class BeatRun:
    """Renders one beat. ``unfinished`` are dispatches of it that a run before left open."""

    desk: Desk
    planned: PlannedScene
    beat: Beat
    maker: TakeMaker
    unfinished: tuple[Dispatch, ...] = ()
    status: TakeStatus = TakeStatus.PENDING

    async def run(self) -> None:
        """Finish what was begun before, then render until there is a take that counts.

        Raises:
            BudgetExceeded, VersionConflict, ReferencesBroken: the run stops; nothing is left.
            DiskFailed, Offline, Busy, CorruptFile: the run stops; what was sent is not lost.
        """
        self.status = self.beat.status
        is_done = await self._finish_unfinished() or await self._has_good_take()
        is_done = is_done or self._is_given_up()
        if not is_done:
            await self._render()

    # -- what is there -------------------------------------------------------

    async def _finish_unfinished(self) -> bool:
        """Walk dispatches of a run that died to their ends; True when nothing more is due."""
        is_done = False
        for dispatch in self.unfinished:
            ending = await self.maker.settle(dispatch, is_reattached=True)
            self._note(ending)
            is_given_up = ending.dispatch.detail.get("decision") == GIVE_UP
            is_done = is_done or ending.succeeded or ending.is_open or is_given_up
        if self.unfinished and not is_done:
            await self.desk.room.do(self._look_again)
        return is_done

    def _look_again(self) -> None:
        """Take over the takes that the body has got since it was planned from."""
        where = (self.desk.order.episode, self.planned.scene_id)
        loaded = self.desk.project.scenes.load(*where)
        beats = loaded.scene.beats if loaded is not None else ()
        for fresh in beats:
            if fresh.beat_id == self.beat.beat_id:
                self.beat.takes = fresh.takes
                self.beat.primary_take_id = fresh.primary_take_id

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
            where = (self.planned.scene_id, self.beat.beat_id, take.take_id)
            self.maker.ask(*where, doubt.doubt.value, doubt.message)
            return True
        await self._demote(doubt)
        return False

    def _is_given_up(self) -> bool:
        """Whether a person gave the beat's last job up: it costs again only on their word."""
        last = self.beat.takes[-1] if self.beat.takes else None
        if last is None or not _was_given_up(last) or self.desk.order.rerender_missing:
            return False
        message = "its last job was given up; render it again with --rerender-missing"
        where = (self.planned.scene_id, self.beat.beat_id, last.take_id)
        self.maker.ask(*where, "given_up", message)
        return True

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
        await self.desk.room.do(self.maker.body.save, all_of(*operations))

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
            ending = await self.maker.make(payload, self._place(index - 1))
            self._note(ending)
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
            payload = await self.desk.room.do(self._checked, index, overrides)
        except ReferencesBroken as error:
            self.desk.tell(RefIntegrityBlocked(self.beat.beat_id, error.problems))
            raise
        except PayloadRefused as error:
            take_id = self._place(index).take_id
            now = self.desk.project.clock.now()
            unbuilt = put_take(self.beat.beat_id, unbuilt_take(take_id, index, str(error), now))
            await self.desk.room.do(self.maker.body.save, unbuilt)
            self.desk.tell(TakePayloadBuildError(self.beat.beat_id, take_id, str(error)))
            return None
        return payload

    def _checked(self, index: int, overrides: PayloadOverrides) -> Payload:
        payload = self._built(index, overrides)
        check_references(self.desk.project, payload.references)
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

    # -- inside --------------------------------------------------------------

    def _note(self, ending: Ending) -> None:
        """Remember how the beat stands; who cannot be reached stops the run.

        Raises:
            NotSent: more takes would fail the same way.
        """
        self.status = TakeStatus.RUNNING if ending.is_open else _status_of(ending)
        failure = ending.failure or {}
        if failure.get("code") == NotSent.code:
            raise NotSent(ending.dispatch.provider, str(failure.get("error")))

    def _place(self, index: int) -> TakePlace:
        planned = self.planned
        return TakePlace.take(planned.scene_id, planned.version, self.beat.beat_id, index)


def _counts(take: Take) -> bool:
    """Whether a take used up one of its beat's: what nobody ever got did not."""
    return not any(result.metadata.get("code") in _UNSENT for result in take.results())


def _was_given_up(take: Take) -> bool:
    return any(result.metadata.get("decision") == GIVE_UP for result in take.results())


def _status_of(ending: Ending) -> TakeStatus:
    return TakeStatus.SUCCEEDED if ending.succeeded else TakeStatus.FAILED
