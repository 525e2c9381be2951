"""The cut as a table for spreadsheets: a row a shot, in film order."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from engine.domain.timecode import SMPTE_RATES, Timecode, rate_in_words
from engine.export.words import speakable

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.export.timeline import CutTimeline, Marker, Shot

COLUMNS = (
    *("event", "shot_id", "shot", "status", "clip", "take", "pass_id"),
    *("record_in", "record_out", "record_first", "record_frames", "seconds"),
    *("source", "source_first", "source_frames", "source_rate"),
    *("handle_head", "handle_tail", "planned_seconds", "prompt", "missing", "still", "notes"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_START = "01:00:00:00"


def csv_text(timeline: CutTimeline, *, drop_frame: bool = True) -> str:
    """The table, with a mark at its beginning by which spreadsheets know that it is UTF-8.

    Times are timecode from one hour on, or empty where timecode does not count such frames. No
    cell is taken for a formula: one that begins like one gets an apostrophe before it.
    """
    is_counted = timeline.rate in SMPTE_RATES
    timecode = Timecode.at(timeline.rate, drop_frame=drop_frame) if is_counted else None
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for shot in timeline.shots:
        row = _row(shot, timeline, timecode)
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return "\ufeff" + text.getvalue()


def _row(shot: Shot, timeline: CutTimeline, timecode: Timecode | None) -> dict[str, object]:
    item, record = shot.item, shot.record
    start = timecode.frame(_START) if timecode else 0
    return {
        "event": shot.number,
        "shot_id": item.shot_id,
        "shot": item.number,
        "status": item.status,
        "clip": str(item.clip or ""),
        "take": item.take,
        "pass_id": item.pass_id,
        "record_in": timecode.text(start + record.first) if timecode else "",
        "record_out": timecode.text(start + record.end) if timecode else "",
        "record_first": record.first,
        "record_frames": record.count,
        "seconds": _seconds(record.count / timeline.rate),
        **_source(shot),
        "planned_seconds": "" if item.planned is None else _seconds(item.planned),
        "prompt": item.title,
        "missing": item.reason,
        "still": str(item.still or ""),
        "notes": "\n".join(map(_note, shot.markers)),
    }


def _source(shot: Shot) -> dict[str, object]:
    source = shot.source
    if source is None or source.media.is_still:
        return {}  # the still has a column of its own
    return {
        "source": str(source.media.path),
        "source_first": source.frames.first,
        "source_frames": source.frames.count,
        "source_rate": rate_in_words(source.media.rate),
        "handle_head": source.head,
        "handle_tail": source.tail,
    }


def _note(marker: Marker) -> str:
    who = f" {marker.author}" if marker.author else ""
    done = ", resolved" if marker.is_resolved else ""
    return f"{marker.record.first} [{marker.tag}{who}{done}] {marker.note or marker.name}"


def _seconds(time: Fraction) -> str:
    return f"{float(time):.6f}".rstrip("0").rstrip(".")


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = speakable(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
