"""Keeps a snapshot of all documents every half hour in which something changed (08 C)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from recoil_desktop.session.opening import keep_snapshot

if TYPE_CHECKING:
    from engine.jobs import JobContext
    from engine.store.project import Project
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services

_LOOK_MS = 5 * 60 * 1000


class Keeping(QObject):
    """Asks now and then while a project is open; the store says whether half an hour has gone."""

    def __init__(self, services: Services, projects: Projects, parent: QObject) -> None:
        super().__init__(parent)
        self._services = services
        self._projects = projects
        self._has_changed = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.keep)
        projects.opened.connect(lambda _project: self._timer.start())
        projects.closed.connect(self._timer.stop)
        projects.looked.connect(lambda _glance: self._note())
        services.hub.changed.connect(lambda *_: self._note())

    def keep(self) -> None:
        """Keep a snapshot when one is due; beside the GUI thread, and never twice at once."""
        project = self._projects.current
        if project is None or project.project.offline or not self._has_changed:
            return
        self._has_changed = False
        work = partial(_keep, project.project)
        job = self._services.jobs.start_blocking("Keep a snapshot", work, queue="care")
        job.succeeded.connect(lambda is_done: None if is_done else self._note())

    def _note(self) -> None:
        self._has_changed = True


def _keep(project: Project, _job: JobContext) -> bool:
    """Whether it was time; else what changed is kept with a later look."""
    if not project.snapshots.is_due:
        return False
    keep_snapshot(project)
    return True
