"""What is to be exported, and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.domain.comments import Comment
    from engine.export.delivery import Format


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
    """An export. ``rate`` None means the episode's own; without ``drop_frame`` none is used."""

    episode: int
    form: Format
    handles: int = 0
    rate: Fraction | None = None
    notes: Notes = Notes.ALL
    drop_frame: bool = True
