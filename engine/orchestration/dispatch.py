"""One dispatch, from where it stands to its end; every state is on the disk before the next act.

A restart is the same walk begun in the middle (08 D4): nothing is kept in memory that is needed to
go on. What may have been sent is never sent again (08 D3).
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.dispatches import NEVER_ARRIVED, DispatchState, IllegalTransition
from engine.errors import (
    Ambiguous,
    Declined,
    Garbled,
    NotFound,
    NotSent,
    ProviderError,
    RateLimited,
    RecoilError,
    Unreachable,
    UserError,
)
from engine.jobs import run_blocking
from engine.orchestration.events import TakeProgress
from engine.orchestration.filing import check_download, download_place, file_take
from engine.orchestration.unbroken import unbroken
from engine.providers.base import (
    Fetched,
    JobState,
    JobStatus,
    ProviderFailure,
    RenderRequest,
    Submission,
    Unsure,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from pathlib import Path

    from engine.domain.dispatches import Dispatch, DispatchIntent
    from engine.jobs import JobContext
    from engine.orchestration.events import RunEvent
    from engine.orchestration.pace import Pace
    from engine.orchestration.workroom import Workroom
    from engine.providers.base import Provider
    from engine.store.project import Project

log = logging.getLogger(__name__)

_SENDINGS = 6  # of what surely was not sent; then the take fails, and nothing is owed
_FETCHES = 4
_QUESTIONS = 3  # "there is no such job" counts when it was said so often


@dataclass(slots=True)
class Dispatcher:
    """Walks dispatches of one provider to their ends.

    ``settle`` answers with an end, or with the state at which only a person can go on: UNKNOWN (it
    may have been taken), COMPLETED (its output cannot be fetched now).
    """

    project: Project
    provider: Provider
    room: Workroom
    pace: Pace
    tell: Callable[[RunEvent], None]
    _intents: dict[str, DispatchIntent] = field(default_factory=dict)
    _troubles: dict[str, str] = field(default_factory=dict)
    _unwanted: defaultdict[str, asyncio.Event] = field(
        default_factory=lambda: defaultdict(asyncio.Event)
    )

    def cancel(self, dispatch_id: str) -> None:
        """Ask the provider to stop a job; its last word is waited for, and it may still cost."""
        self._unwanted[dispatch_id].set()

    async def intent(self, dispatch_id: str) -> DispatchIntent:
        """What was meant by a dispatch; it is written once, so it is read once."""
        if dispatch_id not in self._intents:
            ledger = self.project.ledger
            self._intents[dispatch_id] = await self.room.do(ledger.intent, dispatch_id)
        return self._intents[dispatch_id]

    def remember(self, intent: DispatchIntent) -> None:
        """The intent of a dispatch that is about to be settled; it need not be read."""
        self._intents[intent.dispatch_id] = intent

    def trouble(self, dispatch_id: str) -> str:
        """Why a dispatch that stays where it is could not be brought home; empty when it could."""
        return self._troubles.get(dispatch_id, "")

    def forget(self, dispatch_id: str) -> None:
        """The dispatch is settled; what was remembered of it is not needed any more."""
        self._intents.pop(dispatch_id, None)
        self._troubles.pop(dispatch_id, None)
        self._unwanted.pop(dispatch_id, None)

    async def settle(self, dispatch: Dispatch) -> Dispatch:
        """Walk on from where the dispatch stands.

        Raises:
            DiskFailed, Offline, Busy: it stays where it is, and can be walked on later.
        """
        acts = {
            DispatchState.RESERVED: self._send,
            DispatchState.SUBMITTING: self._look_for,
            DispatchState.UNKNOWN: self._look_for,
            DispatchState.ACCEPTED: self._follow,
            DispatchState.RUNNING: self._follow,
            DispatchState.COMPLETED: self._fetch,
            DispatchState.DOWNLOADED: self._verify,
            DispatchState.VERIFIED: self._file,
            DispatchState.COMMITTED: self._charge,
        }
        while (act := acts.get(dispatch.state)) is not None:
            state = dispatch.state
            dispatch = await act(dispatch)
            if dispatch.state is state:
                break  # nothing more can be done about it now
        return dispatch

    # -- sending -------------------------------------------------------------

    async def _send(self, dispatch: Dispatch) -> Dispatch:
        request = await self._request(dispatch)
        sent, pauses = 0, self.pace.pauses()
        why: ProviderError
        while not self._unwanted[dispatch.dispatch_id].is_set():
            try:
                return await unbroken(self._send_once(dispatch, request), "send a dispatch")
            except RateLimited as error:
                why, pause = error, error.retry_after
            except NotSent as error:
                sent, why, pause = sent + 1, error, next(pauses)
                if sent == _SENDINGS:
                    return await self._note(dispatch, DispatchState.FAILED_FREE, **_why(error))
            # It surely was not sent: whoever finds the dispatch may send it.
            dispatch = await self._note(dispatch, DispatchState.RESERVED, **_why(why))
            self._say(dispatch, "waiting", note=str(why))
            await self._pause(pause, dispatch)
        return await self._note(
            dispatch, DispatchState.CANCELLED, reason="cancelled before sending"
        )

    async def _send_once(self, dispatch: Dispatch, request: RenderRequest) -> Dispatch:
        """One request on the wire, and its answer on the disk."""
        dispatch, is_ours = await self._moved(dispatch, [(DispatchState.SUBMITTING, {})])
        if not is_ours:
            return dispatch  # whoever was quicker sends it
        try:
            submission = await self.provider.submit(request)
        except Declined as error:
            failure = ProviderFailure.of(error.kind, error.reason, error.billed_micro)
            return await self._failed(dispatch, failure)
        except UserError as error:
            return await self._note(dispatch, DispatchState.FAILED_FREE, **_why(error))
        except Ambiguous as error:
            return await self._note(dispatch, DispatchState.UNKNOWN, **_why(error))
        return await self._accepted(dispatch, submission)

    async def _look_for(self, dispatch: Dispatch) -> Dispatch:
        """Ask whether a job that may have been sent is there; without an answer it is a person's.

        Raises nothing of the provider's: no answer is no proof of anything.
        """
        for _, pause in zip(range(_QUESTIONS), self.pace.pauses(), strict=False):
            try:
                found = await self.provider.find(dispatch.dispatch_id)
            except (Unreachable, Garbled) as error:
                return await self._left_unknown(dispatch, str(error))
            if isinstance(found, Submission):
                return await self._accepted(dispatch, found)
            if isinstance(found, Unsure):
                return await self._left_unknown(dispatch, found.reason)
            await self.pace.sleep(pause)
        return await self._note(
            dispatch,
            DispatchState.FAILED_FREE,
            reason="the provider knows of no such job",
            failure_kind=NEVER_ARRIVED,
            proof="it was asked for by its key and is not there",
        )

    async def _left_unknown(self, dispatch: Dispatch, reason: str) -> Dispatch:
        if dispatch.state is DispatchState.UNKNOWN:
            return dispatch
        return await self._note(dispatch, DispatchState.UNKNOWN, reason=reason)

    async def _accepted(self, dispatch: Dispatch, submission: Submission) -> Dispatch:
        return await self._note(
            dispatch,
            DispatchState.ACCEPTED,
            request_id=submission.request_id,
            urls=dict(submission.urls),
        )

    # -- waiting -------------------------------------------------------------

    async def _follow(self, dispatch: Dispatch) -> Dispatch:
        """Ask after a job until the provider has said its last word; there is no time limit."""
        submission = _submission(dispatch)
        is_told = False
        for pause in self.pace.pauses():
            if self._unwanted[dispatch.dispatch_id].is_set() and not is_told:
                is_told = await self._ask_to_stop(dispatch, submission)
            status = await self._asked(dispatch, submission)
            if status is not None:
                if status.state.is_end:
                    return await self._ended(dispatch, status)
                if status.state is JobState.RUNNING and dispatch.state is DispatchState.ACCEPTED:
                    dispatch = await self._note(dispatch, DispatchState.RUNNING)
                self._say(dispatch, status.state.value, status.progress, status.note)
            await self._pause(max(pause, (status and status.retry_after) or 0), dispatch)
        raise AssertionError("pauses have no end")

    async def _asked(self, dispatch: Dispatch, submission: Submission) -> JobStatus | None:
        try:
            return await self.provider.status(submission)
        except (Unreachable, Garbled) as error:
            log.info("%s: %s", dispatch.dispatch_id, error)
            self._say(dispatch, "unreachable", note=str(error))
            return None

    async def _ask_to_stop(self, dispatch: Dispatch, submission: Submission) -> bool:
        self._say(dispatch, "cancelling", note="asked to stop; it may still be charged")
        try:
            await self.provider.cancel(submission)
        except (Unreachable, Garbled) as error:
            log.info("%s could not be cancelled yet: %s", dispatch.dispatch_id, error)
            return False
        return True

    async def _ended(self, dispatch: Dispatch, status: JobStatus) -> Dispatch:
        match status.state:
            case JobState.COMPLETED:
                return await self._note(
                    dispatch, DispatchState.COMPLETED, billed_micro=status.cost_micro
                )
            case JobState.CANCELLED:
                return await self._cancelled(dispatch, status)
            case JobState.GONE:
                return await self._lost(dispatch)
            case _:
                said = status.error or ProviderFailure.of("unknown", status.note or "cancelled")
                return await self._failed(dispatch, said, status.cost_micro)

    async def _cancelled(self, dispatch: Dispatch, status: JobStatus) -> Dispatch:
        """Released only when it surely cost nothing: it is said so, or the job never began."""
        detail: dict[str, object] = {"reason": "cancelled", "billed_micro": status.cost_micro}
        if status.cost_micro is None and dispatch.state is DispatchState.ACCEPTED:
            detail["proof"] = "it was cancelled before it began"
        return await self._note(dispatch, DispatchState.CANCELLED, **detail)

    async def _lost(self, dispatch: Dispatch) -> Dispatch:
        """The provider denies what it had accepted: it may be asked for anew.

        Its money is held until somebody settles it, unless the renderer costs nothing anyway.
        """
        state = DispatchState.LOST_REMOTE
        if self.provider.is_free:
            state = DispatchState.FAILED_FREE
        reason = "the provider denies knowing the job"
        return await self._note(dispatch, state, reason=reason, failure_kind="lost_remote")

    async def _failed(
        self, dispatch: Dispatch, failure: ProviderFailure, cost: int | None = None
    ) -> Dispatch:
        """Charge what was billed, the estimate where such failures usually are, else nothing."""
        billed = failure.billed_micro if failure.billed_micro is not None else cost
        if billed is None and failure.is_billed_kind:
            billed = dispatch.estimate_micro
        state = DispatchState.FAILED_BILLED if billed else DispatchState.FAILED_FREE
        detail: dict[str, object] = {"reason": failure.message, "failure_kind": failure.kind}
        if billed:
            detail["billed_micro"] = billed
        return await self._note(dispatch, state, **detail)

    # -- bringing it home ----------------------------------------------------

    async def _fetch(self, dispatch: Dispatch) -> Dispatch:
        """Fetch the output; when it cannot be fetched now, the dispatch waits as it is."""
        place = await self.room.do(download_place, self.project, dispatch)
        fetched = await self._fetched(dispatch, place)
        if isinstance(fetched, JobStatus):
            return await self._ended(dispatch, fetched)  # it took back what it had said
        if fetched is None:
            return dispatch
        home = self.room.do(self._home, dispatch, place, fetched)
        return (await self._moved_by(dispatch, home))[0]

    async def _fetched(self, dispatch: Dispatch, place: Path) -> Fetched | JobStatus | None:
        """The file; None when it cannot be fetched now; the status when there is none any more."""
        for _, pause in zip(range(_FETCHES), self.pace.pauses(), strict=False):
            try:
                status = await self.provider.status(_submission(dispatch))
                if status.state.is_end and status.state is not JobState.COMPLETED:
                    return status
                return await self.provider.download(status, place)
            except (Unreachable, Garbled) as error:
                log.warning("%s was not fetched: %s", dispatch.dispatch_id, error)
                self._troubles[dispatch.dispatch_id] = str(error)
                self._say(dispatch, "fetching", note=str(error))
            await self.pace.sleep(pause)
        return None

    async def _verify(self, dispatch: Dispatch) -> Dispatch:
        intent = await self.intent(dispatch.dispatch_id)

        def check(job: JobContext) -> Dispatch:
            return self._checked(intent, dispatch, job)

        try:
            return (await self._moved_by(dispatch, run_blocking(check)))[0]
        except NotFound:
            if await self._at_home(dispatch) is None:
                return dispatch
            return (await self._moved_by(dispatch, run_blocking(check)))[0]

    async def _file(self, dispatch: Dispatch) -> Dispatch:
        intent = await self.intent(dispatch.dispatch_id)
        try:
            filed = self.room.do(self._filed, intent, dispatch)
            return (await self._moved_by(dispatch, filed))[0]
        except NotFound:  # somebody removed the download; it can be fetched again, free
            if await self._at_home(dispatch) is None:
                return dispatch
            filed = self.room.do(self._filed, intent, dispatch)
            return (await self._moved_by(dispatch, filed))[0]

    async def _charge(self, dispatch: Dispatch) -> Dispatch:
        return await self._note(dispatch, DispatchState.CHARGED)

    async def _at_home(self, dispatch: Dispatch) -> Path | None:
        """The download, fetched once more if somebody removed it; that is free."""
        place = await self.room.do(download_place, self.project, dispatch)
        if await self.room.do(place.exists):
            return place
        fetched = await self._fetched(dispatch, place)
        return place if isinstance(fetched, Fetched) else None

    # -- in a thread ---------------------------------------------------------

    def _home(self, dispatch: Dispatch, place: Path, fetched: Fetched) -> Dispatch:
        """Call a download what it is, then note that it is here."""
        self.project.takes.called(place, fetched.suffix)
        facts = {"size": fetched.size, "sha256": fetched.sha256, "suffix": fetched.suffix}
        return self.project.ledger.note(dispatch.dispatch_id, DispatchState.DOWNLOADED, **facts)

    def _checked(self, intent: DispatchIntent, dispatch: Dispatch, job: JobContext) -> Dispatch:
        """Look at a download, then note what was found; NotFound when it is gone."""
        place = download_place(self.project, dispatch)
        if not place.exists():
            raise NotFound("download", place.name)
        found = check_download(self.project, intent, place, job)
        return self.project.ledger.note(dispatch.dispatch_id, DispatchState.VERIFIED, **found)

    def _filed(self, intent: DispatchIntent, dispatch: Dispatch) -> Dispatch:
        """File a take, then note it with its price: the file is there, so that is known."""
        output: dict[str, object] = {"output": str(file_take(self.project, intent, dispatch))}
        steps = [(DispatchState.COMMITTED, output), (DispatchState.CHARGED, {})]
        return self.project.ledger.notes(dispatch.dispatch_id, steps)

    # -- inside --------------------------------------------------------------

    async def _request(self, dispatch: Dispatch) -> RenderRequest:
        intent = await self.intent(dispatch.dispatch_id)
        return RenderRequest(
            key=intent.dispatch_id,
            model=intent.model,
            endpoint=str(intent.payload.get("endpoint") or intent.model),
            modality=intent.modality,
            payload=intent.payload,
            root=self.project.root,
            shot_ids=intent.shot_ids,
        )

    async def _note(self, dispatch: Dispatch, state: DispatchState, **detail: object) -> Dispatch:
        known = {key: value for key, value in detail.items() if value is not None}
        return (await self._moved(dispatch, [(state, known)]))[0]

    async def _moved(
        self, dispatch: Dispatch, steps: Sequence[tuple[DispatchState, Mapping[str, object]]]
    ) -> tuple[Dispatch, bool]:
        """The dispatch as it stands then, and whether it was us who moved it on."""
        noted = self.room.do(self.project.ledger.notes, dispatch.dispatch_id, steps)
        return await self._moved_by(dispatch, noted)

    async def _moved_by(
        self, dispatch: Dispatch, work: Awaitable[Dispatch]
    ) -> tuple[Dispatch, bool]:
        """Like ``_moved`` by work that notes it at its end, all in one go to a thread."""
        try:
            moved = await work
        except IllegalTransition:
            # Somebody decided about the same job and was quicker: go on from where it is now.
            view = await self.room.do(self.project.ledger.view)
            return view.dispatches[dispatch.dispatch_id], False
        self._say(moved, moved.state.value)
        return moved, True

    def _say(
        self, dispatch: Dispatch, state: str, share: float | None = None, note: str = ""
    ) -> None:
        self.tell(TakeProgress(dispatch.beat_id, dispatch.dispatch_id, state, share, note))

    async def _pause(self, seconds: float, dispatch: Dispatch) -> None:
        """Wait; a wish to cancel that comes meanwhile ends it sooner."""
        wish = self._unwanted[dispatch.dispatch_id]
        if wish.is_set():
            await self.pace.sleep(seconds)
            return
        tasks = [
            asyncio.ensure_future(self.pace.sleep(seconds)),
            asyncio.create_task(wish.wait(), name="wait for a wish to cancel"),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _submission(dispatch: Dispatch) -> Submission:
    return Submission(dispatch.request_id or "", dispatch.urls)


def _why(error: RecoilError) -> dict[str, object]:
    return {"reason": str(error), "failure_kind": error.code}
