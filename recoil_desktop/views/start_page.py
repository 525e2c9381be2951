"""What is shown while no project is open: where to begin, and where one left off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from recoil_desktop.icons import icon
from recoil_desktop.widgets.pressable import Pressable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from recoil_desktop.actions.spec import ActionSpec
    from recoil_desktop.theme import Themes

_WIDTH = 560
_MOST_RECENT = 6
_NATIVE = QKeySequence.SequenceFormat.NativeText


@dataclass(frozen=True, slots=True)
class Place:
    """A project that may be opened: its folder, and when it was opened last."""

    path: Path
    title: str
    detail: str = ""


class StartPage(QFrame):
    """Offers the demo, a folder, a new project, and the projects known here.

    It is there before the actions are: ``offered`` tells which of them was chosen.
    """

    chosen = Signal(object)  # Path
    offered = Signal(object)  # ActionSpec

    def __init__(
        self, specs: Sequence[ActionSpec], themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("centre")
        self._themes = themes
        self._card = QFrame()
        self._opening = QLabel()
        self._logo = QLabel()
        self.buttons = [_StartButton(spec, themes) for spec in specs]
        for button in self.buttons:
            button.clicked.connect(lambda spec=button.spec: self.offered.emit(spec))
        self._places_title = QLabel("Projects")
        self._places_title.setProperty("role", "section")
        self._places = QVBoxLayout()
        self._places.setSpacing(2)
        self._hint = QLabel("…or drop a video or a project folder anywhere in this window.")
        self._hint.setProperty("role", "muted")
        self._lay_out()
        self._dress()
        themes.changed.connect(self._dress)
        self.show_places(())

    def show_places(self, places: Sequence[Place]) -> None:
        """List projects that can be opened, best first."""
        while (item := self._places.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place in places[:_MOST_RECENT]:
            row = _PlaceButton(place, self._themes)
            row.clicked.connect(lambda path=place.path: self.chosen.emit(path))
            self._places.addWidget(row)
        self._places_title.setVisible(bool(places))

    def say_opening(self, name: str) -> None:
        """Say that something is being opened, instead of offering a choice."""
        self._card.hide()
        self._opening.setText(f"Opening {name}…")
        self._opening.show()

    def offer(self) -> None:
        """Offer the choice again."""
        self._opening.hide()
        self._card.show()

    def _lay_out(self) -> None:
        title = QLabel("Recoil")
        title.setProperty("role", "display")
        line = QLabel("From rendered passes to reviewed clips.")
        line.setProperty("role", "muted")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        words.addWidget(line)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._logo)
        head.addLayout(words, 1)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(head)
        column.addSpacing(20)
        for button in self.buttons:
            column.addWidget(button)
        column.addSpacing(4)
        column.addWidget(self._hint)
        column.addSpacing(20)
        column.addWidget(self._places_title)
        column.addLayout(self._places)
        self._card.setFixedWidth(_WIDTH)
        self._card.setLayout(column)
        self._opening.setProperty("role", "muted")
        self._opening.hide()
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(_in_the_middle(self._card))
        outer.addLayout(_in_the_middle(self._opening))
        outer.addStretch(3)

    def _dress(self) -> None:
        theme = self._themes.current
        self._logo.setPixmap(icon("recoil", theme, theme.accent_text).pixmap(QSize(48, 48)))
        for button in self.buttons:
            button.dress()


def _in_the_middle(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(widget)
    row.addStretch()
    return row


class _StartButton(Pressable):
    """A wide button that says what the action is for."""

    def __init__(self, spec: ActionSpec, themes: Themes) -> None:
        super().__init__("choice")
        self.spec = spec
        self._themes = themes
        self._picture = QLabel()
        self.setAccessibleName(spec.title)
        title = QLabel(spec.title.rstrip("…"))
        title.setProperty("role", "empty-title")
        tip = QLabel(spec.tip)
        tip.setProperty("role", "muted")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(title)
        if spec.tip:
            words.addWidget(tip)
        keys = QLabel(QKeySequence(spec.shortcut).toString(_NATIVE))
        keys.setProperty("role", "key")
        keys.setVisible(bool(keys.text()))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(16)
        row.addWidget(self._picture)
        row.addLayout(words, 1)
        keys.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(keys)

    def dress(self) -> None:
        """Take the theme's colours."""
        theme = self._themes.current
        picture = icon(self.spec.icon, theme, theme.accent_text)
        self._picture.setPixmap(picture.pixmap(QSize(20, 20)))


class _PlaceButton(Pressable):
    """One known project: its name, and where it lies."""

    def __init__(self, place: Place, themes: Themes) -> None:
        super().__init__("quiet")
        theme = themes.current
        self.setToolTip(str(place.path))
        self.setAccessibleName(place.title)
        picture = QLabel()
        picture.setPixmap(icon("folder", theme, theme.muted).pixmap(QSize(16, 16)))
        title = QLabel(place.title)
        detail = QLabel(place.detail)
        detail.setProperty("role", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(picture)
        row.addWidget(title)
        row.addStretch()
        row.addWidget(detail)
