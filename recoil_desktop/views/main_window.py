"""The window: puts panes, menus, status bar and messages together, and nothing else."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from recoil_desktop.actions.menus import MENU_BAR, fill
from recoil_desktop.actions.spec import Scope
from recoil_desktop.icons import icon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent

    from recoil_desktop.actions.context import Context
    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.theme import Themes
    from recoil_desktop.views.docks import Docks
    from recoil_desktop.views.start_page import StartPage
    from recoil_desktop.views.status_strip import StatusStrip
    from recoil_desktop.widgets.drop_veil import DropVeil
    from recoil_desktop.widgets.toast import Toasts

_SMALLEST = (880, 560)
_FIRST_SIZE = (1440, 900)
_LAYOUT_VERSION = 3
_AWAY = 1.0  # seconds; who is back sooner has closed a dialog, and was not elsewhere


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the window and its panes are, as Qt writes it down."""

    geometry: bytes = b""
    panes: bytes = b""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What the window gets after it is on screen: it must appear before the engine is loaded."""

    registry: ActionRegistry
    docks: Docks
    homes: Mapping[Scope, QWidget]  # panes with keys of their own
    status: StatusStrip
    toasts: Toasts
    veil: DropVeil


class MainWindow(QMainWindow):
    """Shows the start page or the panes. Closing asks; it is hidden and the app ends it."""

    close_requested = Signal()
    dropped = Signal(object)  # tuple[Path, ...]
    became_active = Signal()

    def __init__(self, start_page: StartPage, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._furniture: Furniture | None = None
        self._left_at = -math.inf  # when nothing of ours had the keyboard last
        self.start_page = start_page
        self.setWindowTitle("Recoil")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_FIRST_SIZE)
        self._stack = QStackedWidget()
        self._stack.addWidget(start_page)
        self.setCentralWidget(self._stack)
        self._menus = {name: self.menuBar().addMenu(title) for name, title in MENU_BAR.items()}
        self.statusBar().setSizeGripEnabled(False)
        themes.changed.connect(self._dress)
        self._dress()

    # -- public ------------------------------------------------------------

    def furnish(self, furniture: Furniture) -> None:
        """Put in what was made meanwhile; from now on it takes drops and keys."""
        self._furniture = furniture
        self._stack.addWidget(furniture.docks)
        self.setStatusBar(furniture.status)
        self.setAcceptDrops(True)
        furniture.toasts.bottom_margin = furniture.status.sizeHint().height()
        self._dress()
        for name, menu in self._menus.items():
            fill(menu, furniture.registry, name)
        furniture.registry.install(self, furniture.homes)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)

    @property
    def furniture(self) -> Furniture:
        """What is in the window; only after ``furnish``."""
        if self._furniture is None:
            raise RuntimeError("the window is not furnished yet")
        return self._furniture

    @property
    def docks(self) -> Docks:
        """The panes."""
        return self.furniture.docks

    @property
    def status(self) -> StatusStrip:
        """The status bar."""
        return self.furniture.status

    @property
    def toasts(self) -> Toasts:
        """The messages."""
        return self.furniture.toasts

    def show_workspace(self, *, is_open: bool) -> None:
        """Show the panes, or the start page while nothing is open."""
        self._stack.setCurrentWidget(self.docks if is_open else self.start_page)

    def show_context(self, context: Context) -> None:
        """Show the project's name and what waits."""
        self.setWindowTitle(f"{context.project} – Recoil" if context.project else "Recoil")
        self.status.show_context(context)

    @property
    def layout_now(self) -> Layout:
        """Where everything is, to be kept until the next start."""
        geometry, panes = self.saveGeometry(), self.docks.state(_LAYOUT_VERSION)
        return Layout(bytes(geometry.data()), bytes(panes.data()))

    def restore_place(self, layout: Layout) -> None:
        """Be where it was; what can't be read is ignored."""
        self.restoreGeometry(QByteArray(layout.geometry))

    def restore_panes(self, layout: Layout) -> None:
        """Put the panes where they were; what can't be read is ignored."""
        self.docks.remember_state(QByteArray(layout.panes), _LAYOUT_VERSION)

    # -- Qt ----------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # the app closes when its work has ended
        self.close_requested.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        is_own = event.source() is not None  # dragged from one pane to another
        if not is_own and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self.furniture.veil.lower_over()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.furniture.veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.furniture.veil.hide()
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.dropped.emit(tuple(Path(url.toLocalFile()) for url in urls))

    # -- private -----------------------------------------------------------

    def _follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        self.furniture.registry.enter(Scope.WINDOW if new is None else self._scope_of(new))
        if new is None:
            self._left_at = time.monotonic()
        elif old is None and time.monotonic() - self._left_at > _AWAY:
            self.became_active.emit()

    def _scope_of(self, widget: QWidget) -> Scope:
        homes = self.furniture.homes.items()
        inside = (scope for scope, home in homes if widget is home or home.isAncestorOf(widget))
        return next(inside, Scope.WINDOW)

    def _dress(self) -> None:
        theme = self._themes.current
        self.setWindowIcon(icon("recoil", theme, theme.accent))
        if self._furniture is None:
            return
        registry = self._furniture.registry
        for spec in registry.specs:
            if spec.icon:
                registry[spec.id].setIcon(icon(spec.icon, theme))
