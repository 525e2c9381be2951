"""The viewer: any picture or video of the project, by frame and by timecode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from engine.domain.timing import FrameSpan
from engine.errors import ProbeFailed
from recoil_desktop.delegates.thumbnails import PICTURE_SUFFIXES
from recoil_desktop.scrubber.surface import VideoSurface
from recoil_desktop.scrubber.transport import Player
from recoil_desktop.views.viewer_bar import ViewerBar
from recoil_desktop.widgets.empty import EmptyState
from recoil_desktop.widgets.seek_bar import SeekBar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QHideEvent, QKeyEvent

    from engine.errors import RecoilError
    from engine.jobs import JobContext
    from engine.media.probe import VideoInfo
    from engine.store.cache import Caches
    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes

_NOTHING = ("Nothing to look at", "Select a clip, a pass or a picture, or drop a video here.")
_ZOOM_STEP = 1.25


class Viewer(QWidget):
    """Content of the viewer dock: one picture or video at a time."""

    def __init__(
        self,
        jobs: JobRunner,
        caches: Caches,
        themes: Themes,
        settings: SettingsStore,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
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
        self.bar = ViewerBar(self.player, themes)
        self.empty = EmptyState(themes, "film", *_NOTHING)
        self._pages = QStackedWidget()
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

    def close_media(self) -> None:
        """End all threads; before the window goes."""
        self._path = None
        self.player.close()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.player.pause()  # no sound from behind another pane

    # -- keys --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._path is None or not self._obey(event):
            super().keyPressEvent(event)

    def _obey(self, event: QKeyEvent) -> bool:
        player, key = self.player, Qt.Key
        last = player.timeline.count - 1 if player.timeline is not None else 0
        verbs: dict[Qt.Key, Callable[[], object]] = {
            key.Key_Space: player.toggle,
            key.Key_J: player.faster_backward,
            key.Key_K: player.pause,
            key.Key_L: player.faster_forward,
            key.Key_Comma: lambda: player.step(-1),
            key.Key_Left: lambda: player.step(-1),
            key.Key_Period: lambda: player.step(1),
            key.Key_Right: lambda: player.step(1),
            key.Key_Home: lambda: player.show_frame(0),
            key.Key_End: lambda: player.show_frame(last),
            key.Key_0: lambda: self.surface.set_zoom(0.0),
            key.Key_1: lambda: self.surface.set_zoom(1.0),
            key.Key_Plus: lambda: self.surface.zoom_by(_ZOOM_STEP),
            key.Key_Minus: lambda: self.surface.zoom_by(1 / _ZOOM_STEP),
        }
        verb = verbs.get(Qt.Key(event.key()))
        is_shortcut = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if verb is None or is_shortcut:
            return False
        verb()
        return True

    # -- building ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "surface")
        self.setAccessibleName("Viewer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.surface.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.surface.setAccessibleName("Picture")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.surface, 1)
        column.addSpacing(4)
        column.addWidget(self.seek_bar)
        column.addWidget(self.bar)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def _wire(self) -> None:
        player, bar = self.player, self.bar
        player.frame_changed.connect(self.seek_bar.set_frame)
        player.failed.connect(self._on_failed)
        self.seek_bar.swept.connect(player.sweep_to)
        self.seek_bar.dropped.connect(player.show_frame)
        bar.frame_entered.connect(self._go_to)
        bar.zoom_chosen.connect(self.surface.set_zoom)
        bar.safe_areas_toggled.connect(self.surface.set_safe_areas)
        bar.loop.clicked.connect(self._toggle_loop)
        self.surface.zoom_changed.connect(bar.show_zoom)

    def _go_to(self, frame: int) -> None:
        self.player.show_frame(frame)
        self.setFocus()  # the next key steps on from here

    def _toggle_loop(self, is_on: bool) -> None:
        timeline = self.player.timeline
        if timeline is not None:
            self.player.loop(FrameSpan(0, timeline.count) if is_on else None)

    # -- showing -----------------------------------------------------------------------------

    def _show_video(self, path: Path, info: VideoInfo) -> None:
        if path != self._path:  # something else was chosen meanwhile
            return
        self.bar.show_video(info.frames, info.rate)
        self.seek_bar.set_video(info.frames, info.rate)
        self.seek_bar.show()
        self._pages.setCurrentIndex(1)
        self.player.open(path, info.timeline)

    def _show_picture(self, path: Path, image: QImage) -> None:
        if path != self._path:
            return
        self.player.close()
        self.bar.show_picture()
        self.seek_bar.hide()
        self._pages.setCurrentIndex(1)
        self.surface.set_zoom(0.0)
        self.surface.show_image(image)

    def _refuse(self, path: Path, error: RecoilError) -> None:
        if path == self._path:
            self.player.close()
            self._say("This can't be shown", str(error))

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
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    image = reader.read()
    if image.isNull():
        raise ProbeFailed(path, f"no picture can be read from it: {reader.errorString().lower()}")
    return image
