"""The title of a pane: quiet, one line, with room for its own buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from recoil_desktop.icons import icon

if TYPE_CHECKING:
    from recoil_desktop.theme import Themes

_HEIGHT = 32


class DockTitle(QWidget):
    """Name on the left; on the right: make it a window of its own, hide it."""

    def __init__(self, dock: QDockWidget, themes: Themes) -> None:
        super().__init__(dock)
        self._themes = themes
        self._dock = dock
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "dock-title")
        self._height = _HEIGHT
        label = QLabel(dock.windowTitle())
        label.setProperty("role", "section")
        dock.windowTitleChanged.connect(label.setText)
        self._float = _button("Make this pane a window of its own, or put it back")
        self._float.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        self._close = _button("Hide this pane")
        self._close.clicked.connect(dock.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 4, 0)
        row.setSpacing(0)
        row.addWidget(label)
        row.addStretch()
        row.addWidget(self._float)
        row.addWidget(self._close)
        self._dress()
        themes.changed.connect(self._dress)

    def collapse(self, *, is_collapsed: bool) -> None:
        """Take no room: the pane has its name on a tab."""
        self._height = 0 if is_collapsed else _HEIGHT
        self.setVisible(not is_collapsed)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._height)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def _dress(self) -> None:
        theme = self._themes.current
        self._float.setIcon(icon("pop-out", theme, theme.faint))
        self._close.setIcon(icon("close", theme, theme.faint))


def _button(tip: str) -> QToolButton:
    button = QToolButton()
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setIconSize(QSize(12, 12))
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
