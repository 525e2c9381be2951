"""Runs a playhead over frames by the clock, backwards too, where the system's player cannot."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

if TYPE_CHECKING:
    from engine.domain.timing import FrameSpan, Timeline

_SHORTEST_MS = 16


class Shuttle(QObject):
    """Tells which frame is due; a late tick skips frames instead of losing time."""

    moved = Signal(int)
    ended = Signal()  # it ran out of its span

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timeline: Timeline | None = None
        self._span: FrameSpan | None = None
        self._start = Fraction(0)
        self._rate = Fraction(1)
        self._frame = 0

    def run(self, timeline: Timeline, frame: int, rate: float, span: FrameSpan) -> None:
        """Start on ``frame`` and go at ``rate`` (negative is backwards) inside ``span``."""
        self._timeline, self._span, self._frame = timeline, span, frame
        self._start = (timeline.time(frame) + timeline.time(frame + 1)) / 2
        self._rate = Fraction(rate)
        self._clock.start()
        frame_ms = 1000 / (timeline.rate * abs(self._rate))
        self._timer.start(max(_SHORTEST_MS, int(frame_ms / 2)))

    def stop(self) -> None:
        """Stand still."""
        self._timer.stop()

    def _tick(self) -> None:
        if self._timeline is None or self._span is None:
            return
        now = self._start + self._rate * Fraction(self._clock.elapsed(), 1000)
        covered = self._timeline.span(self._span)
        if not covered.start <= now < covered.end:
            self.stop()
            self.ended.emit()
            return
        frame = self._timeline.frame_at(now)
        if frame != self._frame:
            self._frame = frame
            self.moved.emit(frame)
