"""How the project is: what needs a person, or that all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.icons import icon

if TYPE_CHECKING:
    from engine.store.journal import StuckChange
    from engine.workspace.health import Health
    from recoil_desktop.theme import Themes


class HealthDialog(QDialog):
    """One line per trouble, in words, with the paths it is about.

    A stuck change has a button: ``aside_requested(change id)``.
    """

    aside_requested = Signal(str)

    def __init__(self, health: Health, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Project health")
        self.resize(600, 400)
        theme = themes.current
        self.troubles = tuple(_troubles(health))
        picture = QLabel()
        name, ink = ("check-circle", theme.good) if health.is_well else ("warning", theme.warn)
        picture.setPixmap(icon(name, theme, ink).pixmap(QSize(24, 24)))
        title = QLabel("All is well" if health.is_well else f"{health.project} needs a look")
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(picture)
        head.addWidget(title, 1)
        place = QLabel(health.root)
        place.setProperty("role", "small")
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(place)
        column.addWidget(self._words(), 1)
        column.addLayout(self._buttons(health))

    def _words(self) -> QWidget:
        words = "\n\n".join(self.troubles) or (
            "No corrupt files, nothing interrupted, no orphans, no pass that waits."
        )
        text = QPlainTextEdit(words)
        text.setReadOnly(True)
        return text

    def _buttons(self, health: Health) -> QHBoxLayout:
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        for stuck in health.stuck:
            row.addWidget(self._aside_button(stuck))
        row.addStretch()
        row.addWidget(close)
        return row

    def _aside_button(self, stuck: StuckChange) -> QPushButton:
        """Puts one stuck change aside; it can be pressed once."""
        button = QPushButton("Put aside")
        button.setObjectName(f"aside {stuck.id}")
        button.setToolTip(f"{stuck.title}: keep it, but try no more to finish it; can be undone")
        button.clicked.connect(lambda: button.setEnabled(False))
        button.clicked.connect(lambda: self.aside_requested.emit(stuck.id))
        return button


def _stuck(stuck: StuckChange) -> str:
    open_steps = "".join(f"\n    not done: {step}" for step in stuck.open)
    return f"{stuck.title}: {stuck.reason}{open_steps}"


def _troubles(health: Health) -> list[str]:
    lists = {
        "Corrupt files, kept as they are": health.corrupt,
        "What points to nothing": [one.line for one in health.dangling],
        "Changes that no longer fit what is on disk": [_stuck(one) for one in health.stuck],
        "Stages older than what they were made from": health.stale,
        "Folders that can't be read": health.unreadable,
    }
    troubles = [f"{title}:\n" + "\n".join(items) for title, items in lists.items() if items]
    if health.offline is not None:
        troubles.insert(0, f"The project is offline: {health.offline}")
    if health.reviews:
        troubles.append(f"Passes that wait for their review: {health.reviews}")
    if health.orphans:
        troubles.append(f"Orphans in quarantine: {health.orphans}")
    return troubles
