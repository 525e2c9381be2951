"""Any video without a project: what its cuts are, and its clips."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.cut_points import check_points
from engine.domain.segments import layout, plan_segments
from engine.errors import CutFailed, DiskFailed, NotFound, ProbeFailed, Refused
from engine.jobs import JobContext
from engine.workspace.assessment import assess

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from engine.domain.segments import PlannedSegment
    from engine.domain.timing import Timeline
    from engine.media.cut import ClipReport
    from engine.store.cache import Caches
    from engine.workspace.assessment import Assessment


@dataclass(frozen=True, slots=True)
class LooseClip:
    """One clip of a loose video."""

    path: Path
    start: float
    end: float
    frames: int
    segment_class: str

    def as_json(self) -> dict[str, object]:
        """The clip as ``--json`` lists it."""
        return {
            "path": str(self.path),
            "start": self.start,
            "end": self.end,
            "frames": self.frames,
            "class": self.segment_class,
        }


def find_cuts(
    video: Path,
    shots: int | None,
    durations: Sequence[Fraction] | None,
    caches: Caches | None,
    job: JobContext,
) -> Assessment:
    """What the cuts of a file are, against a number of shots or their durations.

    Raises:
        NotFound, ProbeFailed: there is no such file, or it cannot be decoded.
    """
    check_video(video)
    wanted = len(durations) if durations else shots or 0
    return assess(video, shot_names(wanted), durations, caches, job)


def split(
    video: Path,
    folder: Path,
    *,
    at: Sequence[Fraction] | None = None,
    durations: Sequence[Fraction] | None = None,
    caches: Caches | None = None,
    job: JobContext | None = None,
) -> tuple[LooseClip, ...]:
    """Cut a file ``at`` some seconds, or where it shows the shots of ``durations``.

    Raises:
        NotFound, ProbeFailed, Refused: nothing was written.
        CutFailed: a clip could not be made; those that could are there.
    """
    from engine.media.cut import cut_clips  # late: brings av

    check_video(video)
    job = job or JobContext()
    if durations is not None:
        timeline, segments = _by_durations(video, durations, caches, job)
    else:
        timeline, segments = _at(video, at or ())
    targets = [folder / _name(video, segment) for segment in segments]
    _check_free(targets)
    _make_folder(folder)
    spans = [segment.frames for segment in segments]
    reports = cut_clips(video, spans, targets, ctx=job, timeline=timeline)
    _check_made(reports)
    return tuple(_clip(segment, report) for segment, report in zip(segments, reports, strict=True))


def check_video(video: Path) -> None:
    """Refuse a path that is no file, before anything heavy is loaded."""
    if not video.is_file():
        raise NotFound("video", str(video))


def shot_names(count: int) -> list[str]:
    """Names for the planned shots of a video that has none."""
    return [f"shot {number}" for number in range(1, count + 1)]


def _by_durations(
    video: Path, durations: Sequence[Fraction], caches: Caches | None, job: JobContext
) -> tuple[Timeline, Sequence[PlannedSegment]]:
    """The rules decide; where they do not, a proposal that is certain of every cut."""
    names = shot_names(len(durations))
    found = assess(video, names, durations, caches, job)
    timeline = found.timeline
    if found.detection.converged:
        places = layout(found.detection, timeline, durations)
        segments = plan_segments(timeline.count, names, places.boundaries, places.extras)
    elif found.verdict.ready and found.proposal is not None:
        frames = [boundary.frame for boundary in found.proposal.boundaries]
        segments = plan_segments(timeline.count, names, frames)
    else:
        times = ", ".join(f"{float(timeline.time(c)):.3f}" for c in found.detection.cuts)
        raise Refused(f"the cuts found ({times or 'none'}) do not fit {len(names)} shots: say --at")
    return timeline, segments


def _at(video: Path, points: Sequence[Fraction]) -> tuple[Timeline, Sequence[PlannedSegment]]:
    from engine.media.probe import probe  # late: brings av

    timeline = probe(video).timeline
    if timeline.count == 1:
        raise ProbeFailed(video, "has a single frame only")
    if not points:
        raise Refused("no cuts given")
    frames = check_points(points, timeline)
    return timeline, plan_segments(timeline.count, shot_names(len(frames) + 1), frames)


def _name(video: Path, segment: PlannedSegment) -> str:
    number = int(segment.parent.removeprefix("shot "))
    return f"{video.stem}_{number:02d}{segment.letter or ''}.mp4"


def _check_free(targets: Sequence[Path]) -> None:
    for target in targets:
        if os.path.lexists(target):
            raise Refused(f"exists already: {target}")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskFailed(folder, (error.strerror or str(error)).lower()) from error


def _check_made(reports: Sequence[ClipReport]) -> None:
    failed = [report for report in reports if report.error is not None]
    if failed:
        reason = getattr(failed[0].error, "reason", str(failed[0].error))
        raise CutFailed(failed[0].path, f"was not cut: {reason}")


def _clip(segment: PlannedSegment, report: ClipReport) -> LooseClip:
    from engine.workspace.clips import as_seconds  # late: brings the models of sidecars

    start, end = as_seconds(report.start), as_seconds(report.end)
    return LooseClip(report.path, start, end, report.frames, segment.segment_class)
