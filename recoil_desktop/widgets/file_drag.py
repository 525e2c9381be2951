"""Files on their way out of the window: onto a desktop, into an editing program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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


class FileDrag(QObject):
    """Lets files be dragged out of the picture that shows them.

    ``files`` says which lie under the place where the pointer was pressed, when it has gone far
    enough; none while it means something else there.
    """

    def __init__(
        self,
        surface: QWidget,
        files: Callable[[QPointF], Sequence[Path]],
        picture: Callable[[QPointF], QImage],
    ) -> None:
        super().__init__(surface)
        self._surface = surface
        self._files = files
        self._picture = picture
        self._start: QPointF | None = None
        surface.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            self._follow(event)
        return super().eventFilter(watched, event)

    def _follow(self, event: QMouseEvent) -> None:
        match event.type():
            case QEvent.Type.MouseButtonPress:
                is_left = event.button() == Qt.MouseButton.LeftButton
                self._start = event.position() if is_left else None
            case QEvent.Type.MouseMove if self._start is not None:
                gone = (event.position() - self._start).manhattanLength()
                if gone >= QApplication.startDragDistance():
                    start, self._start = self._start, None
                    self._drag(start)
            case QEvent.Type.MouseButtonRelease:
                self._start = None

    def _drag(self, start: QPointF) -> None:
        if files := self._files(start):
            drag_files(self._surface, files, self._picture(start))
