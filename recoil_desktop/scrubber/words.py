"""Frames, times and scores as the panel writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.domain.timing import Timeline


def timecode(timeline: Timeline, frame: int) -> str:
    """``00:00:05:12``: whole seconds, then the frame within its second (variable rates too)."""
    seconds = int(timeline.time(frame))
    inside = frame - timeline.frame_from(type(timeline.tick)(seconds))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}:{inside:02}"


def length_in_words(seconds: Fraction | float) -> str:
    """``2.46 s``: two places tell a frame apart at every usual rate."""
    return f"{float(seconds):.2f} s"


def count_of(number: int, thing: str) -> str:
    """``1 cut``, ``3 cuts``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
