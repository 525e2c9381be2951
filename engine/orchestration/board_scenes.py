"""The batch that a board is drawn for: as its body stands, else as the plan gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.names import Strategy
from engine.errors import NotFound, Refused, UserError
from engine.orchestration.derive import scene_of
from engine.orchestration.grouping import group_shots
from engine.orchestration.planning import read_shots
from engine.store.scenes import LoadedScene

if TYPE_CHECKING:
    from engine.domain.scenes import Scene
    from engine.store.project import Project

# A batch that has no body yet is the one of this name in the first way that has such a one.
_WAYS = (Strategy.CONTINUITY, Strategy.COVERAGE, Strategy.ONER, Strategy.SOLO)


def batch_of(project: Project, episode: int, batch: str) -> tuple[LoadedScene, bool]:
    """The batch, and whether it has no body yet; reads only.

    Runs write no body of a batch that waits for its board.

    Raises:
        NotFound: neither is there such a body, nor does the plan give one.
        UserError: no batch could be called so.
        CorruptFile: body, plan or coverage cannot be read.
    """
    loaded = project.scenes.load(episode, batch)
    if loaded is not None:
        return loaded, False
    scene = _derived(project, episode, batch)
    if scene is None:
        raise NotFound("batch", batch)
    return LoadedScene(scene, episode, 1, is_versioned=False), True


def write_body(project: Project, loaded: LoadedScene) -> None:
    """Write the first body of a batch; somebody else may have been quicker."""
    try:
        project.scenes.create(loaded.episode, loaded.scene)
    except Refused:
        return


def _derived(project: Project, episode: int, batch: str) -> Scene | None:
    try:
        shots = read_shots(project, episode)
    except NotFound:
        return None
    coverage = project.coverage.read(episode)
    for way in _WAYS:
        try:
            groups = group_shots(way, shots, coverage)
        except UserError:
            continue  # the passes cannot be grouped, and no batch of theirs is there
        found = next((one for one in groups if one.scene_id == batch), None)
        if found is not None:
            return scene_of(found, episode, project.name, stamp(project.clock.now()))
    return None
