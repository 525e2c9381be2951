"""Where a note is written: what it is about, what for, its words, and its frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine.domain.comments import CommentTag
from recoil_desktop.models.comment_words import TAG_WORDS, frames_words
from recoil_desktop.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_HIGHEST = 96


class Compose(QWidget):
    """Enter sends, Shift+Enter begins a line, Esc leaves; a note that is edited says so."""

    sent = Signal(str, str, bool)  # words, tag, whether its frames belong to it
    saved = Signal(str, str, str)  # the edited note, words, tag
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edited = ""
        self._frames: tuple[int, int] | None = None
        self._blocked = ""
        self.about = ElidedLabel("small")
        self.words = _Words()
        self.tags = {tag: _tag_button(tag) for tag in CommentTag}
        self.at_frame = QPushButton()
        self.send = QPushButton("Add")
        self._lay_out()
        self.words.textChanged.connect(self._judge)
        self.words.accepted.connect(self._send)
        self.words.left.connect(self._leave)
        self.send.clicked.connect(self._send)
        self._judge()

    @property
    def tag(self) -> CommentTag:
        """What the note is for."""
        return next(tag for tag, button in self.tags.items() if button.isChecked())

    @property
    def edited(self) -> str:
        """The note that is edited; "" while a new one is written."""
        return self._edited

    def show_target(self, words: str, frames: tuple[int, int] | None, *, blocked: str = "") -> None:
        """Say what a new note would be about; ``blocked`` why none can be written."""
        self._blocked = blocked
        is_other = (frames is None) != (self._frames is None)
        self._frames = frames
        if not self._edited:
            self.about.say(blocked or f"About {words}")
        self.at_frame.setText(f"At {frames_words(frames)}")
        self.at_frame.setVisible(frames is not None and not self._edited)
        if is_other:
            self.at_frame.setChecked(frames is not None)
        self._judge()

    def begin(self, *, at_frame: bool | None = None) -> None:
        """Write a new note now."""
        if self._edited:
            self._forget()
        if at_frame is not None:
            self.at_frame.setChecked(at_frame)
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def edit(self, comment_id: str, words: str, tag: CommentTag) -> None:
        """Write a note anew."""
        self._edited = comment_id
        self.words.setPlainText(words)
        self.words.selectAll()
        self.tags[tag].setChecked(True)
        self.about.say("Editing a comment; Esc leaves it as it is")
        self.at_frame.hide()
        self.send.setText("Save")
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._judge()

    def empty(self) -> None:
        """Ready for the next note."""
        self._forget()

    # -- private -------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "bar")
        self.at_frame.setProperty("role", "tab")
        self.at_frame.setCheckable(True)
        self.at_frame.setToolTip("The note is about the frame, or the range, in the viewer")
        self.at_frame.hide()
        self.send.setProperty("role", "primary")
        self.send.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        group = QButtonGroup(self)
        tags = QHBoxLayout()
        tags.setSpacing(2)
        for button in self.tags.values():
            group.addButton(button)
            tags.addWidget(button)
        tags.addStretch()
        self.tags[CommentTag.NOTE].setChecked(True)
        last = QHBoxLayout()
        last.addWidget(self.at_frame)
        last.addStretch()
        last.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(6)
        column.addWidget(self.about)
        column.addWidget(self.words)
        column.addLayout(tags)
        column.addLayout(last)

    def _judge(self) -> None:
        has_words = bool(self.words.toPlainText().strip())
        is_blocked = bool(self._blocked) and not self._edited
        self.words.setEnabled(not is_blocked)
        self.send.setEnabled(has_words and not is_blocked)
        reason = self._blocked if is_blocked else "" if has_words else "Write something first"
        self.send.setToolTip(reason or "Enter")

    def _send(self) -> None:
        words = self.words.toPlainText().strip()
        if not self.send.isEnabled():
            return
        if self._edited:
            self.saved.emit(self._edited, words, self.tag.value)
        else:
            is_at_frame = self._frames is not None and self.at_frame.isChecked()
            self.sent.emit(words, self.tag.value, is_at_frame)

    def _leave(self) -> None:
        if self._edited:
            self._forget()
        self.left.emit()

    def _forget(self) -> None:
        self._edited = ""
        self.words.clear()
        self.send.setText("Add")
        self.tags[CommentTag.NOTE].setChecked(True)
        self._judge()


class _Words(QPlainTextEdit):
    """A few lines that grow with what is written."""

    accepted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Write a comment")
        self.setAccessibleName("Comment")
        self.setTabChangesFocus(True)
        self.textChanged.connect(self.updateGeometry)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        lines = max(2, self.document().size().toSize().height())
        height = lines * self.fontMetrics().lineSpacing() + 18
        return QSize(160, min(height, _HIGHEST))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.accepted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _tag_button(tag: CommentTag) -> QPushButton:
    button = QPushButton(TAG_WORDS[tag])
    button.setProperty("role", "tab")
    button.setCheckable(True)
    button.setAutoExclusive(True)
    return button
