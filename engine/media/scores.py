"""Content scores of every frame from one decode, equal to PySceneDetect's ContentDetector."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.domain.scores import ScoreTrack
from engine.errors import ProbeFailed
from engine.jobs import JobContext
from engine.media.decode_workers import GroupDecoders
from engine.media.features import evidence_of
from engine.media.frame_times import FrameTimes, tick_of
from engine.media.groups import NotSplittable, can_split, groups_of
from engine.media.one_decoder import score_in_one_go
from engine.media.run_scores import JoinedScores
from engine.media.scan import Scan
from engine.media.scan_plan import plan_of
from engine.media.source import (
    decoded_packets,
    media_errors,
    open_to_decode,
    open_video,
    video_stream,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

    from engine.domain.timing import Timeline
    from engine.media.group_decoder import OnFrame
    from engine.media.run_scores import Marks
    from engine.store.cache import Caches


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be done: the file, with how many threads, and who wants to know."""

    path: Path
    ctx: JobContext
    workers: int
    on_frame: OnFrame | None
    total: int | None


def scan(
    path: Path,
    ctx: JobContext | None = None,
    *,
    workers: int = 2,
    on_frame: OnFrame | None = None,
) -> Scan:
    """Decode ``path`` once and score every frame.

    ``on_frame`` sees every decoded frame, some of them twice, in no certain order and from several
    threads.

    Raises:
        ProbeFailed: the file cannot be decoded, or has a single frame only.
        Stopped: the job was cancelled.
    """
    size = _size(path)
    source, stream = open_to_decode(path, workers)
    with source, media_errors(path):
        job = _Job(path, ctx or JobContext(), workers, on_frame, _frames_expected(stream))
        marks = _scored(job, source, stream).marks
        scanned = _finished(path, marks, stream)
    if _size(path) != size:
        raise ProbeFailed(path, "still being written: its size changes")
    job.ctx.report(scanned.timeline.count, scanned.timeline.count)
    return scanned


def scan_cached(
    path: Path, caches: Caches | None, ctx: JobContext | None = None, *, workers: int = 2
) -> Scan:
    """The scan of ``path`` from the cache, or a fresh one that is then kept; with its filmstrip.

    Raises:
        ProbeFailed: the file cannot be decoded.
        Stopped: the job was cancelled.
    """
    # Late: what keeps and draws is no part of a scan, and takes a tenth of its start.
    from engine.media.filmstrip import StripMaker
    from engine.media.scan_file import keep_scan, kept_scan, media_key_of

    kept = kept_scan(path, caches)
    if kept is not None:
        return kept
    key = media_key_of(path)
    maker = StripMaker.for_video(path)
    fresh = scan(path, ctx, workers=workers, on_frame=maker.take)
    fresh = replace(fresh, strip=maker.strip())
    if caches is not None and media_key_of(path) == key:
        keep_scan(key, fresh, caches)
    return fresh


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise ProbeFailed(path, "video not found") from error


def _frames_expected(stream: VideoStream) -> int | None:
    if stream.frames:
        return stream.frames
    seconds = (stream.duration or 0) * tick_of(stream)
    return round(seconds * (stream.average_rate or 0)) or None


def _scored(job: _Job, source: InputContainer, stream: VideoStream) -> JoinedScores:
    if not can_split(stream):
        return _in_one_go(job, stream, source.demux(stream))
    try:
        with GroupDecoders(job.path, stream, job.workers, job.on_frame) as decoders:
            plan = plan_of(groups_of(source, stream), job.workers)
            if plan.is_split:
                return decoders.scores(plan.groups, plan.at_once, job.ctx, job.total)
    except NotSplittable:
        with open_video(job.path) as again:
            stream = video_stream(job.path, again, threads=job.workers)
            return _in_one_go(job, stream, again.demux(stream))
    return _in_one_go(job, stream, plan.packets())


def _in_one_go(
    job: _Job, stream: VideoStream, packets: Iterable[Packet[VideoStream]]
) -> JoinedScores:
    """Score with one decoder that has threads of its own; what is damaged is left out."""
    run, damaged = score_in_one_go(
        decoded_packets(stream, packets),
        job.on_frame,
        lambda count: job.ctx.report(count, job.total),
        in_thread=job.workers > 1,
    )
    if damaged > run.count:
        raise ProbeFailed(job.path, f"damaged: {damaged} of its pictures cannot be decoded")
    return JoinedScores.of(run)


def _finished(path: Path, marks: Marks, stream: VideoStream) -> Scan:
    if not marks.scores:
        raise ProbeFailed(path, "damaged: no picture can be decoded")
    if len(marks.scores) == 1:
        raise ProbeFailed(path, "has only one frame: there is nothing to cut")
    times = FrameTimes(tick_of(stream))
    for stamp, duration in zip(marks.stamps, marks.durations, strict=True):
        times.add(stamp, duration)
    timeline = times.timeline()
    numbers = _frame_numbers(timeline, marks.stamps[0], stream)
    return Scan(
        timeline,
        ScoreTrack(tuple(marks.scores), numbers),
        evidence_of(marks),
        np.clip(np.array(marks.luma, np.float32), 0, 255),
        tuple(n for n, key in enumerate(marks.keys) if key),
    )


def _frame_numbers(timeline: Timeline, first: int, stream: VideoStream) -> Sequence[float]:
    """Times in frames, as PySceneDetect measures them."""
    rate = float(stream.average_rate or timeline.rate)
    late = first - (stream.start_time or 0)
    tick = float(timeline.tick)
    # OpenCV tells the time in milliseconds, of which PySceneDetect keeps whole microseconds.
    return tuple(round((n + late) * tick * 1e6) * 1e-6 * rate for n in timeline.ticks)
