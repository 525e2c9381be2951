"""Fetching what is finished: open dispatches asked after once, nothing sent, nothing reserved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.dispatches import DispatchState
from engine.domain.ids import episode_id
from engine.errors import RecoilError
from engine.orchestration.settling import ending_of, write_back
from engine.providers.base import JobState, Submission

if TYPE_CHECKING:
    from collections.abc import Mapping

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

    Raises:
        MissingKey: a provider of an open job cannot be asked without its key.
        CorruptFile, Offline, DiskFailed: nothing more can be noted.
    """
    view = await desk.room.do(desk.project.ledger.view)
    rows: dict[str, list[Row]] = {"fetched": [], "waiting": [], "unknown": []}
    for dispatch in view.still_open():
        if episode not in {None, dispatch.episode} or not dispatch.state.is_open:
            continue
        if await desk.room.do(_is_followed, desk, dispatch):
            rows["waiting"].append(_row(dispatch))
            continue
        settled = await _collected(desk, dispatch)
        rows[_place(settled)].append(_row(settled))
    return Collected(tuple(rows["fetched"]), tuple(rows["waiting"]), tuple(rows["unknown"]))


async def _collected(desk: Desk, dispatch: Dispatch) -> Dispatch:
    """The dispatch after it was asked for once; one that was never sent stays as it is."""
    if dispatch.state is DispatchState.RESERVED:
        return dispatch
    dispatcher = desk.dispatcher(dispatch.provider)
    if await _still_runs(desk, dispatch):
        return dispatch
    settled = await dispatcher.settle(dispatch)
    intent = await desk.room.do(desk.project.ledger.intent, dispatch.dispatch_id)
    await desk.room.do(write_back, desk.project, ending_of(settled, intent))
    return settled


def _is_followed(desk: Desk, dispatch: Dispatch) -> bool:
    """Whether a run of its episode is at work on it right now."""
    return desk.project.locks.leased_by("generate", episode_id(dispatch.episode)) is not None


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


def _row(dispatch: Dispatch) -> Row:
    return {
        "dispatch_id": dispatch.dispatch_id,
        "scene_id": dispatch.scene_id,
        "beat_id": dispatch.beat_id,
        "take_id": dispatch.take_id,
        "provider": dispatch.provider,
        "state": dispatch.state.value,
        "output": str(dispatch.detail.get("output") or ""),
        "reason": dispatch.reason,
    }
