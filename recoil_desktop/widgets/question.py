"""How a small dialog stands: what it is about, a sentence, its fields, and the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

_MARGINS = (24, 20, 24, 20)
_SPACING = 12


def lay_out_question(
    dialog: QDialog,
    title: str,
    sentence: str,
    fields: Iterable[QWidget],
    button: QPushButton,
    *,
    refusal: str = "Cancel",
) -> None:
    """Fill ``dialog`` from top to bottom; Enter presses ``button``, the other answer refuses."""
    heading, words = QLabel(title), QLabel(sentence)
    heading.setProperty("role", "title")
    words.setProperty("role", "muted")
    for label in (heading, words):
        label.setWordWrap(True)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(*_MARGINS)
    column.setSpacing(_SPACING)
    for widget in (heading, words, *fields):
        column.addWidget(widget)
    column.addLayout(_answers(dialog, button, refusal))


def sentence(text: str) -> str:
    """``text`` with a capital at its beginning, unless that is a name, which stays as it is."""
    first = text.partition(" ")[0].rstrip(":")
    return text[:1].upper() + text[1:] if first.isalpha() else text


def _answers(dialog: QDialog, button: QPushButton, refusal: str) -> QHBoxLayout:
    refuse = QPushButton(refusal)
    refuse.setAutoDefault(False)
    refuse.clicked.connect(dialog.reject)
    button.setDefault(True)
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(refuse)
    row.addWidget(button)
    return row
