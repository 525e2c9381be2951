"""The left side of the dialog: the first frame of the video, its name and what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from recoil_desktop.icons import icon

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPaintEvent

    from recoil_desktop.delegates.thumbnails import Thumbnails
    from recoil_desktop.models.register_choices import FileToRegister
    from recoil_desktop.theme import Themes

_TALLEST = 360


class RegisterPreview(QWidget):
    """Shows a file; its picture comes a moment later."""

    def __init__(self, themes: Themes, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.picture = _FirstFrame(themes, thumbnails)
        self.name = QLabel()
        self.name.setWordWrap(True)
        self.name.setProperty("role", "strong")
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.facts.setProperty("role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addWidget(self.facts)
        column.addSpacing(8)
        column.addWidget(self.picture, 1)

    def show_file(self, file: FileToRegister) -> None:
        """Show this one."""
        self.picture.show_picture(file.place)
        # Long names have no spaces where a line could end.
        self.name.setText(file.name.replace("_", "_\u200b"))
        self.name.setToolTip(file.said)
        self.facts.setText(file.facts)
        self.facts.setVisible(bool(file.facts))


class _FirstFrame(QWidget):
    """The picture as large as there is room, with round corners."""

    def __init__(self, themes: Themes, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._themes = themes
        self._thumbnails = thumbnails
        self._path: Path | None = None
        thumbnails.loaded.connect(lambda _path: self.update())

    def show_picture(self, path: Path) -> None:
        """Show the first frame of this file."""
        self._path = path
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _TALLEST)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        picture = self._thumbnails.get(self._path) if self._path is not None else None
        room = self.rect().adjusted(0, 0, 0, -4)
        if picture is None:
            shape = QPainterPath()
            shape.addRoundedRect(QRectF(room), 8, 8)
            painter.fillPath(shape, theme.sunken)
            spot = QRect(0, 0, 32, 32)
            spot.moveCenter(room.center())
            icon("film", theme, theme.faint).paint(painter, spot)
            return
        size = picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(room.topLeft(), size)
        place.moveLeft(room.center().x() - size.width() // 2)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(place), 8, 8)
        painter.setClipPath(shape)
        painter.drawPixmap(place, picture)
