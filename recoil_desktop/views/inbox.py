"""The inbox: everything that waits for a person, each row with the place where it is done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from recoil_desktop.delegates.line_row import LineDelegate
from recoil_desktop.models.inbox import GROUPS, InboxGroup, inbox_row
from recoil_desktop.views.list_pane import ListPane, popup
from recoil_desktop.widgets.elided import ElidedLabel
from recoil_desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.inbox import InboxItem
    from recoil_desktop.models.rows_model import Row
    from recoil_desktop.theme import Themes

_HEIGHT = 34
_NOTHING = (
    "Nothing needs you",
    "Passes whose cuts differ, takes to judge, blocked batches, lost jobs and orphans come here.",
)
_CLOSED = ("No project is open", "Open one, and what waits in it for you is listed here.")


class InboxPane(QWidget):
    """Shows what it is given; tells what was opened. Its groups filter, the keys walk the list."""

    opened = Signal(object)  # InboxItem

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._items: tuple[InboxItem, ...] = ()
        self.head = QWidget()
        self.hint = ElidedLabel("small")
        self.groups = QButtonGroup(self)
        self.buttons = {"": self._button("")}
        self.buttons |= {group.key: self._button(group.key) for group in GROUPS}
        self.pane = ListPane(themes, EmptyState(themes, "inbox", *_CLOSED))
        self.pane.list.setItemDelegate(LineDelegate(themes, self.pane.list))
        self._lay_out()
        self.setFocusProxy(self.pane)
        self.pane.activated.connect(lambda row: self.opened.emit(row.item))
        self.pane.menu_requested.connect(self._show_menu)
        self.groups.buttonClicked.connect(lambda _button: self._show())

    @property
    def items(self) -> tuple[InboxItem, ...]:
        """Everything that waits, also what the chosen group leaves out."""
        return self._items

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is on screen."""
        return self.pane.model.rows

    def show_items(self, items: Sequence[InboxItem], *, is_open: bool) -> None:
        """Show these; ``is_open`` says whether a project is."""
        self._items = tuple(items)
        self.pane.empty.say(*(_NOTHING if is_open else _CLOSED))
        for group in GROUPS:
            count = len(group.of(self._items))
            button = self.buttons[group.key]
            button.setText(f"{group.title} {count:,}")
            button.setVisible(count > 0)
            if not count and button.isChecked():
                self.buttons[""].setChecked(True)
        self.buttons[""].setText(f"All {len(self._items):,}")
        self.head.setVisible(bool(self._items))
        self._show()

    def _show(self) -> None:
        chosen = self._chosen_group()
        shown = self._items if chosen is None else chosen.of(self._items)
        self.pane.show_rows([inbox_row(item) for item in shown])
        if shown and not self.pane.list.currentIndex().isValid():
            self.pane.list.setCurrentIndex(self.pane.model.index(0))

    def _chosen_group(self) -> InboxGroup | None:
        checked = self.groups.checkedButton()
        key = checked.objectName() if checked is not None else ""
        return next((group for group in GROUPS if group.key == key), None)

    def _button(self, key: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(key)
        button.setProperty("role", "tab")
        button.setCheckable(True)
        button.setChecked(not key)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.groups.addButton(button)
        return button

    def _lay_out(self) -> None:
        self.head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head.setProperty("role", "bar")
        self.head.setFixedHeight(_HEIGHT)
        self.head.hide()
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.hint.say("Enter opens it where it is done")
        row = QHBoxLayout(self.head)
        row.setContentsMargins(8, 0, 12, 0)
        row.setSpacing(2)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addWidget(self.hint, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.pane, 1)

    def _show_menu(self, row: Row, where: QPoint) -> None:
        item: InboxItem = row.item  # type: ignore[assignment]
        menu = QMenu(self)
        menu.addAction("Open", partial(self.opened.emit, item))
        if item.fix:
            menu.addAction("Copy the command for it", partial(_copy, item.fix))
        popup(menu, where)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
