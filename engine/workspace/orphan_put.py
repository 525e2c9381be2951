"""Putting a video into quarantine by hand: for later, when nobody knows yet what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import episode_folder, episode_id
from engine.domain.paths import ProjectPath
from engine.errors import Refused
from engine.store import files
from engine.workspace.episode_files import QUARANTINE
from engine.workspace.orphan_companions import kept_beside, move_all
from engine.workspace.orphan_source import check_is_whole, check_source, sidecar_of
from engine.workspace.orphans import quarantine_episode
from engine.workspace.pass_videos import RENDERS

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.journal import AppliedChange
    from engine.store.project import Project
    from engine.workspace.orphan_source import Source


@dataclass(frozen=True, slots=True)
class Put:
    """Where a video lies in quarantine now."""

    path: ProjectPath
    change: AppliedChange


def put_into_quarantine(project: Project, source: Source, episode: int) -> Put:
    """Move a video of an episode there; one from elsewhere is copied and left where it is.

    Raises:
        ProbeFailed: it is no whole video.
        Refused: it has a pass, or it is in this quarantine.
        CorruptFile: its sidecar cannot be read; it stays as it is.
    """
    check_source(project, source)
    check_is_whole(source.place)
    wanted = ProjectPath(f"{RENDERS}/{episode_folder(episode)}/{QUARANTINE}/{source.name}")
    if source.path is not None:
        if quarantine_episode(source.path) == episode:
            raise Refused(f"{source.name} is in the quarantine of {episode_id(episode)}")
        return _move(project, source.path, wanted, episode)
    with project.changes.staging() as room:
        staged = room / source.name
        files.copy_no_replace(source.place, staged)
        check_is_whole(staged)
        return _adopt(project, source, staged, wanted)


def _move(project: Project, path: ProjectPath, wanted: ProjectPath, episode: int) -> Put:
    with project.changes.writing() as draft:
        moves = kept_beside(project, draft, path, wanted)
        move_all(draft, moves)
        title = f"Put {path.name} into the quarantine of {episode_id(episode)}"
        return Put(moves[0][1], draft.commit("quarantine", title))


def _adopt(project: Project, source: Source, staged: Path, wanted: ProjectPath) -> Put:
    sidecar = sidecar_of(project, source)
    with project.changes.writing() as draft:
        here = project.files.path_of(staged)
        target = kept_beside(project, draft, here, wanted)[0][1]
        draft.adopt(staged, target)
        if sidecar is not None:
            draft.put_json(target.sidecar(), sidecar.as_json())
        return Put(target, draft.commit("quarantine", f"Copy {source.name} into quarantine"))
