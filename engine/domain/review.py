"""All that is needed to review one video's cuts, in one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from engine.domain.cut_edit import EditedCut
    from engine.domain.detection import Detection
    from engine.domain.evidence import Evidence
    from engine.domain.proposal import Proposal
    from engine.domain.scores import ScoreTrack
    from engine.domain.timing import FrameSpan, Timeline
    from engine.domain.verdict import PassVerdict


@dataclass(frozen=True, slots=True)
class PlannedShot:
    """What the planner asked for; ``number`` is the normal shot number, e.g. ``033a``."""

    shot_id: str
    number: str
    duration: Fraction | None
    prompt: str = ""
    is_wildcard: bool = False


@dataclass(frozen=True, slots=True)
class ExistingClip:
    """A clip that was cut from this video before; ``letter`` is set for a model-added one."""

    path: Path
    shot_id: str
    letter: str | None
    frames: FrameSpan | None


@dataclass(frozen=True, slots=True, eq=False)
class ReviewSheet:
    """A video with its plan, its scores, what was found and what the review opens with.

    ``pass_id`` is None for a loose video, which has no plan: ``shots`` may be empty then.
    ``planned`` are boundary frames, from the durations when ``planned_known``, else equal slices.
    ``status`` and ``reason`` are those of the pass record, ``size`` is (width, height) in pixels.
    """

    pass_id: str | None
    video: Path
    status: str
    reason: str
    timeline: Timeline
    size: tuple[int, int]
    has_audio: bool
    shots: tuple[PlannedShot, ...]
    planned: tuple[int, ...]
    planned_known: bool
    track: ScoreTrack
    evidence: Evidence | None
    detection: Detection
    proposal: Proposal | None
    cuts: tuple[EditedCut, ...]
    verdict: PassVerdict
    clips: tuple[ExistingClip, ...] = field(default=())

    @property
    def needed(self) -> int | None:
        """How many cuts the confirm asks for; None for a loose video."""
        return len(self.shots) - 1 if self.shots else None
