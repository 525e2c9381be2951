"""Buttons that are as their actions are: enabled with them, with their tooltip and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

_ICON = QSize(18, 18)


def push_button(action: QAction, label: str = "", *, role: str = "") -> QPushButton:
    """A button with the action's title, or with ``label``; ``role`` is its look."""
    button = QPushButton(label or action.text().rstrip("…"))
    button.setProperty("role", role)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(action.trigger)

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())

    action.changed.connect(follow)
    follow()
    return button


def tool_button(action: QAction) -> QToolButton:
    """A button with the action's icon alone."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(_ICON)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(action.text().rstrip("…"))
    return button
