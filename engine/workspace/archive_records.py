"""Pass records whose video goes into the archive, and comes back: none points to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.ids import find_episode
from engine.domain.paths import ProjectPath
from engine.errors import Busy
from engine.workspace.pass_records import put_record
from engine.workspace.pass_videos import RENDERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.cut_record import Record
    from engine.store.draft import Draft
    from engine.store.project import Project

# Why a record has no video: it lies there. Health and the checker read it as an answer.
ARCHIVED_TO = "video_archived_to"


def follow_into_archive(
    project: Project, draft: Draft, source: ProjectPath, target: ProjectPath
) -> None:
    """Records whose video was ``source``, or in it, say that it lies in ``target``.

    Raises:
        Busy: one of them is being cut.
    """
    for episode, pass_id, record in _records(project, draft, source):
        place = _inside(record.get("video_path"), source, target)
        if place is not None:
            _check_idle(project, pass_id)
            changed = {**record, "video_path": None, ARCHIVED_TO: place}
            put_record(project, draft, episode, pass_id, changed=changed)


def follow_out_of_archive(
    project: Project, draft: Draft, source: ProjectPath, target: ProjectPath
) -> None:
    """Records whose video lies in ``source`` have it again, in ``target``."""
    for episode, pass_id, record in _records(project, draft, target):
        place = _inside(record.get(ARCHIVED_TO), source, target)
        if place is not None and not record.get("video_path"):
            changed = {key: value for key, value in record.items() if key != ARCHIVED_TO}
            changed["video_path"] = place
            put_record(project, draft, episode, pass_id, changed=changed)


def _records(
    project: Project, draft: Draft, path: ProjectPath
) -> Iterator[tuple[int, str, Record]]:
    """The records of the episode a path lies in, as they will be."""
    is_render = path.is_under(RENDERS)
    episode = find_episode(path.parts[1]) if is_render else None
    document = draft.read_json(project.passes.path(episode)) if episode is not None else None
    passes = (document or {}).get("passes")
    if episode is None or not isinstance(passes, dict):
        return
    for pass_id, record in passes.items():
        if isinstance(record, dict):
            yield episode, pass_id, record


def _inside(named: object, source: ProjectPath, target: ProjectPath) -> str | None:
    """Where a named file lies when ``source`` became ``target``; None when it lies elsewhere."""
    if not isinstance(named, str) or not named:
        return None
    path = ProjectPath(named)
    if path != source and not path.is_under(source):
        return None
    return target.text + named.removeprefix(source.text)


def _check_idle(project: Project, pass_id: str) -> None:
    owner = project.locks.leased_by("extract", pass_id)
    if owner is not None:
        raise Busy(f"pass {pass_id}", program=owner.program, pid=owner.pid, host=owner.host)
