"""The panes of the window and where they are: left, middle, right, below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QDataStream, QIODevice, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QTabWidget, QWidget

from recoil_desktop.actions.view import PANES
from recoil_desktop.widgets.dock_title import DockTitle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from recoil_desktop.theme import Themes

_SIDES = {
    "tree": Qt.DockWidgetArea.LeftDockWidgetArea,
    "inspector": Qt.DockWidgetArea.RightDockWidgetArea,
}
_MIDDLE = (
    "viewer", "segmentation", "board", "recent", "runs", "versions", "costs", "account", "lightbox",
    "compare", "reel",
)  # fmt: skip
_WIDE = ("segmentation", "board", "lightbox", "runs", "versions", "costs", "account", "compare")
_RIGHT = ("inspector", "comments")
_HIDDEN_AT_FIRST = ("account", "lightbox", "compare", "reel")
_BELOW = ("activity", "inbox", "reviews", "history")
_SIDE_SHARE = 0.22
_NARROWEST, _WIDEST = {"tree": 216, "inspector": 232}, 304
_PANEL_NEEDS = 720
_LOWER_SHARE = 0.19
_LOWER_HEIGHTS = (72, 176)
_MIDDLE_NEEDS = 570
_CORNERS = {
    Qt.Corner.TopLeftCorner: Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.Corner.BottomLeftCorner: Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.Corner.TopRightCorner: Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.Corner.BottomRightCorner: Qt.DockWidgetArea.RightDockWidgetArea,
}


class Docks(QMainWindow):
    """Owns the dock widgets. Panes that share a place show tabs instead of their titles.

    The middle is a window of docks too, so that an editor can move the viewer to a second screen,
    and it alone grows and shrinks: the side panes keep the width they were given.
    """

    def __init__(self, contents: dict[str, QWidget], themes: Themes) -> None:
        super().__init__()
        self._middle = QMainWindow()
        self._docks: dict[str, QDockWidget] = {}
        self._first_state: QByteArray | None = None
        self._remembered: tuple[QByteArray, int] | None = None
        self._squeezed: tuple[str, ...] = ()
        for window in (self, self._middle):
            window.setWindowFlags(Qt.WindowType.Widget)
            window.setDockNestingEnabled(True)
            areas = Qt.DockWidgetArea.AllDockWidgetAreas
            window.setTabPosition(areas, QTabWidget.TabPosition.North)
        for corner, area in _CORNERS.items():
            self.setCorner(corner, area)
        self.setCentralWidget(self._middle)
        for name, content in contents.items():
            self._docks[name] = self._make(name, content, themes)
        self._place()

    def __getitem__(self, name: str) -> QDockWidget:
        return self._docks[name]

    def reset(self) -> None:
        """Put every pane where it belongs."""
        if self._first_state is not None:
            self._restore(self._first_state, 0)
            self._share_out()

    def state(self, version: int) -> QByteArray:
        """Where all panes are, as bytes."""
        found = QByteArray()
        stream = QDataStream(found, QIODevice.OpenModeFlag.WriteOnly)
        for window in (self, self._middle):
            stream << window.saveState(version)
        return found

    def remember_state(self, state: QByteArray, version: int) -> None:
        """Be as ``state`` says when it is first shown: before that, panes have no sizes."""
        self._remembered = (state, version) if not state.isEmpty() else None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._first_state is None:
            self._first_state = self.state(0)
            QTimer.singleShot(0, self, self._settle)  # its size is known only after this
        self.dress_titles()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def bring(self, name: str) -> None:
        """Show a pane in front and give it the keys."""
        self.front(name)
        self._docks[name].widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def front(self, name: str) -> None:
        """Show a pane in front without taking the keys from where they are."""
        self._docks[name].show()
        self._docks[name].raise_()
        self.dress_titles()  # one that was hidden may stand among tabs now
        if name in _MIDDLE:
            self._make_room(name)

    def toggle(self, name: str) -> None:
        """Hide a pane and those it shares its place with, or show them again."""
        together = next((group for group in (_MIDDLE, _BELOW, _RIGHT) if name in group), (name,))
        is_shown = any(not self._docks[each].isHidden() for each in together)
        for each in together:
            self._docks[each].setVisible(not is_shown)
        if not is_shown:
            self.bring(name)

    def dress_titles(self) -> None:
        """A pane among tabs has its name on the tab; one alone shows it in a title."""
        for dock in self._docks.values():
            home = dock.parentWidget()
            neighbours = home.tabifiedDockWidgets(dock) if isinstance(home, QMainWindow) else []
            title = dock.titleBarWidget()
            if isinstance(title, DockTitle):
                title.collapse(is_collapsed=bool(neighbours) and not dock.isFloating())
        for tabs in self.findChildren(QTabBar):
            tabs.setChangeCurrentOnDrag(True)  # cards can be carried to a pane behind

    def _make(self, name: str, content: QWidget, themes: Themes) -> QDockWidget:
        home = self._middle if name in _MIDDLE else self
        dock = QDockWidget(PANES[name], home)
        dock.setObjectName(f"dock.{name}")
        dock.setTitleBarWidget(DockTitle(dock, themes))
        content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        dock.setWidget(content)
        least = _NARROWEST.get("inspector" if name in _RIGHT else name)
        if least is not None:
            content.setMinimumWidth(least)
        dock.topLevelChanged.connect(self.dress_titles)
        dock.dockLocationChanged.connect(self.dress_titles)
        return dock

    def _place(self) -> None:
        for name, area in _SIDES.items():
            self.addDockWidget(area, self._docks[name])
        for name in _WIDE:
            self._docks[name].visibilityChanged.connect(self._follow_panel)
        self._tab(self._middle, Qt.DockWidgetArea.TopDockWidgetArea, _MIDDLE)
        self._tab(self, Qt.DockWidgetArea.BottomDockWidgetArea, _BELOW)
        self._tab(self, Qt.DockWidgetArea.RightDockWidgetArea, _RIGHT)
        for name in _HIDDEN_AT_FIRST:
            self._docks[name].hide()

    def _tab(self, home: QMainWindow, area: Qt.DockWidgetArea, names: tuple[str, ...]) -> None:
        first, *others = names
        home.addDockWidget(area, self._docks[first])
        for other in others:
            home.tabifyDockWidget(self._docks[first], self._docks[other])
        self._docks[first].raise_()

    def _settle(self) -> None:
        if self._remembered is None:
            self._share_out()
        elif not self._restore(*self._remembered):
            self._share_out()  # kept by a version with other panes

    def _follow_panel(self, _is_visible: bool) -> None:
        self._make_room()

    def _make_room(self, front: str = "") -> None:
        """In a narrow window what stands on the right goes while a wide pane needs its room."""
        names = [front] if front else [name for name in _WIDE if self._is_seen(name)]
        wide = [self._docks[name] for name in names if name in _WIDE]
        needed = _PANEL_NEEDS + sum(_NARROWEST.values())
        is_narrow = needed > self.width() and any(not pane.isFloating() for pane in wide)
        beside = [name for name in _RIGHT if self._stands_beside(name)]
        if is_narrow and beside and not self._squeezed:
            self._squeezed = tuple(beside)
            self._show(beside, is_shown=False)
        elif self._squeezed and not is_narrow:
            self._show(self._squeezed, is_shown=True)
            self._squeezed = ()

    def _stands_beside(self, name: str) -> bool:
        return not self._docks[name].isHidden() and not self._docks[name].isFloating()

    def _show(self, names: Iterable[str], *, is_shown: bool) -> None:
        for name in names:
            self._docks[name].setVisible(is_shown)

    def _is_seen(self, name: str) -> bool:
        return not self._docks[name].visibleRegion().isEmpty()

    def _share_out(self) -> None:
        """Give the sides and the lower panes their sizes; the middle gets the rest."""
        sides = [self._docks[name] for name in _SIDES]
        wanted = round(self.width() * _SIDE_SHARE)
        widths = [max(least, min(_WIDEST, wanted)) for least in _NARROWEST.values()]
        self.resizeDocks(sides, widths, Qt.Orientation.Horizontal)
        least, most = _LOWER_HEIGHTS
        share = min(round(self.height() * _LOWER_SHARE), self.height() - _MIDDLE_NEEDS)
        height = max(least, min(most, share))
        self.resizeDocks([self._docks["activity"]], [height], Qt.Orientation.Vertical)

    def _restore(self, state: QByteArray, version: int) -> bool:
        """Whether the state was one that is understood; else nothing moves."""
        had_keys = self.focusWidget()  # panes that come and go would pass it on
        stream = QDataStream(state)
        is_known = True
        for window in (self, self._middle):
            part = QByteArray()
            stream >> part
            is_known = window.restoreState(part, version) and is_known
        self.dress_titles()
        if had_keys is not None:
            had_keys.setFocus()
        return is_known
