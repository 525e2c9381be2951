"""One take on the table: a video or a still picture that gives exact frames when it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from engine.domain.listing import is_picture
from engine.domain.timing import Timeline
from recoil_desktop.scrubber.frame_feed import FrameFeed
from recoil_desktop.scrubber.stills import read_still

if TYPE_CHECKING:
    from pathlib import Path

    from engine.errors import RecoilError
    from engine.jobs import JobContext
    from engine.media.probe import VideoInfo
    from recoil_desktop.jobs import Job, JobRunner
    from recoil_desktop.scrubber.frame_feed import Arrival

Stamp = tuple[int, int]

_STILL_RATE = Fraction(24)


@dataclass(frozen=True, slots=True)
class DeckFacts:
    """What is known of what lies on a deck; a still picture is a video of one frame."""

    timeline: Timeline
    rate: Fraction
    size: QSize
    has_sound: bool
    is_still: bool
    is_even: bool = True  # every frame lasts as long as the others


class Deck(QObject):
    """Loads one file at a time and shows its frames, nothing in between them.

    ``image`` is always the last picture that came; a wish for another frame leaves it until the
    new one is there.
    """

    loaded = Signal()  # its facts are known
    arrived = Signal(int, int)  # requested, decoded: ``image`` is this frame now
    failed = Signal(str)

    def __init__(
        self, jobs: JobRunner, *, memory_mb: int = 128, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._feed = FrameFeed(memory_mb=memory_mb, proxies=None, parent=self)
        self._feed.came.connect(self._take)
        self._feed.failed.connect(self._refuse)
        self._job: Job | None = None
        self._wish = 0
        self.path: Path | None = None
        self._stamp: Stamp | None = None
        self.facts: DeckFacts | None = None
        self.image = QImage()
        self.frame: int | None = None
        self.error = ""

    def load(self, path: Path, frame: int = 0) -> None:
        """Have ``path`` lie here, with its picture of ``frame`` as the first one asked for."""
        self.clear()
        self.path, self._wish = path, frame
        self._stamp = stamp_of(path)
        work = partial(_read if is_picture(path.name) else _probe, path)
        job = self._jobs.start_blocking(f"Read {path.name}", work)
        self._job = job
        job.succeeded.connect(lambda found: self._open(job, path, found))
        job.failed.connect(lambda error: self._note_failure(job, error))

    @property
    def is_stale(self) -> bool:
        """Whether the file has changed since it was put here."""
        return self.path is not None and stamp_of(self.path) != self._stamp

    def ask(self, frame: int) -> None:
        """Wish for exactly this frame, kept inside the video."""
        self._wish = frame
        if self.facts is not None and not self.facts.is_still:
            self._feed.show(self._inside(frame))

    def sweep(self, frame: int) -> None:
        """Wish for it while dragging."""
        self._wish = frame
        if self.facts is not None and not self.facts.is_still:
            self._feed.sweep(self._inside(frame))

    def set_box(self, width: int, height: int) -> None:
        """Pictures shall fill this many device pixels."""
        self._feed.set_box(width, height)

    def clear(self) -> None:
        """Nothing lies here; the thread ends by itself."""
        self._job = None
        self.path, self.facts, self.frame, self.error = None, None, None, ""
        self.image = QImage()
        self._feed.end()

    def close(self) -> None:
        """Nothing lies here, and every thread has ended."""
        self.clear()
        self._feed.close()

    # -- private -----------------------------------------------------------------------------

    def _open(self, job: Job, path: Path, found: VideoInfo | QImage) -> None:
        if job is not self._job:  # another file was put here meanwhile
            return
        if isinstance(found, QImage):
            self._show_still(found)
            return
        size = QSize(found.width, found.height)
        self.facts = DeckFacts(
            found.timeline,
            found.rate,
            size,
            found.has_audio,
            is_still=False,
            is_even=not found.is_variable,
        )
        self._feed.open(path, found.timeline)
        self._feed.show(self._inside(self._wish))
        self.loaded.emit()

    def _show_still(self, image: QImage) -> None:
        timeline = Timeline.constant(1, _STILL_RATE)
        self.facts = DeckFacts(timeline, _STILL_RATE, image.size(), has_sound=False, is_still=True)
        self.image, self.frame = image, 0
        self.loaded.emit()
        self.arrived.emit(0, 0)

    def _take(self, arrival: Arrival) -> None:
        self.image, self.frame = arrival.image, arrival.decoded
        self.arrived.emit(arrival.requested, arrival.decoded)

    def _note_failure(self, job: Job, error: RecoilError) -> None:
        if job is self._job:
            self._refuse(str(error))

    def _refuse(self, reason: str) -> None:
        self.error = reason
        self.image, self.frame = QImage(), None
        self.failed.emit(reason)

    def _inside(self, frame: int) -> int:
        count = self.facts.timeline.count if self.facts is not None else 1
        return min(max(frame, 0), count - 1)


def stamp_of(path: Path) -> Stamp | None:
    """What tells one state of a file from another; None when there is none."""
    try:
        entry = path.stat()
    except OSError:
        return None
    return entry.st_mtime_ns, entry.st_size


def _probe(path: Path, _ctx: JobContext) -> VideoInfo:
    from engine.media.probe import probe  # late: brings av

    return probe(path)


def _read(path: Path, _ctx: JobContext) -> QImage:
    return read_still(path)
