"""Facts as name and value, and the raw sidecar behind a fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.icons import icon
from recoil_desktop.widgets.passage import Passage

if TYPE_CHECKING:
    from recoil_desktop.models.subject import Fact
    from recoil_desktop.theme import Themes

_RAW_HEIGHT = 240
_BESIDE = 28  # letters that find room beside a name


class FactsSection(QWidget):
    """Two columns; values stand there whole and can be selected."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show these; without any the section goes."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, fact in enumerate(facts):
            self._add(fact, 2 * place)
        self.setVisible(bool(facts))

    def _add(self, fact: Fact, row: int) -> None:
        """Beside its name, or below it when it is long."""
        name, value = QLabel(fact.name), Passage(fact.value, fact.tone)
        name.setProperty("role", "muted")
        if len(fact.value) <= _BESIDE:
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1)
        else:
            self._grid.addWidget(name, row, 0, 1, 2)
            self._grid.addWidget(value, row + 1, 0, 1, 2)


class RawSection(QWidget):
    """The whole sidecar as it lies on disk, folded away until it is asked for."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self.fold = QPushButton("Sidecar as it is on disk")
        self.fold.setProperty("role", "fold")
        self.fold.setCheckable(True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setProperty("role", "mono")
        self.text.setFixedHeight(_RAW_HEIGHT)
        self.text.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.fold)
        column.addWidget(self.text)
        self.fold.toggled.connect(self._unfold)
        themes.changed.connect(self._dress)
        self._dress()

    def show_text(self, raw: str) -> None:
        """Show this text when unfolded; without any the section goes."""
        if self.text.toPlainText() != raw:
            self.text.setPlainText(raw)
        self.setVisible(bool(raw))

    def _unfold(self, is_open: bool) -> None:
        self.text.setVisible(is_open)
        self._dress()

    def _dress(self) -> None:
        theme = self._themes.current
        name = "chevron-down" if self.fold.isChecked() else "chevron-right"
        self.fold.setIcon(icon(name, theme, theme.muted))
        self.fold.setIconSize(QSize(12, 12))
