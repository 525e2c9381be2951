"""The picture a shot begins with, in the inspector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from recoil_desktop.widgets.passage import breakable
from recoil_desktop.widgets.pressable import Pressable

if TYPE_CHECKING:
    from recoil_desktop.models.subject import Frame

FRAME_SIZE = QSize(72, 96)


class FrameSection(QWidget):
    """Pressing it asks to see the picture."""

    chosen = Signal(str)  # path of the picture

    def __init__(self) -> None:
        super().__init__()
        self._path = ""
        title = QLabel("Begins with")
        title.setProperty("role", "section")
        self.picture = QLabel()
        self.name = QLabel()
        self.name.setWordWrap(True)
        self.name.setProperty("role", "small")
        self.button = Pressable("quiet")
        row = QHBoxLayout(self.button)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(12)
        row.addWidget(self.picture)
        row.addWidget(self.name, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(title)
        column.addWidget(self.button)
        self.button.clicked.connect(lambda: self.chosen.emit(self._path))

    def show_frame(self, frame: Frame | None) -> None:
        """Show it; without one the section goes."""
        self.setVisible(frame is not None)
        if frame is None:
            return
        self._path = frame.path
        name = frame.path.rpartition("/")[2]
        is_there = not frame.image.isNull()
        self.name.setText(breakable(name if is_there else f"{name} cannot be read"))
        self.name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.picture.setVisible(is_there)
        self.picture.setPixmap(QPixmap.fromImage(frame.image))
        self.picture.setFixedSize(frame.image.deviceIndependentSize().toSize())
        self.button.setToolTip(frame.path)
