"""How dialogs stand: small ones with what they ask and their answers, large ones with a foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    row = QHBoxLayout()
    row.addStretch()
    _add_answers(row, dialog, button, refusal)
    column.addLayout(row)


def foot_of(dialog: QDialog, reason: QLabel, button: QPushButton, refusal: str) -> QWidget:
    """The foot of a large dialog: why it cannot go on now, the refusal, and the main button."""
    foot = QWidget()
    foot.setProperty("role", "foot")
    foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    reason.setProperty("role", "warn")
    reason.setWordWrap(True)
    button.setProperty("role", "primary")
    row = QHBoxLayout(foot)
    row.setContentsMargins(24, 12, 24, 12)
    row.setSpacing(_SPACING)
    row.addWidget(reason, 1)
    _add_answers(row, dialog, button, refusal)
    return foot


def sentence(text: str) -> str:
    """``text`` with a capital at its beginning, unless that is a name, which stays as it is."""
    first = text.partition(" ")[0].rstrip(":")
    return text[:1].upper() + text[1:] if first.isalpha() else text


def _add_answers(row: QHBoxLayout, dialog: QDialog, button: QPushButton, refusal: str) -> None:
    refuse = QPushButton(refusal)
    refuse.setAutoDefault(False)
    refuse.clicked.connect(dialog.reject)
    button.setDefault(True)
    row.addWidget(refuse)
    row.addWidget(button)
