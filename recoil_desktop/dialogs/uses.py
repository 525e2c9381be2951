"""How often each action was used: a table that can be searched, with what was never used last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMNS = ("Action", "Keys", "Times", "Last")
_KEYS_WIDTH, _TIMES_WIDTH, _LAST_WIDTH = 150, 72, 132
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NOTE = "Counted on this machine only, and told to nobody."


@dataclass(frozen=True, slots=True)
class UseLine:
    """One action; ``last`` is a day, empty when it was never used."""

    title: str
    keys: str
    count: int
    last: str = ""


class UsesDialog(QDialog):
    """Most used first; ``problem`` says why nothing is counted."""

    def __init__(
        self, lines: Sequence[UseLine], problem: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("How often actions are used")
        self.resize(680, 560)
        self.field = QLineEdit()
        self.table = QTreeWidget()
        self.note = QLabel(problem or _NOTE)
        self._fill(sorted(lines, key=lambda line: (-line.count, line.title)))
        self._lay_out(is_trouble=bool(problem))
        self.field.textChanged.connect(self._filter)

    @property
    def shown(self) -> tuple[tuple[str, int], ...]:
        """Titles and counts on screen, from top to bottom."""
        items = [self.table.topLevelItem(row) for row in range(self.table.topLevelItemCount())]
        return tuple(
            (item.text(0), int(item.text(2).replace(",", "") or 0))
            for item in items
            if item is not None and not item.isHidden()
        )

    def _fill(self, lines: Sequence[UseLine]) -> None:
        self.table.setColumnCount(len(_COLUMNS))
        self.table.setHeaderLabels(_COLUMNS)
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setAccessibleName("Actions by how often they were used")
        for line in lines:
            item = QTreeWidgetItem([line.title, line.keys, f"{line.count:,}", line.last])
            item.setTextAlignment(2, _RIGHT)
            self.table.addTopLevelItem(item)

    def _lay_out(self, *, is_trouble: bool) -> None:
        self.field.setPlaceholderText("Search actions")
        self.field.setClearButtonEnabled(True)
        self.note.setWordWrap(True)
        self.note.setProperty("role", "bad" if is_trouble else "small")
        header = self.table.header()
        self.table.headerItem().setTextAlignment(2, _RIGHT)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, header.ResizeMode.Stretch)
        for place, width in ((1, _KEYS_WIDTH), (2, _TIMES_WIDTH), (3, _LAST_WIDTH)):
            self.table.setColumnWidth(place, width)
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.field)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for row in range(self.table.topLevelItemCount()):
            item = self.table.topLevelItem(row)
            if item is not None:
                said = f"{item.text(0)} {item.text(1)}".casefold()
                item.setHidden(not all(word in said for word in words))
