"""The picture that a shot's video is to begin with (03): on the shot, and marked as such."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.ids import shot_episode
from engine.domain.listing import is_picture
from engine.domain.sidecar import MediaStatus, Sidecar
from engine.errors import Refused, UserError
from engine.workspace.curation_words import short_shot
from engine.workspace.marking import check_media
from engine.workspace.promotion import status_of
from engine.workspace.shot_takes import whole_shot

if TYPE_CHECKING:
    from engine.domain.paths import ProjectPath
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project import Project

TAG = "start-frame"


@dataclass(frozen=True, slots=True)
class StartFrame:
    """A shot with the picture it begins with, and the one before."""

    shot_id: str
    path: ProjectPath
    previous: str
    previous_status: str
    new_status: str
    change: AppliedChange


def shot_tag(shot: str) -> str:
    """The tag of a picture that belongs to a shot."""
    return f"shot:{shot}"


def set_start_frame(project: Project, path: ProjectPath, shot: str) -> StartFrame:
    """Let a shot begin with a picture, as one change set; the next render of it does.

    The picture is pinned and tagged; the one before loses its tags and nothing else.

    Raises:
        UserError, NotFound: there is no such shot or file, or it is no picture.
        Refused: the shot begins with it already.
        CorruptFile: a document or sidecar that would change cannot be read; it stays as it is.
    """
    if not is_picture(path.name):
        raise UserError(f"a start frame is a picture: {path}")
    known = check_media(project, [path])[path]
    whole = whole_shot(project, shot)
    episode = shot_episode(whole)
    with project.changes.writing() as draft:
        previous = project.shots.in_draft(draft, episode).of(whole).start_frame
        keys = {"start_frame": path.text, "updated_at": stamp(project.clock.now())}
        if previous == path.text and _is_marked(known, whole):
            raise Refused(f"{whole} begins with {path.name} already")
        project.shots.put(draft, episode, whole, keys)
        status = _mark(project, draft, path, known, whole)
        if previous and previous != path.text:
            _unmark(project, draft, previous, whole)
        change = draft.commit("start frame", f"Begin {short_shot(whole)} with {path.name}")
    return StartFrame(whole, path, previous, status_of(known), status, change)


def _is_marked(sidecar: Sidecar | None, shot: str) -> bool:
    return sidecar is not None and {TAG, shot_tag(shot)} <= set(sidecar.tags)


def _mark(
    project: Project, draft: Draft, path: ProjectPath, known: Sidecar | None, shot: str
) -> str:
    tags = list(known.tags) if known else []
    wanted = [*tags, *(tag for tag in (TAG, shot_tag(shot)) if tag not in tags)]
    # A canonical picture stays canonical: that is more than pinned.
    is_canonical = status_of(known) == MediaStatus.CANONICAL
    status = (MediaStatus.CANONICAL if is_canonical else MediaStatus.PINNED).value
    project.sidecars.merge(draft, path, {"status": status, "tags": wanted})
    return status


def _unmark(project: Project, draft: Draft, former: str, shot: str) -> None:
    try:
        path = project.path(former)
    except UserError:
        return  # somebody wrote a path that is none; there is nothing to unmark
    sidecar = draft.read_document(path.sidecar(), Sidecar)
    if sidecar is None or shot_tag(shot) not in sidecar.tags:
        return
    kept = [tag for tag in sidecar.tags if tag != shot_tag(shot)]
    if not any(tag.startswith(shot_tag("")) for tag in kept):
        kept = [tag for tag in kept if tag != TAG]
    project.sidecars.merge(draft, path, {"tags": kept})
