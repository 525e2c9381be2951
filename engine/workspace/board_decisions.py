"""What people say of boards: approved, rejected. One change set, however many boards (03)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.board import CardStatus
from engine.domain.board_operations import approve_boards, propose_boards, reject_boards
from engine.domain.listing import is_picture
from engine.errors import Conflict, NotFound, Refused, UserError
from engine.store.scene_names import check_scene_id
from engine.workspace.batches import ReadBatch, read_one
from engine.workspace.board_pictures import storyboards
from engine.workspace.comment_checks import checked_words
from engine.workspace.references import ContentHashes, picture_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.domain.board_art import BoardArt
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project

_WISH = re.compile(r"(?P<batch>[^@]+)(?:@v?(?P<revision>[1-9][0-9]{0,8}))?")
# What the sidecar of board art says about it.
_ABOUT_ART = ("areas", "inputs")


@dataclass(frozen=True, slots=True)
class BoardWish:
    """A board; without a revision the newest. Written ``BATCH_001`` or ``BATCH_001@2``."""

    batch_id: str
    revision: int | None = None

    @classmethod
    def of(cls, text: str) -> BoardWish:
        """What somebody wrote; UserError when it is none."""
        found = _WISH.fullmatch(text)
        if found is None:
            raise UserError(f"not a board: {text!r} (say BATCH_001, or BATCH_001@2)")
        revision = found["revision"]
        return cls(check_scene_id(found["batch"]), int(revision) if revision else None)


@dataclass(frozen=True, slots=True)
class Judged:
    """The boards that were judged, as they stand now, and the change that did it."""

    states: Mapping[str, CardStatus]
    revisions: Mapping[str, int]
    change: AppliedChange


def approve(project: Project, episode: int, wishes: Sequence[BoardWish]) -> Judged:
    """Approve boards, each at the revision that is there, or at the one that is named.

    An earlier revision that is named becomes the board again. All boards are approved or none.

    Raises:
        NotFound: there is no such batch or revision.
        Refused: a batch has no board, its art is no readable picture, or all are approved already.
        CorruptFile: a batch cannot be read; it stays as it is.
    """
    hashes = ContentHashes()
    chosen = [_Choice.of(project, episode, wish) for wish in _unique(wishes)]
    known = {art: _hash(project, art, one, hashes) for one in chosen for art in one.artifacts}
    with project.changes.writing() as draft:
        for one in chosen:
            if one.former is not None:
                change = propose_boards(one.revision, one.former, only_newer=False)
                project.scenes.change_in(draft, episode, one.batch_id, change)
            operation = approve_boards(known, stamp(project.clock.now()))
            project.scenes.change_in(draft, episode, one.batch_id, operation)
            project.scenes.mark_derived_in(draft, episode, one.batch_id, one.version)
        return _done(draft, "Approve", chosen, CardStatus.APPROVED)


def reject(project: Project, episode: int, wishes: Sequence[BoardWish], reason: str = "") -> Judged:
    """Reject boards; nothing is rendered from them where boards are asked for.

    Raises:
        NotFound: there is no such batch.
        Refused: a batch has no board, or all are rejected already.
        Conflict: a revision that is named is not the board any more.
        CorruptFile: a batch cannot be read; it stays as it is.
    """
    said = checked_words(reason.strip())
    chosen = [_Choice.of(project, episode, wish) for wish in _unique(wishes)]
    for one in chosen:
        if one.former is not None:
            raise Conflict(f"{one.batch_id} has another board by now than v{one.revision}")
    with project.changes.writing() as draft:
        for one in chosen:
            operation = reject_boards(one.artifacts, said)
            project.scenes.change_in(draft, episode, one.batch_id, operation)
        return _done(draft, "Reject", chosen, CardStatus.REJECTED)


# -- inside ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Choice:
    """The board of one batch that is meant; ``former`` are the keys of an earlier revision."""

    batch_id: str
    version: int
    revision: int
    artifacts: tuple[str, ...]
    former: Mapping[str, object] | None = None

    @classmethod
    def of(cls, project: Project, episode: int, wish: BoardWish) -> _Choice:
        read = read_one(project, episode, wish.batch_id)
        arts = _arts(read)
        if not arts:
            how = f"recoil board render {wish.batch_id} --episode {episode}"
            raise Refused(f"{wish.batch_id} has no board yet: {how}")
        newest = max(art.revision or 1 for art in arts)
        if wish.revision in (None, newest):
            paths = tuple(dict.fromkeys(art.artifact for art in arts))
            return cls(wish.batch_id, read.version, newest, paths)
        former = _former(project, episode, wish)
        artifact = str(former["artifact"])
        return cls(wish.batch_id, read.version, wish.revision or newest, (artifact,), former)


def _arts(read: ReadBatch) -> tuple[BoardArt, ...]:
    beats = read.body.beats if read.body is not None else ()
    return tuple(beat.art for beat in beats if beat.art.artifact)


def _former(project: Project, episode: int, wish: BoardWish) -> dict[str, object]:
    """The art of an earlier revision, as its file and its sidecar tell."""
    folder, stem = storyboards(episode), f"{wish.batch_id}_v{wish.revision}"
    for name in project.files.names(folder):
        if is_picture(name) and name.rpartition(".")[0] == stem:
            path = folder / name
            about = project.files.read_json(path.sidecar()) or {}
            known = {key: about[key] for key in _ABOUT_ART if about.get(key)}
            return {"artifact": str(path), **known}
    raise NotFound("board", f"{wish.batch_id} v{wish.revision}")


def _hash(project: Project, art: str, choice: _Choice, hashes: ContentHashes) -> str:
    """The hash of a picture that can be looked at; Refused when it cannot."""
    problem = picture_problem(project, art)
    if problem is not None:
        raise Refused(f"the board of {choice.batch_id} cannot be approved: {problem}")
    return hashes.of(project.resolve(project.path(art)))


def _done(draft: Draft, verb: str, chosen: Sequence[_Choice], status: CardStatus) -> Judged:
    states = {one.batch_id: status for one in chosen}
    revisions = {one.batch_id: one.revision for one in chosen}
    if draft.is_empty:
        named = chosen[0].batch_id if len(chosen) == 1 else "each of these boards"
        raise Refused(f"{named} is {status} already")
    return Judged(states, revisions, draft.commit("board", _title(verb, chosen)))


def _title(verb: str, chosen: Sequence[_Choice]) -> str:
    if len(chosen) > 1:
        return f"{verb} {len(chosen)} boards"
    return f"{verb} board v{chosen[0].revision} of {chosen[0].batch_id}"


def _unique(wishes: Iterable[BoardWish]) -> list[BoardWish]:
    """Each batch once; UserError when two revisions of one are named, or nothing at all."""
    found = list(dict.fromkeys(wishes))
    if not found:
        raise UserError("say at least one batch")
    if len({wish.batch_id for wish in found}) < len(found):
        raise UserError("say one revision of each batch")
    return found
