"""Clips one after another as one run of frames: which clip a frame is in, and where in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from engine.domain.timing import FrameSpan, Timeline

if TYPE_CHECKING:
    from pathlib import Path

_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class ReelItem:
    """One shot on the reel.

    ``path`` is its clip, or the still that stands in where ``reason`` says why there is no clip;
    None when there is nothing to see. ``start`` and ``duration`` are seconds on the reel, ``rate``
    is the clip's own.
    """

    key: str
    name: str
    path: Path | None
    start: Fraction
    duration: Fraction
    rate: Fraction
    frames: int
    status: str = ""
    reason: str = ""
    title: str = ""
    take: int | None = None
    has_sound: bool = False
    stamp: tuple[int, int] | None = None  # of the file, so that a replaced one is another item

    @property
    def end(self) -> Fraction:
        """Where the next one begins."""
        return self.start + self.duration

    @property
    def is_missing(self) -> bool:
        """Whether something stands in for a clip."""
        return bool(self.reason)


@dataclass(frozen=True, slots=True)
class Place:
    """A frame of the reel as the clip sees it; ``seconds`` is the middle of the frame's time."""

    index: int
    frame: int
    seconds: Fraction


@dataclass(frozen=True, slots=True)
class Reel:
    """The items touch each other; ``rate`` is what the playhead counts in."""

    items: tuple[ReelItem, ...] = ()
    rate: Fraction = Fraction(24)
    size: tuple[int, int] = (1080, 1920)
    title: str = ""
    timeline: Timeline = field(init=False, repr=False, compare=False)
    _starts: tuple[Fraction, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        count = max(1, ceil(self.duration * self.rate)) if self.items else 1
        object.__setattr__(self, "timeline", Timeline.constant(count, self.rate))
        object.__setattr__(self, "_starts", tuple(item.start for item in self.items))

    @property
    def duration(self) -> Fraction:
        """Seconds, from the first item's start to the last one's end."""
        return self.items[-1].end - self.items[0].start if self.items else Fraction(0)

    @property
    def _origin(self) -> Fraction:
        return self.items[0].start if self.items else Fraction(0)

    def place_of(self, frame: int) -> Place:
        """Which item a frame of the reel is in, and which of its frames is on screen then."""
        time = self._origin + (frame + _HALF) / self.rate
        index = max(bisect_right(self._starts, time) - 1, 0)
        item = self.items[index]
        seconds = min(max(time - item.start, Fraction(0)), item.duration)
        return Place(index, min(int(seconds * item.rate), item.frames - 1), seconds)

    def first_frame(self, index: int) -> int:
        """The frame of the reel with which an item begins."""
        exact = (self.items[index].start - self._origin) * self.rate
        return min(max(ceil(exact - _HALF), 0), self.timeline.count - 1)

    def span(self, first: int, last: int) -> FrameSpan:
        """The frames of the reel from one item to another, both included."""
        begins = self.first_frame(first)
        is_end = last + 1 >= len(self.items)
        ends = self.timeline.count if is_end else self.first_frame(last + 1)
        return FrameSpan(begins, max(ends, begins + 1))

    def index_of(self, key: str) -> int | None:
        """Which item has this key."""
        found = (index for index, item in enumerate(self.items) if item.key == key)
        return next(found, None)

    def part(self, first: int, last: int, title: str = "") -> Reel:
        """Some neighbours alone."""
        return Reel(self.items[first : last + 1], self.rate, self.size, title or self.title)
