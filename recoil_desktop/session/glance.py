"""A look at the open project, taken beside the GUI thread: its tree, what waits, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.passes import PassStatus
from engine.errors import RecoilError
from recoil_desktop.actions.review_state import WaitingPass

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from engine.jobs import JobContext
    from engine.store.journal import AppliedChange
    from engine.store.project import Project
    from engine.workspace.tree import ProjectTree
    from engine.workspace.watcher import Hint

_HISTORY = 100


@dataclass(frozen=True, slots=True)
class Glance:
    """What the window shows of a project, as of one moment."""

    tree: Node
    offline: str | None = None
    waiting: tuple[WaitingPass, ...] = ()
    uncut: tuple[str, ...] = ()  # pass ids that have a video and no cuts yet
    history: tuple[AppliedChange, ...] = ()
    is_whole: bool = True  # False while the project is read for the first time


def look(project: Project, tree: ProjectTree, hint: Hint, job: JobContext) -> Glance:
    """Look at the whole project, or only where ``hint`` says."""
    project.refresh()
    tree.follow(hint, job)
    if hint.is_everything:
        tree.keep()
    return glance_at(project, tree)


def glance_at(project: Project, tree: ProjectTree) -> Glance:
    """The project as its tree has it now; costs the same however large the project is."""
    passes = [node for node in tree.passes if node.detail.pass_id]
    return Glance(
        tree=tree.root,
        is_whole=tree.is_whole,
        offline=project.offline,
        waiting=tuple(
            WaitingPass(node.detail.pass_id, node.detail.summary)
            for node in passes
            if node.status == PassStatus.SEGMENTATION_REVIEW
        ),
        uncut=tuple(
            node.detail.pass_id
            for node in passes
            if node.status == PassStatus.REGISTERED and node.path is not None
        ),
        history=_history(project),
    )


def _history(project: Project) -> tuple[AppliedChange, ...]:
    try:
        return project.changes.history(_HISTORY)
    except RecoilError:  # an unreadable record: the history pane is empty, the tree still comes
        return ()
