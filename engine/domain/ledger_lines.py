"""The lines of the ledger: what is written for each step, with the charge it leads to (08 B)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.dispatches import NEXT, DispatchState, IllegalTransition, check_micro
from engine.domain.ledger_view import KNOWN_SCHEMA
from engine.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.domain.dispatches import Dispatch, DispatchIntent

Line = dict[str, object]

_OWN = frozenset({"dispatch_id", "state", "at", "event", "charged_micro", "charge_kind", "flags"})
_SUCCEEDED, _FAILED, _ESTIMATED = "succeeded", "failed_but_billed", "estimated"


def opening_line(at: str) -> Line:
    """The first line of every ledger."""
    return {"event": "opened", "schema_version": KNOWN_SCHEMA, "at": at}


def period_line(number: int, at: str, program: str) -> Line:
    """A person starts a budget period: what was spent before counts no more."""
    return {"event": "period", "number": number, "at": at, "program": program}


def reserve_line(intent: DispatchIntent, at: str) -> Line:
    """The money of a dispatch is held; all that the sums and lists need is in the line."""
    return {
        "dispatch_id": intent.dispatch_id,
        "state": str(DispatchState.RESERVED),
        "at": at,
        "episode": intent.episode,
        "scene_id": intent.scene_id,
        "version": intent.version,
        "beat_id": intent.beat_id,
        "purpose": intent.purpose,
        "take_id": intent.take_id,
        "provider": intent.provider,
        "model": intent.model,
        "modality": intent.modality,
        "shot_ids": list(intent.shot_ids),
        "target": str(intent.target),
        "milliseconds": intent.milliseconds,
        "estimate_micro": intent.estimate_micro,
        "reserve_micro": intent.reserve_micro,
        "run_id": intent.run_id,
        "program": intent.program,
    }


def step_line(
    dispatch: Dispatch, state: DispatchState, detail: Mapping[str, object], at: str
) -> Line:
    """A dispatch goes on to ``state``.

    An end settles the money. ``billed_micro`` is what the provider billed, from this detail or an
    earlier one. Without it a success, and a failure or cancellation that may have been billed, are
    charged at the estimate and flagged. Only ``FAILED_FREE``, and ``CANCELLED`` with a ``proof``
    (or before anything was sent, or billed with 0) release.

    Raises:
        IllegalTransition: it does not go there from where it stands.
        UserError: the detail contradicts the state, or proof lacks.
    """
    if state not in NEXT[dispatch.state]:
        raise IllegalTransition(dispatch.dispatch_id, dispatch.state, state)
    reserved = _OWN & detail.keys()
    if reserved:
        raise UserError(f"the ledger writes {', '.join(sorted(reserved))} itself")
    billed = detail.get("billed_micro", dispatch.billed_micro)
    if billed is not None:
        check_micro(billed, "what was billed")
    told = {key: value for key, value in detail.items() if value is not None}
    head: Line = {"dispatch_id": dispatch.dispatch_id, "state": str(state), "at": at}
    return head | told | _settlement(dispatch, state, told, billed)  # type: ignore[arg-type]


def _settlement(
    dispatch: Dispatch, state: DispatchState, detail: Mapping[str, object], billed: int | None
) -> Line:
    match state:
        case DispatchState.CHARGED:
            return _charge(dispatch, billed, _SUCCEEDED if billed is not None else _ESTIMATED)
        case DispatchState.FAILED_BILLED:
            return _charge(dispatch, billed, _FAILED)
        case DispatchState.CANCELLED:
            is_free = billed == 0 or not dispatch.state.was_sent or bool(detail.get("proof"))
            return _release(dispatch, billed) if is_free else _charge(dispatch, billed, _FAILED)
        case DispatchState.FAILED_FREE:
            if dispatch.state.needs_person and billed != 0 and not detail.get("proof"):
                raise UserError(f"{dispatch.dispatch_id}: say what proves that nothing was billed")
            return _release(dispatch, billed)
        case _:
            return {}


def _charge(dispatch: Dispatch, billed: int | None, kind: str) -> Line:
    charged = dispatch.estimate_micro if billed is None else billed
    flags = ["estimated"] if billed is None else []
    flags += ["over_reserve"] if charged > dispatch.reserved_micro else []
    line: Line = {"charged_micro": charged, "charge_kind": kind}
    return line | {"flags": flags} if flags else line


def _release(dispatch: Dispatch, billed: int | None) -> Line:
    if billed:
        raise UserError(f"{dispatch.dispatch_id} was billed: its money cannot be released")
    return {"charged_micro": 0}
