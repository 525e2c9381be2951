"""Keeps the pane of newest files as the project is, while it is looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from engine.domain.search import Finder
from engine.workspace.recent import recent_files
from recoil_desktop.actions.menus import context_menu
from recoil_desktop.actions.spec import Menu
from recoil_desktop.views.list_pane import popup

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from engine.domain.query import Query
    from engine.jobs import JobContext
    from engine.workspace.recent import RecentFile
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.showing import Showing
    from recoil_desktop.session.window_parts import WindowParts


class Recent(QObject):
    """A hundred thousand files are sorted beside the GUI thread, and only when they are seen."""

    def __init__(
        self, services: Services, parts: WindowParts, projects: Projects, showing: Showing
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._parts = parts
        self._projects = projects
        self._showing = showing
        self._newest: Job | None = None
        self._finder = Finder()
        self._shown: tuple[Node, Query] | None = None
        pane = parts.attention.recent
        pane.query_changed.connect(lambda _query: self._look())
        pane.opened.connect(self._open)
        pane.menu_requested.connect(self._show_menu)
        projects.looked.connect(lambda _glance: self._look())
        projects.closed.connect(self._forget)
        parts.window.docks["recent"].visibilityChanged.connect(lambda _shown: self._look())

    def _look(self) -> None:
        project, pane = self._projects.current, self._parts.attention.recent
        if project is None or not pane.isVisible():
            return
        wanted = (project.glance.tree, pane.field.query)
        if self._shown is not None and _is_same(self._shown, wanted):
            return
        self._shown = wanted
        work = partial(_sorted, *wanted, self._finder)
        job = self._services.jobs.start_blocking("Sort the newest files", work, queue="recent")
        self._newest = job
        job.succeeded.connect(partial(self._show, job))

    def _show(self, job: Job, files: tuple[RecentFile, ...]) -> None:
        project = self._projects.current
        if job is self._newest and project is not None:
            self._parts.attention.recent.show_files(files, project.root)

    def _forget(self) -> None:
        self._newest = self._shown = None
        self._finder = Finder()
        self._parts.attention.recent.show_files((), None)

    def _open(self, file: RecentFile) -> None:
        """In the viewer, and its line in the tree: inspector and keys mean it from now on."""
        self._parts.tree.select(file.node.key)
        self._showing.view(file.node)

    def _show_menu(self, file: RecentFile, where: QPoint) -> None:
        """What can be done with its line in the tree."""
        tree = self._parts.tree
        if not tree.select(file.node.key):
            return
        tree.selection_changed.emit(tree.selection)
        menu = context_menu(self._parts.attention.recent, self._parts.registry, Menu.TREE_CONTEXT)
        if menu.isEmpty():
            menu.deleteLater()
            return
        popup(menu, where)


def _sorted(root: Node, query: Query, finder: Finder, _job: JobContext) -> tuple[RecentFile, ...]:
    return recent_files(root, query, finder)


def _is_same(one: tuple[Node, Query], other: tuple[Node, Query]) -> bool:
    return one[0] is other[0] and one[1] == other[1]
