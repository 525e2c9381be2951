"""The segments of a take: as planned, as a retry wants them, and as a request shows them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from engine.domain.canonical import as_number
from engine.domain.coverage import LONGEST
from engine.orchestration.payload_beat import PayloadRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.orchestration.grouping_base import GroupSegment
    from engine.orchestration.payload_beat import BeatPlan
    from engine.orchestration.payload_overrides import PayloadOverrides, SegmentChange


def segments_of(plan: BeatPlan, overrides: PayloadOverrides) -> tuple[GroupSegment, ...]:
    """The segments of the beat with the changes of the overrides, scaled to a length if one is set.

    Raises:
        PayloadRefused: a wanted length is none, or a segment that is to change is not there.
    """
    strangers = sorted(set(overrides.segments) - set(range(len(plan.segments))))
    if strangers:
        raise PayloadRefused("bad_segment", plan.beat_id, f"there is no segment {strangers[0]}")
    segments = [
        _changed(plan.beat_id, segment, overrides.segments.get(index))
        for index, segment in enumerate(plan.segments)
    ]
    if overrides.duration is None:
        return tuple(segments)
    wanted = _length(plan.beat_id, overrides.duration)
    scale = wanted / sum(segment.duration for segment in segments)
    return tuple(replace(one, duration=one.duration * scale) for one in segments)


def shown(segments: Sequence[GroupSegment], segment_frames: Mapping[str, str]) -> dict[str, object]:
    """The segments in a request, and at which seconds its cuts are expected."""
    ends = list(accumulate(segment.duration for segment in segments))
    starts = [Fraction(0), *ends[:-1]]
    entries = [
        _entry(segment, start, segment_frames)
        for segment, start in zip(segments, starts, strict=True)
    ]
    real = [one.shot_id for one in segments if one.shot_id and not one.is_wildcard]
    return {
        "duration_s": as_number(ends[-1]),
        "segments": entries,
        "segment_shot_ids": real,
        "expected_timestamps": [as_number(end) for end in ends[:-1]],
    }


def _changed(beat_id: str, segment: GroupSegment, change: SegmentChange | None) -> GroupSegment:
    if change is None:
        return segment
    longer = segment.duration if change.duration is None else _length(beat_id, change.duration)
    prompt = segment.prompt if change.prompt is None else change.prompt
    return replace(segment, duration=longer, prompt=prompt)


def _length(beat_id: str, seconds: Fraction) -> Fraction:
    if not 0 < seconds <= LONGEST:
        raise PayloadRefused("bad_duration", beat_id, f"not a length: {float(seconds):g} s")
    return seconds


def _entry(
    segment: GroupSegment, start: Fraction, segment_frames: Mapping[str, str]
) -> dict[str, object]:
    entry: dict[str, object] = {
        "shot_id": segment.shot_id,
        "prompt": segment.prompt,
        "duration_s": as_number(segment.duration),
        "start_s": as_number(start),
        "shot_type": segment.shot_type,
        "is_wildcard": segment.is_wildcard,
    }
    frame = None if segment.is_wildcard else segment_frames.get(segment.shot_id or "")
    return {**entry, "start_frame": frame} if frame else entry
