"""Fills the film and the sound row: what was kept from the scan first, exact pictures after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from recoil_desktop.scrubber.exact_feed import ExactFeed

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.review import ReviewSheet
    from engine.jobs import JobContext
    from engine.media.waveform import Waveform
    from engine.store.cache import Caches
    from recoil_desktop.jobs import Job, JobRunner
    from recoil_desktop.scrubber.timeline import TimelineView

_REST = 160  # milliseconds the scale must stand still before exact pictures are decoded
_HEIGHT = 96  # of a picture, in device pixels
_MOST = 48  # exact pictures asked for at once


class StripPictures(QObject):
    """Loads what the timeline shows of the video, in the pool, for the review that is open."""

    def __init__(
        self, jobs: JobRunner, caches: Caches | None, view: TimelineView, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._caches = caches
        self._view = view
        self._sheet: ReviewSheet | None = None
        self._running: list[Job] = []
        self._feed = ExactFeed(kept=256, memory_mb=24, parent=self)
        self._feed.arrived.connect(self._add_exact)
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST)
        self._resting.timeout.connect(self._ask_exact)
        view.scale_changed.connect(self._resting.start)

    def open(self, sheet: ReviewSheet) -> None:
        """Show film and sound of this review's video."""
        self.close()
        self._sheet = sheet
        width, height = sheet.size
        self._view.film.clear(width / max(height, 1))
        self._view.sound.show_waveform(None, "" if sheet.has_audio else "No sound")
        self._feed.set_box(round(_HEIGHT * width / max(height, 1)), _HEIGHT)
        self._feed.open(sheet.video, sheet.timeline)
        self._start("Filmstrip", lambda ctx: _strip(sheet, self._caches, ctx), self._show_strip)
        if sheet.has_audio:
            video, caches = sheet.video, self._caches
            self._start("Waveform", lambda ctx: _sound(video, caches, ctx), self._show_sound)

    def close(self) -> None:
        """Stop loading and let go of the file."""
        self._sheet = None
        self._resting.stop()
        self._feed.close()
        for job in self._running:
            job.cancel()
        self._running = []

    def _start(self, title: str, work: object, show: object) -> None:
        sheet = self._sheet
        assert sheet is not None  # noqa: S101 - called by open only
        job = self._jobs.start_blocking(f"{title} of {sheet.video.name}", work)  # type: ignore[arg-type]
        self._running.append(job)
        job.succeeded.connect(lambda result: show(sheet, result))  # type: ignore[operator]
        job.ended.connect(lambda: self._forget(job))
        job.ended.connect(self._resting.start)

    def _forget(self, job: Job) -> None:
        if job in self._running:
            self._running.remove(job)

    def _show_strip(self, sheet: ReviewSheet, pictures: list[tuple[int, QImage]]) -> None:
        if sheet is self._sheet:
            self._view.film.add(pictures)
            self._view.update()

    def _show_sound(self, sheet: ReviewSheet, waveform: Waveform | None) -> None:
        if sheet is self._sheet:
            self._view.sound.show_waveform(waveform, "No sound")
            self._view.update()

    def _ask_exact(self) -> None:
        """Decode what is in sight and not there yet; the next zoom or pan forgets the rest."""
        if self._sheet is None:
            return
        view, film = self._view, self._view.film
        slots = film.slots(view.scale, view.area_of(film).height(), view.scene.breaks)
        self._feed.ask([frame for frame, _end in slots if not film.has(frame)][:_MOST])

    def _add_exact(self, frame: int, image: QImage) -> None:
        self._view.film.add([(frame, image)])
        self._view.update(self._view.area_of(self._view.film))


def _strip(sheet: ReviewSheet, caches: Caches | None, ctx: JobContext) -> list[tuple[int, QImage]]:
    """The pictures a scan has left in the cache, decoded here so that the window needn't."""
    from engine.media.filmstrip import filmstrip  # late: brings av

    strip = filmstrip(sheet.video, caches) if caches is not None else None
    pictures = []
    for tile in strip.tiles if strip is not None else ():
        ctx.check()
        pictures.append((sheet.timeline.frame_at(tile.time), QImage.fromData(tile.jpeg)))
    return pictures


def _sound(video: Path, caches: Caches | None, ctx: JobContext) -> Waveform | None:
    from engine.media.waveform import peaks  # late: brings av and numpy

    return peaks(video, caches, ctx)
