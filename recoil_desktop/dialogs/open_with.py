"""Asks which program opens a file: the system's default, or one that was set up here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from recoil_desktop.dialogs.programs_field import ProgramsField

if TYPE_CHECKING:
    from recoil_desktop.programs import Program

DEFAULT = "The system's default program"


class OpenWithDialog(QDialog):
    """``chosen`` brings a program, or None for the default; ``edited`` the list as a setting."""

    chosen = Signal(object)  # Program or None
    edited = Signal(str)

    def __init__(
        self, file: str, setting: str, last: Program | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Open with")
        self.setMinimumWidth(440)
        self.programs = ProgramsField(setting, DEFAULT)
        self.programs.choose(last)
        self.button = QPushButton("Open")
        self._lay_out(file)
        self.programs.edited.connect(self.edited)
        self.programs.opened.connect(self._answer)
        self.button.clicked.connect(self._answer)
        self.programs.list.setFocus()

    def _lay_out(self, file: str) -> None:
        title = QLabel(f"Open {file} with")
        title.setProperty("role", "title")
        title.setWordWrap(True)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(self.programs)
        column.addLayout(buttons)

    def _answer(self) -> None:
        self.chosen.emit(self.programs.chosen)
        self.accept()
