"""What an agent may spend, and the tokens by which it says twice that it wants to."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.dispatches import Cap, Scope
from engine.domain.money import format_usd
from engine.errors import BudgetExceeded, Refused, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.store.project import Project

SECONDS = 600
_MOST_OPEN = 100
_NAME = re.compile(r"[a-z][a-z0-9._-]{0,39}")
_OURS = ("recoil", "recoil-desktop")


@dataclass(frozen=True, slots=True)
class Purse:
    """An agent's money: ``name`` is how the ledger knows it, ``cap`` its most in micro-dollars."""

    name: str
    cap: int = 0

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or self.name in _OURS:
            raise UserError(f"not a name for an agent: {self.name!r} (like claude, or night-shift)")
        if self.cap < 0:
            raise UserError(f"a cap is nothing or more: {format_usd(self.cap)}")

    @property
    def caps(self) -> tuple[Cap, ...]:
        """What its reservations are held against, besides the episode's budget."""
        return (Cap(Scope.AGENT, self.name, self.cap),)

    def left(self, project: Project) -> int:
        """What it may still spend; what is reserved counts as spent."""
        now = project.ledger.view().counted(self.caps[0])
        return self.cap - now.billed - now.reserved

    def check(self, project: Project, what: str, estimate: int) -> None:
        """Refuse what costs more than is left.

        Raises:
            BudgetExceeded: names the figures; nothing was sent.
        """
        now = project.ledger.view().counted(self.caps[0])
        if estimate and now.billed + now.reserved + estimate > self.cap:
            raise BudgetExceeded(
                what,
                estimate=estimate,
                spent=now.billed,
                reserved=now.reserved,
                budget=self.cap,
                cap=str(self.caps[0]),
            )


@dataclass(frozen=True, slots=True)
class _Pledge:
    request: str
    estimate: int
    until: float


@dataclass(slots=True)
class Confirmations:
    """Tokens that were given out. Each is for one request, once, for ten minutes.

    ``seconds`` tells the time; only differences count.
    """

    seconds: Callable[[], float]
    _open: dict[str, _Pledge] = field(default_factory=dict)

    def give(self, request: str, estimate: int) -> str:
        """A token for a request that was estimated at so many micro-dollars."""
        now = self.seconds()
        fresh = {token: pledge for token, pledge in self._open.items() if pledge.until > now}
        self._open = dict(list(fresh.items())[1 - _MOST_OPEN :])
        token = f"ok_{secrets.token_hex(8)}"
        self._open[token] = _Pledge(request, estimate, now + SECONDS)
        return token

    def take(self, token: str, request: str) -> int:
        """The estimate that the token was given for; it is used up.

        Raises:
            Refused: there is no such token, it is too old, or it was given for something else.
        """
        pledge = self._open.pop(token, None)  # at once: of two calls in a moment one gets it
        if pledge is None or pledge.until <= self.seconds():
            raise Refused("this confirmation is used up or too old: ask without it for a new one")
        if pledge.request != request:
            self._open[token] = pledge
            raise Refused("this confirmation is for other arguments: ask without it for a new one")
        return pledge.estimate


def request_key(project: Project, verb: str, said: Mapping[str, object]) -> str:
    """What names a request: the same verb with the same arguments in the same project."""
    return json.dumps([str(project.root), verb, dict(said)], sort_keys=True, default=str)
