"""A few exact pictures, one after another, the newest wish first: for the proof and the film."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from recoil_desktop.scrubber.frame_feed import image_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.domain.timing import Timeline
    from engine.errors import RecoilError
    from engine.media.frames import FrameServer
    from engine.media.picture import Shown

_MEBIBYTE = 1024 * 1024


class ExactFeed(QObject):
    """Asks the real decoder for a few frames and says when each has come.

    It has a frame server of its own: playhead, proof and film never wait for each other.
    """

    arrived = Signal(int, QImage)
    failed = Signal(str)
    _delivered = Signal(int, object)  # out of the server's thread: which video, Shown
    _refused = Signal(int, str)

    def __init__(
        self, *, kept: int = 64, memory_mb: int = 96, parent: QObject | None = None
    ) -> None:
        """Keeps the last ``kept`` pictures: a cut dragged back and forth finds its frames here."""
        super().__init__(parent)
        self._limit = kept
        self._memory = memory_mb * _MEBIBYTE
        self._server: FrameServer | None = None
        self._video = 0
        self._box = (360, 640)
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._waiting: list[int] = []
        self._asked: int | None = None
        self._delivered.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._refused.connect(self._say, Qt.ConnectionType.QueuedConnection)

    def open(self, path: Path, timeline: Timeline) -> None:
        """Serve the frames of ``path`` from now on."""
        from engine.media.frames import FrameServer  # late: brings av

        self.close()
        self._server = FrameServer(
            path,
            timeline,
            partial(self._delivered.emit, self._video),
            partial(self._refuse, self._video),
            box=self._box,
            memory=self._memory,
        )

    def close(self) -> None:
        """Let go of the video and wait for the server's thread."""
        server, self._server = self._server, None
        self._video += 1
        self._kept.clear()
        self._waiting, self._asked = [], None
        if server is not None:
            server.close()

    def set_box(self, width: int, height: int) -> None:
        """Pictures shall fit this many device pixels."""
        if (width, height) == self._box:
            return
        is_larger = width > self._box[0] or height > self._box[1]
        self._box = (width, height)
        if is_larger:
            self._kept.clear()
        if self._server is not None:
            self._server.set_box(width, height)

    def ask(self, frames: Sequence[int]) -> None:
        """Wish for ``frames`` in this order; what was wished for before is forgotten."""
        for frame in frames:
            if frame in self._kept:
                self.arrived.emit(frame, self._kept[frame])
        self._waiting = [frame for frame in frames if frame not in self._kept]
        self._ask_next()

    def _ask_next(self) -> None:
        self._asked = self._waiting.pop(0) if self._waiting else None
        if self._asked is not None and self._server is not None:
            self._server.show(self._asked)

    def _refuse(self, video: int, error: RecoilError) -> None:
        self._refused.emit(video, str(error))

    def _say(self, video: int, reason: str) -> None:
        if video == self._video:
            self.failed.emit(reason)

    def _take(self, video: int, shown: Shown) -> None:
        if video != self._video or not shown.is_last:
            return
        image = image_of(shown.picture)
        self._kept[shown.requested] = image
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)
        self.arrived.emit(shown.requested, image)
        if shown.requested == self._asked:
            self._ask_next()
