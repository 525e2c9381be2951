"""Where a run of frames begins, ends and turns, and how fast it goes: the same for every player."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.timing import FrameSpan

if TYPE_CHECKING:
    from engine.domain.timing import Timeline

RATES = (1, 2, 4)


def inside(timeline: Timeline | None, frame: int) -> int:
    """The frame of ``timeline`` that is nearest to ``frame``; 0 where there is no timeline."""
    count = timeline.count if timeline is not None else 1
    return min(max(frame, 0), count - 1)


def span_of_run(timeline: Timeline | None, loop: FrameSpan | None) -> FrameSpan:
    """The frames that a run stays inside of: the loop as far as it lies in the film, or all."""
    count = timeline.count if timeline is not None else 1
    if loop is None or loop.first >= count:
        return FrameSpan(0, count)
    return FrameSpan(loop.first, min(loop.end, count))


def start_of_run(span: FrameSpan, frame: int, rate: float) -> int:
    """``frame``, or the other end of ``span`` where a run from there would be over at once."""
    if rate > 0 and not span.first <= frame < max(span.end - 1, span.first + 1):
        return span.first
    if rate <= 0 and not span.first < frame < span.end:
        return span.end - 1
    return frame


def ends_of_run(span: FrameSpan, rate: float) -> tuple[int, int]:
    """The first and the last frame of ``span`` in the direction of ``rate``."""
    return (span.first, span.end - 1) if rate > 0 else (span.end - 1, span.first)


def next_rate(rate: float) -> float:
    """The next faster forward rate after ``rate``; the fastest stays."""
    return next((float(each) for each in RATES if each > rate), float(RATES[-1]))
