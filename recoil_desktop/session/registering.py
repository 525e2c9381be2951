"""Asks about videos one after another, and makes passes of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from engine.commands.orphans import register_only
from engine.domain.orphans import register_order
from engine.workspace.episode_passes import pass_key
from recoil_desktop.session.register_reading import check_files, read_choices

if TYPE_CHECKING:
    from engine.domain.changes import Outcome
    from engine.errors import RecoilError
    from engine.jobs import JobContext
    from engine.store.project import Project
    from recoil_desktop.dialogs.register import RegisterDialog
    from recoil_desktop.jobs import Job
    from recoil_desktop.models.register_choices import (
        FileToRegister,
        RegisterChoices,
        RegisterWish,
    )
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.register_reading import Checked
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts

_THUMBNAIL_HEIGHT = 360


class Registering(QObject):
    """At most one dialog is open; what cannot be registered is said in a line each."""

    def __init__(
        self, services: Services, doer: Doer, projects: Projects, parts: WindowParts
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._doer = doer
        self._projects = projects
        self._parts = parts
        self._reading: Job | None = None
        self._wanted: tuple[str, ...] = ()
        self.dialog: RegisterDialog | None = None
        projects.closed.connect(self._close)

    def ask(self, said: tuple[str, ...], episode: int, shots: tuple[str, ...] = ()) -> None:
        """Ask about these files, for an episode and perhaps some shots of it."""
        project = self._projects.current
        if project is None:
            return
        work = partial(check_files, project.project, said, episode)
        title = "Look at a video" if len(said) == 1 else f"Look at {len(said)} videos"
        job = self._services.jobs.start_blocking(title, work)
        job.succeeded.connect(partial(self._open, project.project, episode, shots))
        job.failed.connect(self._doer.show_error)

    # -- private -------------------------------------------------------------

    def _open(
        self, project: Project, episode: int, shots: tuple[str, ...], checked: Checked
    ) -> None:
        for line in checked.lines:
            self._doer.say(line[:1].upper() + line[1:] if " " in line[:12] else line, "error")
        current = self._projects.current
        if not checked.files or current is None or current.project is not project:
            return
        from recoil_desktop.delegates.thumbnails import Thumbnails  # late: on demand
        from recoil_desktop.dialogs.register import RegisterDialog

        self._close()
        self._wanted = shots
        thumbnails = Thumbnails(self._services.caches, height=_THUMBNAIL_HEIGHT, parent=self)
        dialog = RegisterDialog(
            checked.files, episode, self._services.themes, thumbnails, self._parts.window
        )
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(partial(self._forget, dialog))
        dialog.finished.connect(lambda _result: thumbnails.close())
        dialog.finished.connect(lambda _result: thumbnails.deleteLater())
        dialog.choices_wanted.connect(partial(self._read, project, dialog))
        dialog.asked.connect(partial(self._register, project, dialog))
        dialog.begin()
        dialog.open()

    def _read(
        self, project: Project, dialog: RegisterDialog, file: FileToRegister, episode: int
    ) -> None:
        if self._reading is not None:
            self._reading.cancel()

        def work(job: JobContext) -> RegisterChoices:
            caches = self._services.caches
            return read_choices(project, caches, file, episode, wanted=self._wanted, job=job)

        job = self._reading = self._services.jobs.start_blocking(f"Look at {file.name}", work)
        job.succeeded.connect(partial(self._show, job, dialog))
        job.failed.connect(partial(self._fail_reading, job, dialog))

    def _show(self, job: Job, dialog: RegisterDialog, choices: RegisterChoices) -> None:
        if job is self._reading and dialog is self.dialog:
            self._reading = None
            dialog.show_choices(choices)

    def _fail_reading(self, job: Job, dialog: RegisterDialog, error: RecoilError) -> None:
        if job is self._reading and dialog is self.dialog:
            self._reading = None
            dialog.show_failure(str(error))

    def _register(self, project: Project, dialog: RegisterDialog, wish: RegisterWish) -> None:
        order = register_order(
            wish.episode, wish.shots, tag=wish.tag, model=wish.model, notes=wish.notes
        )
        job = self._doer.do(
            register_only,
            project,
            title=f"Register {wish.file.name}",
            arguments={"file": wish.file.said, "order": order},
        )
        job.succeeded.connect(partial(self._cut, dialog, wish.episode))
        job.failed.connect(partial(self._tell_failure, dialog))
        job.cancelled.connect(partial(self._tell_stopped, dialog))

    def _cut(self, dialog: RegisterDialog, episode: int, outcome: Outcome[Any]) -> None:
        """It is a pass: it is shown and cut, and the next video is asked about."""
        pass_id = str(outcome.value.facts["pass_id"])
        self._projects.cut(pass_id)
        self._parts.tree.go_to(pass_key(episode, pass_id))
        if dialog is self.dialog:
            self._wanted = ()
            dialog.go_on()

    def _tell_failure(self, dialog: RegisterDialog, error: RecoilError) -> None:
        if dialog is self.dialog:
            dialog.show_failure(str(error))

    def _tell_stopped(self, dialog: RegisterDialog) -> None:
        if dialog is self.dialog:
            dialog.show_failure("Stopped")

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _forget(self, dialog: RegisterDialog, _result: int) -> None:
        if dialog is self.dialog:
            self.dialog = None
            self._parts.window.activateWindow()  # the keys go back to where they were
            if self._reading is not None:
                self._reading.cancel()
                self._reading = None
