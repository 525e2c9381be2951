"""Review sheets made by hand: the truth is known, nothing is decoded."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from engine.domain.cut_edit import EditedCut, Origin
from engine.domain.detection import Detection, LadderStep
from engine.domain.proposal import Proposal, ProposedBoundary, Sight
from engine.domain.review import PlannedShot, ReviewSheet
from engine.domain.scores import START_THRESHOLD, ScoreTrack
from engine.domain.timing import FrameSpan, Timeline
from engine.domain.verdict import Finding, PassVerdict, ShotVerdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.helpers.clips import Clip

LOUD = 60.0
REVIEWED = "EP001_PASS_003"


def a_review(
    clip: Clip | None = None,
    *,
    planned: Sequence[int] = (24, 24, 24),
    scores: Mapping[int, float] | None = None,
    cuts: Sequence[int] | None = None,
    sights: Sequence[Sight] = (),
    pass_id: str | None = REVIEWED,
    rate: int = 24,
    size: tuple[int, int] = (180, 320),
) -> ReviewSheet:
    """A review of ``clip`` (else of a video that isn't there), planned as frames per shot.

    ``scores`` are the peaks over a quiet ground, by default one at every true cut. The review
    opens with ``cuts``, by default what a threshold of 27 finds.
    """
    boundaries = tuple(accumulate(planned))[:-1]
    count = clip.frames if clip else sum(planned)
    truth = clip.cuts if clip else boundaries
    timeline = Timeline.constant(count, Fraction(rate))
    track = a_track(count, scores if scores is not None else dict.fromkeys(truth, LOUD))
    detected = track.cuts_at(START_THRESHOLD)
    opened = detected if cuts is None else cuts
    shots = _shots(planned, rate) if pass_id else ()
    return ReviewSheet(
        pass_id=pass_id,
        video=clip.path if clip else Path("there-is-no-such-video.mp4"),
        status="segmentation_review",
        reason=f"{len(opened)} of {len(boundaries)} cuts found",
        timeline=timeline,
        size=size,
        has_audio=True,
        shots=shots,
        planned=boundaries if shots else (),
        planned_known=bool(shots),
        track=track,
        evidence=None,
        detection=_detection(detected),
        proposal=_proposal(boundaries, sights) if sights else None,
        cuts=tuple(EditedCut(frame, Origin.DETECTED, 0.9) for frame in opened),
        verdict=_verdict(shots, boundaries, opened, count),
    )


def a_track(count: int, peaks: Mapping[int, float]) -> ScoreTrack:
    """Scores of a calm video with a few peaks."""
    chance = random.Random(7)
    ground = [0.0, *(3 + 2 * chance.random() for _ in range(count - 1))]
    for frame, score in peaks.items():
        ground[frame] = score
    return ScoreTrack.constant(ground)


def with_verdict(sheet: ReviewSheet, index: int, finding: Finding, fix: str) -> ReviewSheet:
    """The same review, with one more finding on the shot at ``index``."""
    shots = list(sheet.verdict.shots)
    shots[index] = replace(shots[index], findings=(finding,), fix=fix)
    return replace(sheet, verdict=replace(sheet.verdict, shots=tuple(shots)))


def _detection(found: tuple[int, ...]) -> Detection:
    history = (LadderStep(START_THRESHOLD, len(found)),)
    return Detection(found, START_THRESHOLD, converged=False, history=history)


def _shots(planned: Sequence[int], rate: int) -> tuple[PlannedShot, ...]:
    names = [f"{33 + i // 3:03}{'abc'[i % 3]}" for i in range(len(planned))]
    return tuple(
        PlannedShot(f"EP001_SH{name.lstrip('0').upper()}", name, Fraction(frames, rate))
        for name, frames in zip(names, planned, strict=True)
    )


def _proposal(boundaries: Sequence[int], sights: Sequence[Sight]) -> Proposal:
    sure = {Sight.CLEAR: 0.95, Sight.DOUBTFUL: 0.45, Sight.MISSING: 0.05}
    return Proposal(
        tuple(
            ProposedBoundary(frame, frame, 4 * sure[sight] - 1, sure[sight], sight)
            for frame, sight in zip(boundaries, sights, strict=True)
        )
    )


def _verdict(
    shots: Sequence[PlannedShot], boundaries: Sequence[int], cuts: Sequence[int], count: int
) -> PassVerdict:
    found = []
    for index, (shot, (first, end)) in enumerate(
        zip(shots, pairwise((0, *boundaries, count)), strict=False)
    ):
        missing = index < len(boundaries) and boundaries[index] not in cuts
        finding = Finding.MISSING_CUT if missing else Finding.MATCHED
        fix = f"place a cut near frame {end}" if missing else ""
        found.append(
            ShotVerdict(
                shot.shot_id, (finding,), fix, FrameSpan(first, end), 0.3 if missing else 0.9
            )
        )
    summary = "ready to cut" if len(cuts) == len(boundaries) else "cuts differ from the plan"
    return PassVerdict(tuple(found), accepted=False, flagged=False, ready=False, summary=summary)
