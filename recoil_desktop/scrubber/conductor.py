"""A playhead for pictures that come frame by frame: two takes side by side, a whole episode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from recoil_desktop.scrubber.frame_run import (
    ends_of_run,
    inside,
    next_rate,
    span_of_run,
    start_of_run,
)
from recoil_desktop.scrubber.shuttle import Shuttle

if TYPE_CHECKING:
    from engine.domain.timing import FrameSpan, Timeline


class Conductor(QObject):
    """The verbs of a player over a timeline of its own; the clock is the only master.

    Whoever listens to ``due`` brings the picture and says so by ``picture_changed``; one that is
    late is skipped, time is not. ``started`` and ``stopped`` are for what has to sound with it.
    """

    frame_changed = Signal(int)
    picture_changed = Signal(int, int)  # requested, decoded
    playing_changed = Signal(bool)
    rate_changed = Signal(float)
    loop_changed = Signal(object)  # FrameSpan or None
    due = Signal(int, bool)  # show this frame; True while dragging
    started = Signal(int, float)  # a run begins, or goes on elsewhere: frame, rate
    stopped = Signal()
    sound_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shuttle = Shuttle(self)
        self._shuttle.moved.connect(self._follow)
        self._shuttle.ended.connect(self._end_run)
        self._timeline: Timeline | None = None
        self._frame = 0
        self._rate = 0.0
        self._loop: FrameSpan | None = None
        self._volume, self._is_muted = 100, False

    # -- state -------------------------------------------------------------------------------

    @property
    def timeline(self) -> Timeline | None:
        """What it runs over."""
        return self._timeline

    @property
    def frame(self) -> int:
        """Where the playhead stands."""
        return self._frame

    @property
    def rate(self) -> float:
        """Negative backwards, 0 when it stands."""
        return self._rate

    @property
    def is_playing(self) -> bool:
        """Whether it runs."""
        return bool(self._rate)

    @property
    def looped(self) -> FrameSpan | None:
        """What playback stays inside of."""
        return self._loop

    @property
    def volume(self) -> int:
        """0 to 100, also while it is muted."""
        return self._volume

    @property
    def loudness(self) -> int:
        """0 to 100 as it is to be heard: 0 when muted."""
        return 0 if self._is_muted else self._volume

    def set_timeline(self, timeline: Timeline | None, frame: int = 0) -> None:
        """Run over ``timeline`` from now on, standing on ``frame``; loops are gone."""
        self.pause()
        self._timeline = timeline
        self.loop(None)
        self._frame = inside(self._timeline, frame)
        self.frame_changed.emit(self._frame)
        if timeline is not None:
            self.due.emit(self._frame, False)

    def stretch(self, timeline: Timeline) -> None:
        """The same, longer or shorter: playhead and loop stay where they are inside of it."""
        self._timeline = timeline
        if self._loop is not None and self._loop.end > timeline.count:
            self.loop(None)
        if self._frame >= timeline.count:
            self.show_frame(timeline.count - 1)
        elif self.is_playing:
            self._run(self._frame)

    # -- verbs -------------------------------------------------------------------------------

    def show_frame(self, frame: int) -> None:
        """Stand on ``frame``, or go on from there while it plays."""
        frame = inside(self._timeline, frame)
        if self._loop is not None and not self._loop.first <= frame < self._loop.end:
            self.loop(None)
        self._go_to(frame)
        if self.is_playing:
            self._run(frame)

    def sweep_to(self, frame: int) -> None:
        """The same while dragging."""
        self._stand()
        self._go_to(inside(self._timeline, frame), is_passing=True)

    def step(self, frames: int) -> None:
        """Pause and move by ``frames``."""
        self._stand()
        self._go_to(inside(self._timeline, self._frame + frames))

    def play(self) -> None:
        """Run forward at normal speed; at the end, from the start."""
        self.set_rate(1.0)

    def pause(self) -> None:
        """Stand still on the frame in sight."""
        self._stand()

    def toggle(self) -> None:
        """Play or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def set_rate(self, rate: float) -> None:
        """Run at ``rate``; 0 pauses."""
        if not rate or self._timeline is None:
            self._stand()
            return
        was_playing, had = self.is_playing, self._rate
        self._rate = rate
        start = start_of_run(self._span, self._frame, self._rate)
        if start != self._frame:
            self._go_to(start)
        self._run(start)
        if rate != had:
            self.rate_changed.emit(rate)
        if not was_playing:
            self.playing_changed.emit(True)

    def faster_forward(self) -> None:
        """L: forward, each time twice as fast up to four times."""
        self.set_rate(next_rate(self._rate))

    def faster_backward(self) -> None:
        """J: backward, each time twice as fast up to four times."""
        self.set_rate(-next_rate(-self._rate))

    def loop(self, span: FrameSpan | None) -> None:
        """Keep playback inside ``span``; None lets it run to the end."""
        if span == self._loop:
            return
        self._loop = span
        self.loop_changed.emit(span)
        if self.is_playing:
            start = start_of_run(self._span, self._frame, self._rate)
            if start != self._frame:
                self._go_to(start)
            self._run(start)

    def set_volume(self, percent: int) -> None:
        """0 to 100."""
        self._volume = min(max(percent, 0), 100)
        self.sound_changed.emit()

    def set_muted(self, muted: bool) -> None:
        """Sound off or on."""
        self._is_muted = muted
        self.sound_changed.emit()

    # -- running -----------------------------------------------------------------------------

    @property
    def _span(self) -> FrameSpan:
        return span_of_run(self._timeline, self._loop)

    def _run(self, frame: int) -> None:
        if self._timeline is not None:
            self._shuttle.run(self._timeline, frame, self._rate, self._span)
            self.started.emit(frame, self._rate)

    def _follow(self, frame: int) -> None:
        self._go_to(frame)

    def _end_run(self) -> None:
        first, last = ends_of_run(self._span, self._rate)
        if self._loop is None:
            self._stand()
            self._go_to(last)
        else:
            self._go_to(first)
            self._run(first)

    def _stand(self) -> None:
        if not self.is_playing:
            return
        self._shuttle.stop()
        self._rate = 0.0
        self.stopped.emit()
        self.rate_changed.emit(0.0)
        self.playing_changed.emit(False)

    def _go_to(self, frame: int, *, is_passing: bool = False) -> None:
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit(frame)
        self.due.emit(frame, is_passing)
