"""Looks at takes together: against each other, among their neighbours, in film order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from recoil_desktop.session.comparing import Comparing
from recoil_desktop.session.playing import Playing

if TYPE_CHECKING:
    from recoil_desktop.session.curating import Curating
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts


class Looking(QObject):
    """Owns comparing and playing; actions ask it."""

    def __init__(
        self,
        services: Services,
        doer: Doer,
        projects: Projects,
        parts: WindowParts,
        curating: Curating,
    ) -> None:
        super().__init__(parts.window)
        self._parts = parts
        self._projects = projects
        self.comparing = Comparing(doer, projects, parts, curating)
        self.playing = Playing(services, doer, projects, parts)
        self.viewer = parts.viewer
        self.compare_pane = parts.looking.compare
        self.reel_pane = parts.looking.reel
        projects.opened.connect(lambda _project: self._lead_out())
        projects.closed.connect(self._lead_out)

    def compare(self) -> None:
        """Compare the selected takes."""
        self.comparing.compare()

    def play_in_context(self) -> None:
        """Play the selected shot between its neighbours."""
        self.playing.play_in_context()

    def play_episode(self) -> None:
        """Play the selected episode in film order."""
        self.playing.play_episode()

    def close(self) -> None:
        """End every thread."""
        self._parts.looking.close_media()

    def _lead_out(self) -> None:
        """Files are dragged out of the tree from where the project lies."""
        project = self._projects.current
        self._parts.tree.model.folder = project.root if project is not None else None
