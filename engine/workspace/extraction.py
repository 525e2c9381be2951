"""Cutting passes without being asked: what can be, is; what cannot, goes to its editor."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain import cut_record
from engine.domain.passes import ExtractionMethod, PassStatus
from engine.domain.segments import layout, plan_segments
from engine.errors import Busy, Conflict, NotFound, RecoilError, Refused, UserError
from engine.workspace.assessment import assess
from engine.workspace.clips import as_seconds, plan_clips
from engine.workspace.confirmed import from_record, times_of
from engine.workspace.cut_errors import tolerance_for
from engine.workspace.cutting import CutOrder, cut_anew, cut_missing, short_name
from engine.workspace.pass_records import amend
from engine.workspace.pass_videos import (
    PassVideo,
    durations_of,
    find_pass,
    names_of,
    pass_videos,
    place_of,
    planned_shots,
)
from engine.workspace.waiting import is_recorded, look_through, waiting_videos

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from engine.domain.passes import PassRecord
    from engine.domain.segments import PlannedSegment
    from engine.jobs import JobContext
    from engine.store.cache import Caches
    from engine.store.journal import AppliedChange
    from engine.store.ops import Batch
    from engine.store.project import Project
    from engine.workspace.assessment import Assessment
    from engine.workspace.cutting import CutClip, CutResult
    from engine.workspace.waiting import RefusedEpisode

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PassOutcome:
    """What became of one pass video; ``error`` when something is wrong with it."""

    pass_id: str
    video: str
    status: str
    clips: tuple[CutClip, ...] = ()
    reason: str = ""
    verdict: object = None
    change: AppliedChange | None = None
    error: RecoilError | None = None

    def as_json(self) -> dict[str, object]:
        """The pass as ``extract --json`` lists it."""
        return {
            "pass_id": self.pass_id,
            "video": self.video,
            "status": self.status,
            "segments": [clip.as_json() for clip in self.clips],
            "reason": self.reason,
            "verdict": self.verdict,
        }

    def as_outputs(self) -> dict[str, object]:
        """The pass as the log of operations tells how it ended."""
        made = [str(clip.plan.path) for clip in self.clips if not clip.error]
        change = self.change.id if self.change else None
        told: dict[str, object] = {"status": self.status, "segments": made, "change": change}
        return told | ({"reason": self.reason} if self.reason else {})


@dataclass(frozen=True, slots=True)
class Extraction:
    """What became of everything that waited; ``refused`` are episodes nobody may look into."""

    passes: tuple[PassOutcome, ...]
    refused: tuple[RefusedEpisode, ...] = ()


def extract_waiting(
    project: Project,
    caches: Caches | None,
    job: JobContext,
    episodes: Iterable[int] | None = None,
) -> Extraction:
    """Cut every waiting video; one that fails is told, the rest go on.

    Raises:
        Stopped: the job was cancelled; what was done stays done.
        CorruptFile, Offline: an episode's pass state cannot be read.
    """
    waiting, refused = look_through(project, episodes)
    named = {"episodes": sorted({video.episode for video in waiting})}
    with project.ops.batch("extract", named) as batch:
        done = tuple(
            extract_video(project, video, caches, job.during(_named(video, place, waiting)), batch)
            for place, video in enumerate(waiting, start=1)
        )
    return Extraction(done, refused)


def extract_pass(
    project: Project, pass_id: str, caches: Caches | None, job: JobContext
) -> tuple[PassOutcome, ...]:
    """Cut the videos of one pass.

    Raises:
        NotFound: no such pass, or no video of it.
    """
    episode, record = find_pass(project, pass_id)
    videos = [v for v in pass_videos(project, episode) if v.pass_id == record.pass_id]
    if not videos:
        raise NotFound("video", record.video_path or f"of pass {record.pass_id}")
    waiting = {v.path for v in waiting_videos(project, episode)}
    with project.ops.batch("extract", {"pass_id": record.pass_id}) as batch:
        named = job.during(short_name(record.pass_id))
        return tuple(
            extract_video(project, video, caches, named, batch)
            if video.path in waiting
            else _told(video, "cut already")
            for video in videos
        )


def extract_video(
    project: Project, video: PassVideo, caches: Caches | None, job: JobContext, batch: Batch
) -> PassOutcome:
    """Cut one video, or send it to its editor, or say why neither."""
    try:
        if video.trouble is not None:
            raise video.trouble
        with project.locks.lease("extract", video.pass_id):
            return _extract(project, _fresh(project, video), caches, job, batch)
    except Busy as error:
        return _told(video, str(error))
    except RecoilError as error:
        log.warning("%s was not extracted: %s", video.path, error)
        return _told(video, str(error), error)


def _named(video: PassVideo, place: int, waiting: Sequence[PassVideo]) -> str:
    return f"{short_name(video.pass_id)}, {place} of {len(waiting)}"


# -- one video, its lease held -----------------------------------------------


def _extract(
    project: Project, video: PassVideo, caches: Caches | None, job: JobContext, batch: Batch
) -> PassOutcome:
    from engine.media.probe import is_growing  # late: brings av

    record = video.record
    if record.waits_for_editor:
        return _told(video, review_reason(record) or "waits for its editor")
    if record.status == PassStatus.GENERATING:
        return _told(video, "is still being rendered")
    if is_growing(place_of(project, video)):
        return _told(video, "is still being written")
    if cut_record.was_confirmed(record.as_json()) and is_recorded(video):
        return _cut_confirmed(project, video, job, batch)
    return _cut_detected(project, video, caches, job, batch)


def _cut_detected(
    project: Project, video: PassVideo, caches: Caches | None, job: JobContext, batch: Batch
) -> PassOutcome:
    shots = planned_shots(project, video)
    ids, durations = [shot.shot_id for shot in shots], durations_of(shots)
    usual = tolerance_for(project, video, caches)
    looking = job.during("finding its cuts")
    looking.report(0)
    found = assess(place_of(project, video), ids, durations, caches, looking, tolerance=usual)
    if not found.detection.converged:
        return _send_to_review(project, video, found, diverged_reason(found, len(shots)), batch)
    places = layout(found.detection, found.timeline, durations)
    try:
        segments = plan_segments(
            found.timeline.count, ids, places.boundaries, places.extras, places.deltas
        )
    except Refused as error:
        return _send_to_review(project, video, found, str(error), batch)
    order = _order(video, found, segments)
    with _noted(video, batch) as note:
        return note(_outcome(project, video, cut_missing(project, order, job)))


def _order(video: PassVideo, found: Assessment, segments: Sequence[PlannedSegment]) -> CutOrder:
    planned = [segment for segment in segments if not segment.is_extra]
    return CutOrder(
        video,
        found.timeline,
        plan_clips(video, segments, found.timeline),
        len(planned),
        {"video_path": str(video.path)},
        {
            **analysis(video, found),
            # Times that were confirmed for another take say nothing about this one.
            **({"confirmed_timestamps": {}} if video.record.confirmed_timestamps else {}),
            "extraction_method": ExtractionMethod.AUTO_VERIFIED.value,
            "segment_timestamps": times_of(segments, found.timeline),
        },
    )


def _cut_confirmed(
    project: Project, video: PassVideo, job: JobContext, batch: Batch
) -> PassOutcome:
    """Finish what an editor confirmed and a dead process did not, or another program wrote."""
    from engine.media.probe import probe  # late: brings av

    timeline = probe(place_of(project, video)).timeline
    shots, record = video.shot_ids(), video.record.as_json()
    try:
        confirmed = from_record(record, shots, timeline)
    except UserError as error:
        reason = f"its confirmed times do not fit: {error}"
        return _amended_to_review(project, video, reason, {"confirmed_timestamps": {}}, batch)
    order = CutOrder(
        video,
        timeline,
        plan_clips(video, confirmed.segments, timeline),
        len(shots),
        {"video_path": str(video.path), **confirmed.as_record(timeline)},
        confirmed.afterwards(timeline),
    )
    with _noted(video, batch) as note:
        return note(_outcome(project, video, cut_anew(project, order, job)))


@contextmanager
def _noted(video: PassVideo, batch: Batch) -> Iterator[Callable[[PassOutcome], PassOutcome]]:
    """Around what changes the project: its beginning and its end stand in the log of operations."""
    with batch.recorded("extract_pass", names_of(video)) as recording:

        def note(outcome: PassOutcome) -> PassOutcome:
            recording.outputs.update(outcome.as_outputs())
            return outcome

        yield note


# -- the record ----------------------------------------------------------------


def analysis(video: PassVideo, found: Assessment) -> dict[str, object]:
    """What the pass record says about what was found, whoever decides in the end."""
    detection = found.detection
    alignment = detection.alignment
    return {
        "video_path": str(video.path),
        "expected_cuts": len(found.verdict.shots) - 1,
        "detected_cuts": len(detection.cuts),
        "scene_detect_threshold": detection.threshold,
        "scene_detection_raw": [as_seconds(found.timeline.time(c)) for c in detection.cuts],
        "cuts_diverged": not detection.converged,
        "alignment_score": None if alignment is None else round(float(alignment.score), 4),
        "model_added_count": 0 if alignment is None else len(alignment.extras),
        "verdict": found.verdict.as_json(),
    }


def diverged_reason(found: Assessment, shots: int) -> str:
    """Why the rules do not accept what was found, in one line."""
    detection = found.detection
    counts = f"{len(detection.cuts)} found, {shots - 1} needed"
    if detection.alignment is not None:
        aligned = len(detection.alignment.aligned)
        return f"cuts diverged: {counts}, {aligned} of them where planned"
    return f"cuts diverged: {counts}"


def review_reason(record: PassRecord) -> str:
    """Why a pass is in review, as it was written down."""
    reason = (record.model_extra or {}).get(cut_record.REASON)
    return reason if isinstance(reason, str) else ""


def _send_to_review(
    project: Project, video: PassVideo, found: Assessment, reason: str, batch: Batch
) -> PassOutcome:
    changes = {**analysis(video, found), "extraction_method": None}
    return _amended_to_review(project, video, reason, changes, batch)


def _amended_to_review(
    project: Project, video: PassVideo, reason: str, changes: dict[str, object], batch: Batch
) -> PassOutcome:
    changes = {**changes, "updated_at": stamp(project.clock.now())}
    with _noted(video, batch) as note:
        amend(
            project,
            video.episode,
            video.pass_id,
            lambda record: cut_record.sent_to_review(record, reason, changes),
        )
        return note(_told(_fresh(project, video), reason))


# -- telling -------------------------------------------------------------------


def _told(video: PassVideo, reason: str, error: RecoilError | None = None) -> PassOutcome:
    record = video.record
    return PassOutcome(
        video.pass_id,
        str(video.path),
        record.status or "",
        reason=reason,
        verdict=record.verdict,
        error=error,
    )


def _outcome(project: Project, video: PassVideo, cut: CutResult) -> PassOutcome:
    failed = [f"{clip.plan.path.name}: {clip.error}" for clip in cut.failed]
    told = _told(_fresh(project, video), "; ".join(failed))
    error = cut.failed[0].error if cut.failed else None
    return replace(told, clips=cut.clips, change=cut.change, error=error)


def _fresh(project: Project, video: PassVideo) -> PassVideo:
    """The video with its record as it is on disk now."""
    record = project.passes.read(video.episode).passes.get(video.pass_id)
    if record is None:
        raise Conflict(f"the record of pass {video.pass_id} is gone")
    known = record if record.pass_id else record.model_copy(update={"pass_id": video.pass_id})
    return replace(video, record=known)
