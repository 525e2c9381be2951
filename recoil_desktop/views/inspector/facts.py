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
        self._lines: list[_Line] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show these; without any the section goes."""
        for place, fact in enumerate(facts):
            # New widgets take a moment each, and after a judgement one value is another.
            if place == len(self._lines):
                self._lines.append(self._made(fact, 2 * place))
            elif not self._lines[place].is_said(fact):
                self._remove(self._lines[place])
                self._lines[place] = self._made(fact, 2 * place)
        for line in self._lines[len(facts) :]:
            self._remove(line)
        del self._lines[len(facts) :]
        self.setVisible(bool(facts))

    def _made(self, fact: Fact, row: int) -> _Line:
        """Beside its name, or below it when it is long."""
        line = _Line(fact)
        if _is_short(fact):
            self._grid.addWidget(line.name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(line.value, row, 1)
        else:
            self._grid.addWidget(line.name, row, 0, 1, 2)
            self._grid.addWidget(line.value, row + 1, 0, 1, 2)
        return line

    def _remove(self, line: _Line) -> None:
        for widget in (line.name, line.value):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()


class _Line:
    """The widgets of one fact; they take another that is laid out and toned alike."""

    def __init__(self, fact: Fact) -> None:
        self._fact = fact
        self.name, self.value = QLabel(fact.name), Passage(fact.value, fact.tone)
        self.name.setProperty("role", "muted")

    def is_said(self, fact: Fact) -> bool:
        """Show another fact; False when that needs other widgets."""
        if (fact.tone, _is_short(fact)) != (self._fact.tone, _is_short(self._fact)):
            return False
        self._fact = fact
        self.name.setText(fact.name)
        self.value.say(fact.value)
        return True


def _is_short(fact: Fact) -> bool:
    return len(fact.value) <= _BESIDE


class RawSection(QWidget):
    """The whole sidecar as it lies on disk, folded away until it is asked for."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._raw = ""
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
        self._raw = raw
        if self.fold.isChecked():
            self._fill()
        self.setVisible(bool(raw))

    def _fill(self) -> None:
        if self.text.toPlainText() != self._raw:
            self.text.setPlainText(self._raw)

    def _unfold(self, is_open: bool) -> None:
        self._fill()
        self.text.setVisible(is_open)
        self._dress()

    def _dress(self) -> None:
        theme = self._themes.current
        name = "chevron-down" if self.fold.isChecked() else "chevron-right"
        self.fold.setIcon(icon(name, theme, theme.muted))
        self.fold.setIconSize(QSize(12, 12))
