"""CMX 3600: the edit list that every finishing program reads, frame by frame in timecode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.timecode import Timecode, rate_in_words
from engine.errors import Refused, UserError
from engine.export.reels import LONGEST, reel_names
from engine.export.words import one_line, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.domain.paths import ProjectPath
    from engine.export.timeline import CutTimeline, Marker, Shot, Source

MOST_EVENTS = 999
_START = "01:00:00:00"
_BLACK = "BL"
_LONGEST_NOTE = 200
_LONGEST_TITLE = 70
_COLOURS = {"note": "BLUE", "fix": "RED", "question": "YELLOW", "approve": "CYAN"}
_DONE = "GREEN"


def edl_text(timeline: CutTimeline, *, drop_frame: bool = True) -> str:
    """The cut as an edit list that begins at one hour.

    What has no clip is black, and says why. Sources begin at 00:00:00:00 and are counted in frames
    of the list, those that run at another rate as well: they are shown at their own speed.

    Raises:
        UserError: timecode does not count frames of this rate; another may be chosen.
        Refused: there are more shots than an edit list has numbers, or more than 23 hours.
    """
    timecode = _timecode(timeline, drop_frame=drop_frame)
    if len(timeline.shots) > MOST_EVENTS:
        raise Refused(
            f"an edit list holds {MOST_EVENTS} shots, this cut has {len(timeline.shots)}:"
            " export OTIO or FCPXML"
        )
    start = timecode.frame(_START)
    if start + timeline.frames >= timecode.frames_a_day:
        raise Refused("an edit list ends after 23 hours: export OTIO or FCPXML")
    writer = _Writer(timecode, start, reel_names(media.path for media in timeline.media))
    lines = [
        f"TITLE: {one_line(title_of(timeline), _LONGEST_TITLE)}",
        f"FCM: {'DROP FRAME' if timecode.is_drop_frame else 'NON-DROP FRAME'}",
        "",
    ]
    for shot in timeline.shots:
        lines += [*writer.event(shot, timeline), ""]
    return "\r\n".join(lines)


def _timecode(timeline: CutTimeline, *, drop_frame: bool) -> Timecode:
    try:
        return Timecode.at(timeline.rate, drop_frame=drop_frame)
    except UserError as error:
        raise UserError(f"{error}: choose a rate, as --rate 24") from error


class _Writer:
    """Writes events; ``start`` is the frame at which the record side begins."""

    def __init__(self, timecode: Timecode, start: int, reels: Mapping[ProjectPath, str]) -> None:
        self._timecode = timecode
        self._start = start
        self._reels = reels

    def event(self, shot: Shot, timeline: CutTimeline) -> Iterator[str]:
        """The lines of one shot: the edit, then what is to be known of it."""
        source = shot.source
        reel = self._reels[source.media.path] if source else _BLACK
        channel = "V" if source is None or not source.media.has_sound else "AA/V"
        first = int(source.start * self._timecode.rate) if source else 0
        record = self._start + shot.record.first
        times = (first, first + shot.record.count, record, record + shot.record.count)
        said = " ".join(map(self._timecode.text, times))
        yield f"{shot.number:03d}  {reel:<{LONGEST}} {channel:<5} C        {said}"
        # Programs find the file by this name, so with handles it is the longer video's.
        name = source.media.path.name if source else shot.name
        yield f"* FROM CLIP NAME:  {one_line(name)}"
        if source is not None:
            yield from self._about(source, timeline)
        if shot.item.clip is None:
            yield f"* NO CLIP: {one_line(shot.item.reason) or 'not rendered'}"
        yield f"* SHOT: {shot.item.shot_id}"
        for marker in shot.markers:
            yield self._locator(marker, record)

    def _about(self, source: Source, timeline: CutTimeline) -> Iterator[str]:
        yield f"* FROM FILE: {one_line(source.media.file.as_posix())}"
        if source.media.rate != timeline.rate:
            yield f"* SOURCE RATE: {rate_in_words(source.media.rate)} FPS"
        if timeline.handles and not source.media.is_still:
            yield f"* HANDLES: {source.head} HEAD, {source.tail} TAIL"

    def _locator(self, marker: Marker, record: int) -> str:
        colour = _DONE if marker.is_resolved else _COLOURS.get(marker.tag, _COLOURS["note"])
        at = self._timecode.text(record + marker.record.first)
        return f"* LOC: {at} {colour:<7} {one_line(marker.name, _LONGEST_NOTE)}"
