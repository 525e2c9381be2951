"""The list of programs that files are opened with: add one, remove one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from recoil_desktop.programs import Program, as_setting, programs_of, why_not

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

_HEIGHT = 132


class ProgramsField(QWidget):
    """Emits ``edited`` with the setting whenever the list became another one."""

    edited = Signal(str)
    opened = Signal()  # a row, by Enter or double click

    def __init__(self, setting: str, first: str = "", parent: QWidget | None = None) -> None:
        """``first`` is a row that stands before the programs and is none."""
        super().__init__(parent)
        self._first = first
        self.list = _Rows()
        self.complaint = QLabel()
        self.add = QPushButton("Add a program…")
        self.remove = QPushButton("Remove")
        self._lay_out()
        self.show_setting(setting)
        self.add.clicked.connect(self._ask)
        self.remove.clicked.connect(self._remove)
        self.list.deleted.connect(self._remove)
        self.list.opened.connect(self.opened)
        self.list.currentRowChanged.connect(lambda _row: self._judge())
        self._judge()

    @property
    def programs(self) -> tuple[Program, ...]:
        """The programs, in their order."""
        items = (self.list.item(row) for row in range(self.list.count()))
        found = (item.data(Qt.ItemDataRole.UserRole) for item in items)
        return tuple(program for program in found if program is not None)

    @property
    def chosen(self) -> Program | None:
        """The chosen program; None for the row before them, and for nothing."""
        item = self.list.currentItem()
        program: Program | None = item.data(Qt.ItemDataRole.UserRole) if item else None
        return program

    def show_setting(self, setting: str) -> None:
        """List these programs."""
        self.list.clear()
        if self._first:
            self.list.addItem(self._first)
        for program in programs_of(setting):
            self._add_row(program)
        self.list.setCurrentRow(0 if self.list.count() else -1)

    def choose(self, program: Program | None) -> None:
        """Choose a program, or the row before them."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == program:
                self.list.setCurrentRow(row)
                return

    def take(self, path: Path) -> None:
        """Add a program, or say why not."""
        reason = why_not(path)
        self.complaint.setText(reason or "")
        self.complaint.setVisible(reason is not None)
        if reason is not None:
            return
        program = Program(path)
        if program not in self.programs:
            self._add_row(program)
            self.edited.emit(as_setting(self.programs))
        self.choose(program)

    # -- private -------------------------------------------------------------

    def _lay_out(self) -> None:
        self.list.setProperty("role", "boxed")
        self.list.setFixedHeight(_HEIGHT)
        self.list.setAccessibleName("Programs")
        self.complaint.setProperty("role", "bad")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.list)
        column.addWidget(self.complaint)
        column.addLayout(buttons)

    def _add_row(self, program: Program) -> None:
        item = QListWidgetItem(f"{program.name}  ·  {program.path.parent}")
        item.setToolTip(str(program.path))
        item.setData(Qt.ItemDataRole.UserRole, program)
        self.list.addItem(item)

    def _judge(self) -> None:
        self.remove.setEnabled(self.chosen is not None)

    def _remove(self) -> None:
        if self.chosen is not None:
            self.list.takeItem(self.list.currentRow())
            self.edited.emit(as_setting(self.programs))
            self._judge()

    def _ask(self) -> None:
        dialog = QFileDialog(self, "Choose a program")
        dialog.setObjectName("program")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.open()


class _Rows(QListWidget):
    """Delete removes, Enter and double click open."""

    deleted = Signal()
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.itemDoubleClicked.connect(lambda _item: self.opened.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.deleted.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.opened.emit()
            case _:
                super().keyPressEvent(event)
