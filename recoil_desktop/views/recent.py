"""The newest media of the project as a wall of pictures, a page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListView, QStackedLayout, QVBoxLayout, QWidget

from recoil_desktop.delegates.recent_item import CELL, RecentDelegate
from recoil_desktop.models.recent import RecentModel
from recoil_desktop.models.run_words import counted
from recoil_desktop.widgets.elided import ElidedLabel
from recoil_desktop.widgets.empty import EmptyState
from recoil_desktop.widgets.query_field import QueryField

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent

    from engine.workspace.recent import RecentFile
    from recoil_desktop.delegates.thumbnails import Thumbnails
    from recoil_desktop.theme import Themes

_NOTHING = ("Nothing here yet", "Renders and pictures appear here as they come, newest first.")
_NO_MATCH = ("Nothing matches", "Use fewer words, or clear the field.")
_BATCH = 60


class RecentPane(QWidget):
    """Shows what it is given; tells what is looked for, opened, and where a menu is wanted."""

    query_changed = Signal(object)  # Query
    opened = Signal(object)  # RecentFile
    menu_requested = Signal(object, QPoint)  # RecentFile, where on the screen

    def __init__(
        self, themes: Themes, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self.thumbnails = thumbnails
        self.field = QueryField(themes, "Filter the newest files")
        self.summary = ElidedLabel("muted")
        self.model = RecentModel(self)
        self.list = _Wall()
        self._delegate = RecentDelegate(themes, thumbnails, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setModel(self.model)
        self.empty = EmptyState(themes, "clock", *_NOTHING)
        self._lay_out()
        self.setFocusProxy(self.list)
        self.field.query_changed.connect(self.query_changed)
        self.field.left_downwards.connect(self.list.setFocus)
        self.list.entered_file.connect(self._open)
        self.list.customContextMenuRequested.connect(self._ask_menu)
        thumbnails.loaded.connect(lambda _path: self.list.viewport().update())
        themes.changed.connect(self.list.viewport().update)

    def show_files(self, files: Sequence[RecentFile], root: Path | None) -> None:
        """Show these, of the project in ``root``."""
        self.model.root = self._delegate.root = root
        self._forget_pictures(files, root)
        index = self.list.currentIndex()
        chosen = self.model.file(index).path.text if index.isValid() else ""
        self.model.sync(files)
        if chosen and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index_of(chosen))  # much came or went at once
        self.summary.say(counted(len(files), "file") if files else "")
        is_asked = bool(self.field.query)
        self.empty.say(*(_NO_MATCH if is_asked else _NOTHING))
        self._stack.setCurrentWidget(self.list if files else self.empty)
        self.list.viewport().update()  # they grew older

    def _forget_pictures(self, files: Sequence[RecentFile], root: Path | None) -> None:
        """What was written anew has another picture."""
        before = {file.path.text: file for file in self.model.shown}
        for file in files[: len(before)]:
            known = before.get(file.path.text)
            if known is not None and known.modified != file.modified and root is not None:
                self.thumbnails.forget(root.joinpath(*file.path.parts))

    def _lay_out(self) -> None:
        head = QWidget()
        head.setProperty("role", "bar")
        head.setFixedHeight(44)
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(self.field, 2)
        row.addWidget(self.summary, 1)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.hint.setContentsMargins(12, 4, 12, 4)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.field.hint)
        column.addWidget(holder, 1)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.model.file(index))

    def _ask_menu(self, point: QPoint) -> None:
        index = self.list.indexAt(point)
        if index.isValid():
            where = self.list.viewport().mapToGlobal(point)
            self.menu_requested.emit(self.model.file(index), where)


class _Wall(QListView):
    """Pictures in rows; Enter and double click open."""

    entered_file = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setGridSize(CELL + QSize(4, 4))
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragEnabled(True)
        self.setMouseTracking(True)
        self.setSpacing(0)
        self.setAccessibleName("Newest files")
        self.verticalScrollBar().setSingleStep(48)
        self.doubleClicked.connect(self.entered_file)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered_file.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)
