"""Paints what became of shots and fields from one version to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from recoil_desktop.icons import icon
from recoil_desktop.models.roles import RunRole
from recoil_desktop.models.versions_model import DiffColumn, DiffLine

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from recoil_desktop.theme import Theme, Themes

_ROW = 28
_ICON = 14
_CHANGES = {
    "added": ("plus", "good"),
    "removed": ("minus", "bad"),
    "changed": ("compare", "warn"),
    "same": ("check", "faint"),
}
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class DiffDelegate(QStyledItemDelegate):
    """Shots are strong with a sign for their change; of fields the new value is."""

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(40, _ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line: DiffLine = index.data(RunRole.LINE)
        theme = self._themes.current
        style = option.widget.style() if option.widget else QApplication.style()
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        style.drawPrimitive(panel, option, painter, option.widget)
        painter.save()
        painter.setClipRect(option.rect)
        room: QRect = option.rect.adjusted(4, 0, -8, 0)
        if line.change and index.column() == DiffColumn.NAME:
            name, tone = _CHANGES[line.change]
            spot = QRect(room.left(), room.center().y() - _ICON // 2 + 1, _ICON, _ICON)
            icon(name, theme, getattr(theme, tone)).paint(painter, spot)
            room = room.adjusted(_ICON + 8, 0, 0, 0)
        font = theme.font(bold=bool(line.change) and index.column() == DiffColumn.NAME)
        painter.setFont(font)
        painter.setPen(_ink(theme, line, index.column()))
        elide = Qt.TextElideMode.ElideRight
        text = QFontMetrics(font).elidedText(str(index.data() or ""), elide, room.width())
        painter.drawText(room, _LEFT, text)
        painter.restore()


def _ink(theme: Theme, line: DiffLine, column: int) -> QColor:
    if line.change:
        if column == DiffColumn.NAME:
            return theme.faint if line.change == "same" else theme.text
        tone: QColor = getattr(theme, _CHANGES[line.change][1])
        return tone
    return {DiffColumn.NAME: theme.muted, DiffColumn.BEFORE: theme.faint}.get(
        DiffColumn(column), theme.text
    )
