"""Takes as scene bodies hold them: made when they are dispatched, completed when they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.dispatches import DispatchState
from engine.domain.money import micro_to_usd
from engine.domain.scenes import TakeStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.domain.dispatches import Dispatch, DispatchIntent

CALLER = "recoil.episode_runner"

Json = dict[str, object]


def running_take(intent: DispatchIntent) -> Json:
    """A take that has been given to its provider."""
    return {
        "take_id": intent.take_id,
        "index": take_index(intent),
        "status": TakeStatus.RUNNING.value,
        "workflow": {
            "workflow_id": f"{intent.take_id}__wf",
            "steps": [running_step(intent)],
            "global_provenance": dict(_mapping(intent.payload.get("provenance"))),
        },
        "take_metadata": {
            "dispatch_id": intent.dispatch_id,
            "run_id": intent.run_id,
            "strategy": intent.payload.get("retry_strategy"),
        },
        "created_at": intent.created_at,
    }


def running_step(intent: DispatchIntent) -> Json:
    """The one call of a model that a take is."""
    return {
        "step_id": f"{intent.take_id}__s1",
        "modality": intent.modality,
        "payload": dict(intent.payload),
        "status": TakeStatus.RUNNING.value,
        "receipt": None,
    }


def ended_take(
    intent: DispatchIntent, dispatch: Dispatch, failure: Mapping[str, object] | None, now: datetime
) -> Json:
    """The take with its receipt; ``failure`` (code, error, failure_mode) when it ended badly."""
    take = running_take(intent)
    has_failed = failure is not None
    status = TakeStatus.FAILED if has_failed else TakeStatus.SUCCEEDED
    result: Json = {
        "id": f"{intent.take_id}__r1",
        "modality": intent.modality,
        "output_path": dispatch.detail.get("output"),
        "success": not has_failed,
        "error": failure.get("error") if failure else None,
        "metadata": _facts(intent, dispatch) | dict(failure or {}),
    }
    workflow = dict(_mapping(take["workflow"]))
    step = running_step(intent)
    receipt: Json = {
        "receipt_id": f"rcpt_{intent.dispatch_id[2:14]}",
        "modality": intent.modality,
        "caller_id": CALLER,
        "project": _mapping(intent.payload.get("provenance")).get("project"),
        "episode": intent.episode,
        "shot_id": intent.shot_ids[0] if intent.shot_ids else None,
        "timestamp_utc": stamp(now),
        "run_result": result,
    }
    workflow["steps"] = [{**step, "status": status.value, "receipt": receipt}]
    metadata = _mapping(take["take_metadata"]) | {"checks": dispatch.detail.get("checks") or {}}
    return {**take, "status": status.value, "workflow": workflow, "take_metadata": metadata}


def unbuilt_take(take_id: str, index: int, error: str, now: datetime) -> Json:
    """A take whose payload could not be built: nothing was sent and nothing is owed."""
    return {
        "take_id": take_id,
        "index": index,
        "status": TakeStatus.FAILED.value,
        "workflow": {"workflow_id": f"{take_id}__wf", "steps": [], "global_provenance": {}},
        "take_metadata": {"build_error": error},
        "created_at": stamp(now),
    }


def take_index(intent: DispatchIntent) -> int:
    """Which attempt of its beat it is, from 1: the end of its id (``...__t3``)."""
    _, _, number = intent.take_id.rpartition("__t")
    return int(number) if number.isdigit() else 1


def _facts(intent: DispatchIntent, dispatch: Dispatch) -> Json:
    return {
        "cost_usd": micro_to_usd(dispatch.charged_micro),
        "inference_billed_usd": micro_to_usd(dispatch.charged_micro),
        "model": intent.model,
        "provider": intent.provider,
        "final_state": dispatch.state.value,
        "request_id": dispatch.request_id,
        "dispatch_id": intent.dispatch_id,
        "gate_verdict": _verdict(dispatch),
        "charge_kind": dispatch.charge_kind,
        "decision": dispatch.detail.get("decision"),
    }


def _verdict(dispatch: Dispatch) -> str:
    found = set(_mapping(dispatch.detail.get("checks")).values())
    if "fail" in found:
        return "fail"
    if dispatch.state is not DispatchState.CHARGED or not found:
        return "not checked"
    return "pass"


def _mapping(value: object) -> Json:
    return dict(value) if isinstance(value, dict) else {}
