"""Notes of people on batches, panels and frames, and the document that holds an episode's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Target(StrEnum):
    """What a note is about."""

    PANEL = "panel"
    BATCH = "batch"


class CommentTag(StrEnum):
    """What a note is for."""

    NOTE = "note"
    FIX = "fix"
    QUESTION = "question"
    APPROVE = "approve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One note. ``frames`` are the first and last frame of ``path`` (a take) that it is about."""

    id: str
    target_type: Target
    batch_id: str
    segment_id: str | None = None
    body: str
    tag: CommentTag = CommentTag.NOTE
    author: str = ""
    resolved: bool = False
    created_at: str = ""
    updated_at: str = ""
    frames: tuple[int, int] | None = None
    path: str | None = None

    def is_about(self, batch_id: str, segment_id: str | None = None) -> bool:
        """Whether it belongs to this batch, or to this panel of it."""
        return self.batch_id == batch_id and segment_id in (None, self.segment_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """What somebody wants to note; ``frames`` are the first and last one of ``path``."""

    batch_id: str
    body: str
    segment_id: str | None = None
    tag: str = CommentTag.NOTE.value
    author: str = ""
    frames: tuple[int, int] | None = None
    path: str | None = None


def as_json(comment: Comment) -> dict[str, object]:
    """A note as commands answer it; what it has not is null."""
    return {
        "id": comment.id,
        "target_type": comment.target_type.value,
        "batch_id": comment.batch_id,
        "segment_id": comment.segment_id,
        "body": comment.body,
        "tag": comment.tag.value,
        "author": comment.author,
        "resolved": comment.resolved,
        "created_at": comment.created_at,
        "updated_at": comment.updated_at,
        "frames": None if comment.frames is None else list(comment.frames),
        "path": comment.path,
    }
