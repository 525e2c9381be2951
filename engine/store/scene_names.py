"""Where the files of a scene lie, and under which lock its bodies are changed."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from engine.domain.ids import episode_folder
from engine.errors import UserError
from engine.store.project_files import STATE
from engine.store.quick_lock import QuickLock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.paths import ProjectPath
    from engine.store.project_files import ProjectFiles

FOLDER = STATE / "visual" / "orchestration"
_LOCKS = STATE / "locks"

# No dots: they divide the id from what follows it in a file's name.
_ID = r"[A-Za-z0-9][A-Za-z0-9_~-]{0,199}"
_FILE = re.compile(rf"(ep_[0-9]{{3}})_({_ID})(?:\.v[1-9][0-9]{{0,8}}|\.versions)?\.json")
_VERSION = re.compile(r".*\.v([1-9][0-9]{0,8})\.json")
_PLAIN_LOCK = 80  # letters of an id that a lock's name may have


def check_scene_id(scene_id: str) -> str:
    """``scene_id`` itself when files can be named after it, else a UserError."""
    if not re.fullmatch(_ID, scene_id):
        raise UserError(f"not a scene id: {scene_id!r} (letters, digits, _ ~ -)")
    return scene_id


def scene_folder(episode: int) -> ProjectPath:
    """Where the scenes of an episode lie."""
    return FOLDER / episode_folder(episode)


def flat_path(episode: int, scene_id: str) -> ProjectPath:
    """The body of a scene without versions."""
    return scene_folder(episode) / f"{_stem(episode, scene_id)}.json"


def version_path(episode: int, scene_id: str, version: int) -> ProjectPath:
    """Where we put the body of a version."""
    return scene_folder(episode) / f"{_stem(episode, scene_id)}.v{version}.json"


def manifest_path(episode: int, scene_id: str) -> ProjectPath:
    """The manifest of a scene's versions."""
    return scene_folder(episode) / f"{_stem(episode, scene_id)}.versions.json"


def scene_of_name(episode: int, name: str) -> str | None:
    """The scene of an episode that a file belongs to by its name; None when it is none's."""
    found = _FILE.fullmatch(name)
    return found[2] if found and found[1] == episode_folder(episode) else None


def versions_in(episode: int, scene_id: str, names: Iterable[str]) -> tuple[int, ...]:
    """The versions of a scene whose bodies are among these file names."""
    stem = f"{_stem(episode, scene_id)}.v"
    found = (_VERSION.fullmatch(name) for name in names if name.startswith(stem))
    return tuple(int(match[1]) for match in found if match)


def scene_lock(project: ProjectFiles, episode: int, scene_id: str) -> QuickLock:
    """The lock under which a scene is read and changed."""
    name = _lock_name(episode_folder(episode), scene_id)
    place = project.place(_LOCKS) / f"{name}.lock"
    return QuickLock(place, f"scene {scene_id}", make=project.make_place)


def scene_locks(project: ProjectFiles, paths: Iterable[ProjectPath]) -> tuple[QuickLock, ...]:
    """The locks of all scenes that files belong to, in the order in which they are taken."""
    names = [_FILE.fullmatch(path.name) for path in paths if path.is_under(FOLDER)]
    scenes = sorted({(int(found[1][3:]), found[2]) for found in names if found})
    return tuple(scene_lock(project, episode, scene_id) for episode, scene_id in scenes)


def _lock_name(folder: str, scene_id: str) -> str:
    is_long = len(scene_id) > _PLAIN_LOCK
    short = hashlib.sha256(scene_id.encode()).hexdigest()[:32] if is_long else scene_id
    return f"scene-{folder}-{short}"


def _stem(episode: int, scene_id: str) -> str:
    return f"{episode_folder(episode)}_{check_scene_id(scene_id)}"
