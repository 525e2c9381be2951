"""What a pane shows when there is nothing in it: what it is for and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from recoil_desktop.icons import icon
from recoil_desktop.widgets.action_button import push_button

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QResizeEvent

    from recoil_desktop.theme import Themes


_LOWEST = 64
_ROOM_FOR_PICTURE = 108


class EmptyState(QWidget):
    """A quiet picture, a line, a sentence, and the actions that help.

    A low pane goes without the picture, so that an empty pane never takes room from a full one.
    """

    def __init__(
        self,
        themes: Themes,
        picture: str,
        title: str,
        text: str,
        *,
        actions: tuple[QAction, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self._picture_name = picture
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter)
        self._title = QLabel(title, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._text = QLabel(text, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.buttons = tuple(push_button(action) for action in actions)
        self._lay_out()
        self._dress()
        themes.changed.connect(self._dress)

    def say(self, title: str, text: str) -> None:
        """Say something else, as "nothing matches" instead of "nothing here"."""
        self._title.setText(title)
        self._text.setText(text)

    @property
    def text(self) -> str:
        """The sentence shown."""
        return self._text.text()

    def minimumSizeHint(self) -> QSize:
        own = super().minimumSizeHint()
        return QSize(own.width(), min(own.height(), _LOWEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._picture.setVisible(self.height() >= _ROOM_FOR_PICTURE)

    def _lay_out(self) -> None:
        self._title.setProperty("role", "empty-title")
        self._title.setWordWrap(True)
        self._text.setProperty("role", "muted")
        self._text.setWordWrap(True)
        self._text.setMinimumWidth(120)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addStretch(2)
        for widget in (self._picture, self._title, self._text):
            column.addWidget(widget)
        if self.buttons:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addStretch()
            for button in self.buttons:
                row.addWidget(button)
            row.addStretch()
            column.addSpacing(4)
            column.addLayout(row)
        column.addStretch(3)

    def _dress(self) -> None:
        theme = self._themes.current
        pixmap = icon(self._picture_name, theme, theme.faint).pixmap(QSize(32, 32))
        self._picture.setPixmap(pixmap)
