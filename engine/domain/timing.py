"""Exact media time: frames are integers, seconds are fractions, spans are half open."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of media time, ``start <= t < end``, in exact seconds."""

    start: Fraction
    end: Fraction

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"empty span {self.start}..{self.end}")

    @property
    def length(self) -> Fraction:
        """Seconds from start to end."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, order=True)
class FrameSpan:
    """A half-open run of frames, ``first <= n < end``."""

    first: int
    end: int

    def __post_init__(self) -> None:
        if self.first < 0 or self.end <= self.first:
            raise ValueError(f"empty frame span {self.first}..{self.end}")

    @property
    def count(self) -> int:
        """How many frames it holds, at least one."""
        return self.end - self.first


@dataclass(frozen=True, slots=True)
class Timeline:
    """When each frame of a video is shown; frame n is on screen from ``time(n)`` to ``time(n+1)``.

    ``ticks`` are the presentation stamps, rising, the first frame at 0; ``tick`` is the length of
    one in seconds; ``end`` is the stamp at which the last frame leaves the screen. Works for
    constant and variable frame rates alike.
    """

    ticks: tuple[int, ...]
    tick: Fraction
    end: int

    @classmethod
    def constant(cls, frames: int, rate: Fraction) -> Timeline:
        """The timeline of ``frames`` frames at a constant ``rate`` (frames per second)."""
        return cls(tuple(range(frames)), 1 / Fraction(rate), frames)

    @property
    def count(self) -> int:
        """How many frames there are."""
        return len(self.ticks)

    @property
    def duration(self) -> Fraction:
        """Seconds from the first frame's start to the last one's end."""
        return self.end * self.tick

    @property
    def rate(self) -> Fraction:
        """Frames per second, on average."""
        return self.count / self.duration if self.end else Fraction(0)

    def time(self, frame: int) -> Fraction:
        """When ``frame`` appears, in seconds; ``time(count)`` is the duration."""
        return (self.ticks[frame] if frame < self.count else self.end) * self.tick

    def frame_from(self, time: Fraction) -> int:
        """The first frame at or after ``time``; ``count`` when there is none."""
        return bisect_left(self.ticks, time / self.tick)

    def frame_at(self, time: Fraction) -> int:
        """The frame on screen at ``time``, kept inside the video."""
        return min(max(bisect_right(self.ticks, time / self.tick) - 1, 0), self.count - 1)

    def frame_near(self, time: Fraction) -> int:
        """The frame whose start is nearest to ``time``; of two, the earlier. ``count`` is possible.

        Times in documents are decimal floats: 1.333333 means the frame at 4/3 s, not the next one.
        """
        after = self.frame_from(time)
        if after == 0:
            return 0
        before = after - 1
        return before if time - self.time(before) <= self.time(after) - time else after

    def span(self, frames: FrameSpan) -> Span:
        """The seconds that ``frames`` cover."""
        return Span(self.time(frames.first), self.time(frames.end))


def tile(duration: Fraction, cuts: Sequence[Fraction]) -> tuple[Span, ...]:
    """Split ``0..duration`` at ``cuts`` into spans that touch and do not overlap."""
    return tuple(Span(a, b) for a, b in pairwise([Fraction(0), *cuts, duration]))


def tile_frames(count: int, cuts: Sequence[int]) -> tuple[FrameSpan, ...]:
    """Split ``0..count`` at the frames ``cuts`` into runs that touch and do not overlap."""
    return tuple(FrameSpan(a, b) for a, b in pairwise([0, *cuts, count]))
