"""A thin line over the whole video: the playhead, the range, and marks; any place at a click."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from recoil_desktop.widgets.timecode import timecode

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QMouseEvent, QPaintEvent

    from recoil_desktop.theme import Theme, Themes

_HEIGHT = 20
_GROOVE = 4
_HANDLE = 12
_MARGIN = 12
_MARK = 6  # pixels of the smallest mark
_NEAR = 4  # pixels around a mark that still mean it


@dataclass(frozen=True, slots=True)
class SeekMark:
    """Something to be seen at some frames: ``tone`` is a colour of the theme ("warn")."""

    first: int
    last: int
    tone: str = "info"
    text: str = ""


class SeekBar(QWidget):
    """Shows and moves the playhead; the frame under the pointer is told beside it."""

    swept = Signal(int)  # the frame under the pointer while dragging
    dropped = Signal(int)  # the frame where the button was pressed or let go

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._count = 1
        self._rate = Fraction(24)
        self._frame = 0
        self._hover: float | None = None
        self._is_held = False
        self._range: tuple[int | None, int | None] = (None, None)
        self._marks: tuple[SeekMark, ...] = ()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName("Playhead")
        themes.changed.connect(self.update)

    def set_video(self, count: int, rate: Fraction) -> None:
        """How many frames there are, and how fast they run; range and marks are gone."""
        self._count, self._rate, self._frame = max(count, 1), rate, 0
        self._range, self._marks = (None, None), ()
        self.update()

    def set_frame(self, frame: int) -> None:
        """Where the playhead stands."""
        self._frame = frame
        self.update()

    def set_range(self, first: int | None, last: int | None) -> None:
        """The in and the out point; None where there is none."""
        self._range = (first, last)
        self.update()

    @property
    def marks(self) -> tuple[SeekMark, ...]:
        """What is marked."""
        return self._marks

    def set_marks(self, marks: tuple[SeekMark, ...]) -> None:
        """Mark these frames in place of the ones that were marked."""
        self._marks = tuple(sorted(marks, key=lambda mark: (mark.first, mark.last)))
        self.update()

    def mark_at(self, x: float) -> SeekMark | None:
        """The shortest mark at pixel ``x``."""
        found = [mark for mark in self._marks if self._reach(mark).contains(QPointF(x, 0))]
        return min(found, key=lambda mark: mark.last - mark.first, default=None)

    def x_of(self, frame: int) -> float:
        """The pixel of ``frame``."""
        return _MARGIN + self._room * frame / max(self._count - 1, 1)

    def frame_at(self, x: float) -> int:
        """The frame at pixel ``x``."""
        share = (x - _MARGIN) / self._room
        return min(max(round(share * (self._count - 1)), 0), self._count - 1)

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    # -- painting ------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, middle = self._themes.current, self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(_MARGIN, middle - _GROOVE / 2, self._room, _GROOVE)
        painter.setBrush(theme.strong_line if self._hover is not None else theme.line)
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        self._paint_range(painter, theme, groove)
        x = self.x_of(self._frame)
        groove.setRight(max(x, groove.left() + _GROOVE))
        painter.setBrush(theme.accent)
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        for mark in self._marks:
            painter.setBrush(getattr(theme, mark.tone))
            painter.drawRoundedRect(self._body(mark), 2, 2)
        if self._hover is not None and not self._is_held:
            painter.setBrush(theme.muted)
            painter.drawRect(QRectF(self._hover - 0.5, middle - 6, 1, 12))
        radius = (_HANDLE + (2 if self._is_held else 0)) / 2
        painter.setBrush(theme.text)
        painter.drawEllipse(QPointF(x, middle), radius, radius)

    def _paint_range(self, painter: QPainter, theme: Theme, groove: QRectF) -> None:
        first, last = self._range
        if first is None and last is None:
            return
        left = self.x_of(first) if first is not None else groove.left()
        right = self.x_of(last) if last is not None else groove.right()
        tint = QColor(theme.accent)
        tint.setAlpha(70)
        painter.setBrush(tint)
        painter.drawRect(QRectF(left, 3, max(right - left, 1), self.height() - 6))
        painter.setBrush(theme.accent_text)
        if first is not None:
            painter.drawPolygon(_bracket(left, self.height(), 1))
        if last is not None:
            painter.drawPolygon(_bracket(right, self.height(), -1))

    def _body(self, mark: SeekMark) -> QRectF:
        """Where a mark is painted: above the groove, wide enough to be seen."""
        left, right = self.x_of(mark.first), self.x_of(mark.last)
        spare = max(_MARK - (right - left), 0) / 2
        return QRectF(left - spare, 1, right - left + 2 * spare, 4)

    def _reach(self, mark: SeekMark) -> QRectF:
        return self._body(mark).adjusted(-_NEAR, -_HEIGHT, _NEAR, _HEIGHT)

    # -- events --------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_held = True
            self._go(self._place_of(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        self._hover = min(max(x, _MARGIN), _MARGIN + self._room)
        self.update()
        if self._is_held:
            self._go(x)
            return
        frame, mark = self.frame_at(x), self.mark_at(x)
        tip = f"{timecode(frame, self._rate)}   frame {frame}"
        if mark is not None and mark.text:
            tip = f"<p style='white-space: pre-wrap'>{tip}\n{escape(mark.text)}</p>"
        QToolTip.showText(event.globalPosition().toPoint(), tip, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_held:
            self._is_held = False
            self.dropped.emit(self.frame_at(self._place_of(event)))
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hover = event.position().x()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover = None
        self.update()

    @property
    def _room(self) -> float:
        return max(self.width() - 2 * _MARGIN, 1)

    def _place_of(self, event: QMouseEvent) -> float:
        """Where the pointer is; on a mark, which is at the upper edge, where that begins."""
        x = event.position().x()
        mark = self.mark_at(x) if event.position().y() <= self.height() / 3 else None
        return x if mark is None else self.x_of(mark.first)

    def _go(self, x: float) -> None:
        self.set_frame(self.frame_at(x))
        self.swept.emit(self._frame)


def _bracket(x: float, height: float, side: int) -> QPolygonF:
    """An end of the range: ``side`` 1 opens to the right, -1 to the left."""
    reach = 4 * side
    return QPolygonF(
        [QPointF(x, 2), QPointF(x + reach, 2), QPointF(x + reach, 4), QPointF(x + 2 * side, 4),
         QPointF(x + 2 * side, height - 4), QPointF(x + reach, height - 4),
         QPointF(x + reach, height - 2), QPointF(x, height - 2)]
    )  # fmt: skip
