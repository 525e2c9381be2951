"""Opening a project and looking after it, as work for a thread."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.project_settings import Mode
from engine.errors import NotFound, RecoilError
from engine.store.project import Project
from engine.workspace.stubs import make_stubs
from engine.workspace.tree import ProjectTree
from recoil_desktop.session.glance import Glance, glance_at

if TYPE_CHECKING:
    from pathlib import Path

    from engine.clock import Clock
    from engine.jobs import JobContext
    from engine.store.cache import Caches

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A project that was read for the first time."""

    project: Project
    tree: ProjectTree
    glance: Glance


@dataclass(frozen=True, slots=True)
class Care:
    """What was found and mended in a project that was just opened."""

    finished: int = 0
    stuck: int = 0
    stubs: int = 0
    cuts_by_itself: bool = False


def open_project(root: Path, clock: Clock, caches: Caches, job: JobContext) -> Opened:
    """Read the project in ``root``, of a large one the beginning; writes nothing into it.

    Raises:
        NotFound: there is no such folder.
    """
    if not root.is_dir():
        raise NotFound("project", root.name)
    project = Project.open(root, clock=clock)
    tree = ProjectTree(project, caches)
    tree.open(job)
    return Opened(project, tree, glance_at(project, tree))


def care_for(project: Project, tree: ProjectTree, job: JobContext) -> Care:
    """Roll interrupted changes forward, make the sidecars that lack, and keep a snapshot."""
    if project.offline is not None:
        return Care()
    recovery = project.changes.recover()
    tree.finish(job)
    stubs = make_stubs(project, tree.media(), job)
    keep_snapshot(project)
    return Care(len(recovery.finished), len(recovery.stuck), len(stubs), cuts_by_itself(project))


def keep_snapshot(project: Project) -> None:
    """Keep the documents as they are, when something changed and the last time is long ago."""
    try:
        project.snapshots.make_if_due()
    except RecoilError as error:  # a net for bad days; without it the project opens all the same
        log.warning("no snapshot of %s: %s", project.name, error)


def cuts_by_itself(project: Project) -> bool:
    """Only this kind of show cuts passes without being asked."""
    return project.offline is None and project.settings.mode in {None, Mode.MICRODRAMA}
