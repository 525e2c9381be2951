"""Files on their way out of the window: onto a desktop, into an editing program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

_PICTURE = QSize(96, 96)


def files_mime(places: Sequence[Path]) -> QMimeData:
    """The files as every program understands them: their addresses, and their paths as text."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(place)) for place in places])
    mime.setText("\n".join(str(place) for place in places))
    return mime


def drag_files(source: QWidget, places: Sequence[Path], picture: QImage | None = None) -> None:
    """Let the pointer carry copies of the files until it lets go; Escape gives it up."""
    drag = QDrag(source)
    drag.setMimeData(files_mime(places))
    if picture is not None and not picture.isNull():
        keeps = Qt.AspectRatioMode.KeepAspectRatio
        small = picture.scaled(_PICTURE, keeps, Qt.TransformationMode.SmoothTransformation)
        drag.setPixmap(QPixmap.fromImage(small))
        drag.setHotSpot(QPoint(small.width() // 2, small.height() // 2))
    drag.exec(Qt.DropAction.CopyAction)


def is_far(start: QPointF, here: QPointF) -> bool:
    """Whether a held pointer has gone so far that it means to drag."""
    return (here - start).manhattanLength() >= QApplication.startDragDistance()
