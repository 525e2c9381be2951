"""The verdict on a pass: what is right and wrong with each planned shot, and what would fix it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.domain.timing import FrameSpan


class Finding(StrEnum):
    """What may be said about one planned shot."""

    MATCHED = "matched"
    MISSING_CUT = "missing cut"
    EXTRA_CUT = "extra cut"
    TOO_SHORT = "too short"
    BLACK = "black"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class ShotVerdict:
    """The findings on one planned shot; ``fix`` says in words what the editor can do, or nothing.

    ``confidence`` is that of the less sure of its two boundaries, None when nothing is known.
    """

    shot_id: str
    findings: tuple[Finding, ...]
    fix: str
    frames: FrameSpan | None
    confidence: float | None

    @property
    def is_matched(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.findings == (Finding.MATCHED,)


@dataclass(frozen=True, slots=True)
class PassVerdict:
    """The whole pass.

    ``accepted``: the rules let it through without an editor. ``flagged``: accepted, but the
    proposal doubts a boundary. ``ready``: refused by the rules, but the proposal is certain, so the
    review opens ready to be confirmed with one key. ``summary`` is one line for tree and lists.
    """

    shots: tuple[ShotVerdict, ...]
    accepted: bool
    flagged: bool
    ready: bool
    summary: str
