"""What a paid verb would cost at most, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.domain.money import usd_to_micro
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.commands.context import CommandContext
    from engine.commands.registry import Command


@dataclass(frozen=True, slots=True)
class Estimate:
    """Micro-dollars, and what the verb itself said about them."""

    micro: int
    about: Mapping[str, object] = field(default_factory=dict)


def estimate_of(
    context: CommandContext, command: Command[..., Any], values: Mapping[str, Any], *, most: int
) -> Estimate:
    """What the verb would cost with these values; ``most`` is what is left of the agent's cap.

    Raises:
        UserError: a limit has to be said, for nobody knows what it would cost.
        RecoilError: what the verb itself refuses.
    """
    return _WAYS[command.name](context, command, values, most)


def _dry(
    context: CommandContext, command: Command[..., Any], values: Mapping[str, Any], _most: int
) -> Estimate:
    """By the verb's own dry run, which writes and sends nothing."""
    facts = command(context, **{**values, "dry_run": True}).value.as_json()
    total = facts.get("total_usd", facts.get("estimate_usd"))
    if not isinstance(total, int | float):
        raise UserError("nobody knows what it would cost: an editor has to start it")
    return Estimate(usd_to_micro(total), facts)


def _limited(
    _context: CommandContext, _command: Command[..., Any], values: Mapping[str, Any], most: int
) -> Estimate:
    """By the most that the agent says it may cost, which the run keeps to."""
    limit = values.get("most")
    if not isinstance(limit, int):
        raise UserError(f"say the most it may cost: 'most', up to {most / 1_000_000:.2f} dollars")
    return Estimate(limit, {"most": "the run stops there"})


_Way = Callable[["CommandContext", "Command[..., Any]", Mapping[str, Any], int], Estimate]
_WAYS: Mapping[str, _Way] = MappingProxyType(
    {"generate": _dry, "board render": _dry, "shoot": _limited}
)
