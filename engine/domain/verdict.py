"""The verdict on a pass: what is right and wrong with each planned shot, and what would fix it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.align import Alignment, align
from engine.domain.proposal import Sight
from engine.domain.segments import layout
from engine.domain.timing import FrameSpan

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from engine.domain.detection import Detection
    from engine.domain.proposal import Proposal
    from engine.domain.timing import Timeline

SAME_PLACE = 2
SHORT_SHARE = Fraction(1, 2)
SHORT_WITHOUT_PLAN = Fraction(1, 2)
BLACK_LUMA = 20.0
STILL_SCORE = 0.1
MOSTLY = 0.9


class Finding(StrEnum):
    """What may be said about one planned shot."""

    MATCHED = "matched"
    MISSING_CUT = "missing cut"
    EXTRA_CUT = "extra cut"
    TOO_SHORT = "too short"
    BLACK = "black"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class ShotVerdict:
    """The findings on one planned shot; ``fix`` says in words what the editor can do, or nothing.

    ``frames`` is where the shot is, with a neighbour it is fused with. ``confidence`` is that of
    the less sure of its two boundaries, None when nothing was measured.
    """

    shot_id: str
    findings: tuple[Finding, ...]
    fix: str
    frames: FrameSpan | None
    confidence: float | None

    @property
    def is_matched(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.findings == (Finding.MATCHED,)

    def as_json(self) -> dict[str, object]:
        """The shot's verdict as it stands in the pass record and in ``--json``."""
        sure = None if self.confidence is None else round(self.confidence, 3)
        return {
            "shot_id": self.shot_id,
            "findings": [finding.value for finding in self.findings],
            "fix": self.fix,
            "confidence": sure,
        }


@dataclass(frozen=True, slots=True)
class PassVerdict:
    """The whole pass.

    ``accepted``: the rules let it through without an editor. ``flagged``: accepted, but the
    proposal doubts a boundary. ``ready``: refused by the rules, but the proposal is certain, so the
    review opens ready to be confirmed with one key. ``summary`` is one line for tree and lists.
    """

    shots: tuple[ShotVerdict, ...]
    accepted: bool
    flagged: bool
    ready: bool
    summary: str

    def as_json(self) -> dict[str, object]:
        """The verdict as it stands in the pass record and in ``--json``."""
        return {
            "summary": self.summary,
            "accepted": self.accepted,
            "flagged": self.flagged,
            "ready": self.ready,
            "shots": [shot.as_json() for shot in self.shots],
        }


@dataclass(frozen=True, slots=True)
class Pictures:
    """What the decode says about every frame: mean ``luma`` (0 to 255) and content ``scores``."""

    luma: Sequence[float]
    scores: Sequence[float]

    def are_black(self, span: FrameSpan) -> bool:
        """Whether nearly all frames of a shot are black."""
        dark = sum(1 for luma in self.luma[span.first : span.end] if luma < BLACK_LUMA)
        return dark >= MOSTLY * span.count

    def are_frozen(self, span: FrameSpan) -> bool:
        """Whether nearly all frames of a shot equal the one before."""
        scores = self.scores[span.first + 1 : span.end]
        still = sum(1 for score in scores if score < STILL_SCORE)
        return len(scores) > SAME_PLACE and still >= MOSTLY * len(scores)


def judge(
    shot_ids: Sequence[str],
    timeline: Timeline,
    detection: Detection,
    *,
    durations: Sequence[Fraction] | None = None,
    proposal: Proposal | None = None,
    pictures: Pictures | None = None,
    flashes: Collection[int] = (),
) -> PassVerdict:
    """Judge every planned shot; ``flashes`` are detected cuts that are no change of shot."""
    if not shot_ids:
        found = len(detection.cuts)
        return PassVerdict((), True, False, False, f"{found} cut{'' if found == 1 else 's'} found")
    places = _Places.found(shot_ids, timeline, detection, durations, proposal)
    extras = [
        cut
        for cut in detection.cuts
        if cut not in flashes and all(abs(cut - f) > SAME_PLACE for f in places.frames)
    ]
    scene = _Scene(shot_ids, timeline, durations, places, extras, pictures)
    shots = tuple(scene.verdict(k) for k in range(len(shot_ids)))
    agreed = proposal is None or (
        proposal.certain and _agree(layout(detection, timeline).boundaries, places.frames)
    )
    certain = proposal is not None and proposal.certain
    accepted = detection.converged
    summary = _summary(shots)
    return PassVerdict(shots, accepted, accepted and not agreed, not accepted and certain, summary)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the boundaries are; those without a visible cut are ``missing``, counted from 0."""

    frames: tuple[int, ...]
    missing: frozenset[int]
    confidence: tuple[float | None, ...]

    @classmethod
    def found(
        cls,
        shot_ids: Sequence[str],
        timeline: Timeline,
        detection: Detection,
        durations: Sequence[Fraction] | None,
        proposal: Proposal | None,
    ) -> _Places:
        """By the proposal; else by order when the count fits; else by the plan or equal slices."""
        needed = len(shot_ids) - 1
        if proposal is not None and len(proposal.boundaries) == needed:
            return cls.proposed(proposal)
        if len(detection.cuts) == needed:
            return cls(detection.cuts, frozenset(), (None,) * needed)
        slice_length = timeline.duration / len(shot_ids)
        lengths = durations or [slice_length] * len(shot_ids)
        times = [timeline.time(cut) for cut in detection.cuts]
        found = detection.alignment or align(times, lengths, slice_length / 2)
        return cls.aligned(found, timeline)

    @classmethod
    def proposed(cls, proposal: Proposal) -> _Places:
        """The places of a proposal."""
        boundaries = proposal.boundaries
        return cls(
            tuple(b.frame for b in boundaries),
            frozenset(k for k, b in enumerate(boundaries) if b.sight is Sight.MISSING),
            tuple(b.confidence for b in boundaries),
        )

    @classmethod
    def aligned(cls, found: Alignment, timeline: Timeline) -> _Places:
        """The places of an alignment."""
        return cls(
            tuple(timeline.frame_near(b.time) for b in found.boundaries),
            frozenset(k for k, b in enumerate(found.boundaries) if b.cut is None),
            (None,) * len(found.boundaries),
        )


@dataclass(frozen=True, slots=True)
class _Scene:
    """All a shot's verdict looks at."""

    shot_ids: Sequence[str]
    timeline: Timeline
    durations: Sequence[Fraction] | None
    places: _Places
    extras: Sequence[int]
    pictures: Pictures | None

    def verdict(self, shot: int) -> ShotVerdict:
        """What is to be said about one shot."""
        frames = self._frames(shot)
        fixes = self._fixes(shot, frames)
        findings = tuple(fixes) or (Finding.MATCHED,)
        return ShotVerdict(
            self.shot_ids[shot], findings, "; ".join(fixes.values()), frames, self._sure(shot)
        )

    def _frames(self, shot: int) -> FrameSpan | None:
        """From the last visible boundary before the shot to the first one after it."""
        visible = {k: f for k, f in enumerate(self.places.frames) if k not in self.places.missing}
        first = max((f for k, f in visible.items() if k < shot), default=0)
        end = min((f for k, f in visible.items() if k >= shot), default=self.timeline.count)
        return FrameSpan(first, end) if first < end else None

    def _sure(self, shot: int) -> float | None:
        around = self.places.confidence[max(shot - 1, 0) : shot + 1]
        known = [confidence for confidence in around if confidence is not None]
        return min(known, default=None)

    def _fixes(self, shot: int, frames: FrameSpan | None) -> Mapping[Finding, str]:
        """Every finding against the shot with its remedy; empty when the shot is as planned."""
        fixes: dict[Finding, str] = {}
        name = _short(self.shot_ids[shot])
        if fused := self._fused(shot):
            fixes[Finding.MISSING_CUT] = (
                f"no cut to be seen between {' and '.join(fused)}: place it by hand, or regenerate"
            )
        if frames is None:
            return fixes
        if inside := [cut for cut in self.extras if frames.first < cut < frames.end]:
            at = ", ".join(f"{float(self.timeline.time(cut)):.2f} s" for cut in inside)
            fixes[Finding.EXTRA_CUT] = f"the model added a cut inside {name} at {at}"
        if not fixes and self._is_short(shot, frames):
            fixes[Finding.TOO_SHORT] = f"{name} is much shorter than planned: regenerate it"
        if self.pictures and self.pictures.are_black(frames):
            fixes[Finding.BLACK] = f"{name} is black: regenerate it"
        elif self.pictures and self.pictures.are_frozen(frames):
            fixes[Finding.FROZEN] = f"nothing moves in {name}: regenerate it"
        return fixes

    def _fused(self, shot: int) -> tuple[str, ...]:
        """The shot and the neighbour no cut parts it from, in order; nothing when there is none."""
        missing = self.places.missing
        if shot not in missing and shot - 1 not in missing:
            return ()
        first = shot if shot in missing else shot - 1
        return tuple(_short(name) for name in self.shot_ids[first : first + 2])

    def _is_short(self, shot: int, frames: FrameSpan) -> bool:
        length = self.timeline.span(frames).length
        if not self.durations:
            return length < SHORT_WITHOUT_PLAN
        return length < self.durations[shot] * SHORT_SHARE


def _agree(rules: Sequence[int], proposed: Sequence[int]) -> bool:
    return len(rules) == len(proposed) and all(
        abs(a - b) <= SAME_PLACE for a, b in zip(rules, proposed, strict=True)
    )


def _summary(shots: Sequence[ShotVerdict]) -> str:
    """``all 4 shots matched``, or ``2 of 4 matched; SH03 missing cut; SH04 missing cut``."""
    wrong = [shot for shot in shots if not shot.is_matched]
    if not wrong:
        return "matched" if len(shots) == 1 else f"all {len(shots)} shots matched"
    parts = [f"{_short(shot.shot_id)} {', '.join(shot.findings)}" for shot in wrong]
    return "; ".join([f"{len(shots) - len(wrong)} of {len(shots)} matched", *parts])


def _short(shot_id: str) -> str:
    """``EP001_SH33A`` is ``SH33A`` inside its episode."""
    return shot_id.partition("_")[2] or shot_id
