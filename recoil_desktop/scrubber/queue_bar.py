"""The slim bar of passes that wait for their review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from engine.domain.ids import PassId
from recoil_desktop.scrubber.words import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from recoil_desktop.actions.review_state import WaitingPass
    from recoil_desktop.theme import Themes

_MOST = 24


class QueueBar(QWidget):
    """The waiting passes by name, the open one marked; hidden while none waits."""

    open_requested = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._waiting: tuple[WaitingPass, ...] = ()
        self._current: str | None = None
        self._count = QLabel()
        self._more = QLabel()
        self._chips: list[QPushButton] = []
        self._lay_out()
        self.hide()

    @property
    def waiting(self) -> tuple[WaitingPass, ...]:
        """The passes that wait, in order."""
        return self._waiting

    @property
    def next_pass(self) -> str | None:
        """The pass to open after the current one: the one behind it, else the first other."""
        ids = [each.pass_id for each in self._waiting]
        others = [each for each in ids if each != self._current]
        if self._current in ids:
            others = [*ids[ids.index(self._current) + 1 :], *ids[: ids.index(self._current)]]
        return others[0] if others else None

    def show_queue(self, waiting: Sequence[WaitingPass], current: str | None) -> None:
        """List these passes and mark ``current``."""
        if (tuple(waiting), current) == (self._waiting, self._current):
            return
        self._waiting, self._current = tuple(waiting), current
        self._count.setText(
            f"{count_of(len(self._waiting), 'pass')[:-1]}es wait"
            if len(self._waiting) != 1
            else "1 pass waits"
        )
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.deleteLater()
        self._chips = [self._chip(each) for each in self._waiting[:_MOST]]
        for place, chip in enumerate(self._chips, start=1):
            self._row.insertWidget(place, chip)
        self.setVisible(bool(self._waiting))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "bar")
        self.setFixedHeight(32)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._count.setProperty("role", "section")
        self._more.setProperty("role", "small")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 8, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self._count)
        self._row.addWidget(self._more)
        self._row.addStretch(1)

    def _chip(self, waiting: WaitingPass) -> QPushButton:
        chip = QPushButton(_short(waiting.pass_id))
        chip.setProperty("role", "tab")
        chip.setCheckable(True)
        chip.setChecked(waiting.pass_id == self._current)
        chip.setToolTip(f"{waiting.pass_id}\n{waiting.note}" if waiting.note else waiting.pass_id)
        chip.setAccessibleDescription(chip.toolTip())
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chip.clicked.connect(lambda: self._open(chip, waiting.pass_id))
        return chip

    def _open(self, chip: QPushButton, pass_id: str) -> None:
        chip.setChecked(pass_id == self._current)
        if pass_id != self._current:
            self.open_requested.emit(pass_id)

    def _fit(self) -> None:
        """Show as many names as there is room for, and say how many more there are."""
        room = self.width() - self._count.sizeHint().width() - 88
        hidden = len(self._waiting) - len(self._chips)
        for chip in self._chips:
            room -= chip.sizeHint().width() + 4
            chip.setVisible(room >= 0)
            hidden += room < 0
        self._more.setText(f"+{hidden} more" if hidden else "")


def _short(pass_id: str) -> str:
    """The pass in the tree's words: they need half the room of its id."""
    parsed = PassId.find(pass_id)
    return parsed.title if parsed is not None else pass_id
