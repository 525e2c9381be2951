"""Keeps the inbox as the project is: looks when something changed, opens what is chosen."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine.orchestration.inbox import InboxLooker
from recoil_desktop.models.inbox import inbox_words

if TYPE_CHECKING:
    from engine.domain.inbox import InboxItem
    from engine.jobs import JobContext
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.going import Going
    from recoil_desktop.session.open_project import OpenProject
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.runs import Runs
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts

_LOOK_MS = 500  # between two looks while much happens
_REST = 9  # as many times as long as a look takes: a large project is not looked at all the time


class Inbox(QObject):
    """Looks beside the GUI thread, one look after another."""

    changed = Signal()

    def __init__(
        self,
        services: Services,
        parts: WindowParts,
        projects: Projects,
        runs: Runs,
        going: Going,
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._parts = parts
        self._projects = projects
        self._going = going
        self._looker: InboxLooker | None = None
        self._looking: Job | None = None
        self._is_outdated = False
        self.items: tuple[InboxItem, ...] = ()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LOOK_MS)
        self._soon.timeout.connect(self._look)
        projects.opened.connect(self._take)
        projects.closed.connect(self._forget)
        projects.looked.connect(lambda _glance: self.look_soon())
        runs.changed.connect(self.look_soon)
        services.hub.changed.connect(lambda *_: self.look_soon())
        parts.attention.inbox.opened.connect(self.open)
        parts.window.status.needs.clicked.connect(parts.registry["pane.inbox"].trigger)

    def open(self, item: InboxItem) -> None:
        """Go where it is done."""
        self._going.go(item.place, item.episode)

    def look_soon(self) -> None:
        """Something may wait by now."""
        if self._looker is None or self._soon.isActive():
            return
        if self._looking is not None:
            self._is_outdated = True
        else:
            self._soon.start()

    # -- private -------------------------------------------------------------

    def _take(self, opened: OpenProject) -> None:
        self._forget()
        self._looker = InboxLooker(opened.project, opened.tree)
        self._soon.setInterval(_LOOK_MS)
        self.look_soon()  # the tree comes first

    def _forget(self) -> None:
        self._soon.stop()
        self._looker = self._looking = None
        self._is_outdated = False
        self._show(())

    def _look(self) -> None:
        looker = self._looker
        if looker is None or self._looking is not None:
            return
        self._is_outdated = False
        job = self._services.jobs.start_blocking("Look at what waits", partial(_timed, looker))
        self._looking = job
        job.succeeded.connect(partial(self._see, looker))
        job.ended.connect(partial(self._end, job))

    def _see(self, looker: InboxLooker, seen: tuple[tuple[InboxItem, ...], float]) -> None:
        if looker is not self._looker:
            return  # another project is open by now
        items, took = seen
        self._soon.setInterval(max(_LOOK_MS, round(took * 1000 * _REST)))
        self._show(items)

    def _end(self, job: Job) -> None:
        if job is self._looking:
            self._looking = None
            if self._is_outdated:
                self.look_soon()

    def _show(self, items: tuple[InboxItem, ...]) -> None:
        self.items = items
        self._parts.attention.inbox.show_items(items, is_open=self._looker is not None)
        self._parts.window.status.show_needs(len(items), inbox_words(items))
        self.changed.emit()


def _timed(looker: InboxLooker, job: JobContext) -> tuple[tuple[InboxItem, ...], float]:
    """What waits, and how long it took to see it."""
    began = time.monotonic()
    items = looker.look(job)
    return items, time.monotonic() - began
