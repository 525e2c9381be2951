"""The head of the inspector: what it is, how it stands, where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from recoil_desktop.icons import icon
from recoil_desktop.widgets.passage import Passage
from recoil_desktop.widgets.status import kind_icon, status_colour, status_label

if TYPE_CHECKING:
    from recoil_desktop.models.subject import Subject
    from recoil_desktop.theme import Themes


class Head(QWidget):
    """Icon, name, status and path of the subject."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._subject: Subject | None = None
        self._picture = QLabel()
        self._title = Passage(role="title")
        self._status = QLabel()
        self._path = Passage(role="small")
        self._lay_out()
        themes.changed.connect(self._dress)

    def show_subject(self, subject: Subject) -> None:
        """Show another subject."""
        self._subject = subject
        self._title.say(subject.title)
        self._path.say(subject.path)
        self._path.setVisible(bool(subject.path))
        self._dress()

    def _dress(self) -> None:
        subject, theme = self._subject, self._themes.current
        if subject is None:
            return
        picture = icon(kind_icon(subject.kind, name=subject.title), theme, theme.muted)
        self._picture.setPixmap(picture.pixmap(QSize(20, 20)))
        label = status_label(subject.status) or subject.kind
        self._status.setText(label[:1].upper() + label[1:])
        colour = status_colour(theme, subject.status).name()
        if (style := f"color: {colour};") != self._status.styleSheet():
            self._status.setStyleSheet(style)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._picture)
        top.addWidget(self._status, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self._title)
        column.addWidget(self._path)
