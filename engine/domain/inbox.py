"""What waits for a person, as values: what it is, where it opens, which command helps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class InboxKind(StrEnum):
    """What waits, in the order in which it is listed: trouble, money, decisions, order."""

    OFFLINE = "offline project"
    STUCK = "stuck change"
    CORRUPT = "corrupt file"
    JOB = "unknown job"
    FINISHED = "jobs to collect"
    JUDGEMENT = "take to judge"
    FAILED = "failed render"
    CHECK = "failed check"
    LOST = "lost video"
    REVIEW = "pass to review"
    GATE = "open gate"
    VERSION = "waiting version"
    STALE = "stale take"
    ORPHANS = "orphans"


class Room(StrEnum):
    """Where in the window it opens."""

    TREE = "tree"
    SEGMENTATION = "segmentation"
    RUNS = "runs"
    VERSIONS = "versions"
    BOARD = "board"
    QUEUE = "reviews"
    HEALTH = "health"
    SWEEP = "orphans"


@dataclass(frozen=True, slots=True)
class Place:
    """A room, and what is to be shown in it: a pass, a batch, a path, an entry, a change."""

    room: Room
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItem:
    """One thing that waits.

    ``subject`` tells it from others of its kind. ``fix`` is the command that helps, or shows more.
    ``paths`` are the files it is about, relative to the project.
    """

    kind: InboxKind
    subject: str
    title: str
    detail: str = ""
    episode: int | None = None
    place: Place = field(default=Place(Room.HEALTH))
    fix: str = ""
    paths: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What names it among all that wait."""
        return f"{self.kind} {self.episode or ''} {self.subject}"


def in_order(items: list[InboxItem]) -> tuple[InboxItem, ...]:
    """Trouble first, then episode by episode; what is named twice counts once."""
    rank = {kind: place for place, kind in enumerate(InboxKind)}
    known = {item.key: item for item in items}
    return tuple(sorted(known.values(), key=lambda one: (rank[one.kind], one.episode or 0)))


def counts_of(items: tuple[InboxItem, ...]) -> dict[InboxKind, int]:
    """How many of each kind, in the order of the kinds."""
    counted = Counter(item.kind for item in items)
    return {kind: counted[kind] for kind in InboxKind if counted[kind]}
