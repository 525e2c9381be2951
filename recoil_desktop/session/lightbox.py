"""What editors put beside each other, and the pane that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.domain.listing import is_media
from engine.errors import RecoilError
from recoil_desktop.actions.board_state import LightboxState
from recoil_desktop.models.board_model import Sight
from recoil_desktop.views.lightbox.pane import MOST, Exhibit
from recoil_desktop.views.lightbox.screen import Shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.viewing import Viewing
    from recoil_desktop.session.window_parts import WindowParts


class Lightbox(QObject):
    """Takes of the open project, side by side; nothing of it is kept when the project closes."""

    state_changed = Signal()

    def __init__(
        self, doer: Doer, projects: Projects, parts: WindowParts, viewing: Viewing
    ) -> None:
        super().__init__(parts.window)
        self._doer = doer
        self._projects = projects
        self._viewing = viewing
        self._pane = parts.wall.lightbox
        self._pane.changed.connect(self.state_changed)
        self._pane.opened.connect(self.view)
        self._pane.takes_dropped.connect(self.add_paths)
        self._pane.files_dropped.connect(self._add_files)
        projects.closed.connect(self.clear)

    @property
    def state(self) -> LightboxState:
        """What actions know of the lightbox."""
        pane = self._pane
        return LightboxState(pane.count, pane.chosen is not None, pane.is_playing)

    def add(self, sights: Iterable[Sight]) -> None:
        """Put these there."""
        found = [(one, place) for one in sights if (place := self._place(one.path)) is not None]
        self._put(
            [
                Exhibit(Shown(place, one.start, one.length), one.title or place.name, one.path)
                for one, place in found
            ]
        )

    def add_paths(self, paths: Iterable[str]) -> None:
        """Put files of the project there."""
        self.add(Sight(path, path.rpartition("/")[2]) for path in paths)

    def toggle(self) -> None:
        """Play all together, or pause all."""
        self._pane.play(is_on=not self._pane.is_playing)

    def restart(self) -> None:
        """All from where they begin."""
        self._pane.restart()

    def step(self, frames: int) -> None:
        """Move all by so many frames."""
        self._pane.step(frames)

    def view(self) -> None:
        """Show the chosen one in the viewer, where it stands."""
        cell = self._pane.chosen
        if cell is None:
            return
        frame = cell.media.player.frame if cell.media.is_video else None
        self._viewing.show(cell.exhibit.path, frames=None if frame is None else (frame, frame))

    def remove(self) -> None:
        """Take the chosen one out."""
        self._pane.remove_chosen()

    def clear(self) -> None:
        """Take all out."""
        self._pane.clear()

    # -- private -------------------------------------------------------------

    def _put(self, exhibits: list[Exhibit]) -> None:
        left = self._pane.put(exhibits)
        if left:
            self._doer.say(f"The lightbox holds {MOST}; {left} found no place.", "warning")

    def _add_files(self, files: tuple[Path, ...]) -> None:
        project = self._projects.current
        if project is None:
            return
        inside = [
            file.relative_to(project.root).as_posix()
            for file in files
            if file.is_relative_to(project.root)
        ]
        if len(inside) < len(files):
            self._doer.say("The lightbox shows files of the open project only.", "warning")
        self.add_paths(inside)

    def _place(self, path: str) -> Path | None:
        project = self._projects.current
        if project is None:
            return None
        if not is_media(path):
            self._doer.say(f"{path.rpartition('/')[2]} is no video and no picture.", "warning")
            return None
        try:
            return project.project.resolve(project.project.path(path))
        except RecoilError as error:
            self._doer.show_error(error)
            return None
