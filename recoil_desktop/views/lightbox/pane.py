"""The lightbox: takes side by side in a grid, played and stepped together."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from recoil_desktop.actions.menus import context_menu
from recoil_desktop.actions.spec import Menu
from recoil_desktop.models.board_model import TAKES_MIME, dragged_takes
from recoil_desktop.models.run_words import counted
from recoil_desktop.views.lightbox.cell import LINE, Cell, Exhibit
from recoil_desktop.views.list_pane import popup
from recoil_desktop.widgets.action_button import push_button, tool_button
from recoil_desktop.widgets.elided import ElidedLabel
from recoil_desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import (
        QContextMenuEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QHideEvent,
        QKeyEvent,
        QResizeEvent,
    )

    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.theme import Themes

__all__ = ["MOST", "Exhibit", "LightboxPane"]

MOST = 12
"""Takes that are shown at once; each has a decoder of its own."""
_GAP = 8
_NARROWEST = 140  # pixels that a name, a frame number and a cross need
_SHAPE = 9 / 16
_BUTTONS = ("lightbox.restart", "lightbox.back", "lightbox.play", "lightbox.on")


class LightboxPane(QWidget):
    """Takes what is put or dropped into it; arrows walk, everything else is an action."""

    changed = Signal()
    opened = Signal()
    takes_dropped = Signal(object)  # tuple[str, ...], paths in the project
    files_dropped = Signal(object)  # tuple[Path, ...]

    def __init__(
        self,
        registry: ActionRegistry,
        themes: Themes,
        jobs: JobRunner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._registry = registry
        self._themes = themes
        self._jobs = jobs
        self._playing = False
        self.summary = ElidedLabel("muted")
        self.grid = Grid()
        self.empty = EmptyState(themes, "lightbox", *_NOTHING)
        self.buttons = {name: tool_button(registry[name]) for name in _BUTTONS}
        self._lay_out()
        self.grid.opened.connect(self.opened)
        self.grid.changed.connect(self._tell)
        self.grid.menu_requested.connect(self._show_menu)

    # -- what is in it -------------------------------------------------------

    @property
    def count(self) -> int:
        """How many takes there are."""
        return len(self.grid.cells)

    @property
    def chosen(self) -> Cell | None:
        """The one that keys mean."""
        return self.grid.chosen

    @property
    def is_playing(self) -> bool:
        """Whether all run."""
        return self._playing

    def put(self, exhibits: Sequence[Exhibit]) -> int:
        """Add these, each once; how many found no place."""
        there = {cell.exhibit.shown for cell in self.grid.cells}
        new = [one for one in dict.fromkeys(exhibits) if one.shown not in there]
        room = MOST - self.count
        for exhibit in new[:room]:
            self.grid.add(Cell(exhibit, self._jobs, self._themes))
        if new[:room]:
            self.play(is_on=False)
            self._tell()
        return max(0, len(new) - room)

    def remove_chosen(self) -> None:
        """Take the chosen one out."""
        if self.chosen is not None:
            self.grid.remove(self.chosen)

    def clear(self) -> None:
        """Take all out."""
        for cell in tuple(self.grid.cells):
            self.grid.remove(cell)
        self._playing = False
        self._tell()

    # -- all together --------------------------------------------------------

    def play(self, *, is_on: bool) -> None:
        """Run all in loops, or stand."""
        self._playing = is_on and self.count > 0
        for cell in self.grid.cells:
            cell.media.play(is_on=self._playing)
        self.changed.emit()

    def restart(self) -> None:
        """All to where they begin; what runs goes on from there."""
        for cell in self.grid.cells:
            cell.media.rewind()

    def step(self, frames: int) -> None:
        """Stand, and move all."""
        self._playing = False
        for cell in self.grid.cells:
            cell.media.step(frames)
        self.changed.emit()

    # -- Qt ------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._playing:
            self.play(is_on=False)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._show_menu(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _is_wanted(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._light(is_on=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._light(is_on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(is_on=False)
        event.acceptProposedAction()
        takes = dragged_takes(event.mimeData())
        if takes:
            self.takes_dropped.emit(takes)
            return
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        self.files_dropped.emit(tuple(Path(url.toLocalFile()) for url in urls))

    # -- private -------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "surface")
        self.setAcceptDrops(True)
        self.setAccessibleName("Lightbox")
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.empty)
        self._stack.setCurrentWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(holder, 1)
        self.setFocusProxy(self.grid)
        self._tell()

    def _head(self) -> QWidget:
        bar = QWidget()
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setProperty("role", "bar")
        bar.setFixedHeight(44)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.summary, 1)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addWidget(push_button(self._registry["lightbox.clear"], "Empty", role="quiet"))
        return bar

    def _tell(self) -> None:
        self._stack.setCurrentWidget(self.grid if self.count else self.empty)
        self.summary.say(counted(self.count, "take") if self.count else "Nothing to compare yet")
        if not self.count:
            self._playing = False
        self.changed.emit()

    def _light(self, *, is_on: bool) -> None:
        for widget in (self.grid, self.empty):
            widget.setProperty("target", is_on)
            widget.style().polish(widget)

    def _show_menu(self, where: QPoint) -> None:
        menu = context_menu(self, self._registry, Menu.LIGHTBOX_CONTEXT)
        if menu.isEmpty():
            menu.deleteLater()
            return
        popup(menu, where)


class Grid(QWidget):
    """Cells of one size, as large as fits."""

    changed = Signal()
    opened = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[Cell] = []
        self.chosen: Cell | None = None
        self._columns = 1
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "grid")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Takes in the lightbox")

    def add(self, cell: Cell) -> None:
        """Put a take behind the others."""
        cell.setParent(self)
        cell.clicked.connect(lambda: self.choose(cell))
        cell.opened.connect(self.opened)
        cell.left.connect(lambda: self.remove(cell))
        cell.media.ready.connect(self._arrange)
        self.cells.append(cell)
        cell.show()
        self.choose(self.chosen or cell)
        self._arrange()

    def remove(self, cell: Cell) -> None:
        """Take one out; its neighbour is chosen."""
        place = self.cells.index(cell)
        self.cells.remove(cell)
        cell.media.close_media()
        cell.hide()
        cell.deleteLater()
        if self.chosen is cell:
            self.chosen = None
            if self.cells:
                self.choose(self.cells[min(place, len(self.cells) - 1)])
        self._arrange()
        self.changed.emit()

    def choose(self, cell: Cell) -> None:
        """Let keys mean this one."""
        self.chosen = cell
        for one in self.cells:
            one.choose(is_chosen=one is cell)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        steps = {
            keys.Key_Left: -1,
            keys.Key_Right: 1,
            keys.Key_Up: -self._columns,
            keys.Key_Down: self._columns,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.chosen is None:
            super().keyPressEvent(event)
            return
        place = self.cells.index(self.chosen) + step
        if 0 <= place < len(self.cells):
            self.choose(self.cells[place])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if not self.cells:
            return
        shape = self._shape()
        count, room = len(self.cells), self.size()
        self._columns = max(range(1, count + 1), key=lambda n: _picture(room, n, count, shape))
        rows = math.ceil(count / self._columns)
        width = (room.width() - _GAP * (self._columns + 1)) // self._columns
        height = (room.height() - _GAP * (rows + 1)) // rows
        # As large as their pictures and no larger: bars beside them say nothing.
        width = min(width, max(_NARROWEST, round((height - LINE) * shape)))
        height = min(height, round(width / shape) + LINE)
        left = (room.width() - self._columns * (width + _GAP) + _GAP) // 2
        top = (room.height() - rows * (height + _GAP) + _GAP) // 2
        for place, cell in enumerate(self.cells):
            row, column = divmod(place, self._columns)
            corner = QPoint(left + column * (width + _GAP), top + row * (height + _GAP))
            cell.setGeometry(QRect(corner, QSize(width, height)))

    def _shape(self) -> float:
        """Width by height of what is shown: the first that is known counts for all."""
        for cell in self.cells:
            size = cell.media.video_size
            if size.isValid() and size.height():
                return size.width() / size.height()
        return _SHAPE


def _picture(room: QSize, columns: int, count: int, shape: float) -> float:
    """How large pictures of this shape become in so many columns."""
    rows = math.ceil(count / columns)
    width = room.width() / columns - _GAP
    height = room.height() / rows - _GAP - LINE
    return min(width, height * shape)


def _is_wanted(event: QDragEnterEvent) -> bool:
    mime = event.mimeData()
    return mime.hasFormat(TAKES_MIME) or any(url.isLocalFile() for url in mime.urls())


_NOTHING = (
    "Nothing to compare yet",
    "Drag cards or takes here, or press L on the board: they play side by side, frame by frame.",
)
