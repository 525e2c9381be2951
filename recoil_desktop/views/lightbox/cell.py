"""One take in the lightbox: its screen, its name and the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from recoil_desktop.icons import icon
from recoil_desktop.views.lightbox.screen import Screen, Shown
from recoil_desktop.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.theme import Themes

LINE = 28
"""Pixels below the picture."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What is put into the lightbox: what is shown, its name, and its path in the project."""

    shown: Shown
    title: str
    path: str


class Cell(QFrame):
    """Says that it was clicked, opened or is to go; decides nothing."""

    clicked = Signal()
    opened = Signal()
    left = Signal()
    dragged = Signal()

    def __init__(
        self, exhibit: Exhibit, jobs: JobRunner, themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self.exhibit = exhibit
        self.media = Screen(jobs, themes)
        self.title = ElidedLabel("small")
        self.frame = QLabel()
        self.close_button = QToolButton()
        self._lay_out()
        self.close_button.clicked.connect(self.left)
        self.media.player.frame_changed.connect(self._show_frame)
        themes.changed.connect(self._dress)
        self._dress()
        self.media.show_media(exhibit.shown)

    def choose(self, *, is_chosen: bool) -> None:
        """Show that keys mean this one."""
        if bool(self.property("chosen")) != is_chosen:
            self.setProperty("chosen", is_chosen)
            self.style().polish(self)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.clicked.emit()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.opened.emit()

    def _lay_out(self) -> None:
        self.setProperty("role", "cell")
        self.setAccessibleName(self.exhibit.title)
        self.setToolTip(self.exhibit.path)
        self.media.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.title.say(self.exhibit.title)
        self.frame.setProperty("role", "mono")
        self.frame.setProperty("tone", "muted")
        self.close_button.setAccessibleName(f"Take {self.exhibit.title} out")
        self.close_button.setToolTip("Take out of the lightbox (Del)")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button.setIconSize(QSize(12, 12))
        line = QHBoxLayout()
        line.setContentsMargins(8, 0, 2, 0)
        line.setSpacing(8)
        line.addWidget(self.title, 1)
        line.addWidget(self.frame)
        line.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 0)
        column.setSpacing(0)
        column.addWidget(self.media, 1)
        column.addLayout(line)

    def _show_frame(self, frame: int) -> None:
        span = self.media.player.looped
        self.frame.setText(str(frame - span.first if span is not None else frame))

    def _dress(self) -> None:
        theme = self._themes.current
        self.close_button.setIcon(icon("close", theme, theme.muted))
