"""The shots of a reel as blocks on one line: where the playhead is, and what is missing."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from recoil_desktop.scrubber.reel import Reel
from recoil_desktop.widgets.timecode import timecode

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from recoil_desktop.scrubber.reel import ReelItem
    from recoil_desktop.theme import Theme, Themes

_HEIGHT = 48
_MARGIN = 12
_TOP, _BOTTOM = 6, 42
_FOOT = 3  # pixels of the line that tells the status
_TONES = {
    "canonical": "good",
    "pinned": "accent",
    "candidate": "info",
    "registered": "muted",
}


class ShotStrip(QWidget):
    """Click or drag to go anywhere; what lies under the pointer is told beside it."""

    swept = Signal(int)
    dropped = Signal(int)
    opened = Signal(int)  # an item was double-clicked

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._reel = Reel()
        self._frame = 0
        self._current = -1
        self._focus = ""
        self._range: tuple[int | None, int | None] = (None, None)
        self._hover = -1
        self._is_held = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName("Shots")
        themes.changed.connect(self.update)

    def show_reel(self, reel: Reel, focus: str = "") -> None:
        """Show these shots; ``focus`` is the key of the one that it is about."""
        self._reel, self._focus = reel, focus
        self._range, self._hover = (None, None), -1
        self.update()

    def set_frame(self, frame: int) -> None:
        """Where the playhead is."""
        self._frame = frame
        self.update()

    def set_current(self, index: int) -> None:
        """The shot that the playhead is in."""
        self._current = index
        self.setAccessibleDescription(self._told(index))
        self.update()

    def set_range(self, first: int | None, last: int | None) -> None:
        """In and out."""
        self._range = (first, last)
        self.update()

    def x_of(self, frame: float) -> float:
        """The pixel at which a frame begins."""
        return _MARGIN + self._room * frame / self._reel.timeline.count

    def frame_at(self, x: float) -> int:
        """The frame at a pixel."""
        count = self._reel.timeline.count
        return min(max(int((x - _MARGIN) / self._room * count), 0), count - 1)

    def block(self, index: int) -> QRectF:
        """Where a shot is painted."""
        span = self._reel.span(index, index)
        left, right = self.x_of(span.first), self.x_of(span.end)
        return QRectF(left, _TOP, max(right - left - 1, 1), _BOTTOM - _TOP)

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, item in enumerate(self._reel.items):
            self._paint_block(painter, theme, index, item)
        self._paint_range(painter, theme)
        if self._reel.items:
            x = self.x_of(self._frame + 0.5)
            painter.fillRect(QRectF(x - 0.75, 2, 1.5, _HEIGHT - 4), theme.playhead)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.playhead)
            painter.drawRoundedRect(QRectF(x - 4, 0, 8, 5), 2, 2)

    def _paint_block(self, painter: QPainter, theme: Theme, index: int, item: ReelItem) -> None:
        box = self.block(index)
        is_current = index == self._current
        ground = theme.selection if is_current else theme.hover
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.pressed if index == self._hover and not is_current else ground)
        painter.drawRoundedRect(box, 3, 3)
        if item.is_missing:
            self._hatch(painter, theme, box)
        foot = QRectF(box.left(), box.bottom() - _FOOT, box.width(), _FOOT)
        painter.fillRect(foot, self._tone(theme, item))
        if item.key == self._focus:
            painter.setPen(QPen(theme.accent, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 3, 3)
        self._name(painter, theme, box, item, is_current=is_current)

    def _hatch(self, painter: QPainter, theme: Theme, box: QRectF) -> None:
        painter.save()
        painter.setClipRect(box)
        colour = QColor(theme.warn)
        colour.setAlpha(70)
        painter.setPen(QPen(colour, 1))
        left = box.left() - box.height()
        while left < box.right():
            foot, head = QPointF(left, box.bottom()), QPointF(left + box.height(), box.top())
            painter.drawLine(foot, head)
            left += 6
        painter.restore()

    def _name(
        self, painter: QPainter, theme: Theme, box: QRectF, item: ReelItem, *, is_current: bool
    ) -> None:
        font = theme.font(theme.small_size, bold=is_current)
        metrics = QFontMetricsF(font)
        name = item.name.removeprefix("SH")
        for text in (item.name, name):
            if metrics.horizontalAdvance(text) + 6 <= box.width():
                painter.setFont(font)
                painter.setPen(theme.text if is_current else theme.muted)
                painter.drawText(box.adjusted(0, 0, 0, -_FOOT), Qt.AlignmentFlag.AlignCenter, text)
                return

    def _paint_range(self, painter: QPainter, theme: Theme) -> None:
        first, last = self._range
        if first is None and last is None:
            return
        left = self.x_of(first) if first is not None else _MARGIN
        right = self.x_of(last + 1) if last is not None else _MARGIN + self._room
        tint = QColor(theme.accent)
        tint.setAlpha(50)
        painter.fillRect(QRectF(left, 2, right - left, _HEIGHT - 4), tint)
        for x, is_set in ((left, first is not None), (right, last is not None)):
            if is_set:
                painter.fillRect(QRectF(x - 1, 2, 2, _HEIGHT - 4), theme.accent_text)

    def _tone(self, theme: Theme, item: ReelItem) -> QColor:
        found: QColor = getattr(
            theme, "warn" if item.is_missing else _TONES.get(item.status, "line")
        )
        return found

    # -- events ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._reel.items:
            self._is_held = True
            self.swept.emit(self.frame_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._reel.items:
            return
        frame = self.frame_at(event.position().x())
        if self._is_held:
            self.swept.emit(frame)
            return
        hover = self._reel.place_of(frame).index
        if hover != self._hover:
            self._hover = hover
            self.update()
        tip = escape(f"{timecode(frame, self._reel.rate)}   {self._told(hover)}")
        QToolTip.showText(event.globalPosition().toPoint(), f"<p>{tip}</p>", self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_held:
            self._is_held = False
            self.dropped.emit(self.frame_at(event.position().x()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._reel.items:
            self.opened.emit(self._reel.place_of(self.frame_at(event.position().x())).index)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover = -1
        self.update()

    @property
    def _room(self) -> float:
        return max(self.width() - 2 * _MARGIN, 1)

    def _told(self, index: int) -> str:
        """A shot in one line."""
        if not 0 <= index < len(self._reel.items):
            return ""
        item = self._reel.items[index]
        lasts = f"{float(item.duration):.1f} s"
        if item.is_missing:
            return f"{item.name} · {lasts} planned · {item.reason}"
        take = f"take {item.take}" if item.take is not None else ""
        return " · ".join(part for part in (item.name, take, item.status, lasts) if part)
