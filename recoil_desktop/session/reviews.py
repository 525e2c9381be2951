"""Brings passes and videos into the segmentation panel and carries out what the editor decides."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from engine.commands.segmentation import (
    confirm_review,
    regenerate,
    split_video,
)
from engine.domain.passes import PassStatus
from recoil_desktop.dialogs.ask import AskDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from engine.domain.review import ReviewSheet
    from engine.errors import RecoilError
    from engine.jobs import JobContext
    from engine.store.project import Project
    from recoil_desktop.actions.review_state import WaitingPass
    from recoil_desktop.jobs import Job
    from recoil_desktop.scrubber.panel import SegmentationPanel
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services


class Reviews(QObject):
    """The panel edits; this reads what it edits and asks the engine to make it so."""

    shown = Signal(str)  # the panel shows this pass, or with "" a video by itself
    rejection_asked = Signal(object, str)  # paths of clips, what they are called
    video_shown = Signal(object, object)  # that video, and its ReviewSheet as soon as it is read

    def __init__(
        self, services: Services, doer: Doer, projects: Projects, panel: SegmentationPanel
    ) -> None:
        super().__init__(panel)
        self._services = services
        self._doer = doer
        self._projects = projects
        self._panel = panel
        self._loading: Job | None = None
        self._waiting: tuple[WaitingPass, ...] = ()
        self._opened_pass: str | None = None
        self._is_cutting = False
        panel.open_requested.connect(self.open)
        panel.confirm_requested.connect(self.confirm)
        panel.split_requested.connect(self.split)
        panel.reject_requested.connect(self.reject)
        panel.regenerate_requested.connect(self.regenerate)

    # -- opening -----------------------------------------------------------

    def set_queue(self, waiting: tuple[WaitingPass, ...]) -> None:
        """The passes that wait for their editor now."""
        if waiting != self._waiting:
            self._waiting = waiting
            self._panel.set_queue(waiting)
            self._follow_status()

    def open(self, pass_id: str) -> None:
        """Read a pass and show it."""
        project = self._project
        if project is None:
            return
        self._opened_pass = pass_id
        self._load(pass_id, partial(_sheet_of_pass, project, pass_id, self._services))

    def open_video(self, video: Path) -> None:
        """Read a video that belongs to no pass and show it."""
        self._opened_pass = None
        self._load(video.name, partial(_sheet_of_video, video, self._services))
        self.video_shown.emit(video, None)

    def clear(self) -> None:
        """Show nothing."""
        self._opened_pass = None
        if self._loading is not None:
            self._loading.cancel()
        self._waiting = ()
        self._panel.set_queue(())
        self._panel.clear()

    # -- deciding ----------------------------------------------------------

    def confirm(self, pass_id: str, times: tuple[Fraction, ...]) -> None:
        """Make the clips of a pass at these times."""
        self._panel.show_busy("the clips are being made")
        self._is_cutting = True
        job = self._doer.do(
            confirm_review,
            self._project,
            title=f"Make the clips of {pass_id}",
            queue="cut",
            arguments={"pass_id": pass_id, "at": times},
        )
        job.succeeded.connect(lambda _outcome: self._go_on(pass_id))
        job.ended.connect(self._end_cutting)

    def split(self, video: Path, times: tuple[Fraction, ...]) -> None:
        """Ask for a folder and put the clips of a loose video there."""
        dialog = QFileDialog(self._panel, "Put the clips into", str(video.parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(partial(self.split_into, video, times))
        dialog.open()

    def split_into(self, video: Path, times: tuple[Fraction, ...], folder: str) -> None:
        """Put the clips of a loose video into ``folder``."""
        self._panel.show_busy("the clips are being made")
        job = self._doer.do(
            split_video,
            None,
            title=f"Split {video.name}",
            queue="cut",
            arguments={"video": video, "out": Path(folder), "at": times},
        )
        job.ended.connect(lambda: self._panel.show_busy(""))

    def reject(self, pass_id: str, shot_id: str) -> None:
        """Ask why a shot of a pass is no good, and mark its clip."""
        sheet, project = self._panel.sheet, self._project
        clips = sheet.clips if sheet is not None and project is not None else ()
        clip = next((one for one in clips if one.shot_id == shot_id and not one.letter), None)
        if clip is None or project is None:
            self._doer.say(f"{shot_id} of {pass_id} has no clip yet: confirm its cuts first")
            return
        self.rejection_asked.emit((str(project.path(clip.path)),), shot_id)

    def regenerate(self, pass_id: str, shot_id: str) -> None:
        """Ask why a shot has to be made again, and queue a pass for it."""
        dialog = AskDialog(
            f"Make {shot_id} again?",
            "A new pass for this shot alone waits until it is rendered. The old clip stays.",
            label="What should be different",
            button="Queue",
            parent=self._panel.window(),
        )
        dialog.answered.connect(partial(self._regenerate_for, pass_id, shot_id))
        dialog.open()

    # -- private -----------------------------------------------------------

    @property
    def _project(self) -> Project | None:
        return self._projects.current.project if self._projects.current else None

    def _load(self, name: str, work: object) -> None:
        if self._loading is not None:
            self._loading.cancel()
        self._panel.show_message(f"Reading {name}", "Its frames are scored once and remembered.")
        self.shown.emit(self._opened_pass or "")
        self._read(name, work, self._show)

    def _read(self, name: str, work: object, show: Callable[[Job, ReviewSheet], None]) -> None:
        job = self._services.jobs.start_blocking(f"Read {name}", work)  # type: ignore[arg-type]
        self._loading = job
        job.succeeded.connect(partial(show, job))
        job.failed.connect(partial(self._fail, job, name))

    def _show(self, job: Job, sheet: ReviewSheet) -> None:
        if job is self._loading:
            self._loading = None
            self._panel.show_review(sheet)
            if sheet.pass_id is None:
                self.video_shown.emit(sheet.video, sheet)

    def _follow_status(self) -> None:
        """Read the open pass again when it was confirmed elsewhere, or a confirm taken back."""
        sheet, project = self._panel.sheet, self._project
        is_busy = self._is_cutting or self._loading is not None or self._panel.state.can_undo
        if sheet is None or sheet.pass_id is None or project is None or is_busy:
            return
        waits = any(each.pass_id == sheet.pass_id for each in self._waiting)
        if waits != (sheet.status == PassStatus.SEGMENTATION_REVIEW):
            work = partial(_sheet_of_pass, project, sheet.pass_id, self._services)
            self._read(sheet.pass_id, work, self._show_again)

    def _show_again(self, job: Job, sheet: ReviewSheet) -> None:
        """The editor may be typing elsewhere: the keyboard stays there."""
        focus = self._panel.window().focusWidget()
        self._show(job, sheet)
        if focus is not None and not self._panel.isAncestorOf(focus):
            focus.setFocus()

    def _end_cutting(self) -> None:
        self._is_cutting = False
        self._panel.show_busy("")

    def _fail(self, job: Job, name: str, error: RecoilError) -> None:
        if job is self._loading:
            self._loading = None
            self._panel.show_message(f"{name} can't be opened", str(error))
            self._doer.show_error(error)

    def _go_on(self, pass_id: str) -> None:
        if self._opened_pass != pass_id:
            return  # the editor went on to something else meanwhile
        others = [each.pass_id for each in self._waiting if each.pass_id != pass_id]
        if others and self._services.settings.review.opens_next:
            self.open(others[0])
        else:
            self.open(pass_id)

    def _regenerate_for(self, pass_id: str, shot_id: str, reason: str, _choice: str) -> None:
        self._doer.do(
            regenerate,
            self._project,
            title=f"Queue {shot_id}",
            arguments={"shot": shot_id, "from_pass": pass_id, "reason": reason},
        )


def _sheet_of_pass(
    project: Project, pass_id: str, services: Services, job: JobContext
) -> ReviewSheet:
    from engine.workspace.review import open_review  # late: brings the media layer

    return open_review(project, pass_id, services.caches, job)


def _sheet_of_video(video: Path, services: Services, job: JobContext) -> ReviewSheet:
    from engine.workspace.review import open_video  # late: brings the media layer

    return open_video(video, None, None, services.caches, job)
