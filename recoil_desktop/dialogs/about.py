"""What this program is, which versions it runs on, and where it keeps things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.icons import icon
from recoil_desktop.versions import versions

if TYPE_CHECKING:
    from pathlib import Path

    from recoil_desktop.theme import Themes


class AboutDialog(QDialog):
    """Says it in a form that can be copied into a report."""

    def __init__(
        self, places: dict[str, Path], themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Recoil")
        self._facts = {**versions(), **{name: str(path) for name, path in places.items()}}
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(16)
        column.addLayout(_heading(themes))
        column.addLayout(self._form())
        column.addWidget(_licence())
        column.addLayout(self._buttons())

    @property
    def text(self) -> str:
        """All facts as lines of text."""
        return "\n".join(f"{name}: {value}" for name, value in self._facts.items())

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(8)
        for name, value in self._facts.items():
            label = QLabel(name)
            label.setProperty("role", "muted")
            fact = QLabel(value)
            fact.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(label, fact)
        return form

    def _buttons(self) -> QHBoxLayout:
        copy = QPushButton("Copy")
        copy.setAutoDefault(False)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text))
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(copy)
        row.addWidget(close)
        return row


def _heading(themes: Themes) -> QHBoxLayout:
    theme = themes.current
    picture = QLabel()
    picture.setPixmap(icon("recoil", theme, theme.accent_text).pixmap(40, 40))
    title = QLabel("Recoil")
    title.setProperty("role", "display")
    line = QLabel("From rendered passes to reviewed clips.")
    line.setProperty("role", "muted")
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(title)
    words.addWidget(line)
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(picture)
    row.addLayout(words, 1)
    return row


def _licence() -> QLabel:
    label = QLabel(
        "Free software under the GNU General Public License, version 3 or later. "
        "The Inter typeface is used under the SIL Open Font License."
    )
    label.setWordWrap(True)
    label.setProperty("role", "small")
    return label
