"""What waits for a person, as rows and as groups that can be looked at alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import episode_id
from engine.domain.inbox import InboxKind
from recoil_desktop.models.rows_model import Row
from recoil_desktop.models.run_words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.domain.inbox import InboxItem

_LOOKS = {
    InboxKind.OFFLINE: ("offline", "bad"),
    InboxKind.STUCK: ("warning", "bad"),
    InboxKind.CORRUPT: ("error", "bad"),
    InboxKind.JOB: ("question", "warn"),
    InboxKind.FINISHED: ("download", "info"),
    InboxKind.JUDGEMENT: ("eye", "warn"),
    InboxKind.FAILED: ("error", "bad"),
    InboxKind.CHECK: ("warning", "warn"),
    InboxKind.LOST: ("eye-off", "warn"),
    InboxKind.REVIEW: ("cut", "warn"),
    InboxKind.GATE: ("lock", "warn"),
    InboxKind.VERSION: ("versions", "info"),
    InboxKind.STALE: ("refresh", "info"),
    InboxKind.ORPHANS: ("quarantine", "info"),
}


@dataclass(frozen=True, slots=True)
class InboxGroup:
    """Kinds that are looked at together; ``one`` and ``many`` are how they are counted."""

    key: str
    title: str
    kinds: frozenset[InboxKind]
    one: str
    many: str

    def of(self, items: Iterable[InboxItem]) -> tuple[InboxItem, ...]:
        """Those of the group, as they stand."""
        return tuple(item for item in items if item.kind in self.kinds)


GROUPS = (
    InboxGroup("cuts", "Cuts", frozenset({InboxKind.REVIEW}), "pass to review", "passes to review"),
    InboxGroup(
        "takes",
        "Takes",
        frozenset({InboxKind.JUDGEMENT, InboxKind.CHECK, InboxKind.FAILED, InboxKind.STALE}),
        "take to judge",
        "takes to judge",
    ),
    InboxGroup(
        "jobs", "Jobs", frozenset({InboxKind.JOB, InboxKind.FINISHED}), "open job", "open jobs"
    ),
    InboxGroup(
        "batches",
        "Batches",
        frozenset({InboxKind.GATE, InboxKind.VERSION}),
        "batch to decide",
        "batches to decide",
    ),
    InboxGroup(
        "files",
        "Files",
        frozenset(
            {InboxKind.LOST, InboxKind.ORPHANS, InboxKind.CORRUPT, InboxKind.STUCK}
            | {InboxKind.OFFLINE}
        ),
        "trouble with files",
        "troubles with files",
    ),
)
"""Every kind is in one of them."""


def inbox_row(item: InboxItem) -> Row:
    """One thing that waits."""
    icon, tone = _LOOKS[item.kind]
    side = "" if item.episode is None else episode_id(item.episode)
    return Row(item.key, item.title, item.detail, side, icon, tone, item=item)


def inbox_words(items: Sequence[InboxItem]) -> str:
    """What there is, by groups: ``2 passes to review · 1 open job``."""
    counts = ((group, len(group.of(items))) for group in GROUPS)
    return listed(counted(count, group.one, group.many) for group, count in counts if count)
