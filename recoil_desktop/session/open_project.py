"""One project that is open: keeps looking at it, and tells when it looks different."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.domain.paths import ProjectPath
from engine.errors import UserError
from engine.workspace.watcher import Hint, ProjectWatcher
from recoil_desktop.session.glance import Glance, look

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from engine.domain.changes import Change
    from engine.domain.nodes import Node
    from engine.errors import RecoilError
    from engine.store.project import Project
    from engine.workspace.tree import ProjectTree
    from recoil_desktop.jobs import Job, JobRunner

_WATCHING_SOON = 0.03  # seconds; a window stands still for as long
_EVERYTHING = Hint(is_everything=True)
_ANY_PASS = ProjectPath("state/visual/passes/any")


class OpenProject(QObject):
    """Owns the watcher and the tree. Looks one after another: hints that come meanwhile wait."""

    looked = Signal(object)  # Glance: of the whole project
    grew = Signal(object)  # Node: how far a large project has been read
    tree_changed = Signal(object)  # Node: with what somebody just did here; the rest follows
    touched = Signal(object)  # Hint: something was changed there, by whatever program
    lost = Signal(object)  # RecoilError: it could not be looked at
    _hinted = Signal(object)  # Hint, from the watcher's thread
    _grown = Signal(object)  # Node, from the thread that reads a large project for the first time

    def __init__(
        self,
        project: Project,
        tree: ProjectTree,
        first: Glance,
        jobs: JobRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.project = project
        self.glance = first
        self._tree = tree
        self._jobs = jobs
        self._looking: Job | None = None
        self._looks_everywhere = False
        self._waiting: Hint | None = None
        self._is_closed = False
        self._hinted.connect(self.look)
        self._hinted.connect(self.touched)
        self._grown.connect(self._show_growth)
        self._watcher = ProjectWatcher(project.root, self._hinted.emit)

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.project.root

    @property
    def tree(self) -> ProjectTree:
        """The engine's tree, for jobs that need more than its lines."""
        return self._tree

    def start(self) -> None:
        """Begin to watch the folder, and go on reading it."""
        self._tree.grown = self._grown.emit
        self._watcher.start(_WATCHING_SOON)

    def close(self) -> None:
        """Stop watching; no signal comes after this."""
        self._is_closed = True
        self._tree.grown = _nobody
        self._watcher.stop()
        if self._looking is not None:
            self._looking.cancel()

    def look(self, hint: Hint = _EVERYTHING) -> None:
        """Look again: everywhere, or where the hint says."""
        if self._is_closed:
            return
        if self._looking is not None:
            self._waiting = hint if self._waiting is None else _both(self._waiting, hint)
            return
        self._looks_everywhere = hint.is_everything
        work = partial(look, self.project, self._tree, hint)
        self._looking = self._jobs.start_blocking(f"Look at {self.project.name}", work)
        self._looking.succeeded.connect(self._take)
        self._looking.failed.connect(self._fail)
        self._looking.ended.connect(self._go_on)

    def look_at(self, changes: Iterable[Change]) -> None:
        """Look where something was changed, sooner than the watcher would say."""
        self.look(Hint(_folders_of(changes)))

    def look_within(self, changes: Iterable[Change]) -> None:
        """Bring the tree up to date with what was just changed, in the thread that changed it."""
        if not self._looks_everywhere:  # else that is waited for, and would see it, too
            self._tree.refresh_files(map(_file_of, changes))

    def show_at_once(self) -> None:
        """Show the tree as it is by now, before all that hangs on it is looked at."""
        root = self._tree.root
        if not self._is_closed and root is not self.glance.tree:
            self.glance = replace(self.glance, tree=root)
            self.tree_changed.emit(root)

    def look_everywhere(self) -> None:
        """Look at everything soon, as when the window becomes active."""
        self._watcher.look_now()

    def _show_growth(self, root: Node) -> None:
        if not self._is_closed and root is not self.glance.tree:
            self.glance = replace(self.glance, tree=root, is_whole=False)
            self.grew.emit(root)

    def _take(self, glance: Glance) -> None:
        if not self._is_closed:
            self.glance = glance
            self.looked.emit(glance)

    def _fail(self, error: RecoilError) -> None:
        if not self._is_closed:
            self.lost.emit(error)

    def _go_on(self) -> None:
        self._looking = None
        self._looks_everywhere = False
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.look(waiting)


def _nobody(_root: Node) -> None:
    """Nobody wants to see how a closed project grows."""


def _both(one: Hint, other: Hint) -> Hint:
    return Hint(one.folders | other.folders, one.is_everything or other.is_everything)


def _folders_of(changes: Iterable[Change]) -> frozenset[ProjectPath]:
    return frozenset(_file_of(change).parent for change in changes)


def _file_of(change: Change) -> ProjectPath:
    """The changed file; a pass id is looked up where passes are kept."""
    try:
        path = ProjectPath.of(change.where)
    except UserError:
        return _ANY_PASS
    return path if "/" in change.where else _ANY_PASS
