"""Notes and tags of a sidecar; everything else in it stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.models.subject import Notes

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_HEIGHT = 96


class NotesSection(QWidget):
    """Emits ``saved`` with what was typed, on the button or on Ctrl+Return."""

    saved = Signal(object)  # Notes

    def __init__(self) -> None:
        super().__init__()
        self._stored: Notes | None = None
        self._is_locked = False
        self.text = _NotesField()
        self.tags = QLineEdit()
        self.save = QPushButton("Save")
        self.revert = QPushButton("Revert")
        self._lay_out()
        self.text.textChanged.connect(self._judge)
        self.tags.textChanged.connect(self._judge)
        self.text.finished.connect(self._save)
        self.tags.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.revert.clicked.connect(lambda: self._fill(self._stored))

    @property
    def typed(self) -> Notes:
        """What stands in the fields."""
        tags = tuple(tag for part in self.tags.text().split(",") if (tag := part.strip()))
        return Notes(self.text.toPlainText().strip(), tags)

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._stored is not None and self.typed != self._stored

    def show_notes(self, notes: Notes | None, *, keeps_typed: bool, is_locked: bool) -> None:
        """Show what is stored; typed words stay when it is the same file."""
        keeps = keeps_typed and self.is_changed
        self._stored = notes
        self._is_locked = is_locked
        self.setVisible(notes is not None)
        if notes is not None and not keeps:
            self._fill(notes)
        self._judge()

    def _fill(self, notes: Notes | None) -> None:
        notes = notes or Notes()
        if self.text.toPlainText() != notes.text:
            self.text.setPlainText(notes.text)
        self.tags.setText(", ".join(notes.tags))

    def _judge(self) -> None:
        self.text.setReadOnly(self._is_locked)
        self.tags.setReadOnly(self._is_locked)
        self.save.setVisible(self.is_changed)
        self.revert.setVisible(self.is_changed)

    def _save(self) -> None:
        if self.is_changed:
            self.saved.emit(self.typed)

    def _lay_out(self) -> None:
        self.text.setFixedHeight(_HEIGHT)
        self.text.setPlaceholderText("Notes for whoever opens this next")
        self.text.setTabChangesFocus(True)
        self.tags.setPlaceholderText("Tags, with commas between them")
        self.tags.setAccessibleName("Tags")
        self.text.setAccessibleName("Notes")
        self.save.setProperty("role", "primary")
        self.save.setToolTip("Save notes and tags (Ctrl+Return)")
        self.revert.setProperty("role", "quiet")
        title = QLabel("Notes and tags")
        title.setProperty("role", "section")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.revert)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (title, self.text, self.tags):
            column.addWidget(widget)
        column.addLayout(buttons)


class _NotesField(QPlainTextEdit):
    """Ctrl+Return ends typing."""

    finished = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_return = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
            return
        super().keyPressEvent(event)
