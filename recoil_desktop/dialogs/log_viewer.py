"""Shows what the program did: the last lines of its log, by level and by words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from recoil_desktop.logs import LogLine, LogLines
    from recoil_desktop.theme import Themes

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_LEVELS = {"Everything": 0, "Notes and worse": 20, "Warnings and worse": 30, "Errors": 40}


class LogModel(QAbstractListModel):
    """The kept lines that are wanted, oldest first."""

    def __init__(self, lines: LogLines, themes: Themes) -> None:
        super().__init__()
        self._lines = lines
        self._themes = themes
        self._rows: list[LogLine] = []
        self._level = 0
        self._words: list[str] = []
        self.show_only(0, "")

    @property
    def text(self) -> str:
        """All rows as text."""
        return "\n".join(row.text for row in self._rows)

    def show_only(self, level: int, text: str) -> None:
        """Show lines of at least this level that hold all words."""
        words = text.casefold().split()
        rows = [
            line
            for line in self._lines.kept
            if line.level >= level and all(word in line.text.casefold() for word in words)
        ]
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many lines are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The line, coloured by how bad it is."""
        if not index.isValid():
            return None
        line = self._rows[index.row()]
        theme = self._themes.current
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.text.splitlines()[0]
            case Qt.ItemDataRole.ToolTipRole:
                return line.text
            case Qt.ItemDataRole.FontRole:
                return theme.mono()
            case Qt.ItemDataRole.ForegroundRole:
                return line.colour(theme)
            case _:
                return None


class LogDialog(QDialog):
    """The log with a level and a search field."""

    def __init__(self, lines: LogLines, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Log")
        self.resize(920, 560)
        self.model = LogModel(lines, themes)
        self.level = QComboBox()
        self.level.addItems(list(_LEVELS))
        self.level.setCurrentIndex(1)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search the log")
        self.field.setClearButtonEnabled(True)
        self.list = QListView()
        self.list.setUniformItemSizes(True)
        self.list.setModel(self.model)
        self.list.setProperty("role", "log")
        self.empty = QLabel("Nothing of that kind was logged.")
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out(str(lines.path) if lines.path else "not kept in a file")
        lines.added.connect(self._refresh)
        self.level.currentIndexChanged.connect(self._refresh)
        self.field.textChanged.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        self.model.show_only(_LEVELS[self.level.currentText()], self.field.text())
        has_rows = self.model.rowCount() > 0
        self.list.setVisible(has_rows)
        self.empty.setVisible(not has_rows)
        self.list.scrollToBottom()

    def _lay_out(self, path: str) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.field, 1)
        top.addWidget(self.level)
        place = QLabel(path)
        place.setProperty("role", "small")
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        copy = QPushButton("Copy shown lines")
        copy.setAutoDefault(False)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.model.text))
        bottom = QHBoxLayout()
        bottom.addWidget(place, 1)
        bottom.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        column.addLayout(bottom)
