"""Pictures that a single shot borrows: its neighbour's approved output, and the show's style."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.ids import episode_folder, same_shot
from engine.domain.listing import is_hidden_file
from engine.domain.names import PassName, PlainShotName, parse_media_name
from engine.domain.paths import ProjectPath
from engine.domain.sidecar import MediaStatus
from engine.errors import RecoilError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.domain.canonical import CanonicalShot
    from engine.store.project import Project

STYLES = ProjectPath("assets/style")
_APPROVED = (MediaStatus.PINNED, MediaStatus.CANONICAL)
_PICTURES = (".png", ".jpg", ".jpeg", ".webp")


def neighbour_picture(
    project: Project, shots: Sequence[CanonicalShot], shot: CanonicalShot
) -> str | None:
    """The approved still of the shot before, when it plays in the same place; None without one."""
    before = [one for one in shots if one.scene_index == shot.scene_index]
    place = next((n for n, one in enumerate(before) if one.shot_id == shot.shot_id), 0)
    if place == 0 or before[place - 1].location_id != shot.location_id:
        return None
    return _approved_still(project, before[place - 1])


def style_anchor(project: Project) -> str | None:
    """The first picture of the show's style; None when the project has none."""
    for folder in project.files.names(STYLES):
        for name in project.files.names(STYLES / folder):
            if name.endswith(_PICTURES) and not is_hidden_file(name):
                return str(STYLES / folder / name)
    return None


def _approved_still(project: Project, shot: CanonicalShot) -> str | None:
    found = [path for path in _stills(project, shot) if _is_approved(project, path)]
    return str(found[-1]) if found else None


def _stills(project: Project, shot: CanonicalShot) -> Iterator[ProjectPath]:
    episode = int(shot.shot_id[2:5])
    folder = ProjectPath("renders") / episode_folder(episode)
    for name in project.files.names(folder):
        if not name.endswith(_PICTURES) or is_hidden_file(name):
            continue
        parsed = parse_media_name(name)
        shots: tuple[str, ...] = ()
        if isinstance(parsed, PassName):
            shots = parsed.shot_ids
        elif isinstance(parsed, PlainShotName):
            shots = (parsed.shot_number,)
        if len(shots) == 1 and same_shot(shots[0], shot.shot_id):
            yield folder / name


def _is_approved(project: Project, path: ProjectPath) -> bool:
    try:
        sidecar = project.sidecars.read(path)
    except RecoilError:
        return False
    return sidecar is not None and sidecar.status in _APPROVED
