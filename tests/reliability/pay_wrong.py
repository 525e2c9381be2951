"""Wrong ways to pay, each with one rule left out; the checks have to notice all of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.domain.dispatches import DispatchState
from engine.errors import Ambiguous, NotSent
from engine.orchestration.dispatch import Dispatcher
from engine.providers.fal import FalProvider

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.domain.dispatches import Dispatch
    from engine.providers.base import RenderRequest, Submission

_SUBMIT = FalProvider.submit


async def _submit_again(provider: FalProvider, request: RenderRequest) -> Submission:
    """What may have been taken is sent once more."""
    try:
        return await _SUBMIT(provider, request)
    except Ambiguous as error:
        raise NotSent(provider.name, error.reason) from error


async def _forget(dispatcher: Dispatcher, dispatch: Dispatch, *_why: object) -> Dispatch:
    """What may have been taken, or billed, is given up."""
    return await dispatcher._note(dispatch, DispatchState.FAILED_FREE, proof="nobody knows")


# Each makes the process it is called in do it wrong from then on.
WRONG: Mapping[str, Callable[[], None]] = {
    "sends again": partial(setattr, FalProvider, "submit", _submit_again),
    "sends again after a restart": partial(setattr, Dispatcher, "_look_for", Dispatcher._send),
    "gives up": partial(setattr, Dispatcher, "_look_for", _forget),
    "charges no failure": partial(setattr, Dispatcher, "_failed", _forget),
}
