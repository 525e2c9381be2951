"""Opens dialogs; each exists once, is never waited for, and brings its answer by signal."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog

from engine.errors import RecoilError
from engine.store.project_list import list_projects
from recoil_desktop.dialogs.ask import AskDialog
from recoil_desktop.dialogs.palette import Palette
from recoil_desktop.models.palette_model import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.workspace.health import Health
    from recoil_desktop.memory import Recent
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts

_VIDEO_FILES = "Videos (*.mp4 *.mov *.webm)"


class Dialogs(QObject):
    """Makes dialogs when they are asked for; the modules behind them are imported then."""

    place_requested = Signal(object)  # Place: where a trouble is seen

    def __init__(self, services: Services, parts: WindowParts, projects: Projects) -> None:
        super().__init__(parts.window)
        self._services = services
        self._parts = parts
        self._projects = projects
        self._open: dict[str, QDialog] = {}
        self.palette = Palette(
            parts.window, parts.registry, services.themes, lambda: tuple(self._palette_places())
        )

    def show(self, name: str) -> None:
        """Open palette, shortcuts, settings, about or log; one that is open comes to the front."""
        if name == "palette":
            self.palette.open()
            return
        if name in self._open:
            self._open[name].raise_()
            self._open[name].activateWindow()
            return
        self._keep(name, self._make(name))

    def opened(self, name: str) -> QDialog:
        """The dialog of this name that is open now."""
        return self._open[name]

    def show_crash(self, error: BaseException) -> None:
        """Show what nobody expected, once at a time."""
        from recoil_desktop.dialogs.crash import CrashDialog  # late: hopefully never needed

        if "crash" not in self._open:
            self._keep("crash", CrashDialog(error, self._parts.window))

    def show_health(self) -> None:
        """Look how the project is, and show it."""
        project = self._projects.current
        if project is None:
            return
        from engine.workspace.health import check_health  # late: only here
        from recoil_desktop.dialogs.health import HealthDialog  # late: only here

        job = self._services.jobs.start_blocking(
            "Check the project's health", lambda _job: check_health(project.project, project.tree)
        )

        def show(health: Health) -> None:
            dialog = HealthDialog(health, self._services.themes, self._parts.window)
            dialog.aside_requested.connect(self._projects.put_aside)
            dialog.place_requested.connect(self.place_requested)
            self._keep("health", dialog)

        job.succeeded.connect(show)

    def ask_for_folder(self) -> None:
        """Let the editor choose a project folder."""
        dialog = QFileDialog(self._parts.window, "Open a project folder", self._start_folder())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._open_files(dialog)

    def ask_for_video(self) -> None:
        """Let the editor choose a video."""
        dialog = QFileDialog(self._parts.window, "Open a video", str(Path.home()), _VIDEO_FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._open_files(dialog)

    def ask_for_new_project(self) -> None:
        """Let the editor name a new project."""
        root = self._services.places.projects_root
        dialog = AskDialog(
            "New project",
            f"A folder of this name is made in {root}.",
            label="Name, like Nightfall or S02.pilot",
            button="Create",
            check=self._projects.why_not,
            parent=self._parts.window,
        )
        dialog.answered.connect(lambda name, _choice: self._projects.create(name))
        dialog.open()

    def known_places(self, recents: tuple[Recent, ...]) -> Iterator[tuple[Path, str, str]]:
        """Projects that can be opened: the recent ones first, then the others of the root."""
        seen: set[Path] = set()
        for recent in recents:
            path = Path(recent.path)
            seen.add(path)
            yield path, path.name, recent.ago
        root = self._services.places.projects_root
        try:
            names = list_projects(root)
        except RecoilError:
            return
        for name in names:
            if root / name not in seen:
                yield root / name, name, ""

    def _make(self, name: str) -> QDialog:
        window, themes = self._parts.window, self._services.themes
        match name:
            case "shortcuts":
                from recoil_desktop.dialogs.shortcuts import ShortcutsDialog  # late: on demand

                return ShortcutsDialog(self._parts.registry.specs, window)
            case "settings":
                from recoil_desktop.dialogs.settings import SettingsDialog  # late: on demand

                return SettingsDialog(self._services.settings, themes, window)
            case "about":
                from recoil_desktop.dialogs.about import AboutDialog  # late: on demand

                places = self._services.places
                folders = {
                    "Projects": places.projects_root,
                    "State": places.state_dir,
                    "Caches": places.cache_dir,
                    "Log": places.log_dir,
                }
                return AboutDialog(folders, themes, window)
            case "log":
                from recoil_desktop.dialogs.log_viewer import LogDialog  # late: on demand

                return LogDialog(self._services.logs, themes, window)
            case _:
                raise KeyError(name)

    def _keep(self, name: str, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(partial(self._forget, name))
        self._open[name] = dialog
        dialog.open()

    def _forget(self, name: str, _result: int) -> None:
        self._open.pop(name, None)

    def _open_files(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._projects.open_path(Path(name)))
        dialog.open()

    def _start_folder(self) -> str:
        root = self._services.places.projects_root
        return str(root if root.is_dir() else Path.home())

    def _palette_places(self) -> Iterator[Entry]:
        current = self._projects.current
        for each in current.glance.waiting if current else ():
            run = partial(self._parts.panel.open_requested.emit, each.pass_id)
            yield Entry(
                f"pass {each.pass_id}", f"Review {each.pass_id}", run, each.note, icon="cut"
            )
        for path, title, detail in self.known_places(()):
            run = partial(self._projects.open, path)
            yield Entry(f"open {path}", f"Open project {title}", run, detail, icon="folder")
