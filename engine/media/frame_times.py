"""From presentation stamps, as packets or frames carry them, to an exact timeline."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.domain.timing import Timeline

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream


def is_shown(packet: Packet[VideoStream], codec: str) -> bool:
    """Whether a packet gives a frame on screen.

    Not shown: what an edit list cuts away, and VP8's hidden reference frames.
    """
    if packet.pts is None or packet.is_discard:
        return False
    return codec != "vp8" or bool(bytes(packet)[0] & 0x10)


def tick_of(stream: VideoStream) -> Fraction:
    """The length of one tick of the stream's stamps, in seconds."""
    return Fraction(stream.time_base or Fraction(1, 1000))


class FrameTimes:
    """Collects the stamps of frames in any order."""

    def __init__(self, tick: Fraction) -> None:
        self._tick = tick
        self._stamps: list[int] = []
        self._end = 0

    @property
    def count(self) -> int:
        """How many frames there are so far."""
        return len(self._stamps)

    def add(self, stamp: int, duration: int | None) -> None:
        """One frame and how long it stays, both in ticks; the duration may be unknown."""
        self._stamps.append(stamp)
        if duration:
            self._end = max(self._end, stamp + duration)

    def timeline(self) -> Timeline:
        """The frames in order, the first one at 0; stamps that do not rise are pushed apart."""
        ordered = sorted(self._stamps)
        first, ticks = ordered[0], [0]
        for stamp in ordered[1:]:
            ticks.append(max(stamp - first, ticks[-1] + 1))
        end = self._end - first
        if end <= ticks[-1]:
            end = ticks[-1] + self._usual_step(ticks)
        return Timeline(tuple(ticks), self._tick, end)

    def constant_rate(self, *candidates: Fraction | None) -> Fraction | None:
        """The rate at which every frame lies within one tick of its place; None when it varies."""
        ticks = self.timeline().ticks
        step = self._usual_step(ticks)
        for rate in (*candidates, 1 / (step * self._tick)):
            if rate and self._fits(ticks, rate):
                return Fraction(rate)
        return None

    def _fits(self, ticks: tuple[int, ...], rate: Fraction) -> bool:
        step = 1 / (rate * self._tick)
        up, down = step.numerator, step.denominator
        return all(abs(stamp * down - index * up) <= down for index, stamp in enumerate(ticks))

    def _usual_step(self, ticks: list[int] | tuple[int, ...]) -> int:
        steps = sorted(b - a for a, b in pairwise(ticks))
        # A lone frame of unknown length is given a 24th of a second.
        return steps[(len(steps) - 1) // 2] if steps else max(1, round(1 / (24 * self._tick)))
