"""Where to look first: every cut with its doubt in words, and the cuts that are missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.cut_edit import EditedCut, Origin
from engine.domain.proposal import Sight
from recoil_desktop.scrubber.blocks import boundaries_taken, missing_boundaries
from recoil_desktop.scrubber.scene import CutMark, Trust

if TYPE_CHECKING:
    from engine.domain.cut_edit import CutSheet
    from engine.domain.review import ReviewSheet

_CLEAR = 0.6
_DIM = 0.3
_FAR = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Doubt:
    """A place on the timeline worth a look; ``is_missing`` when there is no cut there yet."""

    frame: int
    trust: Trust
    reason: str
    confidence: float | None = None
    is_missing: bool = False

    @property
    def is_open(self) -> bool:
        """Does it need the editor's eye?"""
        return self.trust in {Trust.DOUBTFUL, Trust.UNSEEN}


def doubts(sheet: ReviewSheet, cuts: CutSheet) -> tuple[Doubt, ...]:
    """Missing cuts first, then all cuts, the most doubtful first."""
    marked = {cut.frame: doubt_about(sheet, cuts, cut) for cut in cuts.cuts}
    order = cuts.by_doubt(sheet.planned, float(sheet.timeline.rate))
    placed = sorted((marked[frame] for frame in order), key=lambda doubt: not doubt.is_open)
    return (*_missing(sheet, cuts), *placed)


def marks(sheet: ReviewSheet, cuts: CutSheet) -> tuple[CutMark, ...]:
    """The cuts as the timeline draws them."""
    found = (doubt_about(sheet, cuts, cut) for cut in cuts.cuts)
    return tuple(CutMark(doubt.frame, doubt.trust, doubt.reason) for doubt in found)


def doubt_about(sheet: ReviewSheet, cuts: CutSheet, cut: EditedCut) -> Doubt:
    """How far ``cut`` can be believed, and why."""
    if cut.origin is Origin.HAND:
        return Doubt(cut.frame, Trust.HAND, "placed by hand")
    confidence = _confidence(sheet, cut)
    trust, reason = _sight(sheet, cut, confidence)
    if trust is Trust.SURE and sheet.planned:
        trust, reason = _against_plan(sheet, cuts, cut) or (trust, reason)
    return Doubt(cut.frame, trust, reason, confidence)


def _sight(sheet: ReviewSheet, cut: EditedCut, confidence: float | None) -> tuple[Trust, str]:
    score = sheet.track.content[cut.frame]
    sight = _sight_of_proposal(sheet, cut.frame)
    if sight is Sight.MISSING or (sight is None and cut.origin is Origin.PLANNED):
        return Trust.UNSEEN, "no cut in the picture here, only planned"
    sure = 1.0 if confidence is None or sight is Sight.CLEAR else confidence
    if sight is Sight.DOUBTFUL or sure < _CLEAR:
        is_unseen = sight is None and sure < _DIM
        return Trust.UNSEEN if is_unseen else Trust.DOUBTFUL, f"seen weakly, score {score:.0f}"
    return Trust.SURE, f"clear, score {score:.0f}"


def _against_plan(sheet: ReviewSheet, cuts: CutSheet, cut: EditedCut) -> tuple[Trust, str] | None:
    if not sheet.planned_known:
        return None
    boundary = boundaries_taken(sheet, cuts.frames).get(cut.frame)
    if boundary is None:
        return Trust.DOUBTFUL, "no planned boundary near it"
    away = sheet.timeline.time(cut.frame) - sheet.timeline.time(sheet.planned[boundary])
    if abs(away) <= _FAR or _sight_of_proposal(sheet, cut.frame) is Sight.CLEAR:
        return None
    side = "after" if away > 0 else "before"
    return Trust.DOUBTFUL, f"{float(abs(away)):.1f} s {side} the plan"


def _missing(sheet: ReviewSheet, cuts: CutSheet) -> tuple[Doubt, ...]:
    if not sheet.shots or cuts.blocked_by() is None:
        return ()
    return tuple(
        Doubt(_place_for(sheet, index), Trust.UNSEEN, _fused(sheet, index), None, is_missing=True)
        for index in missing_boundaries(sheet, cuts.frames)
    )


def _place_for(sheet: ReviewSheet, boundary: int) -> int:
    """Where a missing cut is best looked for: the proposal's place, else the plan's."""
    if sheet.proposal is not None and boundary < len(sheet.proposal.boundaries):
        return sheet.proposal.boundaries[boundary].frame
    return sheet.planned[boundary]


def _fused(sheet: ReviewSheet, boundary: int) -> str:
    before, after = (shot.number.lstrip("0").upper() for shot in sheet.shots[boundary:][:2])
    return f"no cut between {before} and {after}"


def _confidence(sheet: ReviewSheet, cut: EditedCut) -> float | None:
    if cut.confidence is not None or sheet.proposal is None:
        return cut.confidence
    found = (b.confidence for b in sheet.proposal.boundaries if b.frame == cut.frame)
    return next(found, None)


def _sight_of_proposal(sheet: ReviewSheet, frame: int) -> Sight | None:
    if sheet.proposal is None:
        return None
    return next((b.sight for b in sheet.proposal.boundaries if b.frame == frame), None)
