"""What a person decides about a job of which nobody knows whether it was taken (08 D3)."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from engine.commands.running import KEY_FILE
from engine.domain.dispatches import DispatchState, check_dispatch_id
from engine.domain.money import format_usd
from engine.errors import NotFound, Refused, UserError
from engine.providers.base import ProviderSettings
from engine.providers.recall import Recalls
from engine.providers.registry import provider

if TYPE_CHECKING:
    from engine.commands.context import CommandContext
    from engine.domain.dispatches import Dispatch
    from engine.providers.base import Submission

FOUND, PAY_AGAIN, GIVE_UP = "found", "pay-again", "give-up"

_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


def decide_on(
    context: CommandContext,
    dispatch_id: str,
    decision: str,
    *,
    request_id: str | None,
    billed_micro: int | None,
    confirm: str,
) -> Dispatch:
    """The job after the decision; what is lost by it has to be confirmed in words.

    Raises:
        NotFound: there is no such job.
        Refused: nothing is to be decided about it, or the words lack.
        UserError: it is no decision, or contradicts what was said with it.
        IllegalTransition: somebody else decided in the same moment.
    """
    job = _undecided(context, dispatch_id)
    match decision:
        case "found":
            return _found(context, job, request_id)
        case "pay-again" | "give-up":
            _check_confirmed(job, decision, confirm, billed_micro)
            return _settled(context, job, decision, billed_micro)
        case _:
            raise UserError(f"not a decision: {decision!r} (say found, pay-again or give-up)")


def _undecided(context: CommandContext, dispatch_id: str) -> Dispatch:
    view = context.require_project().ledger.view()
    job = view.dispatches.get(check_dispatch_id(dispatch_id))
    if job is None:
        raise NotFound("job", dispatch_id)
    if not job.state.needs_person:
        state = str(job.state).replace("_", " ")
        raise Refused(f"there is nothing to decide about {dispatch_id}: it is {state}")
    return job


def _found(context: CommandContext, job: Dispatch, request_id: str | None) -> Dispatch:
    if request_id is None:
        raise Refused("found where? say --request ID, as the provider's page shows it")
    if not _REQUEST_ID.fullmatch(request_id):
        raise UserError(f"not a request id: {request_id!r}")
    submission = _submission(context, job, request_id)
    return context.require_project().ledger.note(
        job.dispatch_id,
        DispatchState.ACCEPTED,
        request_id=submission.request_id,
        urls=dict(submission.urls),
        decision=FOUND,
        reason="somebody found it at the provider",
    )


def _submission(context: CommandContext, job: Dispatch, request_id: str) -> Submission:
    keys = context.places.state_dir / KEY_FILE
    root = context.require_project().root
    renderer = provider(job.provider, ProviderSettings(dict(os.environ), keys, root=root))
    if not isinstance(renderer, Recalls):
        raise Refused(f"{job.provider} cannot find a job by its request's id")
    return renderer.recall(request_id, job.model, job.modality)


def _check_confirmed(job: Dispatch, decision: str, confirm: str, billed_micro: int | None) -> None:
    words = decision.replace("-", " ")
    if confirm.strip().lower() == words:
        return
    charge = job.estimate_micro if billed_micro is None else billed_micro
    costs = f"it is charged with {format_usd(charge)}"
    if billed_micro is None:
        costs += ", for it may be billed"
    if decision == PAY_AGAIN:
        costs += ", and the next run pays for the same again"
    raise Refused(f'{job.beat_id}, {job.purpose}: {costs}. If so, add --confirm "{words}"')


def _settled(
    context: CommandContext, job: Dispatch, decision: str, billed_micro: int | None
) -> Dispatch:
    note = context.require_project().ledger.note
    reason = f"somebody decided to {decision.replace('-', ' ')}"
    if billed_micro == 0:
        proof = "somebody saw that nothing was billed"
        state = DispatchState.FAILED_FREE
        return note(job.dispatch_id, state, decision=decision, reason=reason, proof=proof)
    told = {} if billed_micro is None else {"billed_micro": billed_micro}
    state = DispatchState.FAILED_BILLED
    return note(job.dispatch_id, state, decision=decision, reason=reason, **told)
