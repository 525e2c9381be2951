"""The panes of the window and where they are: left, centre, right, below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from recoil_desktop.actions.view import PANES
from recoil_desktop.widgets.dock_title import DockTitle

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from recoil_desktop.theme import Themes

_AREAS = {
    "tree": Qt.DockWidgetArea.LeftDockWidgetArea,
    "viewer": Qt.DockWidgetArea.TopDockWidgetArea,
    "inspector": Qt.DockWidgetArea.RightDockWidgetArea,
    "activity": Qt.DockWidgetArea.BottomDockWidgetArea,
}
_TABBED = (("viewer", "segmentation"), ("activity", "reviews", "history"))
_WIDTHS = {"tree": 300, "inspector": 300}
_LOWER_HEIGHT = 184


class Docks(QMainWindow):
    """Owns the dock widgets. Panes that share a place show tabs instead of their titles.

    It has no central widget: the middle is made of panes too, so that an editor can move the
    viewer to a second screen.
    """

    def __init__(self, contents: dict[str, QWidget], themes: Themes) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Widget)
        self._docks: dict[str, QDockWidget] = {}
        self._first_state: QByteArray | None = None
        self._remembered: tuple[QByteArray, int] | None = None
        self.setDockNestingEnabled(True)
        areas = Qt.DockWidgetArea.AllDockWidgetAreas
        self.setTabPosition(areas, QTabWidget.TabPosition.North)
        for corner, area in _CORNERS.items():
            self.setCorner(corner, area)
        for name, content in contents.items():
            self._docks[name] = self._make(name, content, themes)
        self._place()

    def __getitem__(self, name: str) -> QDockWidget:
        return self._docks[name]

    def reset(self) -> None:
        """Put every pane where it belongs."""
        if self._first_state is not None:
            self.restoreState(self._first_state)
            self._share_out()
        self.dress_titles()

    def remember_state(self, state: QByteArray, version: int) -> None:
        """Be as ``state`` says when it is first shown: before that, panes have no sizes."""
        self._remembered = (state, version) if not state.isEmpty() else None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._first_state is None:
            self._first_state = self.saveState()
            self._share_out()
            if self._remembered is not None:
                self.restoreState(*self._remembered)
        self.dress_titles()

    def bring(self, name: str) -> None:
        """Show a pane in front and give it the keys."""
        dock = self._docks[name]
        dock.show()
        dock.raise_()
        dock.widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def front(self, name: str) -> None:
        """Show a pane in front without taking the keys from where they are."""
        self._docks[name].show()
        self._docks[name].raise_()

    def toggle(self, name: str) -> None:
        """Hide a pane and those it shares its place with, or show them again."""
        together = next((group for group in _TABBED if name in group), (name,))
        is_shown = any(not self._docks[each].isHidden() for each in together)
        for each in together:
            self._docks[each].setVisible(not is_shown)
        if not is_shown:
            self.bring(name)

    def dress_titles(self) -> None:
        """A pane among tabs has its name on the tab; one alone shows it in a title."""
        for dock in self._docks.values():
            is_tabbed = bool(self.tabifiedDockWidgets(dock)) and not dock.isFloating()
            title = dock.titleBarWidget()
            if isinstance(title, DockTitle):
                title.collapse(is_collapsed=is_tabbed)

    def _place(self) -> None:
        for name, area in _AREAS.items():
            self.addDockWidget(area, self._docks[name])
        for first, *others in _TABBED:
            for other in others:
                self.tabifyDockWidget(self._docks[first], self._docks[other])
            self._docks[first].raise_()

    def _share_out(self) -> None:
        """Give the sides and the lower panes their sizes; the middle gets the rest."""
        middle = max(self.width() - sum(_WIDTHS.values()), _LOWER_HEIGHT)
        row = {"tree": _WIDTHS["tree"], "viewer": middle, "inspector": _WIDTHS["inspector"]}
        docks = [self._docks[name] for name in row]
        self.resizeDocks(docks, list(row.values()), Qt.Orientation.Horizontal)
        stacked = [self._docks["viewer"], self._docks["activity"]]
        upper = max(self.height() - _LOWER_HEIGHT, _LOWER_HEIGHT)
        self.resizeDocks(stacked, [upper, _LOWER_HEIGHT], Qt.Orientation.Vertical)

    def _make(self, name: str, content: QWidget, themes: Themes) -> QDockWidget:
        dock = QDockWidget(PANES[name], self)
        dock.setObjectName(f"dock.{name}")
        dock.setTitleBarWidget(DockTitle(dock, themes))
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        dock.setWidget(content)
        dock.topLevelChanged.connect(self.dress_titles)
        dock.dockLocationChanged.connect(self.dress_titles)
        return dock


_CORNERS = {
    Qt.Corner.TopLeftCorner: Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.Corner.BottomLeftCorner: Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.Corner.TopRightCorner: Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.Corner.BottomRightCorner: Qt.DockWidgetArea.RightDockWidgetArea,
}
