"""A quick look at a panel of the board, large, without leaving the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from recoil_desktop.views.lightbox.screen import Screen, Shown
from recoil_desktop.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent

    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.theme import Themes

_ROOMY = 1000  # pixels from which on there is room for the keys
_HINT = "Space closes  ·  ← → other panels  ·  Enter opens it in the viewer"


class Preview(QFrame):
    """Lies over its parent while it is open; arrows ask for the neighbours."""

    stepped = Signal(int)
    opened = Signal()  # Enter
    closed = Signal()

    def __init__(self, jobs: JobRunner, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.media = Screen(jobs, themes)
        self.title = ElidedLabel()
        self.words = ElidedLabel("muted")
        self._lay_out()
        parent.installEventFilter(self)
        self.hide()

    def show_media(self, shown: Shown, title: str, words: str) -> None:
        """Look at this; it plays if it can."""
        self.title.say(title)
        self.words.say(words)
        if shown != self.media.shown:
            self.media.show_media(shown, plays=True)
        self.setGeometry(self._room.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close it; the threads of its player end."""
        if self.isVisible():
            self.hide()
            self.media.close_media()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._room.rect())
        elif event.type() == QEvent.Type.Hide:
            self.dismiss()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.hint.setVisible(self.width() >= _ROOMY)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        match event.key():
            case keys.Key_Space | keys.Key_Escape:
                self.dismiss()
            case keys.Key_Right | keys.Key_Down | keys.Key_Period:
                self.stepped.emit(1)
            case keys.Key_Left | keys.Key_Up | keys.Key_Comma:
                self.stepped.emit(-1)
            case keys.Key_Return | keys.Key_Enter:
                self.opened.emit()
            case keys.Key_K:
                self.media.play(is_on=not self.media.is_playing)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.dismiss()

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "panel")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Preview")
        self.hint = QLabel(_HINT)
        self.hint.setProperty("role", "small")
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(self.title, 1)
        row.addWidget(self.words, 2)
        row.addWidget(self.hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.media, 1)
        column.addWidget(line)
