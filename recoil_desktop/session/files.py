"""What the system does with a file: show it, open it, tell its path."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from engine.errors import RecoilError
from recoil_desktop.file_manager import show_in_file_manager
from recoil_desktop.programs import why_not

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from engine.domain.nodes import Node
    from recoil_desktop.programs import Program
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.settings import SettingsStore


class Files(QObject):
    """Asks the system's own programs, or those that an editor set up (08 P2).

    A name from data never becomes a command, and no shell reads a path.
    """

    def __init__(
        self, projects: Projects, doer: Doer, settings: SettingsStore, window: QWidget
    ) -> None:
        super().__init__(projects)
        self._projects = projects
        self._doer = doer
        self._settings = settings
        self._window = window
        self._last: Program | None = None

    def place_of(self, node: Node) -> Path | None:
        """Where a node's file lies; None, and a message, when it can't be used."""
        project = self._projects.current
        if project is None or node.path is None:
            return None
        try:
            return project.project.resolve(node.path)
        except RecoilError as error:
            self._doer.show_error(error)
            return None

    def reveal(self, node: Node) -> None:
        """Show the file in the system's file manager."""
        if (place := self.place_of(node)) is not None:
            self.reveal_place(place)

    def reveal_place(self, place: Path) -> None:
        """Show a file of this machine in the system's file manager."""
        if not show_in_file_manager(place):
            self._doer.say("No file manager is set up to show it", "warning")

    def open(self, node: Node) -> None:
        """Open the file in the system's default program."""
        if (place := self.place_of(node)) is not None:
            self._open_url(place)

    def ask_to_open(self, node: Node) -> None:
        """Ask with which program, and open the file in it."""
        place = self.place_of(node)
        if place is None:
            return
        from recoil_desktop.dialogs.open_with import OpenWithDialog  # late: on demand

        programs = self._settings.open_with.programs
        dialog = OpenWithDialog(node.name, programs, self._last, self._window)
        dialog.edited.connect(lambda setting: self._settings.set("open_with.programs", setting))
        dialog.chosen.connect(partial(self._open_in, node))
        dialog.open()

    def copy(self, nodes: tuple[Node, ...]) -> None:
        """Put the absolute paths on the clipboard, one per line."""
        places = [str(place) for node in nodes if (place := self.place_of(node)) is not None]
        if places:
            QGuiApplication.clipboard().setText("\n".join(places))
            what = "Path" if len(places) == 1 else f"{len(places)} paths"
            self._doer.say(f"{what} copied", "done")

    def _open_in(self, node: Node, program: Program | None) -> None:
        self._last = program
        place = self.place_of(node)  # it may have become a link since
        if place is None:
            return
        if program is None:
            self._open_url(place)
            return
        reason = why_not(program.path)
        if reason is None and not QProcess.startDetached(*program.command(place))[0]:
            reason = f"{program.name} could not be started"
        if reason is not None:
            self._doer.say(reason[:1].upper() + reason[1:], "error")

    def _open_url(self, place: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(place))):
            self._doer.say(f"No program is set up to open {place.name}", "warning")
