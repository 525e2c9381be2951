"""Notes and tags of a sidecar; everything else in it stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

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
from recoil_desktop.views.inspector.conflict import ConflictBanner

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

T = TypeVar("T")

_HEIGHT = 96


class NotesSection(QWidget):
    """Emits ``saved`` with what was typed, on the button or on Ctrl+Return.

    What somebody else writes meanwhile is shown as soon as it is known. Where both wrote, nothing
    is lost: theirs stands beside the fields until the editor says which of the two counts.
    """

    saved = Signal(object, object)  # Notes as typed, and as they were when typing began

    def __init__(self) -> None:
        super().__init__()
        self._base: Notes | None = None  # what the typed words were based on
        self._theirs: Notes | None = None
        self._is_locked = False
        self.text = _NotesField()
        self.tags = QLineEdit()
        self.save = QPushButton("Save")
        self.revert = QPushButton("Revert")
        self.conflict = ConflictBanner()
        self._lay_out()
        self.text.textChanged.connect(self._judge)
        self.tags.textChanged.connect(self._judge)
        self.text.finished.connect(self._save)
        self.tags.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.revert.clicked.connect(self._take_theirs)
        self.conflict.theirs.clicked.connect(self._take_theirs)
        self.conflict.mine.clicked.connect(self._keep_mine)

    @property
    def typed(self) -> Notes:
        """What stands in the fields."""
        tags = tuple(tag for part in self.tags.text().split(",") if (tag := part.strip()))
        return Notes(self.text.toPlainText().strip(), tags)

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._base is not None and self.typed != self._base

    def show_notes(self, notes: Notes | None, *, keeps_typed: bool, is_locked: bool) -> None:
        """Show what is stored; typed words stay when it is the same file."""
        self._is_locked = is_locked
        self.setVisible(notes is not None)
        if notes is not None and keeps_typed and self._base is not None and self.is_changed:
            self._meet(notes, self._base)
        else:
            self._base, self._theirs = notes, None
            self._fill(notes)
        self._judge()

    def _meet(self, stored: Notes, base: Notes) -> None:
        """Bring what is stored now together with what is being typed, field by field."""
        typed = self.typed
        self._fill(
            Notes(
                _met(typed.text, base.text, stored.text), _met(typed.tags, base.tags, stored.tags)
            )
        )
        text_crossed = typed.text not in (base.text, stored.text) and stored.text != base.text
        tags_crossed = typed.tags not in (base.tags, stored.tags) and stored.tags != base.tags
        self._theirs = stored if text_crossed or tags_crossed else None
        self._base = Notes(
            base.text if text_crossed else stored.text,
            base.tags if tags_crossed else stored.tags,
        )

    def _take_theirs(self) -> None:
        self._base, self._theirs = self._theirs or self._base, None
        self._fill(self._base)
        self._judge()

    def _keep_mine(self) -> None:
        self._base, self._theirs = self._theirs or self._base, None
        self._judge()

    def _fill(self, notes: Notes | None) -> None:
        notes = notes or Notes()
        if self.text.toPlainText() != notes.text:
            self.text.setPlainText(notes.text)
        if self.tags.text() != ", ".join(notes.tags):
            self.tags.setText(", ".join(notes.tags))

    def _judge(self) -> None:
        self.text.setReadOnly(self._is_locked)
        self.tags.setReadOnly(self._is_locked)
        is_crossed = self._theirs is not None
        self.save.setVisible(self.is_changed)
        self.save.setEnabled(not is_crossed)
        self.revert.setVisible(self.is_changed and not is_crossed)
        self.conflict.show_theirs(self._theirs)

    def _save(self) -> None:
        if self.is_changed and self._theirs is None:
            self.saved.emit(self.typed, self._base)

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
        for widget in (title, self.conflict, self.text, self.tags):
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


def _met(typed: T, base: T, stored: T) -> T:
    """One field of three: who wrote nothing gives way."""
    return stored if typed == base else typed
