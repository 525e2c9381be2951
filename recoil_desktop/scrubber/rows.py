"""Short lists beside the picture: a sign, a title, a figure, and a sentence below."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from recoil_desktop.scrubber.handles import draw_handle
from recoil_desktop.scrubber.lanes import tone_colour
from recoil_desktop.scrubber.scene import Tone, Trust

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from recoil_desktop.theme import Theme, Themes

_HEIGHT = 44
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Row:
    """One line: where it leads to, and what it says. ``sign`` is a cut's or a shot's."""

    frame: int
    title: str
    detail: str
    figure: str = ""
    sign: Trust | Tone = Tone.PLAIN
    is_missing: bool = False


class _Role(IntEnum):
    ROW = Qt.ItemDataRole.UserRole + 1


class RowList(QListView):
    """Shows rows; a click, Return or the arrow keys lead to a row's frame."""

    chosen = Signal(object)  # Row

    def __init__(self, themes: Themes, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _RowModel()
        self._is_syncing = False
        self.setModel(self._rows)
        self.setItemDelegate(_RowDelegate(themes, self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.selectionModel().currentChanged.connect(self._choose)
        self.clicked.connect(self._choose)
        themes.changed.connect(self.viewport().update)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is listed, in order."""
        return self._rows.rows

    def show_rows(self, rows: Sequence[Row], current: int | None) -> None:
        """List ``rows`` and mark the one at frame ``current`` without going there."""
        self._is_syncing = True
        self._rows.show(tuple(rows))
        place = next((i for i, row in enumerate(rows) if row.frame == current), -1)
        if place < 0:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self.setCurrentIndex(self._rows.index(place))
        self._is_syncing = False

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and not self._is_syncing:
            self.chosen.emit(self._rows.rows[index.row()])


class _RowModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: tuple[Row, ...]) -> None:
        if rows == self.rows:
            return
        if len(rows) == len(self.rows):
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.ToolTipRole:
                return f"{row.title}\n{row.detail}" if row.detail else row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.title}, {row.sign}, {row.detail}"
            case _Role.ROW:
                return row
            case _:
                return None


class _RowDelegate(QStyledItemDelegate):
    def __init__(self, themes: Themes, parent: QListView) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(option.rect.width(), _HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, row = self._themes.current, index.data(_Role.ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, option, theme)
        area = option.rect.adjusted(12, 0, -12, 0)
        _paint_sign(painter, QPointF(area.left() + 6, area.top() + 14), row, theme)
        _paint_texts(painter, area.adjusted(20, 0, 0, 0), row, theme)
        painter.restore()


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, theme: Theme) -> None:
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(option.rect, theme.selection)
        painter.fillRect(QRect(option.rect.left(), option.rect.top(), 2, _HEIGHT), theme.accent)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(option.rect, theme.hover)
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(theme.accent)
        painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def _paint_sign(painter: QPainter, at: QPointF, row: Row, theme: Theme) -> None:
    if isinstance(row.sign, Trust):
        draw_handle(painter, at, row.sign, theme, 5.5)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone_colour(row.sign, theme))
    painter.drawRoundedRect(QRect(int(at.x()) - 4, int(at.y()) - 4, 8, 8), 2, 2)


def _paint_texts(painter: QPainter, area: QRect, row: Row, theme: Theme) -> None:
    upper = QRect(area.left(), area.top() + 4, area.width(), 20)
    lower = QRect(area.left(), area.top() + 22, area.width(), 16)
    painter.setFont(theme.mono(theme.small_size))
    painter.setPen(theme.muted)
    taken = painter.fontMetrics().horizontalAdvance(row.figure)
    centre = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(upper, centre | Qt.AlignmentFlag.AlignRight, row.figure)
    painter.setFont(theme.font(bold=True))
    painter.setPen(theme.text)
    elide = Qt.TextElideMode.ElideRight
    title = painter.fontMetrics().elidedText(row.title, elide, upper.width() - taken - 8)
    painter.drawText(upper, centre, title)
    painter.setFont(theme.font(theme.small_size))
    painter.setPen(theme.muted)
    painter.drawText(
        lower, centre, painter.fontMetrics().elidedText(row.detail, elide, lower.width())
    )
