"""While a drag rests over a tree: at its edge the tree scrolls, and a closed line opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPersistentModelIndex, QTimer

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPoint
    from PySide6.QtWidgets import QTreeView

_SCROLL_MS = 60
_OPEN_MS = 700
_EDGE = 28


class DropReach(QObject):
    """Told where the drag is; moves the tree so that every line can be reached."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self._step = 0
        self._over = QPersistentModelIndex()
        self._scroll = QTimer(self)
        self._scroll.setInterval(_SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)
        self._open = QTimer(self)
        self._open.setSingleShot(True)
        self._open.setInterval(_OPEN_MS)
        self._open.timeout.connect(self._open_line)

    def follow(self, point: QPoint, index: QModelIndex) -> None:
        """The drag is here, over this line."""
        height = self._view.viewport().height()
        self._step = -1 if point.y() < _EDGE else 1 if point.y() > height - _EDGE else 0
        if self._step and not self._scroll.isActive():
            self._scroll.start()
        elif not self._step:
            self._scroll.stop()
        if self._over != index:
            self._over = QPersistentModelIndex(index)
            self._open.start()

    def end(self) -> None:
        """The drag has left, or was let go."""
        self._scroll.stop()
        self._open.stop()
        self._over = QPersistentModelIndex()

    def _scroll_on(self) -> None:
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + self._step * bar.singleStep())

    def _open_line(self) -> None:
        if self._over.isValid():
            self._view.expand(self._over)
