"""The batches, beats and takes of an episode as a table that unfolds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from recoil_desktop.delegates.run_cells import RunDelegate
from recoil_desktop.models.runs_model import Column, RunsModel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from recoil_desktop.models.run_line import RunLine
    from recoil_desktop.theme import Themes

_WIDTHS = {Column.STATE: 136, Column.TAKES: 46, Column.CHECKS: 156, Column.COST: 66}
_NAME_SHARE = 0.28
_NAME_LIMITS = (180, 420)
_NARROW = 620  # pixels below which takes and checks are left to the lines below


class RunsTree(QTreeView):
    """Selection and what is unfolded survive every change; Enter and double click open."""

    chosen = Signal(object)  # RunLine or None
    opened = Signal(object)  # RunLine
    menu_requested = Signal(QPoint)  # where on the screen

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = RunsModel(self)
        self.setModel(self.runs)
        self.setItemDelegate(RunDelegate(themes, self))
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setExpandsOnDoubleClick(False)
        self.setAllColumnsShowFocus(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName("Batches, beats and takes")
        self._dress_header()
        self.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.runs.dataChanged.connect(self._follow_chosen)
        self.doubleClicked.connect(self._open)
        self.customContextMenuRequested.connect(
            lambda point: self.menu_requested.emit(self.viewport().mapToGlobal(point))
        )
        themes.changed.connect(self.viewport().update)

    @property
    def chosen_line(self) -> RunLine | None:
        """The selected line."""
        indexes = self.selectionModel().selectedRows()
        return self.runs.item(indexes[0]) if indexes else None

    def show_lines(self, root: RunLine, *, is_other: bool) -> None:
        """Become these lines; ``is_other`` when they are another episode's."""
        if is_other:
            self.runs.replace(root)
        else:
            self.runs.sync(root)

    def choose(self, key: str) -> bool:
        """Select the line of this key and bring it into view; False when it isn't there."""
        index = self.runs.index_of(key)
        if not index.isValid():
            return False
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    # -- Qt ------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers():
                self._open(self.currentIndex())
            case Qt.Key.Key_Escape:
                self.clearSelection()
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    # -- private -------------------------------------------------------------

    def _dress_header(self) -> None:
        header = self.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(40)
        header.setHighlightSections(False)

    def _share_out(self) -> None:
        width = self.viewport().width()
        is_narrow = width < _NARROW
        for column in (Column.TAKES, Column.CHECKS):
            self.setColumnHidden(column, is_narrow)
        least, most = _NAME_LIMITS
        self.setColumnWidth(Column.NAME, max(least, min(most, round(width * _NAME_SHARE))))
        for column, wanted in _WIDTHS.items():
            self.setColumnWidth(column, wanted)

    def _tell_chosen(self) -> None:
        self.chosen.emit(self.chosen_line)

    def _follow_chosen(self, first: QModelIndex, _last: QModelIndex) -> None:
        """The selected line changed under its editor: what can be done with it did, too."""
        rows = self.selectionModel().selectedRows()
        if rows and first.parent() == rows[0].parent() and first.row() == rows[0].row():
            self._tell_chosen()

    def _open(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        line = self.runs.item(index)
        if line.output and not line.is_missing:
            self.opened.emit(line)
        else:
            first = index.siblingAtColumn(0)
            self.setExpanded(first, not self.isExpanded(first))
