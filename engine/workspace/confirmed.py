"""Cuts that an editor confirmed: from points, from a map of segments, or from the pass record."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_lowercase
from typing import TYPE_CHECKING

from engine.domain.cut_points import check_points, read_time
from engine.domain.ids import same_shot
from engine.domain.passes import ExtractionMethod
from engine.domain.segments import PlannedSegment, plan_segments
from engine.domain.sidecar import SegmentClass
from engine.domain.timing import FrameSpan
from engine.errors import Refused, UserError
from engine.workspace.clips import as_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from engine.domain.timing import Timeline

TIMES = "confirmed_timestamps"
EXTRAS = "confirmed_extras"
SAME_PLACE = 2  # frames


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Where the editor wants the segments, and any extras to be kept."""

    segments: tuple[PlannedSegment, ...]

    def as_record(self, timeline: Timeline) -> dict[str, object]:
        """The keys of the pass record from which the same segments can be made again."""
        return {TIMES: times_of(self.segments, timeline)} | {
            EXTRAS: [
                {"parent_shot_id": segment.parent, **_times(segment, timeline)}
                for segment in self.segments
                if segment.is_extra
            ]
        }

    def afterwards(self, timeline: Timeline) -> dict[str, object]:
        """What the pass record says once these segments are cut."""
        return {
            "extraction_method": ExtractionMethod.HUMAN_CONFIRMED.value,
            "segment_timestamps": times_of(self.segments, timeline),
        }


def times_of(segments: Sequence[PlannedSegment], timeline: Timeline) -> dict[str, object]:
    """The planned segments as records hold them: ``{"0": {"start": 0.0, "end": 1.5}}``."""
    planned = (segment for segment in segments if not segment.is_extra)
    return {str(segment.index): _times(segment, timeline) for segment in planned}


def from_points(
    points: Sequence[Fraction],
    shots: Sequence[str],
    timeline: Timeline,
    extras: Sequence[Fraction] = (),
) -> Confirmed:
    """Cuts in seconds; ``extras`` start clips of what the model added, except where a cut is.

    Raises:
        Refused: not exactly one cut fewer than shots, not rising, or outside.
    """
    frames = check_points(points, timeline, len(shots) - 1)
    added = [
        extra
        for extra in check_points(sorted(set(extras)), timeline)
        if all(abs(extra - frame) > SAME_PLACE for frame in frames)
    ]
    return Confirmed(plan_segments(timeline.count, shots, frames, added))


def from_map(document: object, shots: Sequence[str], timeline: Timeline) -> Confirmed:
    """An explicit map: ``{"segments": [{"start", "end", "shot_id"?, "class"?}]}``, or by index.

    Planned segments stand in the order of the shots; they may leave gaps and not overlap.

    Raises:
        UserError: it is no such map, or its segments do not fit the pass.
    """
    entries = _entries(document)
    added = [entry for entry in entries if entry.get("class") == SegmentClass.ADDED]
    planned = [entry for entry in entries if entry not in added]
    if len(planned) != len(shots):
        raise Refused(f"{len(shots)} segments needed, {len(planned)} given")
    for shot, entry in zip(shots, planned, strict=True):
        said = entry.get("shot_id", shot)
        if not (isinstance(said, str) and same_shot(said, shot)):
            raise Refused(f"segment of {said} where {shot} is planned")
    spans = [_span(entry, timeline) for entry in planned]
    for earlier, later in pairwise(spans):
        if later.first < earlier.end:
            raise Refused(f"segments overlap at {as_seconds(timeline.time(later.first))} s")
    segments = [
        PlannedSegment(shot, None, span, shot, index)
        for index, (shot, span) in enumerate(zip(shots, spans, strict=True))
    ]
    return Confirmed((*segments, *_added(added, shots, spans, timeline)))


def from_record(
    record: Mapping[str, object], shots: Sequence[str], timeline: Timeline
) -> Confirmed:
    """What an earlier confirm wrote down, or another program.

    Raises:
        UserError: it does not fit the pass.
    """
    document = {"timestamps": record.get(TIMES), "extras": record.get(EXTRAS)}
    return from_map(document, shots, timeline)


def _times(segment: PlannedSegment, timeline: Timeline) -> dict[str, float]:
    span = timeline.span(segment.frames)
    return {"start": as_seconds(span.start), "end": as_seconds(span.end)}


# -- reading maps ------------------------------------------------------------


def _entries(document: object) -> list[dict[str, object]]:
    match document:
        case {"segments": list(entries)}:
            found = entries
        case {"timestamps": dict(times), **rest}:
            extras = rest.get("extras")
            added = [_object(extra) for extra in extras] if isinstance(extras, list) else []
            marked = [{**extra, "class": SegmentClass.ADDED.value} for extra in added]
            found = [*_by_index(times), *marked]
        case dict(times) if times:
            found = _by_index(times)
        case _:
            raise UserError('not a map of segments: say {"segments": [{"start": 0, "end": 1.5}]}')
    return [_object(entry) for entry in found]


def _by_index(times: Mapping[str, object]) -> list[object]:
    wanted = [str(index) for index in range(len(times))]
    if sorted(times) != sorted(wanted):
        raise UserError(f"not a map of segments: its keys must be 0 to {len(times) - 1}")
    return [times[index] for index in wanted]


def _object(entry: object) -> dict[str, object]:
    if not isinstance(entry, dict):
        raise UserError(f"not a segment with start and end: {entry!r}")
    return entry


def _span(entry: Mapping[str, object], timeline: Timeline) -> FrameSpan:
    start = read_time(entry.get("start"), "start")
    end = read_time(entry.get("end"), "end")
    if start < 0 or end > timeline.duration + timeline.tick:
        raise Refused(f"segment {as_seconds(start)} to {as_seconds(end)} s is not in the video")
    first, stop = timeline.frame_near(start), min(timeline.frame_near(end), timeline.count)
    if first >= stop:
        raise Refused(f"segment {as_seconds(start)} to {as_seconds(end)} s has no frame")
    return FrameSpan(first, stop)


def _added(
    entries: Sequence[Mapping[str, object]],
    shots: Sequence[str],
    spans: Sequence[FrameSpan],
    timeline: Timeline,
) -> list[PlannedSegment]:
    """The extras of a map, lettered by time inside the shot in which they begin."""
    starts = [span.first for span in spans]
    lettered: Counter[str] = Counter()
    made = []
    for span in sorted(_span(entry, timeline) for entry in entries):
        parent = shots[max(bisect_right(starts, span.first) - 1, 0)]
        if lettered[parent] == len(ascii_lowercase):
            raise Refused(f"more than 26 extras inside {parent}")
        letter = ascii_lowercase[lettered[parent]]
        lettered[parent] += 1
        made.append(PlannedSegment(parent, letter, span, parent, None))
    return made
