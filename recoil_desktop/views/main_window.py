"""The window: puts panes, menus, status bar and messages together, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QMenuBar, QStackedWidget, QWidget

from recoil_desktop.actions.menus import MENU_BAR, fill
from recoil_desktop.actions.spec import Scope
from recoil_desktop.icons import icon
from recoil_desktop.views.docks import Docks
from recoil_desktop.views.start_page import StartPage
from recoil_desktop.views.status_strip import StatusStrip
from recoil_desktop.widgets.drop_veil import DropVeil
from recoil_desktop.widgets.toast import Toasts

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent

    from recoil_desktop.actions.context import Context
    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.theme import Themes

_SMALLEST = (880, 560)
_FIRST_SIZE = (1440, 900)
_START_ACTIONS = ("project.demo", "project.open", "video.open")
_LAYOUT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the window and its panes are, as Qt writes it down."""

    geometry: bytes = b""
    panes: bytes = b""


class MainWindow(QMainWindow):
    """Shows the start page or the panes. Closing asks; it is hidden and the app ends it."""

    close_requested = Signal()
    dropped = Signal(object)  # tuple[Path, ...]
    became_active = Signal()

    def __init__(self, registry: ActionRegistry, themes: Themes) -> None:
        super().__init__()
        self._registry = registry
        self._themes = themes
        self._docks: Docks | None = None
        self._panel: QWidget = self
        self.setWindowTitle("Recoil")
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_FIRST_SIZE)
        self.setAcceptDrops(True)
        self.start_page = StartPage([registry[name] for name in _START_ACTIONS], themes)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start_page)
        self.setCentralWidget(self._stack)
        self.status = StatusStrip(registry, themes, self)
        self.setStatusBar(self.status)
        self.toasts = Toasts(self, themes)
        self.toasts.bottom_margin = self.status.sizeHint().height()
        self._veil = DropVeil(self, themes)
        self._fill_menus()
        themes.changed.connect(self._dress)
        self._dress()

    # -- public ------------------------------------------------------------

    def furnish(self, panes: dict[str, QWidget]) -> None:
        """Put the panes in; the window is shown before they are made."""
        self._docks = Docks(panes, self._themes)
        self._panel = panes["segmentation"]
        self._stack.addWidget(self._docks)
        self._registry.install(self, self._panel)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)

    @property
    def docks(self) -> Docks:
        """The panes; only after ``furnish``."""
        if self._docks is None:
            raise RuntimeError("the window has no panes yet")
        return self._docks

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
        geometry, panes = self.saveGeometry(), self.docks.saveState(_LAYOUT_VERSION)
        return Layout(bytes(geometry.data()), bytes(panes.data()))

    def restore_layout(self, layout: Layout) -> None:
        """Be where it was, and the panes where they were; what can't be read is ignored."""
        if self._docks is None:
            self.restoreGeometry(QByteArray(layout.geometry))
            return
        self._docks.restoreState(QByteArray(layout.panes), _LAYOUT_VERSION)
        self._docks.dress_titles()

    # -- Qt ----------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # the app closes when its work has ended
        self.close_requested.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._veil.lower_over()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.dropped.emit(tuple(Path(url.toLocalFile()) for url in urls))

    # -- private -----------------------------------------------------------

    def _fill_menus(self) -> None:
        bar = QMenuBar(self)
        for name, title in MENU_BAR.items():
            menu = QMenu(title, bar)
            fill(menu, self._registry, name)
            bar.addMenu(menu)
        self.setMenuBar(bar)

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        is_in_panel = new is not None and (new is self._panel or self._panel.isAncestorOf(new))
        self._registry.enter(Scope.SEGMENTATION if is_in_panel else Scope.WINDOW)
        if _old is None and new is not None:
            self.became_active.emit()

    def _dress(self) -> None:
        theme = self._themes.current
        self.setWindowIcon(icon("recoil", theme, theme.accent))
        for spec in self._registry.specs:
            action = self._registry[spec.id]
            if spec.icon:
                action.setIcon(icon(spec.icon, theme))
