"""What all delegates of tables share: a row's height, the ground of a cell, the room in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from recoil_desktop.delegates.kit import PaintKit

if TYPE_CHECKING:
    from recoil_desktop.theme import Themes

_LEAST = 40


class CellDelegate(QStyledItemDelegate):
    """Who inherits says with ``paint_cell`` what stands in a cell; all in pixels."""

    row_height: ClassVar[int] = 28
    margins: ClassVar[tuple[int, int]] = (8, 8)  # left and right

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kit = PaintKit(themes)

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(_LEAST, self.row_height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self.kit.ground(painter, option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = self.margins
        self.paint_cell(painter, option.rect.adjusted(left, 0, -right, 0), index)
        painter.restore()

    def paint_cell(
        self, painter: QPainter, room: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint what stands in a cell into ``room``; the painter is restored afterwards."""
        raise NotImplementedError
