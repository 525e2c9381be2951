"""Comments of an episode: read as they are, changed by change sets (03, Board)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.comment_document import CommentsDocument
from engine.domain.ids import episode_folder, find_episode
from engine.domain.paths import ProjectPath
from engine.errors import NotFound
from engine.workspace.comment_checks import checked_body, checked_tag, comment_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.domain.comment_document import CommentRecord
    from engine.domain.comments import Comment, NewComment
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project

PREP = ProjectPath("prep")

_FILE = "comments.json"
_SHORT = 40  # letters of a note that a title shows


@dataclass(frozen=True, slots=True)
class Changed:
    """Comments as they stand after a change."""

    episode: int
    comments: tuple[Comment, ...]
    change: AppliedChange


class OpenCounts:
    """How many comments nobody resolved yet, by batch and by panel."""

    def __init__(self, comments: Iterable[Comment] = ()) -> None:
        still_open = [one for one in comments if not one.resolved]
        self._batches = Counter(one.batch_id for one in still_open)
        self._panels = Counter((one.batch_id, one.segment_id) for one in still_open)

    def of_batch(self, batch_id: str) -> int:
        """Those of a batch and all its panels."""
        return self._batches[batch_id]

    def of_panel(self, batch_id: str, segment_id: str) -> int:
        """Those of one panel."""
        return self._panels[batch_id, segment_id]


# -- reading -----------------------------------------------------------------


def comments_path(episode: int) -> ProjectPath:
    """Where the comments of an episode lie."""
    return PREP / episode_folder(episode) / _FILE


def read_comments(project: Project, episode: int) -> tuple[Comment, ...]:
    """All comments of an episode, oldest first.

    Raises:
        CorruptFile: the file is there and cannot be read; it stays as it is.
    """
    document = project.files.read_document(comments_path(episode), CommentsDocument)
    return () if document is None else document.values()


def find_comment(project: Project, comment_id: str, episode: int | None = None) -> int:
    """The episode that has a comment of this id.

    Raises:
        NotFound: none has.
        CorruptFile: the comments of an episode that may have it cannot be read.
    """
    for one in _commented(project) if episode is None else (episode,):
        if any(comment.id == comment_id for comment in read_comments(project, one)):
            return one
    raise NotFound("comment", comment_id)


# -- changing ----------------------------------------------------------------


def add_comment(project: Project, episode: int, wish: NewComment) -> Changed:
    """Add a note on a batch or a panel.

    Raises:
        NotFound: there is no such batch, panel or video.
        UserError: the note is empty or too long, its tag or its frames are none.
        CorruptFile: the comments, or the batch of a panel, cannot be read; they stay.
    """
    record = comment_record(project, episode, wish)
    with project.changes.writing() as draft:
        document = _document(draft, episode)
        document.comments = [*document.comments, record]
        _put(draft, episode, document)
        where = wish.segment_id or wish.batch_id
        change = draft.commit("comment", f"Comment on {where}: {_short(record.body)}")
    return Changed(episode, (document.values()[-1],), change)


def set_resolved(
    project: Project, episode: int, comment_ids: Iterable[str], *, resolved: bool
) -> Changed:
    """Resolve comments, or open them again; all of them or none.

    Raises:
        NotFound: there is no such comment.
        Refused: all of them are so already.
    """
    verb = "Resolve" if resolved else "Reopen"

    def change(record: CommentRecord, now: str) -> CommentRecord | None:
        if record.resolved == resolved:
            return record
        return record.model_copy(update={"resolved": resolved, "updated_at": now})

    return _change(project, episode, tuple(comment_ids), verb, change)


def edit_comment(
    project: Project, episode: int, comment_id: str, *, body: str | None, tag: str | None
) -> Changed:
    """Say a note in other words, or say what it is for.

    Raises:
        NotFound: there is no such comment.
        UserError: the words are empty or too long, the tag is none.
        Refused: it says so already.
    """
    keys: dict[str, object] = {}
    if body is not None:
        keys["body"] = checked_body(body)
    if tag is not None:
        keys["tag"] = checked_tag(tag)

    def change(record: CommentRecord, now: str) -> CommentRecord | None:
        if all(getattr(record, key) == value for key, value in keys.items()):
            return record
        return record.model_copy(update=keys | {"updated_at": now})

    return _change(project, episode, (comment_id,), "Edit", change)


def delete_comments(project: Project, episode: int, comment_ids: Iterable[str]) -> Changed:
    """Take comments away; undo brings them back.

    Raises:
        NotFound: there is no such comment.
    """
    return _change(project, episode, tuple(comment_ids), "Delete", lambda _record, _now: None)


# -- inside ------------------------------------------------------------------


def _change(
    project: Project,
    episode: int,
    comment_ids: tuple[str, ...],
    verb: str,
    change: Callable[[CommentRecord, str], CommentRecord | None],
) -> Changed:
    now = stamp(project.clock.now())
    with project.changes.writing() as draft:
        document = _document(draft, episode)
        places = {_place(document, one): one for one in dict.fromkeys(comment_ids)}
        before = document.values()
        records: list[CommentRecord] = []
        for place, record in enumerate(document.comments):
            changed = change(record, now) if place in places else record
            records += [] if changed is None else [changed]
        document.comments = records
        _put(draft, episode, document)
        applied = draft.commit("comment", _title(verb, [before[place] for place in places]))
    after = {one.id: one for one in document.values()}
    shown = (after.get(one.id, one) for one in (before[place] for place in places))
    return Changed(episode, tuple(shown), applied)


def _title(verb: str, comments: list[Comment]) -> str:
    if len(comments) == 1:
        return f"{verb} the comment “{_short(comments[0].body)}”"
    return f"{verb} {len(comments)} comments"


def _document(draft: Draft, episode: int) -> CommentsDocument:
    found = draft.read_document(comments_path(episode), CommentsDocument)
    if found is None:
        return CommentsDocument(schema_version=1, comments=[])
    found.schema_version = found.schema_version or 1  # said, also where nobody wrote it
    return found


def _put(draft: Draft, episode: int, document: CommentsDocument) -> None:
    draft.put_json(comments_path(episode), document.as_json())


def _place(document: CommentsDocument, comment_id: str) -> int:
    place = document.place_of(comment_id)
    if place is None:
        raise NotFound("comment", comment_id)
    return place


def _commented(project: Project) -> tuple[int, ...]:
    """The episodes that have comments."""
    found = (find_episode(name) for name in project.files.names(PREP) if name.startswith("ep_"))
    episodes = (one for one in found if one is not None)
    return tuple(one for one in episodes if project.files.exists(comments_path(one)))


def _short(body: str) -> str:
    line = " ".join(body.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1].rstrip()}…"
