"""What all delegates of tables share: a row's height, the ground of a cell, the room in it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from recoil_desktop.delegates.kit import PaintKit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recoil_desktop.theme import Themes

_LEAST = 40


class CellDelegate(QStyledItemDelegate):
    """Who inherits paints within ``cell``; all in pixels."""

    row_height: ClassVar[int] = 28
    margins: ClassVar[tuple[int, int]] = (8, 8)  # left and right

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kit = PaintKit(themes)

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(_LEAST, self.row_height)

    @contextmanager
    def cell(self, painter: QPainter, option: QStyleOptionViewItem) -> Iterator[QRect]:
        """The room of a cell whose ground is painted; the painter is restored at the end."""
        self.kit.ground(painter, option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = self.margins
        yield option.rect.adjusted(left, 0, -right, 0)
        painter.restore()
