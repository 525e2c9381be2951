"""A card over the window that goes at Escape or at a click beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from recoil_desktop.theme import Themes


class Overlay(QWidget):
    """Dims ``host`` and shows ``card`` over it; focus goes back where it was when it closes."""

    closed = Signal()

    def __init__(self, host: QWidget, themes: Themes, *, width: int, top: float = 0.14) -> None:
        super().__init__(host)
        self._host = host
        self._themes = themes
        self._width = width
        self._top = top
        self._back_to: QWidget | None = None
        self.card = QFrame(self)
        self.card.setProperty("role", "overlay")
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.hide()
        host.installEventFilter(self)

    def open_over(self, focus: QWidget) -> None:
        """Show it and give the keys to ``focus``."""
        self._back_to = self._host.focusWidget()
        self.arrange()
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close it without doing anything."""
        if not self.isVisible():
            return
        self.hide()
        if self._back_to is not None:
            self._back_to.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shade = QColor(self._themes.current.sunken)
        shade.setAlpha(150)
        QPainter(self).fillRect(self.rect(), shade)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self.arrange()
        return False

    def arrange(self) -> None:
        """Cover the host and put the card in its place, as high as what lies in it."""
        self.setGeometry(self._host.rect())
        width = min(self._width, self.width() - 48)
        top = round(self.height() * self._top)
        self.column.activate()
        height = min(self.card.sizeHint().height(), self.height() - top - 24)
        self.card.setGeometry(QRect((self.width() - width) // 2, top, width, height))
