"""What goes on in the project, and how often what is used."""

# Annotations are read at run time: the command line is made from them.
from typing import TYPE_CHECKING, Annotated

from engine.commands.answers import Told
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Outcome
from engine.errors import UserError

if TYPE_CHECKING:  # only named by helpers
    from collections.abc import Iterator

    from engine.store.counters import Use
    from engine.workspace.activity import Activity, Operation

_MOST = 400
_CLOCK = slice(11, 19)
_DAY = slice(0, 10)


@command("activity", examples=("recoil activity", "recoil activity --limit 100 --json"))
def activity(
    context: CommandContext,
    *,
    limit: Annotated[int, Words("How many that ended.", "--limit", "N")] = 20,
) -> Outcome[Told]:
    """Say what runs now, what was begun and never ended, and what ended last.

    Of every program that works in the project, as its log of operations says. Looks only.
    """
    from engine.workspace.activity import ActivityLooker  # late: few ask

    if not 0 <= limit <= _MOST:
        raise UserError(f"say a limit of 0 to {_MOST}")
    found = ActivityLooker(context.require_project()).look(limit)
    facts = {
        "running": [one.as_json() for one in found.running],
        "dangling": [one.as_json() for one in found.dangling],
        "last": [one.as_json() for one in found.last],
        "trouble": found.trouble or None,
    }
    lines = tuple(_activity_lines(found))
    return Outcome(Told(facts, lines or ("nothing was done in this project yet",)))


@command("stats", examples=("recoil stats", "recoil stats --json"), needs_project=False)
def stats(context: CommandContext) -> Outcome[Told]:
    """Say how often each action of the window and each command was used, most used first.

    Counted for this user on this machine, and told to nobody. A file of counters that cannot be
    read is left as it is, and nothing is counted until it was looked at.
    """
    from engine.commands.counting import counters_of
    from engine.store.counters import ACTIONS, COMMANDS  # late: few ask

    counters = counters_of(context.places)
    groups = {group: counters.uses(group) for group in (ACTIONS, COMMANDS)}
    facts: dict[str, object] = {
        group: [{"name": use.name, "count": use.count, "last": use.last} for use in uses]
        for group, uses in groups.items()
    }
    facts["file"] = str(counters.path)
    lines = tuple(line for group, uses in groups.items() for line in _uses(group, uses))
    return Outcome(Told(facts, lines or ("nothing was counted yet",)))


def _activity_lines(found: "Activity") -> "Iterator[str]":
    if found.trouble:
        yield f"the log of operations can't be read: {found.trouble}"
    yield from (f"running   {one.title}  since {one.began}  {one.by}" for one in found.running)
    yield from (f"dangling  {one.title}  began {one.began}, never ended" for one in found.dangling)
    yield from (_ended(one) for one in found.last)


def _ended(one: "Operation") -> str:
    took = "" if one.took is None else f"  {one.took:.0f} s"
    error = f": {one.error}" if one.error else ""
    return f"{one.ended[_DAY]} {one.ended[_CLOCK]}  {one.status:9}  {one.title}{took}{error}"


def _uses(group: str, uses: "tuple[Use, ...]") -> "Iterator[str]":
    if uses:
        yield f"{group}:"
        yield from (f"{use.count:7,}  {use.name}" for use in uses)
