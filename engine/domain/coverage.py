"""Coverage passes: what the planner wanted each pass to hold, and for how long."""

from __future__ import annotations

import reprlib
from fractions import Fraction

from pydantic import Field

from engine.domain.documents import Document, Flag, Keyed, ListDocument, Listed
from engine.domain.ids import PassId
from engine.errors import UserError

# A day; nobody plans longer shots, and digits without end stay out of the arithmetic.
LONGEST = 86_400


class CoverageSegment(Document):
    """One shot as the pass should show it. ``duration_s`` is kept as written, right or wrong."""

    segment_index: int | None = None
    source_shot_id: str | None = None
    shot_type: str | None = None
    duration_s: object = None
    prompt: str | None = None
    is_wildcard: Flag = False


class CoveragePass(Document):
    """One planned pass."""

    pass_id: str = ""
    episode_id: str | None = None
    shot_range: Listed[str] = Field(default_factory=list)
    camera_side: str | None = None
    label: str | None = None
    focus_character: str | None = None
    pass_type: str | None = None
    location_id: str | None = None
    arc_preamble: str | None = None
    blueprint_image_path: str | None = None
    segments: Listed[CoverageSegment] = Field(default_factory=list)
    generation_config: Keyed[object] = Field(default_factory=dict)
    element_config: Keyed[object] = Field(default_factory=dict)
    wildcard_enabled: Flag = False

    def ordered_segments(self) -> tuple[CoverageSegment, ...]:
        """The segments in time order: by their index where all have one, else as they stand."""
        if any(segment.segment_index is None for segment in self.segments):
            return tuple(self.segments)
        return tuple(sorted(self.segments, key=lambda segment: segment.segment_index or 0))

    def shot_ids(self) -> tuple[str, ...]:
        """The real shots of the pass; one of wildcards only stands for its shot range."""
        real = [s.source_shot_id for s in self.ordered_segments() if not s.is_wildcard]
        named = tuple(shot for shot in real if shot)
        return named or tuple(dict.fromkeys(self.shot_range))

    def durations(self) -> tuple[Fraction, ...]:
        """How long the planner wants each segment, in seconds; ``()`` when that is not known.

        Raises:
            UserError: a duration is no number, not finite, zero or negative; names the segment.
        """
        wanted = [segment.duration_s for segment in self.ordered_segments()]
        if any(duration is None for duration in wanted):
            return ()
        return tuple(self._seconds(index, duration) for index, duration in enumerate(wanted))

    def _seconds(self, index: int, duration: object) -> Fraction:
        seconds = as_seconds(duration)
        if seconds is None:
            said = reprlib.repr(duration)
            raise UserError(f"pass {self.pass_id}: segment {index} has no usable duration: {said}")
        return seconds


class CoverageDocument(ListDocument):
    """``ep_001_passes.json``: an object with ``passes``, or a bare list of them."""

    listed = "passes"

    passes: Listed[CoveragePass] = Field(default_factory=list)

    def find(self, pass_id: str) -> CoveragePass | None:
        """The planned pass of this id."""
        return next((one for one in self.passes if one.pass_id == pass_id), None)

    def highest_counter(self) -> int:
        """The highest pass number that planners gave away; 0 when there is none."""
        ids = (one.pass_id for one in self.passes if one.pass_id)
        return max((found.counter for one in ids if (found := PassId.find(one))), default=0)


def as_seconds(duration: object) -> Fraction | None:
    """A length of time from a document as the decimal it is written as; None when it is none."""
    if isinstance(duration, bool) or not isinstance(duration, int | float):
        return None
    return Fraction(str(duration)) if 0 < duration <= LONGEST else None
