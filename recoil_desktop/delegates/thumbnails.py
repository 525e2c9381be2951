"""Small pictures for lists and boards: not there yet, or there at once."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from engine.errors import RecoilError

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.cache import Caches

log = logging.getLogger(__name__)

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})
_THREADS = 2


class Thumbnails(QObject):
    """Loads posters of videos and pictures in threads of its own; at most ``limit`` are kept.

    What was asked for last is loaded first: that is what is in sight. A file without a picture is
    asked for once, until ``forget``.
    """

    loaded = Signal(object)  # Path: ask for it again
    _arrived = Signal(object, QImage)  # out of a loading thread

    def __init__(
        self, caches: Caches, *, height: int = 180, limit: int = 600, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._caches = caches
        self._height = height
        self._limit = limit
        self._kept: OrderedDict[Path, QPixmap | None] = OrderedDict()
        self._waiting: list[Path] = []
        self._asked: set[Path] = set()
        self._guard = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._is_closed = False
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def get(self, path: Path) -> QPixmap | None:
        """The thumbnail of ``path``, or None: not yet (``loaded`` follows) or none can be made."""
        if path in self._kept:
            self._kept.move_to_end(path)
            return self._kept[path]
        self._ask(path)
        return None

    def forget(self, path: Path) -> None:
        """The file changed: load it again when it is asked for."""
        self._kept.pop(path, None)

    def close(self) -> None:
        """Stop loading and wait for the threads."""
        self._is_closed = True
        with self._guard:
            self._waiting.clear()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _ask(self, path: Path) -> None:
        if path in self._asked or self._is_closed:
            return
        self._asked.add(path)
        with self._guard:
            self._waiting.append(path)
        if self._pool is None:
            self._pool = ThreadPoolExecutor(_THREADS, "thumbnails")
        self._pool.submit(self._load_newest).add_done_callback(_tell_of_bugs)

    def _load_newest(self) -> None:
        with self._guard:
            path = self._waiting.pop() if self._waiting else None
        if path is not None and not self._is_closed:
            self._arrived.emit(path, self._load(path))

    def _load(self, path: Path) -> QImage:
        if path.suffix.lower() in PICTURE_SUFFIXES:
            return small_picture(path, self._height)
        from engine.media.filmstrip import poster  # late: brings av

        try:
            return QImage.fromData(poster(path, self._caches, self._height))
        except (RecoilError, OSError) as error:
            log.info("no thumbnail: %s", error)
            return QImage()

    def _take(self, path: Path, image: QImage) -> None:
        self._asked.discard(path)
        if self._is_closed:
            return
        self._kept[path] = None if image.isNull() else QPixmap.fromImage(image)
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)
        self.loaded.emit(path)


def _tell_of_bugs(loading: Future[None]) -> None:
    if not loading.cancelled() and loading.exception() is not None:
        log.error("a thumbnail could not be made", exc_info=loading.exception())


def small_picture(path: Path, height: int) -> QImage:
    """A picture file, upright and ``height`` pixels high at most; null when it is none."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.height() > height:
        # Decoders that can, skip what is thrown away.
        reader.setScaledSize(QSize(max(1, size.width() * height // size.height()), height))
    return reader.read()
