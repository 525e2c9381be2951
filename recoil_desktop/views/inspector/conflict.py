"""Says that somebody else wrote what one is writing, and lets one of the two count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from recoil_desktop.widgets.passage import Passage

if TYPE_CHECKING:
    from recoil_desktop.models.subject import Notes


class ConflictBanner(QFrame):
    """Their words, and two buttons; hidden while nobody else wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "conflict")
        self.words = Passage(role="small")
        self.theirs = QPushButton("Take theirs")
        self.mine = QPushButton("Keep mine")
        self.theirs.setToolTip("What you typed goes; what stands on disk stays")
        self.mine.setToolTip("What you typed may be saved over theirs; undo brings theirs back")
        heading = QLabel("Somebody else wrote here meanwhile")
        heading.setProperty("role", "warn")
        heading.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        buttons.addWidget(self.theirs)
        buttons.addWidget(self.mine)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self.words)
        column.addLayout(buttons)
        self.hide()

    def show_theirs(self, theirs: Notes | None) -> None:
        """Show what they wrote, or nothing."""
        self.setVisible(theirs is not None)
        if theirs is not None:
            tags = f"\n{', '.join(theirs.tags)}" if theirs.tags else ""
            self.words.say(f"{theirs.text or '(no notes)'}{tags}")
