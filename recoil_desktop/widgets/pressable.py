"""A row of labels that can be pressed as a whole, with pointer and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent


class Pressable(QFrame):
    """Unlike a button it is as high as what lies in it. ``role`` is its look in the style sheet."""

    clicked = Signal()

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.allow(is_allowed=True)

    def allow(self, *, is_allowed: bool) -> None:
        """Whether pressing it does something."""
        self.setProperty("pressable", is_allowed)
        # By its name: the enum is not to be made before the window is there, see shell.py.
        self.setProperty("focusPolicy", "StrongFocus" if is_allowed else "NoFocus")
        self._is_allowed = is_allowed

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        from PySide6.QtCore import Qt  # late: see shell.py

        is_inside = self.rect().contains(event.position().toPoint())
        if self._is_allowed and is_inside and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt  # late: see shell.py

        keys = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
        if self._is_allowed and event.key() in keys:
            self.clicked.emit()
            return
        super().keyPressEvent(event)
