"""``prep/ep_001/comments.json``: the notes of an episode as its file holds them."""

from __future__ import annotations

from pydantic import Field

from engine.domain.comments import Comment, CommentTag, Target
from engine.domain.documents import Count, Document, Flag, Listed, Text


class CommentRecord(Document):
    """One note. Other tools may leave out what they do not know."""

    id: Text = ""
    target_type: Text = ""
    batch_id: Text = ""
    segment_id: str | None = None
    body: Text = ""
    tag: Text = ""
    author: Text = ""
    resolved: Flag = False
    created_at: Text = ""
    updated_at: Text = ""
    frames: object = None
    path: str | None = None

    def comment(self, place: int) -> Comment:
        """The note as a value; ``place`` names one without an id, from 1."""
        return Comment(
            id=self.id or f"unnamed-{place}",
            target_type=Target.PANEL if self.segment_id else Target.BATCH,
            batch_id=self.batch_id,
            segment_id=self.segment_id or None,
            body=self.body,
            tag=_tag(self.tag),
            author=self.author,
            resolved=self.resolved,
            created_at=self.created_at,
            updated_at=self.updated_at,
            frames=_frames(self.frames),
            path=self.path or None,
        )


class CommentsDocument(Document):
    """All notes of an episode, in the order in which they were made."""

    schema_version: Count = 1
    comments: Listed[CommentRecord] = Field(default_factory=list)

    def values(self) -> tuple[Comment, ...]:
        """The notes as values."""
        return tuple(one.comment(place) for place, one in enumerate(self.comments, start=1))

    def place_of(self, comment_id: str) -> int | None:
        """Which of the notes has this id."""
        ids = (one.id for one in self.values())
        return next((place for place, one in enumerate(ids) if one == comment_id), None)


def _tag(said: str) -> CommentTag:
    """What the note is for; a word of another tool is a plain note to us."""
    return CommentTag(said) if said in tuple(CommentTag) else CommentTag.NOTE


def _frames(said: object) -> tuple[int, int] | None:
    match said:
        case [int(first), int(last)] if 0 <= first <= last:
            return first, last
        case _:
            return None
