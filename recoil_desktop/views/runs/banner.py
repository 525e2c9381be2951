"""Says that a run was interrupted, and offers what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from recoil_desktop.icons import icon
from recoil_desktop.widgets.action_button import push_button
from recoil_desktop.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from recoil_desktop.actions.registry import ActionRegistry
    from recoil_desktop.theme import Themes

_OFFERS = (
    ("run.resume", "Resume", "primary"),
    ("run.collect", "Collect", ""),
    ("run.leave", "Leave", "quiet"),
)


class InterruptedBanner(QFrame):
    """A line with three buttons; hidden while nothing was interrupted."""

    def __init__(
        self, registry: ActionRegistry, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setProperty("role", "banner")
        self._picture = QLabel()
        self.words = ElidedLabel()
        self.buttons = {
            name: push_button(registry[name], label, role=role) for name, label, role in _OFFERS
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self._picture)
        row.addWidget(self.words, 1)
        for button in self.buttons.values():
            row.addWidget(button)
        themes.changed.connect(self._dress)
        self._dress()
        self.hide()

    def say(self, words: str) -> None:
        """Say this; nothing hides it."""
        self.words.say(words)
        self.setVisible(bool(words))

    def _dress(self) -> None:
        theme = self._themes.current
        picture = icon("warning", theme, theme.warn)
        self._picture.setPixmap(picture.pixmap(QSize(18, 18)))
