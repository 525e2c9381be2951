"""A row of labels that can be pressed as a whole, with pointer and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent


class Pressable(QFrame):
    """Unlike a button it is as high as what lies in it. ``role`` is its look in the style sheet."""

    clicked = Signal()

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.allow(is_allowed=True)

    def allow(self, *, is_allowed: bool) -> None:
        """Whether pressing it does something."""
        self.setProperty("pressable", is_allowed)
        policy = Qt.FocusPolicy.StrongFocus if is_allowed else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        self._is_allowed = is_allowed

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        is_inside = self.rect().contains(event.position().toPoint())
        if self._is_allowed and is_inside and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
        if self._is_allowed and event.key() in keys:
            self.clicked.emit()
            return
        super().keyPressEvent(event)
