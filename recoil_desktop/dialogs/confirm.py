"""A question before something that cannot be taken back; it never stops the loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton

from engine.domain.money import usd_to_micro
from engine.errors import UserError
from recoil_desktop.widgets.question import lay_out_question

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class ConfirmDialog(QDialog):
    """A title, sentences and a button that says what it does.

    ``words`` have to be typed first when there are any. ``asks_billed`` adds a field for what the
    provider billed. ``confirmed`` brings that amount in micro-dollars, None when nothing was said.
    """

    confirmed = Signal(object)  # int or None

    def __init__(
        self,
        title: str,
        sentences: str,
        *,
        button: str,
        words: str = "",
        asks_billed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        self._words = words
        self.billed = QLineEdit()
        self.billed.setPlaceholderText("What the provider billed, in USD; empty: nobody knows")
        self.billed.setAccessibleName("What the provider billed")
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(f"Type “{words}” to go on")
        self.typed.setAccessibleName(f"Type {words}")
        self.complaint = QLabel()
        self.complaint.setProperty("role", "bad")
        self.button = QPushButton(button)
        self._lay_out(title, sentences, asks_billed=asks_billed)
        for field in (self.billed, self.typed):
            field.textChanged.connect(self._judge)
        self.button.clicked.connect(self._confirm)
        self._judge()

    def _lay_out(self, title: str, sentences: str, *, asks_billed: bool) -> None:
        self.billed.setVisible(asks_billed)
        self.typed.setVisible(bool(self._words))
        fields = (self.billed, self.typed, self.complaint)
        lay_out_question(self, title, sentences, fields, self.button, refusal="Back")

    @property
    def _amount(self) -> int | None:
        said = self.billed.text().strip().lstrip("$").strip()
        if not said:
            return None
        amount = usd_to_micro(said)
        if amount < 0:
            raise UserError(f"nobody bills less than nothing: {said}")
        return amount

    def _judge(self) -> None:
        complaint = ""
        try:
            _ = self._amount
        except UserError as error:
            complaint = str(error)
        is_typed = self.typed.text().strip().lower() == self._words
        self.complaint.setText(complaint)
        self.complaint.setVisible(bool(complaint))
        self.button.setEnabled(is_typed and not complaint)
        self.button.setToolTip("" if is_typed else f"Type “{self._words}” first")

    def _confirm(self) -> None:
        amount = self._amount
        self.accept()
        self.confirmed.emit(amount)
