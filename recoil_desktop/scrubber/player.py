"""The system's media player: the only file that knows QMediaPlayer and its traps."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoFrame, QVideoSink

if TYPE_CHECKING:
    from pathlib import Path

_MICROSECONDS = 1_000_000
_Status = QMediaPlayer.MediaStatus


class SoundPlayer(QObject):
    """Plays one file forward with sound; frames come through a sink, not into a widget.

    It works without a sound card. One player serves many files: each new one costs memory that
    does not come back.
    """

    frame_came = Signal(object, object)  # QVideoFrame, Fraction: seconds at which it appears
    ended = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sound = QAudioOutput(self)
        self._sink = QVideoSink(self)
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(self._sound)
        self._player.setVideoSink(self._sink)
        for part in (self._sound, self._sink, self._player):
            _settle_overrides(part)
        self._start: int | None = None  # milliseconds to play from once the file is loaded
        self._sink.videoFrameChanged.connect(self._on_frame)
        self._player.mediaStatusChanged.connect(self._on_status)
        self._player.errorOccurred.connect(self._on_error)

    @property
    def can_play(self) -> bool:
        """Whether this system can play at all, and this file as far as is known."""
        return self._player.isAvailable() and not self._player.error().value

    def load(self, path: Path | None) -> None:
        """Get ``path`` ready; None lets go of the file. It must have been sniffed before."""
        self._start = None
        self._player.stop()
        self._player.setSource(QUrl() if path is None else QUrl.fromLocalFile(str(path)))

    def play_from(self, seconds: Fraction, rate: float) -> None:
        """Play from the frame on screen at ``seconds``, the middle of its time; rate is above 0.

        Anywhere else in the frame's time Qt's milliseconds may give its neighbour.
        """
        self._player.setPlaybackRate(rate)
        self._start = round(seconds * 1000)
        if self._player.mediaStatus() not in {_Status.LoadingMedia, _Status.NoMedia}:
            self._begin()

    def set_rate(self, rate: float) -> None:
        """Go on at another rate, above 0: Qt runs away at negative ones."""
        self._player.setPlaybackRate(rate)

    def pause(self) -> None:
        """Stand still; frames that were on their way may still come."""
        self._start = None
        self._player.pause()

    def set_volume(self, percent: int) -> None:
        """0 to 100, as loud as it seems to the ear."""
        self._sound.setVolume((percent / 100) ** 2)

    def set_muted(self, muted: bool) -> None:
        """Sound off or on."""
        self._sound.setMuted(muted)

    def _begin(self) -> None:
        if self._start is not None:
            start, self._start = self._start, None
            self._player.setPosition(start)  # before the file is loaded this does nothing
            self._player.play()

    def _on_frame(self, frame: QVideoFrame) -> None:
        if frame.isValid():  # at the end an invalid one comes
            # position() runs behind the picture by up to eight frames
            self.frame_came.emit(frame, Fraction(frame.startTime(), _MICROSECONDS))

    def _on_status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status in {_Status.LoadedMedia, _Status.BufferedMedia}:
            self._begin()
        elif status == _Status.EndOfMedia:
            self.ended.emit()

    def _on_error(self, _error: QMediaPlayer.Error, reason: str) -> None:
        self._start = None
        self.failed.emit(reason or "it cannot be played here")


class SoundOnly(QObject):
    """Plays the sound of one file at a time, without a picture: pictures come frame by frame."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sound = QAudioOutput(self)
        self._player = QMediaPlayer(self)  # without a sink it decodes no picture
        self._player.setAudioOutput(self._sound)
        for part in (self._sound, self._player):
            _settle_overrides(part)
        self._path: Path | None = None
        self._start: int | None = None
        self._player.mediaStatusChanged.connect(self._on_status)

    @property
    def path(self) -> Path | None:
        """What is ready to be heard."""
        return self._path

    def load(self, path: Path | None) -> None:
        """Get ``path`` ready, which was sniffed before; None lets go of the file."""
        self._start = None
        self._player.stop()
        if path != self._path:
            self._path = path
            self._player.setSource(QUrl() if path is None else QUrl.fromLocalFile(str(path)))

    def play_from(self, seconds: Fraction, rate: float) -> None:
        """Be heard from ``seconds`` on; ``rate`` is above 0."""
        self._player.setPlaybackRate(rate)
        self._start = round(seconds * 1000)
        if self._player.mediaStatus() not in {_Status.LoadingMedia, _Status.NoMedia}:
            self._begin()

    def pause(self) -> None:
        """Be silent."""
        self._start = None
        self._player.pause()

    def set_volume(self, percent: int) -> None:
        """0 to 100, as loud as it seems to the ear."""
        self._sound.setVolume((percent / 100) ** 2)

    def _begin(self) -> None:
        if self._start is not None:
            start, self._start = self._start, None
            self._player.setPosition(start)
            self._player.play()

    def _on_status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status in {_Status.LoadedMedia, _Status.BufferedMedia}:
            self._begin()


def _settle_overrides(part: QObject) -> None:
    """Let PySide find out, here and now, that ``part`` overrides no (dis)connectNotify.

    It asks at an object's first disconnect, holding the GIL. Qt's sound thread may be the one that
    disconnects first, under Qt's own lock for which this thread waits: both would wait for ever.
    """
    part.objectNameChanged.connect(_nothing)
    part.objectNameChanged.disconnect(_nothing)


def _nothing() -> None:
    """Stands in for a slot."""
