"""The window before there is anything in it: what is needed to be on screen quickly.

Nothing here and in what it imports may name ``PySide6.QtCore.Qt`` before the window is there: all
of its enums are made at once when it is named first, which takes a tenth of the whole start.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication

from recoil_desktop.actions.project import PROJECT_ACTIONS
from recoil_desktop.late_desk import LateDesk
from recoil_desktop.memory import Memory
from recoil_desktop.settings import SettingsStore
from recoil_desktop.theme import Themes
from recoil_desktop.views.main_window import MainWindow
from recoil_desktop.views.start_page import StartPage

if TYPE_CHECKING:
    from recoil_desktop.actions.desk import Desk


_OFFERED = ("project.demo", "project.open", "video.open")


@dataclass(frozen=True, slots=True)
class Shell:
    """Application, settings, colours and an empty window; the session moves in later."""

    app: QApplication
    settings: SettingsStore
    memory: Memory
    themes: Themes
    desk: LateDesk
    window: MainWindow


def application() -> QApplication:
    """The Qt application; it outlives its windows."""
    # As an argument: setStyle() would make all of QStyle's enums, see above.
    app = QApplication([*sys.argv[:1], "-style", "fusion"])
    app.setApplicationName("Recoil")
    app.setDesktopFileName("recoil-desktop")
    app.setQuitOnLastWindowClosed(False)  # the loop must outlive the window
    return app


def build_shell(app: QApplication) -> Shell:
    """Make the window, not shown yet."""
    settings, memory, desk = SettingsStore(), Memory(), LateDesk()
    themes = Themes(app)
    themes.choose(settings.look.theme, settings.look.text_size)
    specs = [spec for spec in PROJECT_ACTIONS if spec.id in _OFFERED]
    page = StartPage(sorted(specs, key=lambda spec: _OFFERED.index(spec.id)), themes)
    page.offered.connect(lambda spec: spec.run(cast("Desk", desk)))
    window = MainWindow(page, themes)
    window.restore_place(memory.layout)
    return Shell(app, settings, memory, themes, desk, window)
