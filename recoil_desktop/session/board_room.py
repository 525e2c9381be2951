"""Everything around the board of an episode: its wall, its notes, the lightbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from recoil_desktop.session.board_watch import BoardWatch
from recoil_desktop.session.boards import Boards
from recoil_desktop.session.lightbox import Lightbox
from recoil_desktop.session.notes import Notes
from recoil_desktop.session.viewing import Viewing

if TYPE_CHECKING:
    from recoil_desktop.memory import Memory
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.run_desk import RunDesk
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.versioning import Versioning
    from recoil_desktop.session.window_parts import WindowParts


class BoardRoom(QObject):
    """Builds its parts and closes them; each does its own work."""

    state_changed = Signal()

    def __init__(
        self,
        services: Services,
        memory: Memory,
        doer: Doer,
        projects: Projects,
        parts: WindowParts,
        *,
        desks: tuple[RunDesk, Versioning],
    ) -> None:
        super().__init__(parts.window)
        self._panes = parts.wall
        self.watch = BoardWatch(
            services, projects, parts.wall.thumbnails, self._is_watched, parts.window
        )
        self.viewing = Viewing(parts, projects)
        self.lightbox = Lightbox(doer, projects, parts, self.viewing)
        self.boards = Boards(
            services,
            self.watch,
            doer,
            parts,
            memory,
            viewing=self.viewing,
            lightbox=self.lightbox,
            runs=desks[0],
            versions=desks[1],
        )
        self.notes = Notes(self.watch, doer, parts, self.viewing)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.watch.come)
        for name in ("board", "comments"):
            parts.window.docks[name].visibilityChanged.connect(self._come_soon)
        for part in (self.boards, self.notes, self.lightbox):
            part.state_changed.connect(self.state_changed)

    def close(self) -> None:
        """End all threads; before the window goes."""
        self._panes.thumbnails.close()
        self._panes.board.preview.dismiss()
        self._panes.lightbox.clear()

    def _is_watched(self) -> bool:
        """Whether anybody sees the wall or its notes: only then it is read."""
        panes = (self._panes.board, self._panes.comments)
        return any(not pane.visibleRegion().isEmpty() for pane in panes)  # a tab behind has none

    def _come_soon(self, is_shown: bool) -> None:
        if is_shown:
            self._soon.start()  # Qt tells it before the pane has its place
