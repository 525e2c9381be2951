"""One setting in the dialog: its sentence, the control that fits its type, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from recoil_desktop.dialogs.programs_field import ProgramsField

if TYPE_CHECKING:
    from recoil_desktop.settings import Rule, Value

_CONTROL_WIDTH = 160


class SettingField(QWidget):
    """Emits ``edited`` with a value of the setting's own type, and only allowed ones."""

    edited = Signal(object)

    def __init__(self, rule: Rule, value: Value, default: Value, name: str) -> None:
        super().__init__()
        self._rule = rule
        self._default = default
        self.control = self._make(value)
        self.control.setAccessibleName(rule.sentence)
        self.control.setObjectName(name)
        title = QLabel(_title(name))
        sentence = QLabel(rule.sentence)
        sentence.setWordWrap(True)
        sentence.setProperty("role", "muted")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(2)
        grid.addWidget(title, 0, 0)
        grid.addWidget(sentence, 1, 0)
        if rule.kind == "programs":
            grid.addWidget(self.control, 2, 0, 1, 2)
            grid.setRowMinimumHeight(2, self.control.sizeHint().height() + 8)
        else:
            grid.addWidget(self._holder(), 0, 1, 2, 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_value(self, value: Value) -> None:
        """Put a value into the control."""
        match self.control:
            case QCheckBox() as box:
                box.setChecked(bool(value))
            case QComboBox() as choice:
                choice.setCurrentIndex(choice.findData(value))
            case QSpinBox() as number:
                number.setValue(int(value))
            case QLineEdit() as line:
                line.setText(str(value))
            case ProgramsField() as programs:
                programs.show_setting(str(value))

    def reset(self) -> None:
        """Back to the default."""
        self.show_value(self._default)
        self.edited.emit(self._default)

    def _make(self, value: Value) -> QWidget:
        if isinstance(self._default, bool):
            return self._make_box(bool(value))
        if self._rule.choices:
            return self._make_choice(value)
        if isinstance(self._default, int):
            return self._make_number(int(value))
        if self._rule.kind == "programs":
            return self._make_programs(str(value))
        return self._make_line(str(value))

    def _make_box(self, value: bool) -> QCheckBox:
        box = QCheckBox()
        box.setChecked(value)
        box.toggled.connect(self.edited.emit)
        return box

    def _make_choice(self, value: Value) -> QComboBox:
        choice = QComboBox()
        for each in self._rule.choices:
            choice.addItem(_title(each), each)
        choice.setCurrentIndex(choice.findData(value))
        choice.setFixedWidth(_CONTROL_WIDTH)
        choice.activated.connect(lambda row: self.edited.emit(choice.itemData(row)))
        return choice

    def _make_number(self, value: int) -> QSpinBox:
        number = QSpinBox()
        number.setRange(int(self._rule.low or 0), int(self._rule.high or 1_000_000))
        number.setSuffix(f" {self._rule.unit}" if self._rule.unit else "")
        number.setValue(value)
        number.setFixedWidth(_CONTROL_WIDTH)
        number.lineEdit().setTextMargins(6, 0, 0, 0)  # a style sheet's padding does not reach it
        number.setKeyboardTracking(False)  # a half-typed number is no setting
        number.valueChanged.connect(self.edited.emit)
        return number

    def _make_programs(self, value: str) -> ProgramsField:
        programs = ProgramsField(value)
        programs.edited.connect(self.edited.emit)
        return programs

    def _make_line(self, value: str) -> QLineEdit:
        line = QLineEdit(value)
        line.setMinimumWidth(_CONTROL_WIDTH)
        line.editingFinished.connect(lambda: self.edited.emit(line.text().strip()))
        return line

    def _holder(self) -> QWidget:
        if self._rule.kind != "folder":
            return self.control
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.control, 1)
        button = QPushButton("Choose…")
        button.setAutoDefault(False)
        button.clicked.connect(self._choose_folder)
        row.addWidget(button)
        return holder

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, "Choose a folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take_folder)
        dialog.open()

    def _take_folder(self, folder: str) -> None:
        self.show_value(folder)
        self.edited.emit(folder)


def _title(name: str) -> str:
    words = name.replace("_", " ").removesuffix(" mb").removesuffix(" gb").removesuffix(" seconds")
    return words[:1].upper() + words[1:]
