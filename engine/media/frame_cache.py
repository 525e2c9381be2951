"""Keeps decoded frames around the playhead within a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

    from av.video.frame import VideoFrame

    from engine.media.picture import Picture

K = TypeVar("K", bound="Hashable")


class NearFrames:
    """Frames as they were decoded; the one farthest from ``focus`` goes first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.focus = 0
        self._frames: dict[int, VideoFrame] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._frames

    def __len__(self) -> int:
        return len(self._frames)

    def get(self, number: int) -> VideoFrame | None:
        """Frame ``number`` if it is here."""
        return self._frames.get(number)

    def before(self, number: int) -> int | None:
        """The nearest frame before ``number`` that is here."""
        return max((n for n in self._frames if n < number), default=None)

    def add(self, number: int, frame: VideoFrame) -> None:
        """Keep ``frame``, unless all others are nearer to the focus and there is no room."""
        if number in self._frames:
            return
        self._frames[number] = frame
        self.size += _bytes_of(frame)
        while self.size > self.limit and len(self._frames) > 1:
            farthest = max(self._frames, key=self._distance)
            self.size -= _bytes_of(self._frames.pop(farthest))

    def room_for(self, frame: VideoFrame) -> int:
        """How many frames of this size may be here at once."""
        return max(1, self.limit // max(1, _bytes_of(frame)))

    def _distance(self, number: int) -> int:
        return abs(number - self.focus)


class RecentPictures(Generic[K]):
    """Pictures that were shown; the one not asked for the longest goes first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._pictures: OrderedDict[K, Picture] = OrderedDict()

    def get(self, key: K) -> Picture | None:
        """The picture kept under ``key``."""
        if key in self._pictures:
            self._pictures.move_to_end(key)
        return self._pictures.get(key)

    def add(self, key: K, picture: Picture) -> None:
        """Keep ``picture``."""
        if key in self._pictures:
            return
        self._pictures[key] = picture
        self.size += picture.pixels.nbytes
        while self.size > self.limit and len(self._pictures) > 1:
            _key, oldest = self._pictures.popitem(last=False)
            self.size -= oldest.pixels.nbytes


def _bytes_of(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)
