"""All keyboard shortcuts on one page, by menu, with a field to search them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.actions.menus import MENU_BAR
from recoil_desktop.actions.registry import keys_of
from recoil_desktop.actions.spec import Scope

if TYPE_CHECKING:
    from recoil_desktop.actions.spec import ActionSpec

_COLUMNS = 2


class ShortcutsDialog(QDialog):
    """Made from the actions themselves, so it is never out of date."""

    def __init__(self, specs: tuple[ActionSpec, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(920, 680)
        self._specs = [spec for spec in specs if spec.shortcut and spec.menus]
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search shortcuts")
        self.field.setClearButtonEnabled(True)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(self.field)
        column.addWidget(self._scroll, 1)
        self.field.textChanged.connect(self._show)
        self._show("")

    @property
    def shown(self) -> tuple[str, ...]:
        """The titles on the page."""
        labels = self._scroll.findChildren(QLabel)
        return tuple(label.text() for label in labels if label.property("row") == "title")

    def _show(self, text: str) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(48)
        columns = [QVBoxLayout() for _ in range(_COLUMNS)]
        heights = [0] * _COLUMNS
        for title, specs in self._sections(text):
            shortest = heights.index(min(heights))
            columns[shortest].addWidget(_section(title, specs))
            heights[shortest] += len(specs) + 2
        for column in columns:
            column.setSpacing(20)
            column.addStretch()
            row.addLayout(column, 1)
        self._scroll.setWidget(page)

    def _sections(self, text: str) -> list[tuple[str, list[ActionSpec]]]:
        words = text.casefold().split()
        sections: dict[str, list[ActionSpec]] = {}
        for menu, title in MENU_BAR.items():
            for scope in Scope:
                place = _PLACES.get(scope)
                name = f"{title} ({place})" if place else title
                specs = [
                    spec
                    for spec in self._specs
                    if (spec.menus[0], spec.scope) == (menu, scope)
                    and all(word in _text_of(spec) for word in words)
                ]
                if specs:
                    sections.setdefault(name, []).extend(specs)
        return list(sections.items())


_PLACES = {
    Scope.SEGMENTATION: "in the segmentation panel",
    Scope.TREE: "in the project pane",
    Scope.BOARD: "on the board",
    Scope.COMMENTS: "in the comments",
    Scope.LIGHTBOX: "in the lightbox",
    Scope.VIEWER: "in the viewer",
    Scope.COMPARE: "while comparing",
}
"""Where the keys of a pane count."""


def _text_of(spec: ActionSpec) -> str:
    return f"{spec.title} {spec.shortcut}".casefold()


def _section(title: str, specs: list[ActionSpec]) -> QWidget:
    section = QWidget()
    grid = QGridLayout(section)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    heading = QLabel(title)
    heading.setProperty("role", "title")
    grid.addWidget(heading, 0, 0, 1, 2)
    for row, spec in enumerate(specs, start=1):
        name = QLabel(spec.title.rstrip("…"))
        name.setProperty("row", "title")
        grid.addWidget(name, row, 0)
        grid.addWidget(_keys(spec), row, 1, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return section


def _keys(spec: ActionSpec) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    for number, keys in enumerate(keys_of(spec)):
        if number:
            other = QLabel("or")
            other.setProperty("role", "small")
            row.addWidget(other)
        key = QLabel(keys.toString(QKeySequence.SequenceFormat.NativeText))
        key.setProperty("role", "key")
        row.addWidget(key)
    return holder
