"""Which verbs agents may use, and how freely: to look, to change what can be undone, to pay."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Access(StrEnum):
    """How freely a verb may be used."""

    READ = "read"  # changes nothing
    CHANGE = "change"  # can be taken back, or only adds; costs nothing
    PAID = "paid"  # within the agent's cap, and only when it says so twice


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one verb.

    ``hidden`` are parameters that are a person's to say; ``fixed`` are said for the agent, and
    ``needed`` must be said by it though people may leave them out.
    ``free_when`` are switches with which a paid verb only looks.
    """

    access: Access
    hidden: frozenset[str] = frozenset()
    fixed: Mapping[str, object] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    free_when: frozenset[str] = frozenset()


_LOOK, _CHANGE = Rule(Access.READ), Rule(Access.CHANGE)
# The budget of an episode, and what a job of unknown price may cost, are an editor's decisions.
_PURSE = frozenset({"budget", "max_per_job"})
# So is paying again for what is lost or stale, which no estimate foresees.
_AGAIN = frozenset({"rerender_missing", "rerender_stale"})


def _all(rule: Rule, names: Iterable[str]) -> dict[str, Rule]:
    return dict.fromkeys(names, rule)


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        **_all(
            _LOOK,
            (
                *("projects", "project health", "tree", "recent", "search", "searches", "paths"),
                *("cuts", "review list", "review show", "episode cut", "shot", "pass", "board"),
                *("account", "needs", "activity", "stats", "jobs", "reviews", "history"),
                *("comment list", "orphans list", "orphans suggest", "trash list", "archives"),
                *("changes stuck", "snapshot list"),
            ),
        ),
        **_all(
            _CHANGE,
            (
                *("sidecar", "promote", "reject", "star", "start-frame"),
                *("archive", "restore", "trash restore", "snapshot make"),
                *("orphans quarantine", "orphans register", "orphans delete"),
                *("extract", "review confirm", "segment reject", "rederive"),
                *("board approve", "board reject", "board reference"),
                *("take locate", "take fetch", "collect", "searches save", "searches forget"),
                *("comment add", "comment edit", "comment resolve", "comment reopen"),
                *("comment delete", "export otio", "export edl", "export fcpxml", "export csv"),
                "export contact-sheet",
            ),
        ),
        # People begin a new period: it lets everybody spend anew, agents too.
        "costs": Rule(Access.READ, hidden=frozenset({"new_period"})),
        # The newest change may be somebody else's.
        "undo": Rule(Access.CHANGE, needed=frozenset({"change_id"})),
        "redo": Rule(Access.CHANGE, needed=frozenset({"change_id"})),
        # A sweep that would move very much is proposed to people.
        "orphans sweep": Rule(Access.CHANGE, hidden=frozenset({"confirmed"})),
        # A new pass is planned; rendering it is asked for, and paid, by itself.
        "regenerate": Rule(
            Access.CHANGE, hidden=frozenset({"no_dispatch"}), fixed={"no_dispatch": True}
        ),
        "generate": Rule(
            Access.PAID, hidden=_PURSE | _AGAIN, free_when=frozenset({"dry_run", "validate"})
        ),
        "shoot": Rule(Access.PAID, hidden=_PURSE),
        "board render": Rule(Access.PAID, hidden=_PURSE, free_when=frozenset({"dry_run"})),
    }
)
"""The verbs that agents get; one that is not listed is not offered."""

FOR_PEOPLE: Mapping[str, str] = MappingProxyType(
    {
        "project new": "people say where work begins",
        "project use": "it moves the window of whoever sits there",
        "demo": "people ask for it",
        "split": "writes beside any file of the machine",
        "jobs decide": "what nobody knows is a person's to decide, and may be paid twice",
        "reviews resolve": "these are takes that only a person can judge",
        "changes aside": "a last resort of people",
        "snapshot restore": "a last resort of people",
        "doctor": "it looks at the machine, and plays a provider for rehearsals",
        "mcp": "it is what agents talk to",
    }
)
"""The verbs that agents do not get, with the reason."""
