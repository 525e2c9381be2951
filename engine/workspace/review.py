"""The review of one video: everything the editor looks at, and what the confirm does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.align import planned_times
from engine.domain.cut_edit import EditedCut, Origin
from engine.domain.cut_points import read_time
from engine.domain.passes import ExtractionMethod, PassStatus
from engine.domain.proposal import Sight
from engine.domain.review import PlannedShot, ReviewSheet
from engine.domain.segments import layout
from engine.errors import Conflict
from engine.workspace.assessment import assess
from engine.workspace.clips import existing_clips, plan_clips, shown_clips
from engine.workspace.confirmed import TIMES, times_of
from engine.workspace.cut_errors import tolerance_for
from engine.workspace.cutting import CutOrder, cut_anew
from engine.workspace.extraction import review_reason
from engine.workspace.pass_videos import (
    durations_of,
    find_pass,
    names_of,
    place_of,
    planned_shots,
    video_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction
    from pathlib import Path

    from engine.domain.passes import PassRecord
    from engine.domain.timing import Timeline
    from engine.jobs import JobContext
    from engine.store.cache import Caches
    from engine.store.project import Project
    from engine.workspace.assessment import Assessment
    from engine.workspace.confirmed import Confirmed
    from engine.workspace.cutting import CutResult
    from engine.workspace.pass_videos import PassVideo

    Choose = Callable[[Sequence[str], Timeline, Sequence[Fraction]], Confirmed]


@dataclass(frozen=True, slots=True)
class WaitingReview:
    """A pass that waits for its editor, and why."""

    episode: int
    pass_id: str
    status: str
    reason: str
    video: str

    def as_json(self) -> dict[str, object]:
        """The pass as ``review list --json`` tells it."""
        return {
            "pass_id": self.pass_id,
            "status": self.status,
            "reason": self.reason,
            "video": self.video,
        }


def waiting_reviews(project: Project) -> tuple[WaitingReview, ...]:
    """The passes that wait for their editor, by episode and number.

    Raises:
        CorruptFile: an episode's pass state cannot be read.
    """
    found = []
    for episode in project.passes.episodes():
        for pass_id, record in sorted(project.passes.read(episode).passes.items()):
            if record.waits_for_editor:
                reason = review_reason(record) or record.verdict_summary
                video = record.video_path or ""
                found.append(WaitingReview(episode, pass_id, record.status or "", reason, video))
    return tuple(found)


# -- opening -----------------------------------------------------------------


def open_review(
    project: Project, pass_id: str, caches: Caches | None, job: JobContext
) -> ReviewSheet:
    """Everything about a pass that its review shows; looks only.

    Raises:
        NotFound: no such pass, or no video of it.
        ProbeFailed: the video cannot be decoded.
    """
    from engine.media.probe import probe  # late: brings av

    episode, record = find_pass(project, pass_id)
    video = video_of(project, episode, record)
    place = place_of(project, video)
    info = probe(place)
    shots = planned_shots(project, video)
    durations = durations_of(shots)
    usual = tolerance_for(project, video, caches)
    ids = [shot.shot_id for shot in shots]
    found = assess(place, ids, durations, caches, job, tolerance=usual)
    return ReviewSheet(
        pass_id=video.pass_id,
        video=place,
        status=record.status or "",
        reason=review_reason(record),
        timeline=found.timeline,
        size=(info.width, info.height),
        has_audio=info.has_audio,
        shots=shots,
        planned=planned_frames(found.timeline, len(shots), durations),
        planned_known=durations is not None,
        track=found.scan.track,
        evidence=found.scan.evidence,
        detection=found.detection,
        proposal=found.proposal,
        cuts=_first_cuts(found, record, durations),
        verdict=found.verdict,
        clips=tuple(shown_clips(project, video, found.timeline)),
    )


def open_video(
    video: Path,
    durations: Sequence[Fraction] | None,
    shots: int | None,
    caches: Caches | None,
    job: JobContext,
) -> ReviewSheet:
    """The review of a loose file; with ``durations`` or a number of ``shots`` they are planned.

    Raises:
        ProbeFailed: the file cannot be decoded.
    """
    from engine.media.probe import probe  # late: brings av

    info = probe(video)
    wanted = len(durations) if durations else shots or 0
    planned = tuple(
        PlannedShot(f"shot {k + 1}", f"{k + 1:03d}", durations[k] if durations else None)
        for k in range(wanted)
    )
    found = assess(video, [shot.shot_id for shot in planned], durations, caches, job)
    return ReviewSheet(
        pass_id=None,
        video=video,
        status="",
        reason="",
        timeline=found.timeline,
        size=(info.width, info.height),
        has_audio=info.has_audio,
        shots=planned,
        planned=planned_frames(found.timeline, wanted, durations),
        planned_known=durations is not None,
        track=found.scan.track,
        evidence=found.scan.evidence,
        detection=found.detection,
        proposal=found.proposal,
        cuts=_first_cuts(found, None, durations),
        verdict=found.verdict,
    )


def planned_frames(
    timeline: Timeline, shots: int, durations: Sequence[Fraction] | None
) -> tuple[int, ...]:
    """Where the plan changes shots, in frames inside the video; equal slices without a plan."""
    times = planned_times(durations or [timeline.duration / max(shots, 1)] * shots)
    frames = (timeline.frame_near(time) for time in times)
    return tuple(sorted({frame for frame in frames if 0 < frame < timeline.count}))


def _first_cuts(
    found: Assessment, record: PassRecord | None, durations: Sequence[Fraction] | None
) -> tuple[EditedCut, ...]:
    """What the review opens with: cuts decided before, else the proposal, else what was found."""
    from engine.domain.boundary_search import certainty  # late: brings numpy

    if record is not None and (decided := _decided(record, found.timeline)):
        return decided
    if found.proposal is not None:
        return tuple(
            EditedCut(b.frame, Origin.PROPOSED, b.confidence)
            for b in found.proposal.boundaries
            if b.sight is not Sight.MISSING
        )
    detection = found.detection
    is_usable = detection.converged and bool(found.verdict.shots)
    usable = layout(detection, found.timeline, durations).boundaries
    frames = usable if is_usable else detection.cuts
    sure = certainty(found.scan.evidence, frames)
    return tuple(EditedCut(frame, Origin.DETECTED, sure[frame]) for frame in frames)


def _decided(record: PassRecord, timeline: Timeline) -> tuple[EditedCut, ...]:
    """The cuts of a pass that was extracted; none when the record does not tell them."""
    by_hand = record.extraction_method == ExtractionMethod.HUMAN_CONFIRMED
    if record.status != PassStatus.EXTRACTED:
        return ()
    starts = [times.start for times in record.segment_timestamps.values()]
    frames = {timeline.frame_near(read_time(start)) for start in starts if start}
    origin = Origin.HAND if by_hand else Origin.DETECTED
    return tuple(EditedCut(f, origin) for f in sorted(frames) if 0 < f < timeline.count)


# -- confirming --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConfirmedCut:
    """What a confirm brought: the pass, where its segments are, and the clips."""

    pass_id: str
    timestamps: dict[str, object]
    result: CutResult


def confirm(
    project: Project,
    pass_id: str,
    choose: Choose,
    job: JobContext,
) -> ConfirmedCut:
    """Cut a pass anew where its editor says.

    ``choose`` makes and checks the segments, from the shots, the video's timeline, and the seconds
    at which the extras start that were cut before. Old segments, their sidecars and the marker are
    replaced in one change set.

    Raises:
        NotFound, ProbeFailed, Refused, CorruptFile: nothing has changed.
        Busy, Conflict: somebody else is at this pass, or was just now; nothing has changed.
        CutFailed: the old segments are still there, the pass is in review with the reason.
    """
    episode, seen = find_pass(project, pass_id)
    video = video_of(project, episode, seen)
    with project.locks.lease("extract", video.pass_id):
        _check_unchanged(project, video)
        order = _ordered(project, video, choose)
        result = _cut(project, order, job)
    segments = [clip.segment for clip in order.clips]
    return ConfirmedCut(video.pass_id, times_of(segments, order.timeline), result)


def _cut(project: Project, order: CutOrder, job: JobContext) -> CutResult:
    """Cut, with a line in the log of operations for its beginning and its end."""
    if order.video.record.status == PassStatus.EXTRACTING:  # somebody died over this pass
        project.ops.note_crashed()
    times = {"timestamps": order.while_cutting[TIMES]}
    with project.ops.recorded("confirm", names_of(order.video) | times) as recording:
        result = cut_anew(project, order, job)
        made = [str(clip.plan.path) for clip in result.clips]
        recording.outputs |= {"segments": made, "change": result.change and result.change.id}
    return result


def _check_unchanged(project: Project, video: PassVideo) -> None:
    """Refuse what was decided on a pass that somebody else has changed since it was looked at."""
    _, now = find_pass(project, video.pass_id)
    if now.as_json() != video.record.as_json():
        raise Conflict(f"pass {video.pass_id} was changed by somebody else just now")


def _ordered(
    project: Project,
    video: PassVideo,
    choose: Choose,
) -> CutOrder:
    """What the editor wants, checked against the video and what lies beside it."""
    from engine.media.probe import probe  # late: brings av

    timeline = probe(place_of(project, video)).timeline
    shots = video.shot_ids()
    old = [project.sidecars.read(clip) for clip, _name in existing_clips(project, video)]
    starts = [clip.segment_timestamp_start for clip in old if clip is not None and clip.is_extra]
    kept = [read_time(start) for start in starts if start is not None]
    confirmed = choose(shots, timeline, kept)
    return CutOrder(
        video,
        timeline,
        plan_clips(video, confirmed.segments, timeline),
        len(shots),
        {"video_path": str(video.path), **confirmed.as_record(timeline)},
        confirmed.afterwards(timeline),
    )
