"""Where to look first: every cut with its doubt in words, and the cuts that are missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.cut_edit import EditedCut, Origin
from engine.domain.proposal import Sight
from recoil_desktop.scrubber.blocks import boundaries_taken, short_name
from recoil_desktop.scrubber.scene import CutMark, Trust

if TYPE_CHECKING:
    from collections.abc import Sequence

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

    @property
    def mark(self) -> CutMark:
        """The place as the timeline and the proof draw it."""
        return CutMark(self.frame, self.trust, self.reason, self.is_missing)


def judged(sheet: ReviewSheet, cuts: CutSheet) -> tuple[Doubt, ...]:
    """Every cut and every missing one, in order of time."""
    jury = _Jury(sheet, cuts)
    found = [*(jury.doubt_about(cut) for cut in cuts.cuts), *jury.missing()]
    return tuple(sorted(found, key=lambda doubt: doubt.frame))


def by_doubt(sheet: ReviewSheet, cuts: CutSheet, found: Sequence[Doubt]) -> tuple[Doubt, ...]:
    """The same with the missing first, then what needs an eye, the most doubtful first."""
    order = cuts.by_doubt(sheet.planned, float(sheet.timeline.rate))
    rank = {frame: place for place, frame in enumerate(order)}
    return tuple(
        sorted(
            found,
            key=lambda doubt: (
                not doubt.is_missing,
                not doubt.is_open,
                doubt.frame if doubt.is_missing else rank[doubt.frame],
            ),
        )
    )


class _Jury:
    """Looks things up once for all cuts: a threshold drag judges two hundred of them a frame."""

    def __init__(self, sheet: ReviewSheet, cuts: CutSheet) -> None:
        self._sheet = sheet
        self._cuts = cuts
        self._taken = boundaries_taken(sheet, cuts.frames)
        boundaries = sheet.proposal.boundaries if sheet.proposal else ()
        self._proposed = {boundary.frame: boundary for boundary in boundaries}

    def doubt_about(self, cut: EditedCut) -> Doubt:
        """How far ``cut`` can be believed, and why."""
        if cut.origin is Origin.HAND:
            return Doubt(cut.frame, Trust.HAND, "placed by hand")
        proposed = self._proposed.get(cut.frame)
        sight = proposed.sight if proposed else None
        confidence = cut.confidence
        if confidence is None and proposed is not None:
            confidence = proposed.confidence
        trust, reason = self._seen(cut, sight, confidence)
        if trust is Trust.SURE:
            trust, reason = self._against_plan(cut, sight) or (trust, reason)
        return Doubt(cut.frame, trust, reason, confidence)

    def missing(self) -> tuple[Doubt, ...]:
        """The planned boundaries no cut stands for, where they are best looked for."""
        sheet = self._sheet
        if not sheet.shots or self._cuts.blocked_by() is None:
            return ()
        taken = set(self._taken.values())
        gone = [index for index in range(len(sheet.planned)) if index not in taken]
        return tuple(
            Doubt(self._place_for(index), Trust.UNSEEN, _fused(sheet, index), None, is_missing=True)
            for index in gone
        )

    def _seen(
        self, cut: EditedCut, sight: Sight | None, confidence: float | None
    ) -> tuple[Trust, str]:
        score = self._sheet.track.content[cut.frame]
        if sight is Sight.MISSING or (sight is None and cut.origin is Origin.PLANNED):
            return Trust.UNSEEN, "no cut in the picture here, only planned"
        sure = 1.0 if confidence is None or sight is Sight.CLEAR else confidence
        if sight is Sight.DOUBTFUL or sure < _CLEAR:
            is_unseen = sight is None and sure < _DIM
            return Trust.UNSEEN if is_unseen else Trust.DOUBTFUL, f"seen weakly, score {score:.0f}"
        return Trust.SURE, f"clear, score {score:.0f}"

    def _against_plan(self, cut: EditedCut, sight: Sight | None) -> tuple[Trust, str] | None:
        sheet = self._sheet
        if not sheet.planned_known:
            return None
        boundary = self._taken.get(cut.frame)
        if boundary is None:
            return Trust.DOUBTFUL, "no planned boundary near it"
        away = sheet.timeline.time(cut.frame) - sheet.timeline.time(sheet.planned[boundary])
        if abs(away) <= _FAR or sight is Sight.CLEAR:
            return None
        side = "after" if away > 0 else "before"
        return Trust.DOUBTFUL, f"{float(abs(away)):.1f} s {side} the plan"

    def _place_for(self, boundary: int) -> int:
        """The proposal's place, else the plan's."""
        proposal = self._sheet.proposal
        if proposal is not None and boundary < len(proposal.boundaries):
            return proposal.boundaries[boundary].frame
        return self._sheet.planned[boundary]


def _fused(sheet: ReviewSheet, boundary: int) -> str:
    before, after = (short_name(shot.shot_id) for shot in sheet.shots[boundary : boundary + 2])
    return f"no cut between {before} and {after}"
