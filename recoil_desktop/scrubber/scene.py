"""What the timeline shows, as plain values: tracks paint a scene and know nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.timing import FrameSpan, Timeline

if TYPE_CHECKING:
    from recoil_desktop.scrubber.peaks import Peaks


class Trust(StrEnum):
    """How far a cut can be believed; each has its own colour and its own shape."""

    SURE = "sure"
    DOUBTFUL = "doubtful"
    UNSEEN = "no cut seen here"
    HAND = "placed by hand"


class Tone(StrEnum):
    """What a piece of a lane says by its colour."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class CutMark:
    """One cut as it is drawn: where, how believable, and what the tooltip says."""

    frame: int
    trust: Trust
    note: str = ""
    is_wanted: bool = False  # nothing is placed here yet


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a lane: its frames, its title and the smaller text after it.

    ``detail`` is its length against the planned one. ``shot_id`` is the planned shot it stands
    for, the first of several; empty for a loose video.
    """

    frames: FrameSpan
    title: str
    note: str = ""
    tone: Tone = Tone.PLAIN
    tip: str = ""
    detail: str = ""
    shot_id: str = ""


def _no_timeline() -> Timeline:
    return Timeline.constant(1, Fraction(24))


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that is drawn except the playhead and the pointer, which move too often.

    ``detected`` are the cuts that ``threshold`` gives; ``planned`` the planner's boundaries, and
    ``planned_known`` is false where they are only equal slices. ``wanted`` are places where a
    cut is missing; ``selected`` is the frame of the cut, or of the wanted one, that is looked at.
    """

    timeline: Timeline = field(default_factory=_no_timeline)
    peaks: Peaks | None = None
    threshold: float = 27.0
    detected: tuple[int, ...] = ()
    planned: tuple[int, ...] = ()
    planned_known: bool = False
    cuts: tuple[CutMark, ...] = ()
    wanted: tuple[CutMark, ...] = ()
    selected: int | None = None
    shots: tuple[Block, ...] = ()
    extras: tuple[Block, ...] = ()
    in_point: int | None = None
    out_point: int | None = None

    @property
    def count(self) -> int:
        """How many frames the video has."""
        return self.timeline.count

    @property
    def breaks(self) -> tuple[int, ...]:
        """Where the picture is likely to change: the film shows no frame across these."""
        return (*self.detected, *(mark.frame for mark in self.wanted))

    def cut_at(self, frame: int) -> CutMark | None:
        """The cut on ``frame``, if there is one."""
        return next((cut for cut in (*self.cuts, *self.wanted) if cut.frame == frame), None)

    def shot_at(self, frame: int) -> Block | None:
        """The planned shot that ``frame`` lies in."""
        found = (b for b in self.shots if b.frames.first <= frame < b.frames.end)
        return next(found, None)
