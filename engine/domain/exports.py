"""What an episode's cut can be exported as, and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.domain.comments import Comment


class Format(StrEnum):
    """What an episode's cut can be exported as."""

    OTIO = "otio"
    EDL = "edl"
    FCPXML = "fcpxml"
    CSV = "csv"
    CONTACT_SHEET = "contact-sheet"

    @property
    def suffix(self) -> str:
        """How its files end."""
        return ".pdf" if self is Format.CONTACT_SHEET else f".{self}"

    @property
    def label(self) -> str:
        """What people call it."""
        return _TITLES[self]


_TITLES = {
    Format.OTIO: "OpenTimelineIO",
    Format.EDL: "EDL (CMX 3600)",
    Format.FCPXML: "FCPXML 1.10",
    Format.CSV: "Table (CSV)",
    Format.CONTACT_SHEET: "Contact sheet (PDF)",
}


class Notes(StrEnum):
    """Which comments go along."""

    ALL = "all"
    OPEN = "open"
    NONE = "none"

    def takes(self, comment: Comment) -> bool:
        """Whether a comment goes along."""
        return self is Notes.ALL or (self is Notes.OPEN and not comment.resolved)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWish:
    """An export. ``rate`` None means the episode's own; without ``drop_frame`` none is used.

    With ``stills``, a shot without a clip shows its picture.
    """

    episode: int
    form: Format
    handles: int = 0
    rate: Fraction | None = None
    notes: Notes = Notes.ALL
    drop_frame: bool = True
    stills: bool = False
