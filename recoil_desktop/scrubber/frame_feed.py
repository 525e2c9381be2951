"""Brings exact frames from the frame server's thread to the window."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.timing import Timeline
    from engine.errors import RecoilError
    from engine.media.frames import FrameServer
    from engine.media.picture import Picture, Shape, Shown
    from engine.media.previews import Previews

_MEBIBYTE = 1024 * 1024
_SETTLE_MS = 600


@dataclass(frozen=True, slots=True)
class Arrival:
    """A picture that came: for which frame it was asked and of which frame it is."""

    image: QImage
    requested: int
    decoded: int
    is_last: bool
    video: QSize  # the whole video, upright


class FrameFeed(QObject):
    """A frame server and a maker of previews, as the window sees them.

    Pictures are turned into images on the server's thread; everything is told on the window's.
    """

    came = Signal(object)  # Arrival
    failed = Signal(str)
    preview_progressed = Signal(int)  # percent
    _delivered = Signal(int, object)  # which video, Arrival: out of the server's thread
    _refused = Signal(int, str)
    _preview_made = Signal(object, object)  # source, proxy: out of the preview maker's thread
    _preview_told = Signal(object, int)

    def __init__(
        self, *, memory_mb: int, proxies: Path | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._memory = memory_mb * _MEBIBYTE
        self._folder = proxies
        self._server: FrameServer | None = None
        self._ending: list[FrameServer] = []
        self._previews: Previews | None = None
        self._video = 0
        self._path: Path | None = None
        self._wish = 0
        self._box = (720, 720)
        self._settled = QTimer(self)  # who leafs through files wants no preview of each
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLE_MS)
        self._settled.timeout.connect(self._start_preview)
        queued = Qt.ConnectionType.QueuedConnection
        self._delivered.connect(self._take, queued)
        self._refused.connect(self._refuse, queued)
        self._preview_made.connect(self._use_preview, queued)
        self._preview_told.connect(self._tell_preview, queued)

    @property
    def shape(self) -> Shape | None:
        """How the open video is seen; known when the first picture has come."""
        return None if self._server is None else self._server.shape

    @property
    def lead(self) -> Fraction:
        """Seconds from the start of the file to its first frame: to a player they count too."""
        return Fraction(0) if self._server is None else self._server.lead

    def open(self, path: Path, timeline: Timeline) -> None:
        """Serve the frames of ``path``; nothing of another video arrives any more."""
        from engine.media.frames import FrameServer  # late: brings av

        self._end_server()
        self._path, self._wish = path, 0
        video = self._video
        self._server = FrameServer(
            path,
            timeline,
            lambda shown: self._deliver(video, shown),
            partial(self._fail, video),
            box=self._box,
            memory=self._memory,
        )

    def make_preview(self) -> None:
        """Have a preview proxy of the open video made soon, if there is a folder for it."""
        if self._folder is not None:
            self._settled.start()

    def show(self, frame: int) -> None:
        """Ask for exactly ``frame``."""
        self._wish = frame
        if self._server is not None:
            self._server.show(frame)

    def sweep(self, frame: int) -> None:
        """Ask for ``frame`` while dragging."""
        self._wish = frame
        if self._server is not None:
            self._server.sweep(frame)

    @property
    def box(self) -> tuple[int, int]:
        """The size in device pixels that pictures are made to fit."""
        return self._box

    def set_box(self, width: int, height: int) -> None:
        """Pictures shall fill ``width`` by ``height`` device pixels; the last wish is repeated."""
        if (width, height) == self._box:
            return
        self._box = (width, height)
        if self._server is not None:
            self._server.set_box(width, height)
            self._server.show(self._wish)

    def end(self) -> None:
        """Let go of the video; its thread ends soon, and nobody waits for it."""
        self._end_server()

    def close(self) -> None:
        """Let go of the video and end the threads."""
        self._end_server()
        for server in self._ending:
            server.close()
        self._ending.clear()
        if self._previews is not None:
            self._previews.close()
            self._previews = None

    def _end_server(self) -> None:
        self._video += 1
        self._path = None
        self._settled.stop()
        server, self._server = self._server, None
        if self._previews is not None:
            self._previews.want(None)
        self._ending = [each for each in self._ending if not each.has_ended]
        if server is not None:
            server.stop()  # a key frame in the making would hold the window up
            self._ending.append(server)

    def _start_preview(self) -> None:
        if self._folder is None or self._path is None:
            return
        if self._previews is None:
            from engine.media.previews import Previews  # late: brings av

            self._previews = Previews(
                self._folder, self._preview_made.emit, self._preview_told.emit
            )
        self._previews.want(self._path)

    # -- on the server's thread --------------------------------------------------------------

    def _deliver(self, video: int, shown: Shown) -> None:
        shape = self.shape
        size = QSize(shape.width, shape.height) if shape is not None else QSize()
        arrival = Arrival(
            image_of(shown.picture),
            shown.requested,
            shown.decoded,
            shown.is_last,
            size,
        )
        self._delivered.emit(video, arrival)

    def _fail(self, video: int, error: RecoilError) -> None:
        self._refused.emit(video, str(error))

    # -- on the window's thread --------------------------------------------------------------

    def _take(self, video: int, arrival: Arrival) -> None:
        if video == self._video and self._server is not None:
            self.came.emit(arrival)

    def _refuse(self, video: int, reason: str) -> None:
        if video == self._video:
            self.failed.emit(reason)

    def _use_preview(self, source: Path, proxy: Path) -> None:
        if source == self._path and self._server is not None:
            self._server.use_proxy(proxy)
            self.preview_progressed.emit(100)

    def _tell_preview(self, source: Path, percent: int) -> None:
        if source == self._path:
            self.preview_progressed.emit(percent)


def image_of(picture: Picture) -> QImage:
    """The picture as an image that owns its memory and is painted without a conversion."""
    size = picture.width, picture.height
    return QImage(picture.pixels, *size, picture.row, QImage.Format.Format_RGB32).copy()
