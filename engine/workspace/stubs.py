"""Gives every media file a sidecar: a job of its own, run when a project is opened or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.jobs import JobContext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.paths import ProjectPath
    from engine.store.project import Project
    from engine.workspace.index import MediaFile

# Whoever just wrote the video may be about to write its sidecar.
SETTLED_AFTER = 2.0
_BATCH = 100


def make_stubs(
    project: Project, media: Iterable[MediaFile], ctx: JobContext | None = None
) -> tuple[ProjectPath, ...]:
    """Make the sidecars that lack, and say for which files; a corrupt one is left as it is.

    Files that changed within the last two seconds wait for the next time. In an offline project
    nothing is done.

    Raises:
        Busy, DiskFailed: no more could be written.
    """
    if project.offline is not None:
        return ()
    context = ctx or JobContext()
    bare = _without_sidecar(project, media)
    made: list[ProjectPath] = []
    for start in range(0, len(bare), _BATCH):
        context.report(start, len(bare), "sidecars")
        made += project.sidecars.ensure_stubs(bare[start : start + _BATCH])
    context.report(len(bare), len(bare), "sidecars")
    return tuple(made)


def _without_sidecar(project: Project, media: Iterable[MediaFile]) -> list[ProjectPath]:
    now = project.clock.now().timestamp()
    bare = [file for file in media if file.sidecar is None]
    return [file.path for file in bare if not 0 <= now - file.modified < SETTLED_AFTER]
