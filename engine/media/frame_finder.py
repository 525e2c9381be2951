"""Finds any frame of one video the shortest way: kept, a few frames on, or from its key frame."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.errors import ProbeFailed
from engine.media.frame_cache import NearFrames, RecentPictures
from engine.media.frame_reader import FrameReader
from engine.media.picture import Picture, PictureMaker, Shape, shape_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from fractions import Fraction
    from pathlib import Path

    from av.video.frame import VideoFrame

    from engine.domain.timing import Timeline

    Box = tuple[int, int]
    Numbered = tuple[int, VideoFrame]

AHEAD = 12
"""Frames fetched after a resting position."""
BEHIND = 36
"""Frames fetched before a resting position; with them come their whole groups."""
_SLOW = 0.08  # seconds of decoding after which somebody who drags wants to see something
_LONG_WAY = 6  # frames from which it is worth to pass over those no other is made from
_SHORT_WAY = 24  # frames that are soon decoded once more, when the place in the video was given up
_FEW = 6  # frames from which their time says something
_STEP = 4  # a move of this many frames is a step, not a jump
_STRIDE = 12  # so many frames forward go on from where the decoder stands, as a smooth drag does
_SEEK_COSTS = 4  # frames that could be decoded while a decoder is set on another key frame


class FrameFinder:
    """The frames of one video, for one thread.

    Two decoders: one follows the wishes, the other fetches what lies behind the playhead, so that
    the first need not give up its place. Frames that come by are kept as they were decoded, in
    two thirds of ``memory`` bytes; the rest holds the pictures that were shown.
    """

    def __init__(self, path: Path, timeline: Timeline, memory: int) -> None:
        """Open ``path`` and decode its first picture.

        Raises:
            ProbeFailed: in one line, why it is no usable video.
        """
        self._frames = NearFrames(memory * 2 // 3)
        self._pictures: RecentPictures[tuple[int, Box]] = RecentPictures(memory // 3)
        self._maker = PictureMaker()
        self._instead: dict[int, int] = {}  # damaged frame: the one shown in its place
        self._unreachable: set[int] = set()
        self._frame_seconds = 0.002
        self._move = 0
        self._reader = FrameReader(path, timeline)
        self._scout: FrameReader | None = None
        try:
            self._first, frame = self._first_there_is()
        except BaseException:
            self._reader.close()
            raise
        self.shape: Shape = shape_of(frame, self._reader.aspect)
        self.lead: Fraction = self._reader.lead
        self._room = self._frames.room_for(frame)

    @property
    def timeline(self) -> Timeline:
        """When each frame is shown."""
        return self._reader.index.timeline

    @property
    def size(self) -> int:
        """Bytes that frames and pictures fill."""
        return self._frames.size + self._pictures.size

    def close(self) -> None:
        """Close the file."""
        for reader in self._readers():
            reader.close()

    # -- wishes ------------------------------------------------------------------------------

    def find(
        self,
        frame: int,
        box: Box,
        is_wanted: Callable[[int], bool] = lambda _passed: True,
        show_near: Callable[[Picture], None] | None = None,
    ) -> Picture | None:
        """The picture of ``frame``, or of the nearest one before it where that is damaged.

        ``is_wanted`` is asked after every frame passed whether to go on; if not, the answer is
        None. When the way is long ``show_near`` gets the picture of the key frame on the way.

        Raises:
            ProbeFailed: the file can no longer be read.
        """
        self._move = frame - self._frames.focus
        self._frames.focus = frame
        number = self._instead.get(frame, frame)
        known = self._pictures.get((number, box))
        if known is not None:
            return known
        kept = self._frames.get(number)
        if kept is not None:
            return self._picture(number, kept, box)

        def near(number: int, decoded: VideoFrame) -> None:
            if show_near is not None:
                show_near(self._picture(number, decoded, box))

        try:
            is_patient = show_near is None
            if self._goes_straight_to(frame, is_patient=is_patient):
                # Who drags wildly shall see something too, though he wishes for another by now.
                decoded = self._fetched(frame, lambda: not is_patient or is_wanted(frame))
                if decoded is not None:
                    return self._picture(frame, decoded, box)
            return self._picture(*self._reach(frame, is_wanted, near), box)
        except _NotWanted:
            return None

    def is_on_the_way(self, passed: int, frame: int) -> bool:
        """Whether decoding on after ``passed`` comes to ``frame`` sooner than starting anew."""
        index = self._reader.index
        return passed < frame and index.group(index.group_of(frame)).first <= passed + _SEEK_COSTS

    def _reach(
        self,
        frame: int,
        is_wanted: Callable[[int], bool],
        near: Callable[[int, VideoFrame], None],
    ) -> Numbered:
        """Decode up to ``frame``, if need be from an earlier group than the index says."""
        reader = self._standing_before(frame)
        if reader is not None:
            try:
                return self._run(reader, frame, is_wanted, near)
            except _Overshot:
                pass  # the frame before is gone from the cache as well: from its key frame
        # Frames of an open group are decoded from the group before.
        for place in range(self._reader.index.group_of(frame), -1, -1):
            self._reader.seek(place)
            try:
                return self._run(self._reader, frame, is_wanted, near)
            except _Overshot:
                continue
        self._instead[frame] = self._first
        return self._first_there_is()

    @property
    def _is_stepping(self) -> bool:
        return abs(self._move) <= _STEP

    def _goes_straight_to(self, frame: int, *, is_patient: bool) -> bool:
        """A jump with a short way: its place in the video is soon found again.

        Somebody who drags is impatient: on a slow way he sees a near picture first.
        """
        way = self._way_to(frame)
        is_jump = not -_STEP <= self._move <= _STRIDE
        is_soon = is_patient or way * self._frame_seconds <= _SLOW
        return is_jump and is_soon and way <= _SHORT_WAY and self._standing_before(frame) is None

    def _way_to(self, frame: int) -> int:
        """Frames between ``frame`` and the key frame before it."""
        index = self._reader.index
        return frame - index.group(index.group_of(frame)).first

    def _fetched(self, frame: int, goes_on: Callable[[], bool]) -> VideoFrame | None:
        began = time.perf_counter()
        decoded = self._reader.fetch(frame, goes_on)
        if decoded is not None:
            self._frames.add(frame, decoded)
            if self._way_to(frame) > _FEW:
                self._frame_seconds = (time.perf_counter() - began) / self._way_to(frame)
        return decoded

    def _run(
        self,
        reader: FrameReader,
        frame: int,
        is_wanted: Callable[[int], bool],
        near: Callable[[int, VideoFrame], None],
    ) -> Numbered:
        last: Numbered | None = None
        is_far = frame - (reader.position or 0) > _LONG_WAY
        # Whoever steps will want the frames on the way as well.
        reader.hurry_to(frame if is_far and not self._is_stepping else 0)
        for number, decoded in self._passing(reader):
            if number == frame:
                return number, decoded
            if number > frame:
                break
            if last is None and (frame - number) * self._frame_seconds > _SLOW:
                near(number, decoded)
            last = number, decoded
            if not is_wanted(number):
                raise _NotWanted
        if last is None:
            raise _Overshot
        self._instead[frame] = last[0]
        return last

    def _first_there_is(self) -> Numbered:
        self._reader.seek(0)
        for numbered in self._passing(self._reader):
            return numbered
        raise ProbeFailed(self._reader.path, "damaged: no picture can be decoded")

    def _passing(self, reader: FrameReader) -> Iterator[Numbered]:
        """Decode on, keeping every frame that comes by.

        Not those of a hurry: the ones between them are missing, and memory that the decoder may
        use again need not be fetched from the system, which takes as long as a third of decoding.
        """
        began, count = time.perf_counter(), 0
        try:
            while (numbered := reader.read()) is not None:
                count += 1
                if not reader.passes_over(numbered[0]):
                    self._frames.add(*numbered)
                yield numbered
        finally:
            if count > _FEW:
                self._frame_seconds = (time.perf_counter() - began) / count

    def _picture(self, number: int, frame: VideoFrame, box: Box) -> Picture:
        picture = self._maker.make(number, frame, self.shape, box)
        self._pictures.add((number, box), picture)
        return picture

    # -- looking ahead -----------------------------------------------------------------------

    def fetch_one(self, behind: int = BEHIND) -> bool:
        """Decode one more frame around the last wish; False when all of them are there.

        Raises:
            ProbeFailed: the file can no longer be read.
        """
        missing = self._missing(behind)
        if missing is None:
            return False
        reader = self._standing_before(missing)
        if reader is None:
            is_free = self._reader.position is None and missing > self._frames.focus
            reader = self._reader if is_free else self._scouting()
            reader.seek(reader.index.group_of(missing))
        reader.hurry_to(self._frames.focus - behind)
        self._fetch(reader, missing)
        return True

    def convert_one(self, box: Box) -> bool:
        """Make one more picture of the frames a step away; False when all of them are there."""
        focus = self._frames.focus
        for number in sorted(range(focus - _STEP, focus + _STEP + 1), key=lambda n: abs(n - focus)):
            kept = self._frames.get(number)
            if kept is not None and self._pictures.get((number, box)) is None:
                self._picture(number, kept, box)
                return True
        return False

    def fetch_on(self) -> bool:
        """Decode one more frame after the last wish if no seek is needed for it.

        Raises:
            ProbeFailed: the file can no longer be read.
        """
        missing = self._missing(0)
        reader = None if missing is None else self._standing_before(missing)
        if reader is None or missing is None:
            return False
        reader.hurry_to(0)
        self._fetch(reader, missing)
        return True

    def _fetch(self, reader: FrameReader, missing: int) -> None:
        numbered = reader.read()
        if numbered is not None and not reader.passes_over(numbered[0]):
            self._frames.add(*numbered)
        if numbered is None or numbered[0] > missing:
            self._unreachable.add(missing)

    def _missing(self, behind: int) -> int | None:
        focus, count = self._frames.focus, self._reader.index.timeline.count
        reach = self._room // 3  # what lies farther off would drive out what is near
        ahead = range(focus + 1, min(focus + min(AHEAD, reach) + 1, count))
        back = range(focus - 1, max(focus - min(behind, reach), 0) - 1, -1)
        return next((n for n in (*ahead, *back) if not self._is_settled(n)), None)

    def _is_settled(self, number: int) -> bool:
        return number in self._frames or number in self._instead or number in self._unreachable

    def _standing_before(self, frame: int) -> FrameReader | None:
        """The decoder nearest before ``frame`` that comes to it sooner than by a seek."""
        ready = [
            (reader.position, reader)
            for reader in self._readers()
            if reader.position is not None
            and reader.comes_to(frame)
            and self.is_on_the_way(reader.position - 1, frame)
        ]
        return max(ready, key=lambda each: each[0], default=(0, None))[1]

    def _scouting(self) -> FrameReader:
        if self._scout is None:
            self._scout = FrameReader(self._reader.path, self._reader.index)
        return self._scout

    def _readers(self) -> list[FrameReader]:
        return [self._reader] if self._scout is None else [self._reader, self._scout]


class _NotWanted(Exception):
    """Somebody wishes for another frame by now."""


class _Overshot(Exception):
    """The decoder came out behind the frame it was sent to."""
