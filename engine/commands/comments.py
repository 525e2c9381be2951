"""Comments on batches, panels and frames: written, listed, resolved, taken away."""

# Annotations are read at run time: the command line is made from them.
import getpass
import re
from typing import TYPE_CHECKING, Annotated

from engine.commands.answers import Told, changes_of
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Outcome
from engine.domain.comments import Comment, CommentTag, NewComment, as_json
from engine.domain.ids import episode_id, parse_episode
from engine.errors import UserError

if TYPE_CHECKING:  # heavy, and only named by helpers
    from engine.workspace.comments import Changed

Json = dict[str, object]

_FRAMES = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")
_TAGS = ", ".join(CommentTag)


def read_frames(text: str) -> tuple[int, int]:
    """``12`` or ``12-30`` as the first and the last frame.

    Raises:
        UserError: it is neither, or ends before it begins.
    """
    found = _FRAMES.fullmatch(text.strip())
    if found is None:
        raise UserError(f"not frames: {text!r} (say 12 or 12-30)")
    first = int(found[1])
    last = int(found[2]) if found[2] else first
    if last < first:
        raise UserError(f"frames end before they begin: {text!r}")
    return first, last


Episode = Annotated[int, Words("The episode: 1, EP001", "--episode", "N", parse_episode)]
AnyEpisode = Annotated[
    int | None,
    Words("Its episode; else all are looked through.", "--episode", "N", parse_episode),
]
Ids = Annotated[
    tuple[str, ...], Words("The comment, by its id; or several.", "", "ID...", str, repeats=True)
]
Id = Annotated[str, Words("The comment, by its id.", metavar="ID")]


@command(
    "comment add",
    examples=(
        "recoil comment add --episode 1 --batch B01 --body 'Warmer, please'",
        "recoil comment add --episode 1 --batch B01 --segment EP001_SH05 --body 'Six fingers'",
        "recoil comment add --episode 1 --batch B01 --body 'Too dark' --on PATH --at 96-120",
    ),
)
def add(
    context: CommandContext,
    *,
    episode: Episode,
    batch: Annotated[str, Words("The batch.", "--batch", "B")],
    body: Annotated[str, Words("What is to be said.", "--body", "TEXT")],
    segment: Annotated[
        str | None, Words("The panel of the batch; else all of it.", "--segment", "S")
    ] = None,
    tag: Annotated[str, Words(f"{_TAGS}.", "--tag", "T")] = CommentTag.NOTE.value,
    author: Annotated[str | None, Words("Who says it; else you.", "--author", "A")] = None,
    at: Annotated[
        tuple[int, int] | None,
        Words("The frame of the video, or its frames.", "--at", "FRAME[-FRAME]", read_frames),
    ] = None,
    on: Annotated[str | None, Words("The video or picture it is about.", "--on", "PATH")] = None,
) -> Outcome[Told]:
    """Add a note on a batch, a panel of it, or frames of a video.

    Frames count from 0. Without --on they are those of the best take of the panel, or of the batch.
    """
    from engine.workspace.comments import add_comment  # late: brings pydantic

    said_by = _user() if author is None else author
    if at is not None and on is None:
        on = _best_take(context, episode, batch, segment)
    wish = NewComment(
        batch_id=batch,
        body=body,
        segment_id=segment,
        tag=tag,
        author=said_by,
        frames=at,
        path=on,
    )
    changed = add_comment(context.require_project(), episode, wish)
    return _one(changed)


@command(
    "comment list",
    examples=("recoil comment list --episode 1 --open", "recoil comment list --episode 1 --json"),
)
def list_comments(
    context: CommandContext,
    *,
    episode: Episode,
    batch: Annotated[str | None, Words("Only of this batch.", "--batch", "B")] = None,
    segment: Annotated[str | None, Words("Only of this panel.", "--segment", "S")] = None,
    only_open: Annotated[bool, Words("Only those nobody resolved.", "--open")] = False,
    tag: Annotated[str | None, Words(f"Only these: {_TAGS}.", "--tag", "T")] = None,
) -> Outcome[Told]:
    """List the comments of an episode, the oldest first."""
    if tag is not None and tag not in tuple(CommentTag):
        raise UserError(f"not a tag: {tag!r} (one of {_TAGS})")
    from engine.workspace.comments import read_comments  # late: brings pydantic

    every = read_comments(context.require_project(), episode)
    found = [
        one
        for one in every
        if (batch is None or one.batch_id == batch)
        and (segment is None or one.segment_id == segment)
        and (tag is None or one.tag == tag)
        and not (only_open and one.resolved)
    ]
    facts: Json = {
        "episode": episode,
        "comments": [as_json(one) for one in found],
        "open": sum(not one.resolved for one in every),
        "total": len(every),
    }
    return Outcome(Told(facts, tuple(map(_line, found)) or ("no comments",)))


@command("comment resolve", examples=("recoil comment resolve cmt_3fa09b12cd34",))
def resolve(context: CommandContext, comment: Ids, *, episode: AnyEpisode = None) -> Outcome[Told]:
    """Say that what a comment asks for is done."""
    return _set_resolved(context, comment, episode, resolved=True)


@command("comment reopen", examples=("recoil comment reopen cmt_3fa09b12cd34",))
def reopen(context: CommandContext, comment: Ids, *, episode: AnyEpisode = None) -> Outcome[Told]:
    """Say that a resolved comment is not done after all."""
    return _set_resolved(context, comment, episode, resolved=False)


@command(
    "comment edit", examples=("recoil comment edit cmt_3fa09b12cd34 --body 'Warmer' --tag fix",)
)
def edit(
    context: CommandContext,
    comment: Id,
    *,
    episode: AnyEpisode = None,
    body: Annotated[str | None, Words("Other words.", "--body", "TEXT")] = None,
    tag: Annotated[str | None, Words(f"{_TAGS}.", "--tag", "T")] = None,
) -> Outcome[Told]:
    """Say a comment in other words, or say what it is for."""
    if body is None and tag is None:
        raise UserError("say --body or --tag")
    from engine.workspace.comments import edit_comment, find_comment  # late: brings pydantic

    project = context.require_project()
    where = find_comment(project, comment, episode)
    return _one(edit_comment(project, where, comment, body=body, tag=tag))


@command("comment delete", examples=("recoil comment delete cmt_3fa09b12cd34",))
def delete(context: CommandContext, comment: Ids, *, episode: AnyEpisode = None) -> Outcome[Told]:
    """Take comments away; undo brings them back."""
    from engine.workspace.comments import delete_comments  # late: brings pydantic

    project = context.require_project()
    return _several(delete_comments(project, _episode_of(context, comment, episode), comment))


# -- inside ------------------------------------------------------------------


def _set_resolved(
    context: CommandContext, ids: tuple[str, ...], episode: int | None, *, resolved: bool
) -> Outcome[Told]:
    from engine.workspace.comments import set_resolved  # late: brings pydantic

    project = context.require_project()
    where = _episode_of(context, ids, episode)
    return _several(set_resolved(project, where, ids, resolved=resolved))


def _best_take(
    context: CommandContext, episode: int, batch: str, segment: str | None
) -> str | None:
    """The video that frames are counted in when nobody named one; None where there is none."""
    from engine.workspace.board import board_of  # late: brings pydantic

    card = board_of(context.require_project(), episode).card(batch)
    panels = card.panels if card is not None else ()
    takes = (one.take for one in panels if segment in (None, one.segment_id))
    found = next((take for take in takes if take is not None), None)
    return None if found is None else str(found)


def _episode_of(context: CommandContext, ids: tuple[str, ...], episode: int | None) -> int:
    """The one episode of all these comments.

    Raises:
        UserError: they are of several: one change is of one file.
    """
    from engine.workspace.comments import find_comment  # late: brings pydantic

    project = context.require_project()
    found = {find_comment(project, one, episode) for one in ids}
    if len(found) > 1:
        named = ", ".join(episode_id(one) for one in sorted(found))
        raise UserError(f"these are comments of {named}: say those of one episode")
    return found.pop()


def _one(changed: "Changed") -> Outcome[Told]:
    (comment,) = changed.comments
    facts: Json = {"episode": changed.episode, **as_json(comment), "change": changed.change.id}
    return _outcome(changed, facts)


def _several(changed: "Changed") -> Outcome[Told]:
    comments = [as_json(one) for one in changed.comments]
    facts: Json = {
        "episode": changed.episode,
        **(comments[0] if len(comments) == 1 else {}),
        "comments": comments,
        "change": changed.change.id,
    }
    return _outcome(changed, facts)


def _outcome(changed: "Changed", facts: Json) -> Outcome[Told]:
    change = changed.change
    told = Told(facts, tuple(map(_line, changed.comments)))
    return Outcome(told, changes_of(change), change.id, change.title)


def _line(one: Comment) -> str:
    where = f"{one.batch_id} {one.segment_id}" if one.segment_id else one.batch_id
    frames = "" if one.frames is None else f" {_range(one.frames)}"
    state = "  (resolved)" if one.resolved else ""
    who = f"{one.author}: " if one.author else ""
    said = " ".join(one.body.split())
    return f"{one.id}  {where}{frames}  {one.tag}  {who}{said}{state}"


def _range(frames: tuple[int, int]) -> str:
    first, last = frames
    return f"frame {first}" if first == last else f"frames {first}-{last}"


def _user() -> str:
    """Who is logged in; nobody where the system does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
