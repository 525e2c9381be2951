"""Fetching what is finished: open dispatches asked after once, nothing sent, nothing reserved."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.dispatches import DispatchState
from engine.errors import Busy, RecoilError
from engine.orchestration.board_recovery import note_forgotten
from engine.orchestration.keeping import Keeper, is_of_a_run, keeping
from engine.orchestration.settling import ending_of, write_back
from engine.providers.base import JobState, Submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.domain.dispatches import Dispatch
    from engine.orchestration.desk import Desk

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of every open dispatch, a row each."""

    fetched: tuple[Mapping[str, str], ...] = ()
    waiting: tuple[Mapping[str, str], ...] = ()
    unknown: tuple[Mapping[str, str], ...] = ()


async def collect(desk: Desk, episode: int | None) -> Collected:
    """Bring every job that is finished home, of one episode or of all.

    What a run is at work on is left to it.

    Raises:
        MissingKey: a provider of an open job cannot be asked without its key.
        CorruptFile, Offline, DiskFailed: nothing more can be noted.
    """
    rows: dict[str, list[Row]] = {"fetched": [], "waiting": [], "unknown": []}
    await desk.room.do(note_forgotten, desk.project, episode)
    view = await desk.room.do(desk.project.ledger.view)
    chosen = [one for one in view.still_open() if episode in {None, one.episode}]
    with ExitStack() as held:
        free = _kept(desk, {Keeper.of(one) for one in chosen}, held)
        view = await desk.room.do(desk.project.ledger.view)  # as it is now that they are ours
        for dispatch in (view.dispatches[one.dispatch_id] for one in chosen):
            if dispatch.state.is_open:
                is_ours = Keeper.of(dispatch) in free
                settled = await _collected(desk, dispatch) if is_ours else dispatch
                rows[_place(settled)].append(_row(desk, settled))
    return Collected(tuple(rows["fetched"]), tuple(rows["waiting"]), tuple(rows["unknown"]))


def _kept(desk: Desk, keepers: Iterable[Keeper], held: ExitStack) -> set[Keeper]:
    """Those of the leases that nobody has; they are ours until ``held`` is closed."""
    free: set[Keeper] = set()
    for keeper in sorted(keepers):
        try:
            held.enter_context(keeping(desk.project, keeper))
        except Busy:
            continue
        free.add(keeper)
    return free


async def _collected(desk: Desk, dispatch: Dispatch) -> Dispatch:
    """The dispatch after it was asked for once; one that was never sent is a run's to send."""
    if dispatch.state is DispatchState.RESERVED:
        is_a_runs = is_of_a_run(dispatch.purpose)
        return dispatch if is_a_runs else await _given_up(desk, dispatch)
    dispatcher = desk.dispatcher(dispatch.provider)
    if await _still_runs(desk, dispatch):
        return dispatch
    settled = await dispatcher.settle(dispatch)
    intent = await desk.room.do(desk.project.ledger.intent, dispatch.dispatch_id)
    await desk.room.do(write_back, desk.project, ending_of(settled, intent))
    return settled


async def _given_up(desk: Desk, dispatch: Dispatch) -> Dispatch:
    """No run will send it: whoever wanted the shot is gone, and wants it again or not."""
    reason = "nobody was there any more to send it"
    note = desk.project.ledger.note
    return await desk.room.do(note, dispatch.dispatch_id, DispatchState.CANCELLED, reason=reason)


async def _still_runs(desk: Desk, dispatch: Dispatch) -> bool:
    """Whether the provider is not done with it, or cannot be asked now."""
    if dispatch.state not in {DispatchState.ACCEPTED, DispatchState.RUNNING}:
        return False
    provider = desk.dispatcher(dispatch.provider).provider
    try:
        status = await provider.status(Submission(dispatch.request_id, dispatch.urls))
    except RecoilError:
        return True
    return status.state in {JobState.QUEUED, JobState.RUNNING}


def _place(dispatch: Dispatch) -> str:
    if dispatch.state.is_end:
        return "fetched"
    return "unknown" if dispatch.state.needs_person else "waiting"


def _row(desk: Desk, dispatch: Dispatch) -> Row:
    trouble = desk.trouble(dispatch.dispatch_id) if dispatch.state.is_open else ""
    return {
        "dispatch_id": dispatch.dispatch_id,
        "scene_id": dispatch.scene_id,
        "beat_id": dispatch.beat_id,
        "take_id": dispatch.take_id,
        "provider": dispatch.provider,
        "state": dispatch.state.value,
        "output": str(dispatch.detail.get("output") or ""),
        "reason": trouble or dispatch.reason,
    }
