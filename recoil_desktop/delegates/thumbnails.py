"""Small pictures for lists and boards: not there yet, or there at once."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from engine.errors import RecoilError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager
    from fractions import Fraction
    from pathlib import Path

    from engine.store.cache import Caches

    Area = tuple[float, float, float, float]
    Motif = tuple[Path, Fraction | None, Area | None, bool]

log = logging.getLogger(__name__)

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})
_THREADS = 2
_NICENESS = 5  # the window paints first
_MOST_WAITING = 200  # what was asked for longer ago has been scrolled past
_HEIGHTS = (360, 720, 1080, 2160)  # of what the disk keeps: a few, so zooming finds them
_MOST_BYTES = 192 * 1024**2
_ANY = Qt.AspectRatioMode.KeepAspectRatio
_FILLING = Qt.AspectRatioMode.KeepAspectRatioByExpanding
_SMOOTH = Qt.TransformationMode.SmoothTransformation


@dataclass(frozen=True, slots=True)
class Wish:
    """A picture that is wanted: of which file, ``at`` how many seconds, in which size.

    ``size`` is in device pixels, None as high as thumbnails usually are. ``area`` is the part of
    the picture that is wanted: left, top, width, height, all 0 to 1. ``is_cropped``: it fills the
    size, and what juts out is cut off; else all of it lies inside.
    """

    path: Path
    at: Fraction | None = None
    size: tuple[int, int] | None = None
    area: Area | None = None
    is_cropped: bool = True

    @property
    def motif(self) -> Motif:
        """What it shows, in whatever size."""
        return self.path, self.at, self.area, self.is_cropped


class Thumbnails(QObject):
    """Loads posters of videos and pictures in threads of its own; at most ``limit`` are kept.

    What was asked for last is loaded first: that is what is in sight. A file without a picture is
    asked for once, until ``forget``. What was made lies in the cache on the disk.
    """

    loaded = Signal(object)  # Path: ask for it again
    forgotten = Signal(object)  # Path: whatever was painted of it is old
    _arrived = Signal(object, QImage)  # Wish, out of a loading thread

    def __init__(
        self, caches: Caches, *, height: int = 180, limit: int = 600, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._caches = caches
        self._height = height
        self._limit = limit
        self._kept: OrderedDict[Wish, QPixmap | None] = OrderedDict()
        self._bytes = 0
        self._newest: dict[Motif, Wish] = {}
        self._waiting: OrderedDict[Wish, None] = OrderedDict()
        self._asked: set[Wish] = set()
        self._cold: list[Wish] = []
        self._guard = threading.Lock()
        self._one_by_one = threading.Lock()
        self._is_hurried = False
        self._pool: ThreadPoolExecutor | None = None
        self._is_closed = False
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def get(self, path: Path) -> QPixmap | None:
        """The thumbnail of ``path``, or None: not yet (``loaded`` follows) or none can be made."""
        return self.picture(Wish(path))

    def picture(self, wish: Wish) -> QPixmap | None:
        """What was wished for, the same in another size until it is there, or None."""
        if wish in self._kept:
            self._kept.move_to_end(wish)
            return self._kept[wish]
        self._ask(wish)
        near = self._newest.get(wish.motif)
        return self._kept.get(near) if near is not None else None

    def is_known(self, wish: Wish) -> bool:
        """Whether exactly this is there, or was found to be none."""
        return wish in self._kept

    def has_none(self, wish: Wish) -> bool:
        """Whether it was found that this file shows no picture."""
        near = self._newest.get(wish.motif)
        return near is not None and self._kept.get(near) is None

    @property
    def is_loading(self) -> bool:
        """Whether something that was asked for has not come yet."""
        return bool(self._asked)

    def hurry(self, *, is_on: bool) -> None:
        """Somebody scrolls: one is loaded at a time, so that the window has a core for itself."""
        self._is_hurried = is_on

    def forget(self, path: Path) -> None:
        """The file changed: load it again when it is asked for."""
        for wish in [wish for wish in self._kept if wish.path == path]:
            self._drop(wish)
        self.forgotten.emit(path)

    def warm(self, wishes: Iterable[Wish]) -> None:
        """Have these lie ready on the disk, whenever nobody waits for anything else.

        Whatever was to be made ready before and is not among them is left.
        """
        if self._is_closed:
            return
        with self._guard:
            is_idle = not self._cold
            self._cold = list(reversed(tuple(wishes)))
            begins = _THREADS if is_idle and self._cold else 0
        for _ in range(begins):
            self._submit(self._warm_next)

    def close(self) -> None:
        """Stop loading and wait for the threads."""
        self._is_closed = True
        with self._guard:
            self._waiting.clear()
            self._cold.clear()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    # -- asking --------------------------------------------------------------

    def _ask(self, wish: Wish) -> None:
        if self._is_closed:
            return
        if wish in self._asked:
            with self._guard:
                if wish in self._waiting:
                    self._waiting.move_to_end(wish)
            return
        self._asked.add(wish)
        with self._guard:
            self._waiting[wish] = None
            if len(self._waiting) > _MOST_WAITING:
                self._asked.discard(self._waiting.popitem(last=False)[0])
        self._submit(self._load_newest)

    def _submit(self, work: Callable[[], None]) -> None:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(_THREADS, "thumbnails", initializer=_be_nice)
        with suppress(RuntimeError):  # closed meanwhile
            self._pool.submit(work).add_done_callback(_tell_of_bugs)

    def _warm_next(self) -> None:
        """Make one ready; what somebody waits for has a turn before the next."""
        with self._guard:
            wish = self._cold.pop() if self._cold else None
        if wish is None or self._is_closed:
            return
        with self._turn():
            self._jpeg(wish)
        self._submit(self._warm_next)

    def _turn(self) -> AbstractContextManager[object]:
        return self._one_by_one if self._is_hurried else nullcontext()

    def _load_newest(self) -> None:
        with self._guard:
            wish = self._waiting.popitem()[0] if self._waiting else None
        if wish is None or self._is_closed:
            return
        with self._turn():
            image = self._load(wish)
        self._arrived.emit(wish, image)

    def _load(self, wish: Wish) -> QImage:
        found = QImage.fromData(self._jpeg(wish))
        return found if wish.size is None else _shaped(found, wish)

    def _jpeg(self, wish: Wish) -> bytes:
        """The picture out of the cache, or made; nothing when none can be."""
        from engine.media.thumbnail import thumbnail  # late: brings av

        height = self._height if wish.size is None else _height_for(wish.size, wish.area)
        try:
            return thumbnail(wish.path, height, self._caches, wish.at)
        except (RecoilError, OSError) as error:
            log.info("no thumbnail: %s", error)
            return b""

    # -- keeping -------------------------------------------------------------

    def _take(self, wish: Wish, image: QImage) -> None:
        self._asked.discard(wish)
        if self._is_closed:
            return
        self._drop(wish)
        self._kept[wish] = None if image.isNull() else QPixmap.fromImage(image)
        self._bytes += _size_of(self._kept[wish])
        self._newest[wish.motif] = wish
        while len(self._kept) > self._limit or self._bytes > _MOST_BYTES:
            self._drop(next(iter(self._kept)))
        self.loaded.emit(wish.path)

    def _drop(self, wish: Wish) -> None:
        if wish not in self._kept:
            return
        self._bytes -= _size_of(self._kept.pop(wish))
        if self._newest.get(wish.motif) == wish:
            del self._newest[wish.motif]


def _tell_of_bugs(loading: Future[None]) -> None:
    if not loading.cancelled() and loading.exception() is not None:
        log.error("a thumbnail could not be made", exc_info=loading.exception())


def _size_of(pixmap: QPixmap | None) -> int:
    return 0 if pixmap is None else pixmap.width() * pixmap.height() * 4


def _height_for(size: tuple[int, int], area: Area | None) -> int:
    """As high as a picture of any shape has to be to fill ``size`` without being stretched."""
    needed = max(size) / (area[3] if area else 1)
    return next((height for height in _HEIGHTS if height >= needed), _HEIGHTS[-1])


def _shaped(image: QImage, wish: Wish) -> QImage:
    if image.isNull() or wish.size is None:
        return image
    if wish.area is not None:
        image = image.copy(_part(image.size(), wish.area))
    room = QSize(*wish.size)
    scaled = image.scaled(room, _FILLING if wish.is_cropped else _ANY, _SMOOTH)
    if not wish.is_cropped:
        return scaled
    spare = scaled.size() - room
    # People are in the upper half: what is cut off below is missed less.
    corner = QRect(spare.width() // 2, spare.height() // 3, room.width(), room.height())
    return scaled.copy(corner)


def _part(size: QSize, area: Area) -> QRect:
    left, top, width, height = area
    first = QPoint(round(left * size.width()), round(top * size.height()))
    end = QPoint(round((left + width) * size.width()), round((top + height) * size.height()))
    return QRect(first, end - QPoint(1, 1))


def _be_nice() -> None:
    if sys.platform == "linux":  # there a priority may belong to one thread
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
