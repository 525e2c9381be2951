"""A thin line over the whole video: where the playhead is, and any place at a click."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from recoil_desktop.widgets.timecode import timecode

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QMouseEvent, QPaintEvent

    from recoil_desktop.theme import Themes

_HEIGHT = 20
_GROOVE = 4
_HANDLE = 12
_MARGIN = 12


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
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName("Playhead")
        themes.changed.connect(self.update)

    def set_video(self, count: int, rate: Fraction) -> None:
        """How many frames there are, and how fast they run."""
        self._count, self._rate, self._frame = max(count, 1), rate, 0
        self.update()

    def set_frame(self, frame: int) -> None:
        """Where the playhead stands."""
        self._frame = frame
        self.update()

    def x_of(self, frame: int) -> float:
        """The pixel of ``frame``."""
        return _MARGIN + self._room * frame / max(self._count - 1, 1)

    def frame_at(self, x: float) -> int:
        """The frame at pixel ``x``."""
        share = (x - _MARGIN) / self._room
        return min(max(round(share * (self._count - 1)), 0), self._count - 1)

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, middle = self._themes.current, self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(_MARGIN, middle - _GROOVE / 2, self._room, _GROOVE)
        painter.setBrush(theme.strong_line if self._hover is not None else theme.line)
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        x = self.x_of(self._frame)
        groove.setRight(max(x, groove.left() + _GROOVE))
        painter.setBrush(theme.accent)
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        if self._hover is not None and not self._is_held:
            painter.setBrush(theme.muted)
            painter.drawRect(QRectF(self._hover - 0.5, middle - 6, 1, 12))
        radius = (_HANDLE + (2 if self._is_held else 0)) / 2
        painter.setBrush(theme.text)
        painter.drawEllipse(QPointF(x, middle), radius, radius)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_held = True
            self._go(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        self._hover = min(max(x, _MARGIN), _MARGIN + self._room)
        self.update()
        if self._is_held:
            self._go(x)
            return
        frame = self.frame_at(x)
        tip = f"{timecode(frame, self._rate)}   frame {frame}"
        QToolTip.showText(event.globalPosition().toPoint(), tip, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_held:
            self._is_held = False
            self.dropped.emit(self.frame_at(event.position().x()))
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

    def _go(self, x: float) -> None:
        self.set_frame(self.frame_at(x))
        self.swept.emit(self._frame)
