"""The clips of a pass: their names, what their sidecars say, and which are there already."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.cut_points import read_time
from engine.domain.ids import episode_folder, shot_number
from engine.domain.money import share_usd, usd_to_micro
from engine.domain.names import SegmentName
from engine.domain.review import ExistingClip
from engine.domain.sidecar import MediaStatus
from engine.domain.timing import FrameSpan
from engine.errors import CorruptFile, UserError
from engine.workspace.pass_videos import OLD_RENDERS, RENDERS, videos_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from engine.domain.paths import ProjectPath
    from engine.domain.segments import PlannedSegment
    from engine.domain.timing import Timeline
    from engine.store.project import Project
    from engine.workspace.pass_videos import PassVideo


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """One clip to be made: the segment, its seconds in the pass, and its name in the project."""

    segment: PlannedSegment
    start: Fraction
    end: Fraction
    path: ProjectPath

    @property
    def times(self) -> dict[str, float]:
        """Its seconds as documents hold them."""
        return {"start": as_seconds(self.start), "end": as_seconds(self.end)}


def as_seconds(time: Fraction) -> float:
    """A time as documents hold it: to the microsecond, finer than any frame."""
    return round(float(time), 6)


def plan_clips(
    video: PassVideo, segments: Sequence[PlannedSegment], timeline: Timeline
) -> tuple[ClipPlan, ...]:
    """Name the clips: they lie in the episode's folder of ``renders``."""
    folder = RENDERS / episode_folder(video.episode)
    plans = []
    for segment in segments:
        number = shot_number(segment.parent)
        name = SegmentName(number, segment.letter, video.counter, video.tag, video.take)
        span = timeline.span(segment.frames)
        plans.append(ClipPlan(segment, span.start, span.end, folder / str(name)))
    return tuple(plans)


# -- what is there -----------------------------------------------------------


def existing_clips(project: Project, video: PassVideo) -> Iterator[tuple[ProjectPath, SegmentName]]:
    """The clips that were cut from this take of the pass before, in both layouts."""
    for folder in (RENDERS, OLD_RENDERS):
        for path, name in videos_in(project, video.episode, folder):
            if isinstance(name, SegmentName) and _is_of(name, video):
                yield path, name


def shown_clips(project: Project, video: PassVideo, timeline: Timeline) -> Iterator[ExistingClip]:
    """The clips that are there, with their frames in the pass where their sidecars say so."""
    shots = {shot_number(shot): shot for shot in video.shot_ids()}
    for path, name in existing_clips(project, video):
        shot = shots.get(name.shot_number, name.shot_number)
        frames = _frames(project, path, timeline)
        yield ExistingClip(project.resolve(path), shot, name.letter, frames)


def _is_of(name: SegmentName, video: PassVideo) -> bool:
    return (name.counter, name.tag, name.take) == (video.counter, video.tag, video.take)


def _frames(project: Project, clip: ProjectPath, timeline: Timeline) -> FrameSpan | None:
    try:
        sidecar = project.sidecars.read(clip)
        if sidecar is None:
            return None
        start = read_time(sidecar.segment_timestamp_start)
        end = read_time(sidecar.segment_timestamp_end)
    except (CorruptFile, UserError):  # shown without its place; the tree shows the trouble
        return None
    first, stop = timeline.frame_near(start), timeline.frame_near(end)
    return FrameSpan(first, stop) if first < stop else None


# -- sidecars ----------------------------------------------------------------


def clip_sidecar(
    video: PassVideo, clip: ClipPlan, shots: int, source: str, now: str
) -> dict[str, object]:
    """The sidecar of a new clip; ``shots`` is the number of planned ones in the pass.

    ``source`` identifies the content of the video, so that a clip can tell what it was cut from.
    """
    segment = clip.segment
    sidecar: dict[str, object] = {
        "status": MediaStatus.CANDIDATE.value,
        "created_at": now,
        "updated_at": now,
        "notes": "",
        "tags": [],
        "source": "pass_extraction",
        "source_type": "pass_segment",
        "model": _model(video),
        "cost_usd_segment": _cost(video, shots),
        "shot_id": segment.parent,
        "source_pass_id": video.pass_id,
        "source_shot_id": segment.shot_id,
        "source_take": video.take,
        "segment_index": segment.index,
        "segment_count": shots,
        "segment_timestamp_start": as_seconds(clip.start),
        "segment_timestamp_end": as_seconds(clip.end),
        "source_video": str(video.path),
        "segment_class": segment.segment_class,
        "parent_shot_id": segment.parent,
        "alignment_delta_s": None if segment.delta is None else as_seconds(segment.delta),
        "extraction_id": _identity(source, segment),
    }
    provenance = video.sidecar.as_json().get("provenance") if video.sidecar else None
    return sidecar | ({"provenance": provenance} if provenance else {})


def _identity(source: str, segment: PlannedSegment) -> str:
    """What makes this clip this one: the content it was cut from, and where (rule E1)."""
    frames = segment.frames
    return hashlib.sha256(f"{source}:{frames.first}:{frames.end}".encode()).hexdigest()[:32]


def _model(video: PassVideo) -> str | None:
    for take in video.record.takes:
        if take.take == video.take and take.model:
            return take.model
    return video.sidecar.model if video.sidecar else None


def _cost(video: PassVideo, shots: int) -> float | None:
    takes = (take.cost_usd for take in video.record.takes if take.take == video.take)
    known = video.record.cost_usd
    cost = known if known is not None else next(takes, None)
    return None if cost is None else share_usd(usd_to_micro(cost), shots)
