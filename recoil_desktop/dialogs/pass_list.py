"""Coverage passes with a box each: which of them are to be rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.models.run_words import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recoil_desktop.models.generate_choices import PassChoice

_HEIGHT = 150
_ID = Qt.ItemDataRole.UserRole


class PassList(QWidget):
    """All are chosen at first; space ticks the one with the keyboard."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._passes: tuple[PassChoice, ...] = ()
        self.list = QListWidget()
        self.list.setProperty("role", "boxed")
        self.list.setFixedHeight(_HEIGHT)
        self.list.setAccessibleName("Coverage passes")
        self.count = QLabel()
        self.count.setProperty("role", "small")
        self.all = _link("All", self._choose_all)
        self.none = _link("None", self._choose_none)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.count, 1)
        foot.addWidget(self.all)
        foot.addWidget(self.none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.list)
        column.addLayout(foot)
        self.list.itemChanged.connect(lambda _item: self._tell())

    @property
    def chosen(self) -> tuple[str, ...]:
        """The passes that are ticked, in the order of the plan."""
        return tuple(
            item.data(_ID) for item in self._items() if item.checkState() is Qt.CheckState.Checked
        )

    @property
    def is_all(self) -> bool:
        """Whether none is left out."""
        return len(self.chosen) == len(self._passes)

    def show_passes(self, passes: Sequence[PassChoice]) -> None:
        """Offer these, all of them ticked; the same ones stay as they are ticked."""
        if tuple(passes) == self._passes:
            return
        self._passes = tuple(passes)
        with QSignalBlocker(self.list):
            self.list.clear()
            for one in passes:
                item = QListWidgetItem(listed((one.title, one.detail)))
                item.setData(_ID, one.pass_id)
                item.setToolTip(one.pass_id)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked)
                self.list.addItem(item)
        self._tell()

    def choose(self, pass_ids: Sequence[str]) -> None:
        """Tick these and no others."""
        with QSignalBlocker(self.list):
            for item in self._items():
                is_wanted = item.data(_ID) in pass_ids
                item.setCheckState(_STATES[is_wanted])
        self._tell()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _choose_all(self) -> None:
        self.choose([one.pass_id for one in self._passes])

    def _choose_none(self) -> None:
        self.choose([])

    def _tell(self) -> None:
        self.count.setText(f"{len(self.chosen)} of {len(self._passes)} passes")
        self.changed.emit()


_STATES = {True: Qt.CheckState.Checked, False: Qt.CheckState.Unchecked}


def _link(words: str, then: object) -> QPushButton:
    button = QPushButton(words)
    button.setProperty("role", "link")
    button.setAutoDefault(False)
    button.clicked.connect(then)
    return button
