"""Lists in the inspector: the shots of a pass with what would fix them, the takes of a shot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from recoil_desktop.widgets.elided import ElidedLabel
from recoil_desktop.widgets.passage import breakable
from recoil_desktop.widgets.pressable import Pressable

if TYPE_CHECKING:
    from recoil_desktop.models.subject import ShotLine
    from recoil_desktop.theme import Themes


_ONE_LINE = 16  # letters of a finding that stand beside the times


class ShotsSection(QWidget):
    """One line per shot; pressing one that has a clip asks to see it."""

    chosen = Signal(str)  # path of the clip

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._title = QLabel()
        self._title.setProperty("role", "section")
        self._lines: tuple[ShotLine, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._title)
        self._rows: list[QWidget] = []

    def show_shots(self, title: str, lines: tuple[ShotLine, ...]) -> None:
        """Show these; without any the section goes."""
        self._title.setText(title)
        self.setVisible(bool(lines))
        if lines == self._lines:
            return
        self._lines = lines
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(line) for line in lines]
        for row in self._rows:
            self._column.addWidget(row)

    def _row(self, line: ShotLine) -> QWidget:
        button = Pressable("quiet")
        button.allow(is_allowed=bool(line.path))
        button.setAccessibleName(f"{line.number}, {line.finding}")
        button.setToolTip("Show the clip in the viewer" if line.path else line.fix)
        button.clicked.connect(lambda: self.chosen.emit(line.path))
        column = QVBoxLayout(button)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(2)
        column.addLayout(_first_line(line))
        if line.fix:
            fix = QLabel(breakable(line.fix))
            fix.setProperty("role", "small")
            fix.setWordWrap(True)
            column.addWidget(fix)
        return button


def _first_line(line: ShotLine) -> QHBoxLayout:
    """Names and times give way where the pane is narrow; what was found is always whole."""
    times = ElidedLabel("small" if line.times else "mono")
    times.say(line.times or line.number)
    finding = QLabel(line.finding)
    finding.setProperty("role", line.tone)
    finding.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    is_long = len(line.finding) > _ONE_LINE
    finding.setWordWrap(is_long)
    row = QHBoxLayout()
    row.setSpacing(12)
    if line.times:
        number = QLabel(line.number)
        number.setProperty("role", "mono")
        row.addWidget(number)
    row.addWidget(times, 1)
    row.addWidget(finding, int(is_long))
    return row
