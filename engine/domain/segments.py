"""From boundaries to the clips of a pass: planned segments tile it, extras overlap them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.domain.timing import FrameSpan


@dataclass(frozen=True, slots=True)
class PlannedSegment:
    """One clip to be cut.

    ``parent`` is the shot that contains it; for a planner-intended segment its own. ``letter`` is
    None for those, a to z for an extra. ``index`` counts planned segments from 0, None for extras.
    ``delta`` is how much later than planned its starting boundary is, None where unknown.
    """

    shot_id: str
    letter: str | None
    frames: FrameSpan
    parent: str
    index: int | None
    delta: Fraction | None = None

    @property
    def is_extra(self) -> bool:
        """Whether the model added it."""
        return self.letter is not None

    @property
    def segment_class(self) -> str:
        """The word for it in documents."""
        return "model-added" if self.is_extra else "planner-intended"
