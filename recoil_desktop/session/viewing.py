"""Shows a file in the viewer, and a place in it as soon as it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.window_parts import WindowParts


class Viewing(QObject):
    """The newest wish counts; without a place the file is shown as the viewer shows files."""

    def __init__(self, parts: WindowParts, projects: Projects) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._projects = projects
        self._wish: tuple[Path, Fraction | None, tuple[int, int] | None] | None = None
        parts.viewer.player.opened.connect(self._go)

    def show(
        self, path: str, at: Fraction | None = None, frames: tuple[int, int] | None = None
    ) -> None:
        """Show a file of the project in front; ``at`` seconds into it, or on these frames."""
        project = self._projects.current
        if project is None:
            return
        self._wish = (project.root / path, at, frames) if at or frames else None
        self._parts.inspector.clip_requested.emit(path)
        if self._parts.viewer.player.path == project.root / path:
            self._go()

    def path_of(self, shown: Path | None) -> str:
        """How a file in the viewer is called in the project; nothing for one that lies outside."""
        project = self._projects.current
        if project is None or shown is None or not shown.is_relative_to(project.root):
            return ""
        return shown.relative_to(project.root).as_posix()

    def _go(self) -> None:
        viewer, wish = self._parts.viewer, self._wish
        timeline = viewer.player.timeline
        if wish is None or timeline is None or viewer.player.path != wish[0]:
            return
        _path, at, frames = wish
        self._wish = None
        if frames is not None:
            viewer.show_frames(*frames)
        elif at is not None:
            viewer.show_frames(min(timeline.frame_near(at), timeline.count - 1))
