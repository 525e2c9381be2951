"""The four figures of a budget, and the bar that shows how much of it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from recoil_desktop.widgets.amounts import amount

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from recoil_desktop.theme import Theme, Themes

_HEIGHT = 48
_BAR = 6
_DOT = 8
_MARGIN = 12
_GAP = 16


@dataclass(frozen=True, slots=True)
class Budget:
    """Money in micro-dollars. ``reserved`` holds ``unknown``; ``coming`` is a run not begun yet.

    Without a ``cap`` the bar shows what the money is made of.
    """

    estimated: int = 0
    reserved: int = 0
    billed: int = 0
    unknown: int = 0
    cap: int = 0
    coming: int = 0

    @property
    def used(self) -> int:
        """What a new reservation is held against: spent and reserved together."""
        return self.billed + self.reserved

    @property
    def is_over(self) -> bool:
        """Whether the coming run does not fit, or too much was billed already."""
        return 0 < self.cap < self.used + self.coming


@dataclass(frozen=True, slots=True)
class _Figure:
    """One figure with its words, and where it is painted."""

    name: str
    micro: int
    tip: str
    place: QRect


class BudgetBar(QWidget):
    """Paints billed, reserved, unknown and estimated against the cap; each says what it means."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._budget = Budget()
        self._figures: tuple[_Figure, ...] = ()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Budget")
        themes.changed.connect(self.update)

    @property
    def budget(self) -> Budget:
        """What is shown."""
        return self._budget

    def show_budget(self, budget: Budget) -> None:
        """Show these figures."""
        if budget != self._budget:
            self._budget = budget
            said = ", ".join(f"{name} {amount(micro)}" for name, micro, _ in _said(budget))
            cap = f", of {amount(budget.cap)}" if budget.cap else ""
            self.setAccessibleDescription(said + cap)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    # -- Qt ------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos().x()), self)
            return True
        return super().event(event)

    def tip_at(self, x: int) -> str:
        """What the figure at ``x`` means; beside them what the bar as a whole says."""
        for figure in self._figures:
            if figure.place.left() <= x <= figure.place.right():
                return f"{figure.name} {amount(figure.micro)}: {figure.tip}"
        if not self._budget.cap:
            return f"{amount(self._budget.used)} billed and reserved together"
        left = max(0, self._budget.cap - self._budget.used)
        return f"{amount(left)} of {amount(self._budget.cap)} are free"

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_figures(painter, theme)
        self._paint_bar(painter, theme)
        painter.end()

    # -- private -------------------------------------------------------------

    def _paint_figures(self, painter: QPainter, theme: Theme) -> None:
        font = theme.font(theme.small_size + 1)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        room = QRect(_MARGIN, 6, self.width() - 2 * _MARGIN, 22)
        room = self._paint_cap(painter, theme, room, metrics)
        placed: list[_Figure] = []
        left = room.left()
        for name, micro, tip in _said(self._budget):
            text = f"{name} {amount(micro)}"
            width = _DOT + 6 + metrics.horizontalAdvance(text)
            if left + width > room.right() and placed:
                break  # the tooltip and the bar still tell of it
            place = QRect(left, room.top(), width, room.height())
            self._paint_figure(painter, theme, place, name, text, is_quiet=not micro)
            placed.append(_Figure(name, micro, tip, place))
            left += width + _GAP
        self._figures = tuple(placed)

    def _paint_cap(
        self, painter: QPainter, theme: Theme, room: QRect, metrics: QFontMetrics
    ) -> QRect:
        used = amount(self._budget.used + self._budget.coming)
        cap = self._budget.cap
        text = f"{used} of {amount(cap)}" if cap else f"{used} together"
        painter.setPen(theme.bad if self._budget.is_over else theme.muted)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        return room.adjusted(0, 0, -metrics.horizontalAdvance(text) - _GAP, 0)

    def _paint_figure(
        self, painter: QPainter, theme: Theme, place: QRect, name: str, text: str, *, is_quiet: bool
    ) -> None:
        dot = QRectF(place.left(), place.center().y() - _DOT / 2 + 1, _DOT, _DOT)
        ink = _inks(theme)[name]
        is_ring = name in {"Estimated", "This run"}
        painter.setPen(QPen(ink, 1.5) if is_ring else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if is_ring else ink)
        painter.drawEllipse(dot.adjusted(1, 1, -1, -1) if is_ring else dot)
        painter.setPen(theme.faint if is_quiet else theme.text)
        painter.drawText(
            place.adjusted(_DOT + 6, 0, 2, 0),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            text,
        )

    def _paint_bar(self, painter: QPainter, theme: Theme) -> None:
        track = QRectF(_MARGIN, _HEIGHT - 14, self.width() - 2 * _MARGIN, _BAR)
        path = QPainterPath()
        path.addRoundedRect(track, _BAR / 2, _BAR / 2)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(track, theme.line)
        budget = self._budget
        whole = max(budget.cap, budget.used + budget.coming, 1)
        left, inks = track.left(), _inks(theme)
        parts = (
            ("Billed", budget.billed),
            ("Reserved", budget.reserved - budget.unknown),
            ("Unknown", budget.unknown),
        )
        for name, micro in parts:
            width = track.width() * micro / whole
            painter.fillRect(QRectF(left, track.top(), width, _BAR), inks[name])
            left += width
        if budget.coming:
            width = track.width() * budget.coming / whole
            brush = QColor(theme.bad if budget.is_over else theme.accent_text)
            painter.fillRect(QRectF(left, track.top(), width, _BAR), _faded(brush, 110))
        painter.restore()
        self._paint_cap_mark(painter, theme, track, whole)

    def _paint_cap_mark(self, painter: QPainter, theme: Theme, track: QRectF, whole: int) -> None:
        """Where the budget ends, when more than that is wanted."""
        if not 0 < self._budget.cap < whole:
            return
        x = track.left() + track.width() * self._budget.cap / whole
        painter.setPen(QPen(theme.text, 1.5))
        painter.drawLine(QPointF(x, track.top() - 3), QPointF(x, track.bottom() + 3))


def _inks(theme: Theme) -> dict[str, QColor]:
    return {
        "Billed": theme.accent,
        "Reserved": _faded(theme.accent_text, 130),
        "Unknown": theme.warn,
        "Estimated": theme.muted,
        "This run": theme.accent_text,
    }


def _faded(ink: QColor, alpha: int) -> QColor:
    faded = QColor(ink)
    faded.setAlpha(alpha)
    return faded


def _said(budget: Budget) -> tuple[tuple[str, int, str], ...]:
    """The figures in their order, with what each means."""
    figures = (
        ("Billed", budget.billed, "what the providers charged, failed takes too"),
        ("Reserved", budget.reserved, "held for jobs that are under way: the most they can cost"),
        ("Unknown", budget.unknown, "the part of it of which nobody knows whether it was billed"),
    )
    if budget.coming:
        return (*figures, ("This run", budget.coming, "what it will probably cost"))
    what = "what all that is open or was paid was thought to cost"
    return (*figures, ("Estimated", budget.estimated, what))
