"""Small questions: a name, a reason. They never stop the loop; the answer comes as a signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from recoil_desktop.widgets.question import lay_out_question

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
        self.complaint.setProperty("role", "bad")
        self.complaint.setWordWrap(True)
        self.button.clicked.connect(self._answer)
        choice = (self.choice,) if self._choices else ()
        fields = (*choice, self.field, self.complaint)
        lay_out_question(self, title, sentence, fields, self.button)

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
