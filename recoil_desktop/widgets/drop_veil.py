"""Covers the window while something is dragged over it, and says what dropping it would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from recoil_desktop.icons import icon

if TYPE_CHECKING:
    from recoil_desktop.theme import Themes

_PICTURE = 40


class DropVeil(QWidget):
    """A veil with one sentence; it lets all events through."""

    def __init__(self, host: QWidget, themes: Themes) -> None:
        super().__init__(host)
        self._themes = themes
        self._host = host
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def lower_over(self) -> None:
        """Cover the host."""
        self.setGeometry(self._host.rect())
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(theme.window)
        veil.setAlpha(225)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(theme.accent, 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 12, 12)
        middle = self.rect().center()
        picture = icon("drop", theme, theme.accent_text)
        picture.paint(painter, middle.x() - _PICTURE // 2, middle.y() - 64, _PICTURE, _PICTURE)
        painter.setPen(theme.text)
        painter.setFont(theme.font(theme.title_size, bold=True))
        words = self.rect().adjusted(0, 8, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, "Drop to open")
        painter.setPen(theme.muted)
        painter.setFont(theme.font())
        painter.drawText(
            words.adjusted(0, 52, 0, 0),
            Qt.AlignmentFlag.AlignCenter,
            "A project folder, or a video to find its cuts",
        )
