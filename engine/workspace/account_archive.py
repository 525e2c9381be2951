"""Which shots of an episode have clips in the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.ids import episode_folder, find_shot_number
from engine.domain.listing import is_video
from engine.domain.names import PassName, PlainShotName, SegmentName, Strategy, parse_media_name
from engine.domain.paths import ProjectPath
from engine.errors import RecoilError
from engine.store.project_files import ARCHIVES
from engine.workspace.pass_videos import OLD_RENDERS, RENDERS

if TYPE_CHECKING:
    from engine.store.project import Project


def archived_shots(project: Project, episode: int) -> dict[str, ProjectPath]:
    """By normal shot number a clip that was archived; what no name tells is left out."""
    found: dict[str, ProjectPath] = {}
    for layout in (RENDERS, OLD_RENDERS):
        home = f"{layout}/{episode_folder(episode)}"
        try:
            names = project.files.names(ProjectPath(f"{ARCHIVES}/{home}"))
        except RecoilError:  # a link, or no permission: nobody may look there
            continue
        for name in filter(is_video, names):
            if number := _shot_of(name, episode):
                found[number] = ProjectPath(f"{home}/{name}")
    return found


def _shot_of(name: str, episode: int) -> str:
    match parse_media_name(name):
        case SegmentName(shot_number=number, letter=None) | PlainShotName(shot_number=number):
            return number
        case PassName(strategy=Strategy.SOLO, episode=named, shot_ids=(shot,)) if named == episode:
            return find_shot_number(shot) or ""
        case _:
            return ""
