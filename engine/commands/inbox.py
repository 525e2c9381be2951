"""What waits for a person in the whole project, and where each of it opens."""

# Annotations are read at run time: the command line is made from them.
from typing import TYPE_CHECKING

from engine.commands.answers import Told
from engine.commands.context import CommandContext
from engine.commands.generate_words import AnyEpisode
from engine.commands.registry import command
from engine.domain.changes import Outcome
from engine.domain.ids import episode_id

if TYPE_CHECKING:  # only named by helpers
    from collections.abc import Iterator

    from engine.domain.inbox import InboxItem


@command("needs", examples=("recoil needs", "recoil needs --episode 3 --json"))
def needs(context: CommandContext, *, episode: AnyEpisode = None) -> Outcome[Told]:
    """List everything that waits for you: what it is, why, and what helps.

    Passes to review, takes to judge, failed checks, blocked batches, jobs that nobody follows or
    knows of, lost videos, orphans, stuck changes and files that cannot be read. Looks only.
    """
    from engine.commands.trees import scanned  # late: brings pydantic
    from engine.domain.inbox import counts_of
    from engine.orchestration.inbox import InboxLooker

    tree = scanned(context)
    found = InboxLooker(context.require_project(), tree).look(context.job, episode)
    facts = {
        "needs": [_plain(item) for item in found],
        "total": len(found),
        "counts": {str(kind): count for kind, count in counts_of(found).items()},
    }
    lines = tuple(line for item in found for line in _lines(item))
    return Outcome(Told(facts, lines or ("nothing needs you",)))


def _plain(item: "InboxItem") -> dict[str, object]:
    return {
        "kind": str(item.kind),
        "subject": item.subject,
        "title": item.title,
        "detail": item.detail,
        "episode": None if item.episode is None else episode_id(item.episode),
        "opens": {"pane": str(item.place.room), "subject": item.place.subject},
        "paths": list(item.paths),
        "fix": item.fix,
    }


def _lines(item: "InboxItem") -> "Iterator[str]":
    where = f"{episode_id(item.episode)}  " if item.episode is not None else ""
    detail = f": {item.detail}" if item.detail else ""
    yield f"{where}{item.title}{detail}"
    if item.fix:
        yield f"    {item.fix}"
