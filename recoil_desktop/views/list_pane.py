"""A pane with one list, or the reason why it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QListView, QMenu, QStackedLayout, QWidget

from recoil_desktop.delegates.row import RowDelegate
from recoil_desktop.models.rows_model import Row, RowsModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from recoil_desktop.theme import Themes
    from recoil_desktop.widgets.empty import EmptyState


_STILL_HERE = {
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
}


class ListPane(QWidget):
    """Rows that can be activated by double click or Enter, and stopped by their cross or Delete."""

    activated = Signal(object)  # Row
    stop_requested = Signal(object)  # Row
    menu_requested = Signal(object, QPoint)  # Row, where on the screen
    chosen_changed = Signal()

    def __init__(self, themes: Themes, empty: EmptyState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self.model = RowsModel(self)
        self.list = _Rows()
        self.empty = empty
        delegate = RowDelegate(themes, self.list)
        self.list.setItemDelegate(delegate)
        self.list.setModel(self.model)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setMouseTracking(True)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        self._stack.setCurrentWidget(empty)
        self.setFocusProxy(self.list)
        delegate.stop_clicked.connect(lambda row: self._stop(self.model.index(row)))
        self.list.opened.connect(self._open)
        self.list.stopped.connect(self._stop)
        self.list.customContextMenuRequested.connect(self._ask_menu)
        self.list.left_or_entered.connect(self.chosen_changed)
        self.list.selectionModel().currentChanged.connect(lambda *_: self.chosen_changed.emit())
        themes.changed.connect(self.list.viewport().update)

    @property
    def chosen(self) -> Row | None:
        """The row that keys mean: the current one while the list has the keys."""
        index = self.list.currentIndex()
        return self.model.row(index) if self.list.has_keys and index.isValid() else None

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these; an empty list shows the empty state."""
        self.model.sync(rows)
        self._stack.setCurrentWidget(self.list if rows else self.empty)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.activated.emit(self.model.row(index))

    def _stop(self, index: QModelIndex) -> None:
        if index.isValid() and self.model.row(index).is_stoppable:
            self.stop_requested.emit(self.model.row(index))

    def _ask_menu(self, point: QPoint) -> None:
        index = self.list.indexAt(point)
        if index.isValid():
            self.menu_requested.emit(self.model.row(index), self.list.viewport().mapToGlobal(point))


class _Rows(QListView):
    """A list whose keys say what they mean."""

    opened = Signal(QModelIndex)
    stopped = Signal(QModelIndex)
    left_or_entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.has_keys = False
        self.doubleClicked.connect(self.opened)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._set_keys(has_keys=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # Who opens a menu or another window goes on meaning what is chosen here.
        self._set_keys(has_keys=event.reason() in _STILL_HERE)

    def _set_keys(self, *, has_keys: bool) -> None:
        if has_keys != self.has_keys:
            self.has_keys = has_keys
            self.left_or_entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.opened.emit(self.currentIndex())
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.stopped.emit(self.currentIndex())
            case _:
                super().keyPressEvent(event)


def popup(menu: QMenu, where: QPoint) -> None:
    """Show a context menu without a loop of its own; it deletes itself."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(where)
