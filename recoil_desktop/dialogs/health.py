"""How the project is: what needs a person and what helps, or that all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.delegates.row import RowDelegate
from recoil_desktop.icons import icon
from recoil_desktop.models.health import Trouble, troubles_of
from recoil_desktop.models.rows_model import RowsModel
from recoil_desktop.widgets.empty import EmptyState
from recoil_desktop.widgets.passage import Passage

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from engine.store.journal import StuckChange
    from engine.workspace.health import Health
    from recoil_desktop.theme import Themes

_WELL = ("All is well", "No corrupt files, nothing interrupted, no orphans, no pass that waits.")


class HealthDialog(QDialog):
    """A row per trouble; below it everything about the one that is chosen.

    Enter, or Show, goes to where it is seen (``place_requested``). A stuck change has a button:
    ``aside_requested(change id)``.
    """

    aside_requested = Signal(str)
    place_requested = Signal(object)  # Place

    def __init__(self, health: Health, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Project health")
        self.resize(680, 480)
        found = tuple(troubles_of(health))
        self.troubles = tuple(trouble.words for trouble in found)
        self.model = RowsModel(self)
        self.list = _Rows(self.model)
        self.list.setItemDelegate(RowDelegate(themes, self.list))
        self.empty = EmptyState(themes, "check-circle", *_WELL)
        self.words = Passage()
        self.fix = Passage(role="small")
        self.show_button = QPushButton("Show")
        self.copy_button = QPushButton("Copy command")
        self.model.sync([trouble.row(number) for number, trouble in enumerate(found)])
        self._lay_out(health, themes)
        self.list.opened.connect(self._go)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._show_chosen())
        self.show_button.clicked.connect(self._go)
        self.copy_button.clicked.connect(self._copy)
        if found:
            self.list.setCurrentIndex(self.model.index(0))
        self._show_chosen()

    @property
    def chosen(self) -> Trouble | None:
        """The trouble that is chosen."""
        index = self.list.currentIndex()
        item = self.model.row(index).item if index.isValid() else None
        return item if isinstance(item, Trouble) else None

    # -- private -------------------------------------------------------------

    def _show_chosen(self) -> None:
        chosen = self.chosen
        for widget in (self.words, self.fix):
            widget.setVisible(chosen is not None)
        if chosen is not None:
            self.words.say(chosen.words)
            self.fix.say(chosen.fix)
        self.show_button.setEnabled(chosen is not None and chosen.place is not None)
        self.copy_button.setEnabled(chosen is not None and chosen.fix.startswith("recoil "))

    def _go(self) -> None:
        chosen = self.chosen
        if chosen is not None and chosen.place is not None:
            self.accept()
            self.place_requested.emit(chosen.place)

    def _copy(self) -> None:
        if self.chosen is not None:
            QGuiApplication.clipboard().setText(self.chosen.fix)

    def _lay_out(self, health: Health, themes: Themes) -> None:
        place = QLabel(health.root)
        place.setProperty("role", "small")
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addLayout(_head(health, themes))
        column.addWidget(place)
        has_rows = self.model.rowCount() > 0
        column.addWidget(self.list if has_rows else self.empty, 1)
        column.addWidget(self.words)
        column.addWidget(self.fix)
        column.addLayout(self._buttons(health))

    def _buttons(self, health: Health) -> QHBoxLayout:
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.show_button, self.copy_button):
            row.addWidget(button)
        self.show_button.setToolTip("Go to where it is seen")
        self.copy_button.setToolTip("The command that helps, for a terminal")
        for stuck in health.stuck:
            row.addWidget(self._aside_button(stuck))
        row.addStretch()
        row.addWidget(close)
        for button in (self.show_button, self.copy_button, close):
            button.setAutoDefault(False)
        return row

    def _aside_button(self, stuck: StuckChange) -> QPushButton:
        """Puts one stuck change aside; it can be pressed once."""
        button = QPushButton("Put aside")
        button.setObjectName(f"aside {stuck.id}")
        button.setAutoDefault(False)
        button.setToolTip(f"{stuck.title}: keep it, but try no more to finish it; can be undone")
        button.clicked.connect(lambda: button.setEnabled(False))
        button.clicked.connect(lambda: self.aside_requested.emit(stuck.id))
        return button


def _head(health: Health, themes: Themes) -> QHBoxLayout:
    theme = themes.current
    picture = QLabel()
    name, ink = ("check-circle", theme.good) if health.is_well else ("warning", theme.warn)
    picture.setPixmap(icon(name, theme, ink).pixmap(QSize(24, 24)))
    title = QLabel("All is well" if health.is_well else f"{health.project} needs a look")
    title.setProperty("role", "title")
    head = QHBoxLayout()
    head.setSpacing(12)
    head.addWidget(picture)
    head.addWidget(title, 1)
    return head


class _Rows(QListView):
    """Enter and double click open."""

    opened = Signal()

    def __init__(self, model: RowsModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("Troubles")
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)
