"""Forward playback with sound, told as images and true frame numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Signal
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from PySide6.QtMultimedia import QVideoFrame

    from engine.domain.timing import FrameSpan, Timeline
    from recoil_desktop.scrubber.frame_feed import FrameFeed
    from recoil_desktop.scrubber.player import SoundPlayer
    from recoil_desktop.scrubber.video_image import VideoImages

_LEEWAY = 24  # frames that playback may be past the place it was sent to
_PATIENCE_MS = 1000


class Playback(QObject):
    """Runs the system's player inside a span of frames.

    ``came`` tells a picture that fits the surface, and its number; nothing outside the span is
    ever told. ``ended`` comes when the span is over, by its end or by the end of the video.
    """

    came = Signal(QImage, int)
    ended = Signal()
    failed = Signal(str)

    def __init__(self, feed: FrameFeed, parent: QObject | None = None) -> None:
        """The ``feed`` of the same video knows its shape and where its pictures begin."""
        super().__init__(parent)
        self._feed = feed
        self._player: SoundPlayer | None = None
        self._images: VideoImages | None = None
        self._timeline: Timeline | None = None
        self._span: FrameSpan | None = None
        self._is_running = False
        self._awaited: int | None = None  # it was sent to this frame and is not there yet
        self._waiting = QElapsedTimer()
        self._volume, self._is_muted = 100, False

    @property
    def can_play(self) -> bool:
        """Whether the system can play what is loaded, as far as is known."""
        return self._player is not None and self._player.can_play

    @property
    def awaited(self) -> int | None:
        """The frame it was sent to, until it arrives there."""
        return self._awaited

    @property
    def volume(self) -> int:
        """0 to 100."""
        return self._volume

    @property
    def is_muted(self) -> bool:
        """Whether the sound is off."""
        return self._is_muted

    def load(self, path: Path, timeline: Timeline) -> None:
        """Get a file ready that was sniffed and decoded before."""
        self._timeline = timeline
        if self._player is None:
            self._make_player().load(path)
        else:
            self._player.load(path)

    def unload(self) -> None:
        """Let go of the file."""
        self.stop()
        self._timeline = None
        if self._player is not None:
            self._player.load(None)

    def run(self, frame: int, rate: float, span: FrameSpan) -> None:
        """Play from ``frame``, at ``rate`` above 0, until ``span`` is over."""
        if self._player is None or self._timeline is None:
            return
        self._is_running, self._span = True, span
        self._awaited = frame
        self._waiting.start()
        # Anywhere but in the middle of a frame Qt's milliseconds may mean its neighbour.
        middle = (self._timeline.time(frame) + self._timeline.time(frame + 1)) / 2
        self._player.play_from(self._feed.lead + middle, rate)

    def keep_inside(self, span: FrameSpan) -> None:
        """Go on, but until this span is over."""
        self._span = span

    def set_rate(self, rate: float) -> None:
        """Go on at another rate, above 0."""
        if self._player is not None:
            self._player.set_rate(rate)

    def stop(self) -> None:
        """Stand still; nothing is told any more."""
        self._is_running, self._awaited = False, None
        if self._player is not None:
            self._player.pause()

    def set_volume(self, percent: int) -> None:
        """0 to 100."""
        self._volume = min(max(percent, 0), 100)
        if self._player is not None:
            self._player.set_volume(self._volume)

    def set_muted(self, muted: bool) -> None:
        """Sound off or on."""
        self._is_muted = muted
        if self._player is not None:
            self._player.set_muted(muted)

    def _make_player(self) -> SoundPlayer:
        # late: Qt's multimedia is slow to load and no window needs it before the first video
        from recoil_desktop.scrubber.player import SoundPlayer
        from recoil_desktop.scrubber.video_image import VideoImages

        self._images = VideoImages()
        self._player = SoundPlayer(self)
        self._player.set_volume(self._volume)
        self._player.set_muted(self._is_muted)
        self._player.frame_came.connect(self._on_frame)
        self._player.ended.connect(self._on_end)
        self._player.failed.connect(self._on_failed)
        return self._player

    def _on_frame(self, picture: QVideoFrame, seconds: Fraction) -> None:
        timeline, span, images = self._timeline, self._span, self._images
        if not self._is_running or timeline is None or span is None or images is None:
            return
        frame = min(timeline.frame_near(seconds - self._feed.lead), timeline.count - 1)
        if not self._is_expected(frame, span):
            return
        if frame >= span.end:
            self._on_end()
            return
        shape = self._feed.shape
        if shape is not None:
            self.came.emit(images.image(picture, shape, self._feed.box), frame)

    def _is_expected(self, frame: int, span: FrameSpan) -> bool:
        """After a jump, frames of the place before it still come for a while."""
        if self._awaited is None:
            return True
        end = min(self._awaited + _LEEWAY, span.end)
        if self._awaited - 1 <= frame < end or self._waiting.hasExpired(_PATIENCE_MS):
            self._awaited = None
            return True
        return False

    def _on_end(self) -> None:
        if self._is_running:
            self.stop()
            self.ended.emit()

    def _on_failed(self, reason: str) -> None:
        if self._is_running:
            self.stop()
            self.failed.emit(reason)
