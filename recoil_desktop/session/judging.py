"""What only a person can judge: shows the queue, the takes in it, and carries out the answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.commands.shots import resolve_review
from engine.domain.inbox import InboxItem, InboxKind, Place, Room
from recoil_desktop.dialogs.ask import AskDialog
from recoil_desktop.models.judgement import Judgement, judgement_of

if TYPE_CHECKING:
    from engine.jobs import JobContext
    from engine.store.project import Project
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.going import Going
    from recoil_desktop.session.inbox import Inbox
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts


class Judging(QObject):
    """Follows the inbox: the queue is read again when something of it waits or was decided."""

    def __init__(
        self,
        services: Services,
        doer: Doer,
        parts: WindowParts,
        projects: Projects,
        *,
        inbox: Inbox,
        going: Going,
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._doer = doer
        self._parts = parts
        self._projects = projects
        self._inbox = inbox
        self._going = going
        self._known: tuple[InboxItem, ...] = ()
        self._newest: Job | None = None
        inbox.changed.connect(self._follow)
        parts.reviews.shown_requested.connect(self.show)
        parts.reviews.resolve_requested.connect(self.ask)

    def show(self, one: Judgement) -> None:
        """Show its take in the viewer, else its batch among the runs."""
        if one.output:
            self._parts.inspector.clip_requested.emit(one.output)
        elif one.scene_id:
            self._going.go(Place(Room.RUNS, one.scene_id), one.episode)

    def ask(self, one: Judgement) -> None:
        """Ask what was decided."""
        dialog = AskDialog(
            "What was decided?",
            f"{one.title}. It leaves the queue; its takes and what they cost stay.",
            label="Looks fine, rewritten, left out…",
            button="Resolve",
            parent=self._parts.window,
        )
        dialog.answered.connect(lambda note, _choice: self._resolve(one, note))
        dialog.open()

    # -- private -------------------------------------------------------------

    def _follow(self) -> None:
        waiting = tuple(one for one in self._inbox.items if one.kind is InboxKind.JUDGEMENT)
        if waiting == self._known:
            return
        self._known = waiting
        project = self._projects.current
        if project is None or not waiting:
            self._newest = None
            self._parts.reviews.show_judgements(())
            return
        work = partial(_read, project.project)
        job = self._newest = self._services.jobs.start_blocking("Read the review queue", work)
        job.succeeded.connect(partial(self._show, job))

    def _show(self, job: Job, judgements: tuple[Judgement, ...]) -> None:
        if job is self._newest:
            self._parts.reviews.show_judgements(judgements)

    def _resolve(self, one: Judgement, note: str) -> None:
        project = self._projects.current
        if project is None:
            return
        words = {"review": one.review_id, "note": note}
        self._doer.do(
            resolve_review, project.project, title=f"Resolve {one.title}", arguments=words
        )


def _read(project: Project, _job: JobContext) -> tuple[Judgement, ...]:
    return tuple(map(judgement_of, project.review_queue.open()))
