"""What other programs do in the project, and what was done before: below this window's own jobs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from engine.workspace.activity import ActivityLooker
from recoil_desktop.models.operations import operation_rows

if TYPE_CHECKING:
    from engine.jobs import JobContext
    from engine.workspace.activity import Activity
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.open_project import OpenProject
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts

_LOOK_MS = 700
_LISTED = 60


class Operations(QObject):
    """Reads on in the log of operations whenever the project was looked at."""

    def __init__(self, services: Services, parts: WindowParts, projects: Projects) -> None:
        super().__init__(parts.window)
        self._services = services
        self._parts = parts
        self._looker: ActivityLooker | None = None
        self._looking: Job | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LOOK_MS)
        self._soon.timeout.connect(self._look)
        projects.opened.connect(self._take)
        projects.closed.connect(self._forget)
        projects.looked.connect(lambda _glance: self._look_soon())

    def _take(self, opened: OpenProject) -> None:
        self._forget()
        self._looker = ActivityLooker(opened.project)
        self._look_soon()

    def _forget(self) -> None:
        self._soon.stop()
        self._looker = None
        self._parts.activity.show_operations(())

    def _look_soon(self) -> None:
        if self._looker is not None and not self._soon.isActive():
            self._soon.start()

    def _look(self) -> None:
        looker = self._looker
        if looker is None:
            return
        if self._looking is not None:
            self._look_soon()
            return

        def look(_job: JobContext) -> Activity:
            return looker.look(_LISTED)

        self._looking = self._services.jobs.start_blocking("Read the log of operations", look)
        self._looking.succeeded.connect(partial(self._see, looker))
        self._looking.ended.connect(self._end)

    def _see(self, looker: ActivityLooker, activity: Activity) -> None:
        if looker is self._looker:
            self._parts.activity.show_operations(operation_rows(activity))

    def _end(self) -> None:
        self._looking = None
