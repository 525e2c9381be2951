"""What a comment may say and be about; everything is refused before anything is written."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.comment_document import CommentRecord
from engine.domain.comments import CommentTag, Target
from engine.domain.listing import is_media, is_video
from engine.errors import NotFound, UserError
from engine.workspace.batches import check_segment

if TYPE_CHECKING:
    from engine.domain.comments import NewComment
    from engine.domain.paths import ProjectPath
    from engine.store.project import Project

LONGEST = 10_000  # letters of a comment
LONGEST_AUTHOR = 100

_FIRST_CONTROL, _DELETE = " ", "\x7f"


def new_comment_id() -> str:
    """An id that no comment has."""
    return f"cmt_{secrets.token_hex(6)}"


def comment_record(project: Project, episode: int, wish: NewComment) -> CommentRecord:
    """A new comment, checked.

    Raises:
        NotFound: there is no such batch, panel or video.
        UserError: words, tag or frames are none.
        CorruptFile: the batch of a panel cannot be read.
    """
    body, tag = checked_body(wish.body), checked_tag(wish.tag)
    check_segment(project, episode, wish.batch_id, wish.segment_id)
    path = _checked_path(project, wish)
    now = stamp(project.clock.now())
    keys: dict[str, object] = {
        "id": new_comment_id(),
        "target_type": (Target.PANEL if wish.segment_id else Target.BATCH).value,
        "batch_id": wish.batch_id,
        **({"segment_id": wish.segment_id} if wish.segment_id else {}),
        "body": body,
        "tag": tag,
        "author": _checked_author(wish.author),
        "resolved": False,
        "created_at": now,
        "updated_at": now,
    }
    if path is not None:
        keys["path"] = str(path)
    if wish.frames is not None:
        keys["frames"] = list(wish.frames)
    return CommentRecord.read(keys)


def _checked_path(project: Project, wish: NewComment) -> ProjectPath | None:
    """The video or picture that a note is about, with frames that it has."""
    if wish.path is None:
        if wish.frames is not None:
            raise UserError("frames of which video? say --on PATH")
        return None
    path = project.path(wish.path)
    place = project.resolve(path)
    if not is_media(path.name):
        raise UserError(f"a note is on a video or a picture, not on {path.name}")
    if not place.is_file():
        raise NotFound("file", str(path))
    if wish.frames is not None:
        _check_frames(project, path, wish.frames)
    return path


def _check_frames(project: Project, path: ProjectPath, frames: tuple[int, int]) -> None:
    from engine.media.clip_head import clip_head  # late: may bring av

    first, last = frames
    if not 0 <= first <= last:
        raise UserError(f"no frames: {first}-{last}")
    if not is_video(path.name):
        raise UserError(f"{path.name} is a picture: it has no frames")
    count = clip_head(project.resolve(path)).frames
    if last >= count:
        raise UserError(f"{path.name} has {count} frames, 0 to {count - 1}: there is no {last}")


def checked_body(body: str) -> str:
    """The words of a comment without space around them; UserError when there are none."""
    said = body.strip()
    if not said:
        raise UserError("a comment says something: it is empty")
    return checked_words(said)


def checked_words(said: str) -> str:
    """What somebody says in words: not too long, and nothing but letters; UserError otherwise."""
    if len(said) > LONGEST:
        raise UserError(f"at most {LONGEST} letters: {len(said)}")
    return _checked_letters(said)


def _checked_author(author: str) -> str:
    return _checked_letters(" ".join(author.split()))[:LONGEST_AUTHOR]


def _checked_letters(said: str) -> str:
    for letter in said:
        is_control = letter < _FIRST_CONTROL and letter not in "\n\t"
        if is_control or letter == _DELETE or "\ud800" <= letter <= "\udfff":
            raise UserError(f"not a letter: {letter!r}")
    return said


def checked_tag(tag: str) -> str:
    """The tag itself, else a UserError that names the tags there are."""
    if tag not in tuple(CommentTag):
        raise UserError(f"not a tag: {tag!r} (one of {', '.join(CommentTag)})")
    return tag
