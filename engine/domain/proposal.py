"""The plan-aware proposal: the boundaries that fit pictures and planned lengths best together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from engine.domain.evidence import Evidence
    from engine.domain.timing import Timeline


class Sight(StrEnum):
    """How well a proposed boundary can be seen in the picture."""

    CLEAR = "clear"
    DOUBTFUL = "doubtful"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ProposedBoundary:
    """One boundary: where it is best put, where the scaled plan has it, and how sure we are.

    ``gain`` is the evidence for a cut at ``frame`` (like log odds, below zero: no visible cut);
    ``confidence`` is 0 to 1. A ``MISSING`` boundary is a place to look at, never a cut.
    """

    frame: int
    planned_frame: int
    gain: float
    confidence: float
    sight: Sight


@dataclass(frozen=True, slots=True)
class Proposal:
    """One boundary between each two planned shots, rising."""

    boundaries: tuple[ProposedBoundary, ...]

    @property
    def certain(self) -> bool:
        """Whether every boundary can be clearly seen."""
        return all(b.sight is Sight.CLEAR for b in self.boundaries)

    @property
    def visible(self) -> tuple[ProposedBoundary, ...]:
        """The boundaries with a cut in the picture."""
        return tuple(b for b in self.boundaries if b.sight is not Sight.MISSING)


def propose(
    evidence: Evidence,
    timeline: Timeline,
    durations: Sequence[Fraction],
    tolerance: Fraction | None = None,
) -> Proposal:
    """Choose the boundaries between ``len(durations)`` shots.

    ``tolerance`` is how far, in seconds, a shot's length usually is from its plan (per model).
    """
    from engine.domain.boundary_search import search  # late: brings numpy

    return search(evidence, timeline, durations, tolerance)
