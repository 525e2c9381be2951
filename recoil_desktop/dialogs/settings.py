"""The settings dialog, made from the fields of the settings themselves."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.dialogs.setting_field import SettingField
from recoil_desktop.icons import icon
from recoil_desktop.settings import GROUPS, default_of, rule_of

if TYPE_CHECKING:
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes

_ICONS = {
    "look": "sun",
    "review": "cut",
    "work": "activity",
    "run": "generate",
    "folders": "folder",
    "open_with": "external",
}
_NAMES_WIDTH = 192


class SettingsDialog(QDialog):
    """One page per group; every change counts at once and can be put back."""

    def __init__(self, store: SettingsStore, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.resize(760, 520)
        self._store = store
        self._themes = themes
        self.names = QListWidget()
        self.pages = QStackedWidget()
        self.editors: dict[str, SettingField] = {}
        for name, kind in GROUPS.items():
            self._add_page(name, kind)
        self._lay_out()
        self._dress()
        themes.changed.connect(self._dress)
        self.names.currentRowChanged.connect(self.pages.setCurrentIndex)
        self.names.setCurrentRow(0)

    def _add_page(self, name: str, kind: type) -> None:
        item = QListWidgetItem(kind.__doc__ or name)
        item.setData(Qt.ItemDataRole.UserRole, name)
        item.setSizeHint(QSize(0, 36))
        self.names.addItem(item)
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(20)
        heading = QLabel(kind.__doc__ or name)
        heading.setProperty("role", "title")
        column.addWidget(heading)
        for declared in fields(kind):
            key = f"{name}.{declared.name}"
            editor = SettingField(
                rule_of(declared), self._store.get(key), default_of(declared), declared.name
            )
            editor.edited.connect(lambda value, key=key: self._store.set(key, value))
            self.editors[key] = editor
            column.addWidget(editor)
        column.addStretch()
        self.pages.addWidget(_scrolling(page))

    def _lay_out(self) -> None:
        self.names.setFixedWidth(_NAMES_WIDTH)
        self.names.setProperty("role", "names")
        reset = QPushButton("Reset all to defaults")
        reset.setProperty("role", "quiet")
        reset.setAutoDefault(False)
        reset.clicked.connect(self._reset)
        close = QPushButton("Done")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 12, 24, 16)
        buttons.addWidget(reset)
        buttons.addStretch()
        buttons.addWidget(close)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.pages, 1)
        right.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.names)
        row.addLayout(right, 1)

    def _reset(self) -> None:
        for editor in self.editors.values():
            editor.reset()

    def _dress(self) -> None:
        theme = self._themes.current
        for row in range(self.names.count()):
            item = self.names.item(row)
            name = _ICONS[item.data(Qt.ItemDataRole.UserRole)]
            item.setIcon(icon(name, theme, theme.muted))


def _scrolling(page: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(page)
    return scroll
