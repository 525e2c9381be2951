"""Small questions: a name, a reason. They never stop the loop; the answer comes as a signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable


class AskDialog(QDialog):
    """A title, a sentence, one line of text and, when there are choices, one of them.

    ``check`` answers None when the text may be accepted, else the sentence shown below it.
    """

    answered = Signal(str, str)  # text, choice

    def __init__(
        self,
        title: str,
        sentence: str,
        *,
        label: str,
        button: str,
        choices: tuple[str, ...] = (),
        check: Callable[[str], str | None] = lambda text: None if text else "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        self._check = check
        self.field = QLineEdit()
        self.field.setPlaceholderText(label)
        self.field.setAccessibleName(label)
        self.choice = QComboBox()
        self.choice.addItems([each.replace("_", " ") for each in choices])
        self._choices = choices
        self.complaint = QLabel()
        self.button = QPushButton(button)
        self._lay_out(title, sentence)
        self.field.textChanged.connect(self._judge)
        self._judge()

    def _lay_out(self, title: str, sentence: str) -> None:
        heading = QLabel(title)
        heading.setProperty("role", "title")
        words = QLabel(sentence)
        words.setWordWrap(True)
        words.setProperty("role", "muted")
        self.complaint.setProperty("role", "bad")
        self.complaint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        for widget in (heading, words, self.field, self.complaint):
            column.addWidget(widget)
        if self._choices:
            column.insertWidget(2, self.choice)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.button.setDefault(True)
        self.button.clicked.connect(self._answer)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(self.button)
        return row

    def _judge(self) -> None:
        text = self.field.text().strip()
        complaint = self._check(text)
        self.button.setEnabled(complaint is None)
        self.complaint.setText(complaint or "")
        self.complaint.setVisible(bool(complaint))

    def _answer(self) -> None:
        choice = self._choices[self.choice.currentIndex()] if self._choices else ""
        self.answered.emit(self.field.text().strip(), choice)
        self.accept()
