"""OpenTimelineIO: the cut with everything that is known of it, for programs that read it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from engine.export.words import one_line, speakable, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from engine.export.timeline import CutTimeline, Marker, Media, Shot

OURS = "recoil"
"""The key under which everything stands that no other program needs to know."""
_HOUR = 3600
_COLOURS = {
    "note": otio.schema.MarkerColor.BLUE,
    "fix": otio.schema.MarkerColor.RED,
    "question": otio.schema.MarkerColor.YELLOW,
    "approve": otio.schema.MarkerColor.CYAN,
}
_DONE = otio.schema.MarkerColor.GREEN


def otio_text(timeline: CutTimeline) -> str:
    """The cut as an ``.otio`` document; clips with sound stand on a sound track as well."""
    rate = timeline.rate
    made = otio.schema.Timeline(
        title_of(timeline),
        global_start_time=RationalTime(_HOUR * round(rate), float(rate)),
    )
    made.metadata[OURS] = _facts_of_all(timeline)
    made.tracks.append(_video(timeline))
    if any(media.has_sound for media in timeline.media):
        made.tracks.append(_sound(timeline))
    # Not by an adapter: those look for plugins, and a plugin is somebody else's code.
    text: str = made.to_json_string(indent=4)
    return text


def _video(timeline: CutTimeline) -> otio.schema.Track:
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    for shot in timeline.shots:
        item = _clip(shot, timeline.rate) if shot.source else _gap(shot, timeline.rate)
        item.metadata[OURS] = _facts(shot)
        for marker in shot.markers:
            item.markers.append(_marker(marker, shot, timeline.rate))
        track.append(item)
    return track


def _sound(timeline: CutTimeline) -> otio.schema.Track:
    track = otio.schema.Track("A1", kind=otio.schema.TrackKind.Audio)
    for shot in timeline.shots:
        has_sound = shot.source is not None and shot.source.media.has_sound
        track.append(_clip(shot, timeline.rate) if has_sound else _gap(shot, timeline.rate))
    return track


def _clip(shot: Shot, rate: Fraction) -> otio.schema.Clip:
    source = shot.source
    assert source is not None, "a gap has no clip"  # noqa: S101 - for the type checker
    # Its start in frames of the video, its length in those of the timeline: both are exact.
    shown = TimeRange(
        RationalTime(source.frames.first, float(source.media.rate)),
        RationalTime(shot.record.count, float(rate)),
    )
    return otio.schema.Clip(shot.name, media_reference=_reference(source.media), source_range=shown)


def _gap(shot: Shot, rate: Fraction) -> otio.schema.Gap:
    return otio.schema.Gap(shot.name, source_range=_range(0, shot.record.count, rate))


def _reference(media: Media) -> otio.schema.ExternalReference:
    return otio.schema.ExternalReference(
        target_url=media.file.as_uri(),
        available_range=None if media.is_still else _range(0, media.frames, media.rate),
        metadata={OURS: {"path": str(media.path)}},
    )


def _marker(marker: Marker, shot: Shot, rate: Fraction) -> otio.schema.Marker:
    """A note in the time of its clip, as OpenTimelineIO wants it."""
    start = shot.source.frames.first if shot.source else 0
    own = shot.source.media.rate if shot.source else rate
    made = otio.schema.Marker(
        one_line(marker.name),
        marked_range=_range(start + marker.source.first, marker.source.count, own),
        color=_DONE if marker.is_resolved else _COLOURS.get(marker.tag, _COLOURS["note"]),
        comment=speakable(marker.note),
    )
    made.metadata[OURS] = {
        "id": marker.comment_id,
        "tag": marker.tag,
        "author": speakable(marker.author),
        "resolved": marker.is_resolved,
    }
    return made


def _facts_of_all(timeline: CutTimeline) -> dict[str, object]:
    return {
        "project": timeline.title,
        "episode": timeline.episode,
        "rate": [timeline.rate.numerator, timeline.rate.denominator],
        "size": list(timeline.size),
        "handles": timeline.handles,
    }


def _facts(shot: Shot) -> dict[str, object]:
    item = shot.item
    known = {
        "shot_id": item.shot_id,
        "shot": item.number,
        "status": item.status,
        "pass_id": item.pass_id,
        "take": item.take,
        "prompt": speakable(item.title),
        "clip": str(item.clip) if item.clip else None,
        "still": str(item.still) if item.still else None,
        "missing": item.reason,
        "planned_s": float(item.planned) if item.planned is not None else None,
        "handles": dict(_handles(shot)),
    }
    return {name: value for name, value in known.items() if value not in (None, "", {})}


def _handles(shot: Shot) -> Iterator[tuple[str, int]]:
    if shot.source and (shot.source.head or shot.source.tail):
        yield "head", shot.source.head
        yield "tail", shot.source.tail


def _range(first: int, count: int, rate: Fraction) -> TimeRange:
    return TimeRange(RationalTime(first, float(rate)), RationalTime(count, float(rate)))
