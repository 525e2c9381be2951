"""Shows the selection: the inspector what is known about it, the viewer what it looks like."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.errors import RecoilError, UserError
from recoil_desktop.session.subjects import subject_of, subject_of_video

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.nodes import Node
    from engine.domain.paths import ProjectPath
    from engine.domain.review import ReviewSheet
    from recoil_desktop.jobs import Job
    from recoil_desktop.models.subject import Subject
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts

_MEDIA = {".mp4", ".mov", ".webm", ".png", ".jpg", ".jpeg", ".webp"}


class Showing(QObject):
    """Follows the selection of the tree. Reading a sidecar is a job; the newest one counts."""

    viewed = Signal(object)  # ProjectPath: a file of the project came into the viewer

    def __init__(self, services: Services, parts: WindowParts, projects: Projects) -> None:
        super().__init__(parts.window)
        self._jobs = services.jobs
        self._parts = parts
        self._projects = projects
        self._shown: Node | None = None
        self._video: Subject | None = None
        self._in_viewer: str = ""
        self._newest: Job | None = None
        parts.tree.selection_changed.connect(self._follow)
        parts.inspector.clip_requested.connect(self._view_clip)

    def view(self, node: Node) -> None:
        """Show a file in the viewer, and the viewer in front."""
        if node.path is not None and self._show_in_viewer(node.path):
            self._parts.window.docks.front("viewer")

    def view_path(self, text: str) -> None:
        """Show the file of this path in the viewer, and the viewer in front."""
        self._view_clip(text)

    def show_video(self, video: Path, sheet: ReviewSheet | None) -> None:
        """A video by itself is reviewed: nothing else may stand beside it as if it were meant."""
        is_new = self._video is None or self._video.key != str(video)
        self._video = subject_of_video(video, sheet)
        if self._is_selected(video):
            return
        if is_new:
            self._parts.tree.deselect()
            self._shown = None
        if self._shown is None:
            self._inspect_nothing()

    def show_pass(self, pass_id: str) -> None:
        """A pass is reviewed, or with "" a video by itself."""
        if pass_id:
            self._video = None

    def refresh(self) -> None:
        """Read again what is selected: the project may look different now."""
        if self._shown is None:
            return
        selection = self._parts.tree.selection
        self._inspect(selection[0] if len(selection) == 1 else None)

    def clear(self) -> None:
        """Show nothing."""
        self._shown = self._video = None
        self._in_viewer = ""
        self._inspect_nothing()
        self._parts.viewer.clear()

    def _follow(self, selection: tuple[Node, ...]) -> None:
        node = selection[0] if len(selection) == 1 else None
        if selection:
            self._inspect(node)
        else:
            self._shown = None
            self._inspect_nothing()
        if node is not None and node.path is not None:
            self._show_in_viewer(node.path)

    def _inspect(self, node: Node | None) -> None:
        self._shown = node
        project = self._projects.current
        if node is None or project is None:
            self._newest = None
            self._parts.inspector.show_subject(None)
            return
        work = partial(subject_of, project.project, node)
        job = self._jobs.start_blocking(f"Read about {node.name}", work)
        self._newest = job
        job.succeeded.connect(partial(self._show_subject, job))

    def _inspect_nothing(self) -> None:
        """Nothing is selected: the video that is reviewed by itself, if there is one."""
        self._newest = None
        self._parts.inspector.show_subject(self._video)

    def _is_selected(self, video: Path) -> bool:
        project, node = self._projects.current, self._shown
        if project is None or node is None or node.path is None:
            return False
        return project.root / str(node.path) == video

    def _show_subject(self, job: Job, subject: Subject) -> None:
        if job is self._newest:
            self._parts.inspector.show_subject(subject)

    def _show_in_viewer(self, path: ProjectPath) -> bool:
        project = self._projects.current
        if project is None or path.suffix.lower() not in _MEDIA:
            return False
        if path.text == self._in_viewer:
            return True
        try:
            place = project.project.resolve(path)
        except RecoilError:
            return False
        self._in_viewer = path.text
        self._parts.viewer.show_media(place)
        self.viewed.emit(path)
        return True

    def _view_clip(self, text: str) -> None:
        project = self._projects.current
        if project is None:
            return
        try:
            path = project.project.path(text)
        except UserError:
            return
        if self._show_in_viewer(path):
            self._parts.window.docks.front("viewer")
