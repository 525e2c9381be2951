"""Which frame a stamp belongs to, and from where a frame can be decoded."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import ProbeFailed
from engine.media.frame_times import is_shown, tick_of

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from av.container import InputContainer
    from av.video.stream import VideoStream

    from engine.domain.timing import Timeline


@dataclass(frozen=True, slots=True)
class Group:
    """A run of frames that is decoded from its first one: ``first`` is its number."""

    first: int
    stamp: int


class FrameIndex:
    """Numbers and groups of one video stream, laid over the ``timeline`` that everybody uses.

    ``origin`` is the stamp of the first frame on screen, ``tick`` the length of one in seconds.
    """

    def __init__(
        self, timeline: Timeline, tick: Fraction, origin: int, key_stamps: list[int]
    ) -> None:
        self.timeline = timeline
        self.origin = origin
        self.tick = tick
        self._numbers = _numbers(timeline) if timeline.tick == tick else {}
        self._groups = self._grouped(sorted(key_stamps) or [origin])
        self._firsts = [group.first for group in self._groups]

    @property
    def groups(self) -> int:
        """How many groups there are, at least one."""
        return len(self._groups)

    def group(self, place: int) -> Group:
        """The group at ``place``, counted from 0."""
        return self._groups[place]

    def group_of(self, frame: int) -> int:
        """The place of the group that holds ``frame``."""
        return max(bisect_right(self._firsts, frame) - 1, 0)

    def number(self, stamp: int) -> int:
        """The number of the frame that carries ``stamp``."""
        ticks = stamp - self.origin
        exact = self._numbers.get(ticks)
        return self.timeline.frame_near(ticks * self.tick) if exact is None else exact

    def _grouped(self, stamps: list[int]) -> list[Group]:
        # Of key frames before the first frame on screen only the last one is of use.
        first_of = {self._first_from(stamp): stamp for stamp in stamps}
        return [Group(first, first_of[first]) for first in sorted(first_of)]

    def _first_from(self, stamp: int) -> int:
        return self.number(stamp) if stamp > self.origin else 0


def read_index(
    path: Path, source: InputContainer, stream: VideoStream, timeline: Timeline
) -> FrameIndex:
    """Demux every packet of ``stream`` once; nothing is decoded.

    Raises:
        ProbeFailed: no packet shows a picture.
    """
    source.seek(stream.start_time or 0, stream=stream)
    origin: int | None = None
    keys = []
    for packet in source.demux(stream):
        if packet.pts is None:
            continue
        if packet.is_keyframe:
            keys.append(packet.pts)
        if is_shown(packet, stream.codec_context.name):
            origin = packet.pts if origin is None else min(origin, packet.pts)
    if origin is None:
        raise ProbeFailed(path, "has no frames")
    return FrameIndex(timeline, tick_of(stream), origin, keys)


def _numbers(timeline: Timeline) -> dict[int, int]:
    return {ticks: number for number, ticks in enumerate(timeline.ticks)}
