"""Paints what became of shots and fields from one version to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect

from recoil_desktop.delegates.cell import CellDelegate
from recoil_desktop.models.roles import RunRole
from recoil_desktop.models.versions_model import DiffColumn, DiffLine

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from recoil_desktop.theme import Theme

_ICON = 14
_CHANGES = {
    "added": ("plus", "good"),
    "removed": ("minus", "bad"),
    "changed": ("compare", "warn"),
    "same": ("check", "faint"),
}


class DiffDelegate(CellDelegate):
    """Shots are strong with a sign for their change; of fields the new value is."""

    margins = (4, 8)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        with self.cell(painter, option) as room:
            self._paint(painter, room, index)

    def _paint(
        self, painter: QPainter, room: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: DiffLine = index.data(RunRole.LINE)
        theme, is_shot = self.kit.theme, bool(line.change) and index.column() == DiffColumn.NAME
        if is_shot:
            name, tone = _CHANGES[line.change]
            spot = QRect(room.left(), room.center().y() - _ICON // 2 + 1, _ICON, _ICON)
            self.kit.icon(painter, spot, name, getattr(theme, tone))
            room = room.adjusted(_ICON + 8, 0, 0, 0)
        ink = _ink(theme, line, index.column())
        self.kit.text(painter, room, str(index.data() or ""), ink, is_bold=is_shot)


def _ink(theme: Theme, line: DiffLine, column: int) -> QColor:
    if line.change:
        if column == DiffColumn.NAME:
            return theme.faint if line.change == "same" else theme.text
        tone: QColor = getattr(theme, _CHANGES[line.change][1])
        return tone
    return {DiffColumn.NAME: theme.muted, DiffColumn.BEFORE: theme.faint}.get(
        DiffColumn(column), theme.text
    )
