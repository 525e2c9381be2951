"""The viewer: any picture or video of the project, by frame and by timecode."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from recoil_desktop.delegates.thumbnails import PICTURE_SUFFIXES
from recoil_desktop.scrubber.marking import Marking
from recoil_desktop.scrubber.stills import read_still
from recoil_desktop.scrubber.surface import VideoSurface
from recoil_desktop.scrubber.transport import Player
from recoil_desktop.scrubber.transport_keys import CTRL, PLAIN, SHIFT, TransportKeys
from recoil_desktop.views.media_pane import MediaPane
from recoil_desktop.views.viewer_bar import ViewerBar
from recoil_desktop.widgets.empty import EmptyState
from recoil_desktop.widgets.file_drag import FileDrag
from recoil_desktop.widgets.seek_bar import SeekBar, SeekMark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from engine.errors import RecoilError
    from engine.jobs import JobContext
    from engine.media.probe import VideoInfo
    from engine.store.cache import Caches
    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes

_NOTHING = ("Nothing to look at", "Select a clip, a pass or a picture, or drop a video here.")
_ZOOM_STEP = 1.25


class Viewer(MediaPane):
    """Content of the viewer dock: one picture or video at a time.

    Others may mark frames on its line and ask where it stands; marks go with the video.
    """

    media_changed = Signal(object)  # Path of what is shown from now on, or None
    frame_changed = Signal(int)
    range_changed = Signal(object)  # (first, last) frame of the range, or None
    looks_changed = Signal()  # other media, or other marks on it

    def __init__(
        self,
        jobs: JobRunner,
        caches: Caches,
        themes: Themes,
        settings: SettingsStore,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Viewer", parent)
        self._jobs = jobs
        self._path: Path | None = None
        self._stamp: tuple[int, int] | None = None
        self.surface = VideoSurface(themes)
        proxies = caches.folder / "proxies" if settings.review.preview_proxy else None
        self.player = Player(
            self.surface,
            memory_mb=settings.work.frame_memory_mb // 2,  # the other half is the panel's
            proxies=proxies,
            parent=self,
        )
        self.player.set_volume(settings.review.volume)
        self.seek_bar = SeekBar(themes)
        self.marking = Marking(self.player, self)
        self.bar = ViewerBar(self.player, themes)
        self.empty = EmptyState(themes, "film", *_NOTHING)
        FileDrag(self.surface, self._files, lambda _start: self.surface.image)
        self._lay_out()
        self._wire()

    @property
    def path(self) -> Path | None:
        """What is shown."""
        return self._path

    def show_media(self, path: Path) -> None:
        """Show a video or a picture; the same one again only when its file changed."""
        stamp = _stamp(path)
        if path == self._path and stamp == self._stamp:
            return
        self._stamp = stamp
        self.player.pause()
        self._path = path
        is_picture = path.suffix.lower() in PICTURE_SUFFIXES
        work = _read_picture if is_picture else _probe
        show = self._show_picture if is_picture else self._show_video
        job = self._jobs.start_blocking(f"Read {path.name}", lambda ctx: work(ctx, path))
        job.succeeded.connect(lambda result: show(path, result))
        job.failed.connect(lambda error: self._refuse(path, error))

    def clear(self) -> None:
        """Show the empty state."""
        self.close_media()
        self._say(*_NOTHING)
        self._begin_anew(None)

    def close_media(self) -> None:
        """End all threads; before the window goes."""
        self._path = None
        self.player.close()

    # -- for those who speak about frames --------------------------------------------------------

    @property
    def current_frame(self) -> int | None:
        """The frame of the video that the playhead stands on; None for a still picture."""
        return self.player.frame if self.player.timeline is not None else None

    @property
    def marked_range(self) -> tuple[int, int] | None:
        """The first and the last frame between in and out, where both are set."""
        return self.marking.range

    def set_marks(self, marks: Iterable[tuple[int, int, str, str]]) -> None:
        """Mark frames on the line: first, last, a colour of the theme ("warn"), a text."""
        self.seek_bar.set_marks(tuple(SeekMark(*mark) for mark in marks))
        self.looks_changed.emit()

    def show_frames(self, first: int, last: int | None = None) -> None:
        """Go to a frame; with ``last``, the range lies over both."""
        if last is not None and last > first:
            self.marking.set_range(first, last)
        self.player.show_frame(first)

    def go_to_mark(self, step: int) -> None:
        """The next mark (1) or the one before (-1), seen from the playhead."""
        here = self.player.frame
        places = sorted({mark.first for mark in self.seek_bar.marks})
        ahead = [place for place in places if (place - here) * step > 0]
        if ahead:
            self.player.show_frame(ahead[0] if step > 0 else ahead[-1])

    # -- verbs ---------------------------------------------------------------------------------

    def mark_in(self) -> None:
        """The range begins with the frame in sight."""
        self.marking.mark_in()

    def mark_out(self) -> None:
        """The range ends with the frame in sight."""
        self.marking.mark_out()

    def clear_range(self) -> None:
        """No range."""
        self.marking.clear()

    def toggle_loop(self) -> None:
        """Play the range, or all, over and over; or not."""
        self.marking.toggle_looping()

    def toggle_safe_areas(self) -> None:
        """Show what 9:16 players cover; or not."""
        self.bar.safe_areas.toggle()

    def zoom_to(self, zoom: float) -> None:
        """Device pixels for a pixel of the video; 0 fits."""
        self.surface.set_zoom(zoom)

    def enter_frame(self) -> None:
        """Type a frame number."""
        self.bar.frame_field.setFocus()

    def enter_timecode(self) -> None:
        """Type a timecode."""
        self.bar.timecode_field.setFocus()

    # -- keys and mouse ------------------------------------------------------------------------

    def _files(self, _start: QPointF) -> tuple[Path, ...]:
        """What is dragged out of the picture; a closer picture is moved instead."""
        is_seen = self._pages.currentIndex() and not self.surface.zoom
        return (self._path,) if self._path is not None and is_seen else ()

    def _own_keys(self) -> dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[], object]]:
        key, surface = Qt.Key, self.surface
        return {
            (PLAIN, key.Key_0): partial(self.zoom_to, 0.0),
            (PLAIN, key.Key_1): partial(self.zoom_to, 1.0),
            (PLAIN, key.Key_Plus): lambda: surface.zoom_by(_ZOOM_STEP),
            (PLAIN, key.Key_Equal): lambda: surface.zoom_by(_ZOOM_STEP),
            (PLAIN, key.Key_Minus): lambda: surface.zoom_by(1 / _ZOOM_STEP),
            (PLAIN, key.Key_G): self.toggle_safe_areas,
            (PLAIN, key.Key_M): self.bar.mute.toggle,
            (PLAIN, key.Key_PageUp): lambda: self.go_to_mark(-1),
            (PLAIN, key.Key_PageDown): lambda: self.go_to_mark(1),
            (CTRL, key.Key_G): self.enter_frame,
            (CTRL | SHIFT, key.Key_G): self.enter_timecode,
        }

    # -- building ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.surface.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.surface.setAccessibleName("Picture")
        keys = TransportKeys(self.player, self.marking, self._own_keys())
        rows = (self.surface, self.seek_bar, self.bar)
        self.furnish(
            self.player,
            keys,
            has_media=lambda: self._path is not None,
            empty=self.empty,
            rows=rows,
            picture=self.surface,
        )

    def _wire(self) -> None:
        player, bar = self.player, self.bar
        player.frame_changed.connect(self.seek_bar.set_frame)
        player.frame_changed.connect(self.frame_changed)
        self.marking.changed.connect(self._show_range)
        player.failed.connect(self._on_failed)
        self.seek_bar.swept.connect(player.sweep_to)
        self.seek_bar.dropped.connect(player.show_frame)
        bar.frame_entered.connect(self._go_to)
        bar.zoom_chosen.connect(self.surface.set_zoom)
        bar.safe_areas_toggled.connect(self.surface.set_safe_areas)
        bar.loop.clicked.connect(self.marking.set_looping)
        bar.mark_in.clicked.connect(lambda _on=False: self.marking.mark_in())
        bar.mark_out.clicked.connect(lambda _on=False: self.marking.mark_out())
        self.surface.zoom_changed.connect(bar.show_zoom)

    def _go_to(self, frame: int) -> None:
        self.player.show_frame(frame)
        self.setFocus()  # the next key steps on from here

    def _show_range(self, first: int | None, last: int | None) -> None:
        self.seek_bar.set_range(first, last)
        self.bar.show_range(first, last)
        self.range_changed.emit(self.marking.range)

    # -- showing -----------------------------------------------------------------------------

    def _show_video(self, path: Path, info: VideoInfo) -> None:
        if path != self._path:  # something else was chosen meanwhile
            return
        self.bar.show_video(info.frames, info.rate)
        self.seek_bar.set_video(info.frames, info.rate)
        self.seek_bar.show()
        self._pages.setCurrentIndex(1)
        self.player.open(path, info.timeline)
        self._begin_anew(path)

    def _show_picture(self, path: Path, image: QImage) -> None:
        if path != self._path:
            return
        self.player.close()
        self.bar.show_picture()
        self.seek_bar.hide()
        self._pages.setCurrentIndex(1)
        self.surface.set_zoom(0.0)
        self.surface.show_image(image)
        self._begin_anew(path)

    def _begin_anew(self, path: Path | None) -> None:
        self.marking.forget()
        self._show_range(None, None)
        self.seek_bar.set_marks(())
        self.media_changed.emit(path)
        self.looks_changed.emit()

    def _refuse(self, path: Path, error: RecoilError) -> None:
        if path == self._path:
            self.player.close()
            self._say("This can't be shown", str(error))
            self._begin_anew(None)

    def _on_failed(self, reason: str) -> None:
        if self.player.is_playing:  # only the sound is missing
            self.bar.note.setText(reason)
        elif self._path is not None:
            self._say("This can't be shown", reason)

    def _say(self, title: str, text: str) -> None:
        self.empty.say(title, text)
        self._pages.setCurrentIndex(0)


def _stamp(path: Path) -> tuple[int, int] | None:
    """What tells one state of a file from another; None when there is none."""
    try:
        entry = path.stat()
    except OSError:
        return None
    return entry.st_mtime_ns, entry.st_size


def _probe(_ctx: JobContext, path: Path) -> VideoInfo:
    from engine.media.probe import probe  # late: brings av

    return probe(path)


def _read_picture(_ctx: JobContext, path: Path) -> QImage:
    return read_still(path)
