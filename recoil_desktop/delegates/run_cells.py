"""Paints the cells of a run: what it is, its state with progress, checks as badges, its note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from recoil_desktop.icons import icon
from recoil_desktop.models.roles import RunRole
from recoil_desktop.models.run_line import LineKind, RunLine, Stage
from recoil_desktop.models.runs_model import Column

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from recoil_desktop.theme import Theme, Themes

_ROW = 30
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
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunDelegate(QStyledItemDelegate):
    """Asks the line of a row and the text of a cell, and nothing else."""

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._icons: dict[tuple[str, str], QIcon] = {}

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
        line: RunLine = index.data(RunRole.LINE)
        style = option.widget.style() if option.widget else QApplication.style()
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        style.drawPrimitive(panel, option, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(option.rect)
        room: QRect = option.rect.adjusted(4, 0, -8, 0)
        match Column(index.column()):
            case Column.NAME:
                self._paint_name(painter, room, line)
            case Column.STATE:
                self._paint_state(painter, room, line, index.data())
            case Column.CHECKS:
                self._paint_checks(painter, room, line)
            case Column.NOTE:
                self._paint_note(painter, room, line)
            case _:
                is_guess = str(index.data()).startswith("~")
                ink = self._theme.faint if is_guess else self._theme.muted
                self._paint_text(painter, room, str(index.data() or ""), ink, _RIGHT)
        painter.restore()

    # -- cells ---------------------------------------------------------------

    def _paint_name(self, painter: QPainter, room: QRect, line: RunLine) -> None:
        theme = self._theme
        ink = theme.muted if line.kind is LineKind.TAKE else theme.accent_text
        self._paint_icon(painter, room, _KINDS.get(line.kind, "film"), ink)
        room = room.adjusted(_ICON + 8, 0, 0, 0)
        is_strong = line.kind is LineKind.BATCH or line.is_primary
        room = self._paint_text(painter, room, line.title, theme.text, is_bold=is_strong)
        self._paint_text(painter, room.adjusted(8, 0, 0, 0), line.detail, theme.faint, size=1)

    def _paint_state(self, painter: QPainter, room: QRect, line: RunLine, words: str) -> None:
        name, tone = _STAGES[line.stage]
        ink: QColor = getattr(self._theme, tone)
        self._paint_icon(painter, room, name, ink)
        words_ink = self._theme.muted if line.stage is Stage.DONE else ink
        self._paint_text(painter, room.adjusted(_ICON + 8, 0, 0, 0), words, words_ink)
        if line.stage is Stage.ACTIVE:
            self._paint_progress(painter, room, line.share)

    def _paint_progress(self, painter: QPainter, room: QRect, share: float | None) -> None:
        theme = self._theme
        track = QRectF(room.left() + _ICON + 8, room.bottom() - 4, room.width() - _ICON - 8, 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.line)
        painter.drawRoundedRect(track, 1, 1)
        if share is not None:
            painter.setBrush(theme.info)
            track.setWidth(track.width() * max(0.02, min(1.0, share)))
            painter.drawRoundedRect(track, 1, 1)

    def _paint_checks(self, painter: QPainter, room: QRect, line: RunLine) -> None:
        theme = self._theme
        verdicts = list(line.checks.values())
        for verdict, picture, tone in _BADGES:
            count = verdicts.count(verdict)
            if count:
                room = self._paint_badge(painter, room, picture, str(count), getattr(theme, tone))
        unchecked = verdicts.count("not checked")
        is_unlooked = not verdicts and line.stage is Stage.DONE and bool(line.beat_id)
        if unchecked or is_unlooked:
            words = f"{unchecked} not checked" if unchecked and verdicts else "not checked"
            self._paint_text(painter, room, words, theme.faint, size=1)

    def _paint_badge(
        self, painter: QPainter, room: QRect, picture: str, words: str, ink: QColor
    ) -> QRect:
        font = self._theme.font(self._theme.small_size, bold=True)
        width = _BADGE + 4 + QFontMetrics(font).horizontalAdvance(words)
        top = room.center().y() - _BADGE / 2 + 1
        badge = QRectF(room.left(), top, width, _BADGE)
        ground, edge = QColor(ink), QColor(ink)
        ground.setAlpha(36)
        edge.setAlpha(90)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(badge.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        spot = QRect(room.left() + 4, room.center().y() - 5, 12, 12)
        self._icon(picture, ink).paint(painter, spot)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(badge.adjusted(_BADGE, 0, 0, 0), _LEFT, words)
        return room.adjusted(round(width) + 6, 0, 0, 0)

    def _paint_note(self, painter: QPainter, room: QRect, line: RunLine) -> None:
        theme = self._theme
        if line.strategy:
            room = self._paint_chip(painter, room, line.strategy.replace("_", " "))
        tone = {Stage.FAILED: theme.bad, Stage.QUESTION: theme.warn, Stage.BLOCKED: theme.warn}
        ink = tone.get(line.stage, theme.muted)
        self._paint_text(painter, room, line.reason, ink, size=1)

    def _paint_chip(self, painter: QPainter, room: QRect, words: str) -> QRect:
        theme = self._theme
        font = theme.font(theme.small_size)
        width = QFontMetrics(font).horizontalAdvance(words) + 12
        chip = QRectF(room.left(), room.center().y() - _BADGE / 2 + 1, width, _BADGE)
        painter.setPen(QPen(theme.strong_line, 1))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(font)
        painter.setPen(theme.muted)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, words)
        return room.adjusted(width + 8, 0, 0, 0)

    # -- pieces --------------------------------------------------------------

    @property
    def _theme(self) -> Theme:
        return self._themes.current

    def _paint_icon(self, painter: QPainter, room: QRect, name: str, ink: QColor) -> None:
        spot = QRect(room.left(), room.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        self._icon(name, ink).paint(painter, spot)

    def _icon(self, name: str, ink: QColor) -> QIcon:
        key = (name, ink.name())
        if key not in self._icons:
            self._icons[key] = icon(name, self._theme, ink)
        return self._icons[key]

    def _paint_text(
        self,
        painter: QPainter,
        room: QRect,
        text: str,
        ink: QColor,
        alignment: Qt.AlignmentFlag = _LEFT,
        *,
        is_bold: bool = False,
        size: int = 0,
    ) -> QRect:
        """Paint a line of text, cut off with dots where it doesn't fit; the room left of it."""
        theme = self._theme
        font = theme.font(theme.small_size + size if size else None, bold=is_bold)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room.width()))
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(room, alignment, shown)
        return room.adjusted(metrics.horizontalAdvance(shown), 0, 0, 0)
