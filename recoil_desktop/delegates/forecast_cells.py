"""Paints the table of a forecast: quiet where nothing is due, coloured where something waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt

from recoil_desktop.delegates.cell import CellDelegate
from recoil_desktop.models.forecast_model import ForecastColumn
from recoil_desktop.models.roles import RunRole

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from engine.orchestration.events import PlannedBeat
    from recoil_desktop.theme import Theme

_DOT = 6


class ForecastDelegate(CellDelegate):
    """Asks the beat of a row and the text of a cell."""

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
        beat: PlannedBeat = index.data(RunRole.LINE)
        ink = _ink(self.kit.theme, beat, index.column())
        if index.column() == ForecastColumn.STATE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(QRectF(room.left(), room.center().y() - 2, _DOT, _DOT))
            room = room.adjusted(_DOT + 8, 0, 0, 0)
        is_strong = index.column() == ForecastColumn.BATCH and _is_due(beat)
        words, where = str(index.data() or ""), index.data(Qt.ItemDataRole.TextAlignmentRole)
        self.kit.text(painter, room, words, ink, where, is_bold=is_strong)


def _is_due(beat: PlannedBeat) -> bool:
    return not beat.done and not beat.blocked


def _ink(theme: Theme, beat: PlannedBeat, column: int) -> QColor:
    if column == ForecastColumn.STATE:
        return theme.good if beat.done else theme.warn if beat.blocked else theme.info
    if not _is_due(beat):
        return theme.faint
    is_strong = column in {ForecastColumn.BATCH, ForecastColumn.ESTIMATE}
    return theme.text if is_strong else theme.muted
