"""One picture or take by itself: shown from where it begins, played in a loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.domain.listing import is_picture
from engine.domain.timing import FrameSpan
from engine.errors import ProbeFailed
from recoil_desktop.scrubber.surface import VideoSurface
from recoil_desktop.scrubber.transport import Player

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from engine.errors import RecoilError
    from engine.jobs import JobContext
    from engine.media.probe import VideoInfo
    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.theme import Themes

_MEMORY_MB = 48


@dataclass(frozen=True, slots=True)
class Shown:
    """What is looked at: a file, and in a video from where and how long (seconds)."""

    path: Path
    start: Fraction | None = None
    length: Fraction | None = None


class Screen(QWidget):
    """Reads beside the window; the newest wish counts. Everything it plays is muted."""

    ready = Signal()  # its picture is there
    failed = Signal(str)

    def __init__(self, jobs: JobRunner, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._shown: Shown | None = None
        self._plays = False
        self.surface = VideoSurface(themes)
        self.player = Player(self.surface, memory_mb=_MEMORY_MB, parent=self)
        self.player.set_muted(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.surface)
        self.player.opened.connect(self._begin)
        self.player.failed.connect(self._fail)

    @property
    def shown(self) -> Shown | None:
        """What is looked at."""
        return self._shown

    @property
    def is_playing(self) -> bool:
        """Whether it runs, or will as soon as it is there."""
        return self._plays

    @property
    def is_video(self) -> bool:
        """Whether what is there has frames."""
        return self.player.timeline is not None

    @property
    def video_size(self) -> QSize:
        """How large the picture is in its own pixels; invalid while there is none."""
        image = self.surface.image
        return QSize() if image.isNull() else image.size()

    def show_media(self, shown: Shown, *, plays: bool = False) -> None:
        """Show this from its beginning."""
        self._shown = shown
        self._plays = plays
        self.player.pause()
        is_still = is_picture(shown.path.name)
        work = _read_picture if is_still else _probe
        job = self._jobs.start_blocking(
            f"Read {shown.path.name}", lambda ctx: work(ctx, shown.path)
        )
        job.succeeded.connect(lambda found: self._take(shown, found))
        job.failed.connect(lambda error: self._refuse(shown, error))

    def close_media(self) -> None:
        """Show nothing; ends every thread."""
        self._shown = None
        self._plays = False
        self.player.close()

    def play(self, *, is_on: bool) -> None:
        """Run in a loop, or stand."""
        self._plays = is_on
        if self.player.timeline is None:
            return
        if is_on:
            self.player.play()
        else:
            self.player.pause()

    def step(self, frames: int) -> None:
        """Stand, and move by so many frames inside what is looked at."""
        self._plays = False
        self.player.step(frames)

    def rewind(self) -> None:
        """Back to where it begins."""
        span = self.player.looped
        if self.player.timeline is not None:
            self.player.show_frame(span.first if span else 0)

    # -- private -------------------------------------------------------------

    def _take(self, shown: Shown, found: QImage | VideoInfo) -> None:
        if shown != self._shown:
            return
        if isinstance(found, QImage):
            self.player.close()
            self.surface.set_zoom(0.0)
            self.surface.show_image(found)
            self.ready.emit()
        else:
            self.player.open(shown.path, found.timeline)

    def _begin(self) -> None:
        timeline, shown = self.player.timeline, self._shown
        if timeline is None or shown is None:
            return
        first = timeline.frame_near(shown.start) if shown.start else 0
        first = min(first, timeline.count - 1)
        end = timeline.count
        if shown.start is not None and shown.length:
            end = max(first + 1, timeline.frame_near(shown.start + shown.length))
        self.player.loop(FrameSpan(first, min(end, timeline.count)))
        if first:
            self.player.show_frame(first)
        if self._plays:
            self.player.play()
        self.ready.emit()

    def _refuse(self, shown: Shown, error: RecoilError) -> None:
        if shown == self._shown:
            self.player.close()
            self._fail(str(error))

    def _fail(self, reason: str) -> None:
        if self.player.timeline is None or not self.player.is_playing:
            self.surface.clear(reason)
        self.failed.emit(reason)


def _probe(_ctx: JobContext, path: Path) -> VideoInfo:
    from engine.media.probe import probe  # late: brings av

    return probe(path)


def _read_picture(_ctx: JobContext, path: Path) -> QImage:
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    image = reader.read()
    if image.isNull():
        raise ProbeFailed(path, f"no picture can be read from it: {reader.errorString().lower()}")
    return image
