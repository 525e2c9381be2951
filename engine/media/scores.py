"""Content scores of every frame from one decode, equal to PySceneDetect's ContentDetector."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.domain.scores import ScoreTrack
from engine.errors import ProbeFailed
from engine.jobs import JobContext
from engine.media.decode_workers import GroupDecoders
from engine.media.features import evidence_of
from engine.media.filmstrip import StripMaker
from engine.media.frame_times import FrameTimes, tick_of
from engine.media.groups import NotSplittable, can_split, groups_of
from engine.media.run_scores import JoinedScores, RunScores
from engine.media.scan import Scan
from engine.media.scan_file import keep_scan, kept_scan, media_key_of
from engine.media.source import decoded, media_errors, open_video, video_stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from av.container import InputContainer
    from av.video.stream import VideoStream

    from engine.domain.timing import Timeline
    from engine.media.decode_workers import OnFrame
    from engine.media.groups import Group
    from engine.media.run_scores import Marks
    from engine.store.cache import Caches

_AT_ONCE_BYTES = 100 * 1024 * 1024  # a file up to this size is demuxed whole before decoding
_AT_ONCE_GROUPS = 200
_UNDER_WAY_BYTES = 32 * 1024 * 1024  # of a larger file: demuxed and not yet scored
_LARGEST_SHARE = 0.75  # of the effort; a group beyond it leaves nothing to do for the others
_CHUNK = 16  # frames between two looks at the job when there is only one decoder


def scan(
    path: Path,
    ctx: JobContext | None = None,
    *,
    workers: int = 2,
    on_frame: OnFrame | None = None,
) -> Scan:
    """Decode ``path`` once and score every frame.

    ``on_frame`` sees every decoded frame, in no certain order and from several threads.

    Raises:
        ProbeFailed: the file cannot be decoded, or has a single frame only.
        Stopped: the job was cancelled.
    """
    ctx, size = ctx or JobContext(), _size(path)
    with open_video(path) as source, media_errors(path):
        stream = video_stream(path, source, threads=workers)
        expected = _frames_expected(stream)
        try:
            groups, at_once = _plan(source, stream, workers)
            with GroupDecoders(path, workers, on_frame) as decoders:
                joined = _joined(decoders.runs(groups, at_once, ctx, expected))
        except NotSplittable:
            joined = _in_one_go(path, ctx, workers, on_frame)
        scanned = _finished(path, joined.marks, stream)
    if _size(path) != size:
        raise ProbeFailed(path, "still being written: its size changes")
    ctx.report(scanned.timeline.count, scanned.timeline.count)
    return scanned


def scan_cached(
    path: Path, caches: Caches | None, ctx: JobContext | None = None, *, workers: int = 2
) -> Scan:
    """The scan of ``path`` from the cache, or a fresh one that is then kept; with its filmstrip.

    Raises:
        ProbeFailed: the file cannot be decoded.
        Stopped: the job was cancelled.
    """
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


def _plan(source: InputContainer, stream: VideoStream, workers: int) -> tuple[Iterable[Group], int]:
    """The groups in the order in which to decode them, and how many may be under way at once.

    Raises:
        NotSplittable: there is too little to do side by side.
    """
    if not can_split(stream) or workers < 2:  # noqa: PLR2004
        raise NotSplittable
    coming = groups_of(source, stream)
    first: deque[Group] = deque()
    size = 0
    while size < _AT_ONCE_BYTES and len(first) < _AT_ONCE_GROUPS:
        group = next(coming, None)
        if group is None:
            break
        first.append(group)
        size += group.size
    efforts = [group.effort for group in first] or [0]
    if max(efforts) > _LARGEST_SHARE * sum(efforts):
        raise NotSplittable
    if size < _AT_ONCE_BYTES and len(first) < _AT_ONCE_GROUPS:
        # All are here: longest first keeps every decoder busy to the end.
        return sorted(first, key=lambda group: -group.effort), len(first)
    usual = max(1, size // len(first))
    return _consumed(first, coming), min(max(_UNDER_WAY_BYTES // usual, 2 * workers), 32)


def _consumed(first: deque[Group], rest: Iterator[Group]) -> Iterator[Group]:
    """``first``, then ``rest``, keeping no hold of what was given out."""
    while first:
        yield first.popleft()
    yield from rest


def _joined(runs: Iterable[RunScores]) -> JoinedScores:
    joined = JoinedScores()
    for run in runs:
        joined.append(run)
    return joined


def _in_one_go(path: Path, ctx: JobContext, workers: int, on_frame: OnFrame | None) -> JoinedScores:
    """Score with one decoder that has ``workers`` threads; what is damaged is left out."""
    run, joined, damaged = RunScores(), JoinedScores(), 0
    with open_video(path) as source:
        stream = video_stream(path, source, threads=workers)
        expected = _frames_expected(stream)
        for frame in decoded(source, stream):
            if frame is None:
                damaged += 1
                continue
            run.add(frame)
            if on_frame is not None:
                on_frame(frame)
            if run.count % _CHUNK == 0:
                ctx.report(run.count, expected)
    if damaged > run.count:
        raise ProbeFailed(path, f"damaged: {damaged} of its pictures cannot be decoded")
    joined.append(run)
    return joined


def _finished(path: Path, marks: Marks, stream: VideoStream) -> Scan:
    if not marks.scores:
        raise ProbeFailed(path, "damaged: no picture can be decoded")
    if len(marks.scores) == 1:
        raise ProbeFailed(path, "has only one frame: there is nothing to cut")
    times, last = FrameTimes(tick_of(stream)), 0
    for stamp, duration in zip(marks.stamps, marks.durations, strict=True):
        last = last + 1 if stamp is None else stamp
        times.add(last, duration)
    timeline = times.timeline()
    numbers = _frame_numbers(timeline, marks.stamps[0], stream)
    return Scan(
        timeline,
        ScoreTrack(tuple(marks.scores), numbers),
        evidence_of(marks),
        np.clip(np.asarray(marks.luma, np.float32), 0, 255),
        tuple(n for n, key in enumerate(marks.keys) if key),
    )


def _frame_numbers(timeline: Timeline, first: int | None, stream: VideoStream) -> Sequence[float]:
    """Times in frames, as PySceneDetect measures them."""
    rate = float(stream.average_rate or timeline.rate)
    late = (first or 0) - (stream.start_time or 0)
    tick = float(timeline.tick)
    # OpenCV tells the time in milliseconds, of which PySceneDetect keeps whole microseconds.
    return tuple(round((n + late) * tick * 1e6) * 1e-6 * rate for n in timeline.ticks)
