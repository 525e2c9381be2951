"""Looking at one video with its plan: cuts by the rules, the proposal, the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.align import TOLERANCE
from engine.domain.proposal import propose
from engine.domain.verdict import Pictures, judge

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from engine.domain.detection import Detection
    from engine.domain.proposal import Proposal
    from engine.domain.timing import Timeline
    from engine.domain.verdict import PassVerdict
    from engine.jobs import JobContext
    from engine.media.scan import Scan
    from engine.store.cache import Caches


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """All that one decode of a pass tells."""

    scan: Scan
    detection: Detection
    proposal: Proposal | None
    verdict: PassVerdict

    @property
    def timeline(self) -> Timeline:
        """When each frame is shown."""
        return self.scan.timeline


def assess(
    video: Path,
    shot_ids: Sequence[str],
    durations: Sequence[Fraction] | None,
    caches: Caches | None,
    job: JobContext,
    *,
    tolerance: Fraction | None = None,
) -> Assessment:
    """Decode (or read from the cache), detect, propose where there is a plan, and judge.

    Without ``shot_ids`` nothing is planned and any number of cuts is welcome. ``tolerance`` is how
    far, in seconds, cuts of this model usually are from the plan; None: nobody knows.

    Raises:
        ProbeFailed: the file cannot be decoded.
        Stopped: the job was cancelled.
    """
    from engine.domain.boundary_search import flashes  # late: brings numpy
    from engine.media.detect import detect  # late: brings av

    expected = len(shot_ids) - 1 if shot_ids else None
    reach = TOLERANCE if tolerance is None else tolerance
    detected = detect(video, expected, durations, caches, job, tolerance=reach)
    scan, detection = detected.scan, detected.detection
    proposal = propose(scan.evidence, scan.timeline, durations, tolerance) if durations else None
    verdict = judge(
        shot_ids,
        scan.timeline,
        detection,
        durations=durations,
        proposal=proposal,
        pictures=Pictures(scan.luma.tolist(), scan.track.content),
        flashes=flashes(scan.evidence, detection.cuts),
    )
    return Assessment(scan, detection, proposal, verdict)
