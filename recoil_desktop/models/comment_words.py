"""What a note on the board says around its own words: what for, about what, since when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from engine.domain.comments import CommentTag
from recoil_desktop.models.board_words import short_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.board import BoardCard
    from engine.domain.comments import Comment

TAG_WORDS = {
    CommentTag.NOTE: "Note",
    CommentTag.FIX: "Fix",
    CommentTag.QUESTION: "Question",
    CommentTag.APPROVE: "Approve",
}
TAG_TONES = {
    CommentTag.NOTE: "muted",
    CommentTag.FIX: "warn",
    CommentTag.QUESTION: "info",
    CommentTag.APPROVE: "good",
}
TAG_ICONS = {
    CommentTag.NOTE: "comment",
    CommentTag.FIX: "wand",
    CommentTag.QUESTION: "question",
    CommentTag.APPROVE: "check-circle",
}
_MINUTE, _HOUR, _DAY, _WEEK = 60, 3600, 86400, 604800


def ago(stamped: str, now: datetime | None = None) -> str:
    """``now``, ``5 min``, ``3 h``, ``2 d``, else the day; nothing where nobody noted it."""
    try:
        then = datetime.fromisoformat(stamped)
    except ValueError:
        return ""
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    seconds = ((now or datetime.now(UTC)) - then).total_seconds()
    if seconds < _MINUTE:
        return "now"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} h"
    if seconds < _WEEK:
        return f"{int(seconds // _DAY)} d"
    return then.date().isoformat()


def frames_words(frames: tuple[int, int] | None) -> str:
    """``frame 12``, ``frames 12–30``."""
    if frames is None:
        return ""
    first, last = frames
    return f"frame {first}" if first == last else f"frames {first}–{last}"


def place_words(comment: Comment, card: BoardCard | None) -> str:
    """``Batch 2 · shot 5 · frames 12–30``; a batch that is gone by its id."""
    panel = card.panel(comment.segment_id) if card and comment.segment_id else None
    batch = (card.title if card else "") or comment.batch_id
    shot = f"shot {short_number(panel.number)}" if panel else comment.segment_id or ""
    return "  ·  ".join(part for part in (batch, shot, frames_words(comment.frames)) if part)


def counts_words(comments: Iterable[Comment]) -> str:
    """``3 open of 5``."""
    every = tuple(comments)
    still_open = sum(not one.resolved for one in every)
    if not every:
        return "none yet"
    return f"{still_open} open of {len(every)}" if still_open < len(every) else f"{still_open} open"
