"""A look at the open project, taken beside the GUI thread: its tree, what waits, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.nodes import Node, NodeKind, walk
from engine.domain.passes import PassStatus
from engine.errors import RecoilError
from recoil_desktop.actions.review_state import WaitingPass

if TYPE_CHECKING:
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


def look(project: Project, tree: ProjectTree, hint: Hint | None, job: JobContext) -> Glance:
    """Look at the whole project, or only where ``hint`` says."""
    project.refresh()
    root = tree.build(job) if hint is None else tree.follow(hint, job)
    passes = [node for node in walk(root) if node.kind is NodeKind.PASS and node.detail.pass_id]
    return Glance(
        tree=root,
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
