"""What is shown when the program did something nobody expected: one line, and the trace to copy."""

from __future__ import annotations

import traceback

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.redaction import redacted
from recoil_desktop.versions import versions


class CrashDialog(QDialog):
    """Tells that the work is safe, and how to report what happened. The program lives on."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.resize(720, 460)
        self.report = report_of(error)
        title = QLabel("Recoil met an error it did not expect")
        title.setProperty("role", "title")
        text = QLabel(
            "Your files are as they were after the last finished change; you can go on working. "
            "If it happens again, please report it with the text below. It holds no names of "
            "yours but those of files."
        )
        text.setWordWrap(True)
        text.setProperty("role", "muted")
        self.trace = QPlainTextEdit(self.report)
        self.trace.setReadOnly(True)
        self.trace.setProperty("role", "mono")
        self.trace.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        for widget in (title, text):
            column.addWidget(widget)
        column.addWidget(self.trace, 1)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self.copy = QPushButton("Copy report")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report))
        self.copy.setAutoDefault(False)
        close = QPushButton("Go on")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.copy)
        row.addWidget(close)
        return row


def report_of(error: BaseException) -> str:
    """The error with its trace and the versions it happened on, as text without keys."""
    head = ", ".join(f"{name} {number}" for name, number in versions().items())
    return redacted(f"{head}\n\n{''.join(traceback.format_exception(error))}")
