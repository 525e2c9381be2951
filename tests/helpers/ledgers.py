"""Intents and lines for tests of the ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.domain.dispatches import Dispatch, DispatchIntent, DispatchState
from engine.domain.ledger_lines import opening_line, reserve_line, step_line
from engine.domain.ledger_view import LedgerView, moved_on
from engine.domain.paths import ProjectPath

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.store.ledger import Ledger

NOW = "2026-05-04T12:00:00Z"
CENT = 10_000

S = DispatchState
TO_THE_END = (
    S.SUBMITTING,
    S.ACCEPTED,
    S.RUNNING,
    S.COMPLETED,
    S.DOWNLOADED,
    S.VERIFIED,
    S.COMMITTED,
    S.CHARGED,
)


def an_intent(number: int = 1, **changes: object) -> DispatchIntent:
    """An intent for 40 cents; each number has a beat and a target of its own."""
    intent = DispatchIntent(
        dispatch_id=f"d_{number:032x}",
        episode=1,
        scene_id="BATCH_001",
        version=1,
        beat_id=f"BATCH_001__{number}",
        purpose="take 1",
        take_id="take_1",
        provider="fal",
        model="wan",
        modality="r2v_multi",
        shot_ids=("EP001_SH01", "EP001_SH02"),
        payload={"prompt": "a door, “closed”", "duration_s": 5.0},
        target=ProjectPath(f"renders/ep_001/EP001_CONT_{number:03d}_SH1_2_take1.mp4"),
        estimate_micro=40 * CENT,
        reserve_micro=40 * CENT,
        run_id="run_1",
        program="recoil",
        created_at=NOW,
    )
    return replace(intent, **changes)  # type: ignore[arg-type]


def path_to(state: DispatchState) -> tuple[DispatchState, ...]:
    """The states from a reservation to this one, the shortest way of a usual life."""
    if state in TO_THE_END:
        return TO_THE_END[: TO_THE_END.index(state) + 1]
    before = {S.RESERVED: (), S.CANCELLED: (S.CANCELLED,), S.FAILED_FREE: (S.FAILED_FREE,)}
    if state in before:
        return before[state]
    if state is S.LOST_REMOTE:
        return (S.SUBMITTING, S.ACCEPTED, S.LOST_REMOTE)
    return (S.SUBMITTING, state)


def lines_of(
    intent: DispatchIntent, *states: DispatchState, **last: object
) -> Iterator[dict[str, object]]:
    """The lines of one dispatch; ``last`` is the detail of its last state."""
    first = reserve_line(intent, NOW)
    view = LedgerView()
    view.apply(opening_line(NOW))
    view.apply(first)
    dispatch = view.dispatches[intent.dispatch_id]
    yield first
    for number, state in enumerate(states, start=1):
        line = step_line(dispatch, state, last if number == len(states) else {}, NOW)
        dispatch = moved_on(dispatch, state, line, 1)
        yield line


def a_dispatch(*states: DispatchState, number: int = 1, **last: object) -> Dispatch:
    """A dispatch that went through these states."""
    return a_view(lines_of(an_intent(number), *states, **last)).dispatches[f"d_{number:032x}"]


def a_view(*groups: Iterable[Mapping[str, object]]) -> LedgerView:
    """What these lines amount to, after the first one of every ledger."""
    view = LedgerView()
    view.apply(opening_line(NOW))
    for lines in groups:
        for line in lines:
            view.apply(line)
    return view


def go_on(ledger: Ledger, intent: DispatchIntent, *states: DispatchState) -> Dispatch:
    """Reserve, without a cap, and go through states."""
    dispatch = ledger.reserve(intent, []).dispatch
    for state in states:
        dispatch = ledger.note(intent.dispatch_id, state)
    return dispatch
