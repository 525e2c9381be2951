"""Plays a video and shows its exact frames: what the panel and the viewer talk to."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal

from recoil_desktop.scrubber.frame_feed import FrameFeed
from recoil_desktop.scrubber.frame_run import (
    ends_of_run,
    inside,
    next_rate,
    span_of_run,
    start_of_run,
)
from recoil_desktop.scrubber.playback import Playback
from recoil_desktop.scrubber.shuttle import Shuttle

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QImage

    from engine.domain.timing import FrameSpan, Timeline
    from recoil_desktop.scrubber.frame_feed import Arrival
    from recoil_desktop.scrubber.surface import VideoSurface


class _Mode(Enum):
    STANDING = auto()
    WAITING = auto()  # to run as soon as the video is there
    PLAYING = auto()  # the system's player, with sound
    SHUTTLING = auto()  # the frame server by the clock


class Player(QObject):
    """One video on one surface.

    Playing forward comes from the system's player with sound; paused, stepping, dragging and
    backwards come by frame number from the exact frame server. One player serves many videos:
    ``open`` again instead of making another.
    """

    frame_changed = Signal(int)  # the playhead stands on this frame
    picture_changed = Signal(int, int)  # requested, decoded: numbers of the frame on the surface
    playing_changed = Signal(bool)
    rate_changed = Signal(float)  # negative runs backwards, 0 stands
    loop_changed = Signal(object)  # FrameSpan or None
    opened = Signal()  # the first picture is there
    preview_progressed = Signal(int)  # percent of the preview proxy; 100 when it is in use
    failed = Signal(str)  # one line

    def __init__(
        self,
        surface: VideoSurface,
        *,
        memory_mb: int = 512,
        proxies: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        """``proxies`` is the folder for preview proxies; None makes none."""
        super().__init__(parent)
        self._surface = surface
        self._feed = FrameFeed(memory_mb=memory_mb, proxies=proxies, parent=self)
        self._shuttle = Shuttle(self)
        self._playback = Playback(self._feed, self)
        self._path: Path | None = None
        self._timeline: Timeline | None = None
        self._frame = 0
        self._rate = 0.0
        self._mode = _Mode.STANDING
        self._loop: FrameSpan | None = None
        self._video = QSize()
        self._is_ready = False
        self._wire()

    # -- video -------------------------------------------------------------------------------

    def open(self, path: Path, timeline: Timeline) -> None:
        """Show the first frame of ``path``; what was open before is closed.

        The surface keeps the last picture until the new one is there.
        """
        self._let_go()
        self._path, self._timeline = path, timeline
        self._surface.set_zoom(0.0)
        self._feed.set_box(*self._surface.box)
        self._feed.open(path, timeline)
        self._feed.show(0)
        self.frame_changed.emit(0)

    def close(self) -> None:
        """Let go of the video; ends every thread."""
        self._let_go()
        self._feed.close()
        self._surface.clear()

    @property
    def path(self) -> Path | None:
        """The open video."""
        return self._path

    @property
    def timeline(self) -> Timeline | None:
        """When each frame of the open video is shown."""
        return self._timeline

    @property
    def frame(self) -> int:
        """The frame the playhead stands on."""
        return self._frame

    @property
    def is_playing(self) -> bool:
        """Whether it runs, in either direction."""
        return self._mode is not _Mode.STANDING

    @property
    def rate(self) -> float:
        """1, 2, 4 forward, negative backwards, 0 when it stands."""
        return self._rate

    @property
    def looped(self) -> FrameSpan | None:
        """The frames that playback stays inside of."""
        return self._loop

    @property
    def is_muted(self) -> bool:
        """Whether the sound is off."""
        return self._playback.is_muted

    @property
    def volume(self) -> int:
        """0 to 100."""
        return self._playback.volume

    # -- frames ------------------------------------------------------------------------------

    def show_frame(self, frame: int) -> None:
        """Stand on ``frame`` (kept inside the video) and show exactly it; while playing, go on."""
        frame = inside(self._timeline, frame)
        if self._loop is not None and not _holds(self._loop, frame):
            self.loop(None)
        if self._mode is _Mode.PLAYING:
            self._jump(frame)
            return
        self._go_to(frame)
        if self._mode is _Mode.SHUTTLING:
            self._start_shuttle()

    def sweep_to(self, frame: int) -> None:
        """Like ``show_frame`` while dragging: a near picture may come before the exact one."""
        if self.is_playing:
            self._stand()
        frame = inside(self._timeline, frame)
        self._move_to(frame)
        self._feed.sweep(frame)

    def step(self, frames: int) -> None:
        """Pause and move by ``frames``."""
        if self.is_playing:
            self._stand()
        self._go_to(inside(self._timeline, self._frame + frames))

    # -- playing -----------------------------------------------------------------------------

    def play(self) -> None:
        """Run forward at normal speed; at the end, from the start."""
        self.set_rate(1.0)

    def pause(self) -> None:
        """Stand still on the frame in sight."""
        if self.is_playing:
            self._stand()
            self._feed.show(self._frame)

    def toggle(self) -> None:
        """Space: play or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def set_rate(self, rate: float) -> None:
        """Run at ``rate``: one of 1, 2, 4 or their negatives; 0 pauses."""
        if not rate:
            self.pause()
        elif not self._is_ready:
            if self._path is not None:
                self._change(_Mode.WAITING, rate)
        elif rate > 0 and self._playback.can_play:
            self._play(rate)
        else:
            self._shuttle_at(rate)

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
        if self._mode is _Mode.PLAYING:
            self._playback.keep_inside(self._span)
            if not _holds(self._span, self._frame):
                self._jump(self._span.first)
        elif self._mode is _Mode.SHUTTLING:
            self._start_shuttle()

    def set_volume(self, percent: int) -> None:
        """0 to 100."""
        self._playback.set_volume(percent)

    def set_muted(self, muted: bool) -> None:
        """Sound off or on."""
        self._playback.set_muted(muted)

    # -- running -----------------------------------------------------------------------------

    def _play(self, rate: float) -> None:
        was_playing = self._mode is _Mode.PLAYING
        self._shuttle.stop()
        self._change(_Mode.PLAYING, rate)
        if was_playing:
            self._playback.set_rate(rate)
        else:
            self._jump(start_of_run(self._span, self._frame, self._rate))

    def _jump(self, frame: int) -> None:
        """Play on from ``frame``; its exact picture bridges the player's seek."""
        if frame != self._frame:
            self._go_to(frame)
        self._playback.run(frame, self._rate, self._span)

    def _shuttle_at(self, rate: float) -> None:
        self._playback.stop()
        self._change(_Mode.SHUTTLING, rate)
        self._start_shuttle()

    def _start_shuttle(self) -> None:
        if self._timeline is not None:
            start = start_of_run(self._span, self._frame, self._rate)
            if start != self._frame:
                self._go_to(start)
            self._shuttle.run(self._timeline, start, self._rate, self._span)

    def _go_to(self, frame: int) -> None:
        self._move_to(frame)
        self._feed.show(frame)

    def _on_run_over(self) -> None:
        first, last = ends_of_run(self._span, self._rate)
        if self._loop is None:
            self._stand()
            self._go_to(last)
        elif self._mode is _Mode.PLAYING:
            self._jump(first)
        else:
            self._go_to(first)
            self._start_shuttle()

    def _on_playback(self, image: QImage, frame: int) -> None:
        if not image.isNull():
            self._surface.show_image(image, self._video)
            self.picture_changed.emit(frame, frame)
        self._move_to(frame)

    def _on_playback_failed(self, reason: str) -> None:
        """Frames can still be decoded here: go on without sound."""
        self.failed.emit(f"plays without sound: {reason}")
        self._shuttle_at(self._rate)

    # -- state -------------------------------------------------------------------------------

    @property
    def _span(self) -> FrameSpan:
        """The frames that a run stays inside of."""
        return span_of_run(self._timeline, self._loop)

    def _move_to(self, frame: int) -> None:
        if frame != self._frame:
            self._frame = frame
            self.frame_changed.emit(frame)

    def _stand(self) -> None:
        self._shuttle.stop()
        self._playback.stop()
        self._change(_Mode.STANDING, 0.0)

    def _change(self, mode: _Mode, rate: float) -> None:
        was_playing, had = self.is_playing, self._rate
        self._mode, self._rate = mode, rate
        if rate != had:
            self.rate_changed.emit(rate)
        if self.is_playing != was_playing:
            self.playing_changed.emit(self.is_playing)

    def _let_go(self) -> None:
        self._stand()
        self._playback.unload()
        self._path, self._timeline, self._frame = None, None, 0
        self._is_ready = False
        self.loop(None)

    # -- the exact frames --------------------------------------------------------------------

    def _wire(self) -> None:
        self._surface.box_changed.connect(self._feed.set_box)
        self._feed.came.connect(self._on_arrival)
        self._feed.failed.connect(self._on_refused)
        self._feed.preview_progressed.connect(self.preview_progressed)
        self._playback.came.connect(self._on_playback)
        self._playback.failed.connect(self._on_playback_failed)
        self._shuttle.moved.connect(self._go_to)
        for run in (self._playback, self._shuttle):
            run.ended.connect(self._on_run_over)

    def _on_arrival(self, arrival: Arrival) -> None:
        is_bridge = arrival.requested == self._playback.awaited
        if self._mode is not _Mode.PLAYING or is_bridge:
            self._video = arrival.video
            self._surface.show_image(arrival.image, arrival.video)
            self.picture_changed.emit(arrival.requested, arrival.decoded)
        if not self._is_ready:
            self._get_ready()

    def _get_ready(self) -> None:
        """The file was sniffed and decoded: now the system's player may see it."""
        self._is_ready = True
        if self._path is not None and self._timeline is not None:
            self._playback.load(self._path, self._timeline)
        self._feed.make_preview()
        self.opened.emit()
        if self._mode is _Mode.WAITING:
            self.set_rate(self._rate)

    def _on_refused(self, reason: str) -> None:
        self._stand()
        self._surface.clear(reason)
        self.failed.emit(reason)


def _holds(span: FrameSpan, frame: int) -> bool:
    return span.first <= frame < span.end
