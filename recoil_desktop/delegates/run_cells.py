"""Paints the cells of a run: what it is, its state with progress, checks as badges, its note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from recoil_desktop.delegates.cell import CellDelegate
from recoil_desktop.delegates.kit import RIGHT
from recoil_desktop.models.roles import RunRole
from recoil_desktop.models.run_line import LineKind, RunLine, Stage
from recoil_desktop.models.runs_model import Column, RunsModel, text_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

_ICON = 16
_BADGE = 18
_STAGES = {
    Stage.IDLE: ("minus", "faint"),
    Stage.WAITING: ("clock", "muted"),
    Stage.ACTIVE: ("activity", "info"),
    Stage.DONE: ("check-circle", "good"),
    Stage.FAILED: ("error", "bad"),
    Stage.CANCELLED: ("stop", "faint"),
    Stage.BLOCKED: ("lock", "warn"),
    Stage.QUESTION: ("question", "warn"),
}
_KINDS = {LineKind.BATCH: "batch", LineKind.BEAT: "shot", LineKind.TAKE: "film"}
_BADGES = (("pass", "check", "good"), ("fail", "close", "bad"))


class RunDelegate(CellDelegate):
    """Asks the line of a row and the text of a cell, and nothing else."""

    row_height = 30
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
        model = index.model()
        # Straight from the model: this is asked for every cell of every frame.
        line = model.item(index) if isinstance(model, RunsModel) else index.data(RunRole.LINE)
        column = Column(index.column())
        words = text_of(line, column)
        match column:
            case Column.NAME:
                self._paint_name(painter, room, line)
            case Column.STATE:
                self._paint_state(painter, room, line, words)
            case Column.CHECKS:
                self._paint_checks(painter, room, line)
            case Column.NOTE:
                self._paint_note(painter, room, line)
            case _:
                theme = self.kit.theme
                ink = theme.faint if words.startswith("~") else theme.muted
                self.kit.text(painter, room, words, ink, RIGHT)

    # -- cells ---------------------------------------------------------------

    def _paint_name(self, painter: QPainter, room: QRect, line: RunLine) -> None:
        theme = self.kit.theme
        ink = theme.muted if line.kind is LineKind.TAKE else theme.accent_text
        self._paint_icon(painter, room, _KINDS.get(line.kind, "film"), ink)
        room = room.adjusted(_ICON + 8, 0, 0, 0)
        is_strong = line.kind is LineKind.BATCH or line.is_primary
        used = self.kit.text(painter, room, line.title, theme.text, is_bold=is_strong)
        rest = room.adjusted(used + 8, 0, 0, 0)
        self.kit.text(painter, rest, line.detail, theme.faint, size=theme.small_size + 1)

    def _paint_state(self, painter: QPainter, room: QRect, line: RunLine, words: str) -> None:
        name, tone = _STAGES[line.stage]
        ink: QColor = getattr(self.kit.theme, tone)
        self._paint_icon(painter, room, name, ink)
        words_ink = self.kit.theme.muted if line.stage is Stage.DONE else ink
        self.kit.text(painter, room.adjusted(_ICON + 8, 0, 0, 0), words, words_ink)
        if line.stage is Stage.ACTIVE:
            self._paint_progress(painter, room, line.share)

    def _paint_progress(self, painter: QPainter, room: QRect, share: float | None) -> None:
        theme = self.kit.theme
        track = QRectF(room.left() + _ICON + 8, room.bottom() - 4, room.width() - _ICON - 8, 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.line)
        painter.drawRoundedRect(track, 1, 1)
        if share is not None:
            painter.setBrush(theme.info)
            track.setWidth(track.width() * max(0.02, min(1.0, share)))
            painter.drawRoundedRect(track, 1, 1)

    def _paint_checks(self, painter: QPainter, room: QRect, line: RunLine) -> None:
        theme = self.kit.theme
        verdicts = list(line.checks.values())
        for verdict, picture, tone in _BADGES:
            count = verdicts.count(verdict)
            if count:
                room = self._paint_badge(painter, room, picture, str(count), getattr(theme, tone))
        unchecked = verdicts.count("not checked")
        is_unlooked = not verdicts and line.stage is Stage.DONE and bool(line.beat_id)
        if unchecked or is_unlooked:
            words = f"{unchecked} not checked" if unchecked else "not checked"
            size = theme.small_size + 1
            if self.kit.width_of(words, size) > room.width():
                self._paint_badge(painter, room, "question", str(unchecked), theme.muted)
            else:
                self.kit.text(painter, room, words, theme.faint, size=size)

    def _paint_badge(
        self, painter: QPainter, room: QRect, picture: str, words: str, ink: QColor
    ) -> QRect:
        size = self.kit.theme.small_size
        width = _BADGE + 4 + self.kit.width_of(words, size, is_bold=True)
        top = room.center().y() - _BADGE / 2 + 1
        badge = QRectF(room.left(), top, width, _BADGE)
        ground, edge = QColor(ink), QColor(ink)
        ground.setAlpha(36)
        edge.setAlpha(90)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(badge.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        spot = QRect(room.left() + 4, room.center().y() - 5, 12, 12)
        self.kit.icon(painter, spot, picture, ink)
        inside = badge.adjusted(_BADGE, 0, 4, 0).toRect()
        self.kit.text(painter, inside, words, ink, size=size, is_bold=True)
        return room.adjusted(width + 6, 0, 0, 0)

    def _paint_note(self, painter: QPainter, room: QRect, line: RunLine) -> None:
        theme = self.kit.theme
        if line.strategy:
            room = self._paint_chip(painter, room, line.strategy.replace("_", " "))
        tone = {Stage.FAILED: theme.bad, Stage.QUESTION: theme.warn, Stage.BLOCKED: theme.warn}
        ink = tone.get(line.stage, theme.muted)
        self.kit.text(painter, room, line.reason, ink, size=theme.small_size + 1)

    def _paint_chip(self, painter: QPainter, room: QRect, words: str) -> QRect:
        theme = self.kit.theme
        width = self.kit.width_of(words, theme.small_size) + 12
        chip = QRectF(room.left(), room.center().y() - _BADGE / 2 + 1, width, _BADGE)
        painter.setPen(QPen(theme.strong_line, 1))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        inside = chip.adjusted(6, 0, 0, 0).toRect()
        self.kit.text(painter, inside, words, theme.muted, size=theme.small_size)
        return room.adjusted(width + 8, 0, 0, 0)

    def _paint_icon(self, painter: QPainter, room: QRect, name: str, ink: QColor) -> None:
        spot = QRect(room.left(), room.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        self.kit.icon(painter, spot, name, ink)
