"""The top of the project pane: a banner when it is offline, the filter's field and menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.icons import icon
from recoil_desktop.models.tree_filter import TreeFilter

if TYPE_CHECKING:
    from recoil_desktop.theme import Themes

_STATUSES = (
    ("segmentation_review", "In review"),
    ("extracted", "Cut"),
    ("registered", "Registered"),
    ("failed", "Failed"),
    ("canonical", "Canonical"),
    ("pinned", "Pinned"),
    ("candidate", "Candidate"),
    ("rejected", "Rejected"),
)
_KINDS = (
    ("pass", "Passes"),
    ("segment", "Clips"),
    ("extra", "Model-added clips"),
    ("shot", "Shots"),
    ("orphan", "Orphans"),
)


class TreeHead(QWidget):
    """Field and menu of the filter; ``wanted`` is what they say together."""

    filter_changed = Signal()
    left_downwards = Signal()

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self.field = _FilterField(self)
        self.banner = QFrame()
        self._banner_text = QLabel()
        self.button = QToolButton()
        self.menu = QMenu(self)
        self._statuses = [self._choice(*each) for each in _STATUSES]
        self.menu.addSeparator()
        self._kinds = [self._choice(*each) for each in _KINDS]
        self.menu.addSeparator()
        self.menu.addAction("Clear filter", self.clear)
        self._glass = self.field.addAction(
            icon("search", themes.current), QLineEdit.ActionPosition.LeadingPosition
        )
        self._lay_out()
        self._dress()
        themes.changed.connect(self._dress)
        self.field.textChanged.connect(self._tell)

    @property
    def wanted(self) -> TreeFilter:
        """What field and menu say."""
        return TreeFilter(
            self.field.text().strip(),
            frozenset(each.data() for each in self._statuses if each.isChecked()),
            frozenset(each.data() for each in self._kinds if each.isChecked()),
        )

    def show_offline(self, reason: str | None) -> None:
        """Say that nothing can be changed, and why; None takes the banner away."""
        self._banner_text.setText(f"Offline: {reason}. Nothing can be changed." if reason else "")
        self.banner.setVisible(reason is not None)

    def clear(self) -> None:
        """Show everything again."""
        for each in (*self._statuses, *self._kinds):
            each.setChecked(False)
        self.field.clear()
        self._tell()

    def choose(self, *, statuses: tuple[str, ...] = (), kinds: tuple[str, ...] = ()) -> None:
        """Filter by these statuses and kinds."""
        for each in self._statuses:
            each.setChecked(each.data() in statuses)
        for each in self._kinds:
            each.setChecked(each.data() in kinds)

    def _choice(self, value: str, title: str) -> QAction:
        action = QAction(title, self.menu)
        action.setCheckable(True)
        action.setData(value)
        action.toggled.connect(self._tell)
        self.menu.addAction(action)
        return action

    def _tell(self) -> None:
        self._dress()
        self.filter_changed.emit()

    def _lay_out(self) -> None:
        self.field.setPlaceholderText("Filter by shot, pass, model, status")
        self.field.setClearButtonEnabled(True)
        self.button.setMenu(self.menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setToolTip("Filter by status and kind")
        self.button.setAccessibleName("Filter by status and kind")
        self._banner_text.setWordWrap(True)
        self.banner.setProperty("role", "banner")
        self.banner.hide()
        inner = QHBoxLayout(self.banner)
        inner.setContentsMargins(12, 8, 12, 8)
        inner.addWidget(self._banner_text)
        row = QHBoxLayout()
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addLayout(row)

    def _dress(self) -> None:
        theme = self._themes.current
        is_filtering = bool(self.wanted.statuses or self.wanted.kinds)
        ink = theme.accent_text if is_filtering else theme.muted
        self.button.setIcon(icon("filter", theme, ink))
        self.button.setIconSize(QSize(16, 16))
        self._glass.setIcon(icon("search", theme, theme.faint))


class _FilterField(QLineEdit):
    """Escape clears it; the down key goes to the tree."""

    def __init__(self, head: TreeHead) -> None:
        super().__init__()
        self._head = head

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.clear()
            case Qt.Key.Key_Down | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._head.left_downwards.emit()
            case _:
                super().keyPressEvent(event)
