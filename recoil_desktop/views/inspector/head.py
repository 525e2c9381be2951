"""The head of the inspector: what it is, how it stands, where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from recoil_desktop.icons import icon
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
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._status = QLabel()
        self._path = QLabel()
        self._path.setProperty("role", "small")
        # Its text is cut to the room there is; the room must not grow with the text.
        self._path.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out()
        themes.changed.connect(self._dress)

    def show_subject(self, subject: Subject) -> None:
        """Show another subject."""
        self._subject = subject
        self._title.setText(_breakable(subject.title))
        self._title.setToolTip(subject.title)
        self._path.setToolTip(subject.path)
        self._path.setVisible(bool(subject.path))
        self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _dress(self) -> None:
        subject, theme = self._subject, self._themes.current
        if subject is None:
            return
        picture = icon(kind_icon(subject.kind, name=subject.title), theme, theme.muted)
        self._picture.setPixmap(picture.pixmap(QSize(20, 20)))
        label = status_label(subject.status) or subject.kind
        self._status.setText(label[:1].upper() + label[1:])
        colour = status_colour(theme, subject.status).name()
        self._status.setStyleSheet(f"color: {colour};")
        self._elide()

    def _elide(self) -> None:
        if self._subject is None:
            return
        metrics = QFontMetrics(self._path.font())
        room = max(80, self.width() - 4)
        self._path.setText(
            metrics.elidedText(self._subject.path, Qt.TextElideMode.ElideMiddle, room)
        )

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


def _breakable(name: str) -> str:
    """The name with invisible places where a line may end: ids have no spaces."""
    return name.replace("_", "_\u200b")
