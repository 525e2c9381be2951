"""FCPXML 1.10: the cut for Final Cut Pro and for what reads its documents, in exact fractions."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from engine.domain.timecode import SMPTE_RATES, Timecode, rate_in_words
from engine.errors import UserError
from engine.export.words import one_line, speakable, title_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from engine.domain.paths import ProjectPath
    from engine.export.timeline import CutTimeline, Marker, Media, Shot, Source

VERSION = "1.10"
_COLOURS = "1-1-1 (Rec. 709)"
_NO_RATE = "FFVideoFormatRateUndefined"
_TO_DO = {"fix", "question"}  # notes that somebody has to do something about
_RATE_NAMES = {"23.976": "23.98", "47.952": "47.95"}  # Apple's words


def fcpxml_text(timeline: CutTimeline, sounds: Mapping[ProjectPath, tuple[int, int]]) -> str:
    """The cut as a document with one project; what has no clip is a gap that says why.

    ``sounds`` says of each video with sound how many channels it has, and samples a second.

    Raises:
        UserError: Final Cut Pro has no timelines of this rate; another may be chosen.
    """
    check_rate(timeline)
    root = _Writer(timeline, sounds).document()
    indent(root, "    ")
    body = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n\n{body}\n'


def check_rate(timeline: CutTimeline) -> None:
    """Refuse a rate that Final Cut Pro has no timelines of; raises UserError."""
    if timeline.rate not in SMPTE_RATES:
        said = rate_in_words(timeline.rate)
        raise UserError(f"no timeline runs at {said} frames a second: choose a rate, as --rate 24")


class _Writer:
    """Makes the elements; formats and assets are made with the first that need them."""

    def __init__(
        self, timeline: CutTimeline, sounds: Mapping[ProjectPath, tuple[int, int]]
    ) -> None:
        self._timeline = timeline
        self._sounds = sounds
        self._resources = Element("resources")
        self._formats: dict[tuple[Fraction, tuple[int, int]] | None, str] = {}
        self._assets: dict[Media, str] = {}
        timecode = Timecode.at(timeline.rate)
        self._counting = "DF" if timecode.is_drop_frame else "NDF"

    def document(self) -> Element:
        timeline = self._timeline
        root = Element("fcpxml", version=VERSION)
        root.append(self._resources)
        form = self._format(timeline.rate, timeline.size)
        title = title_of(timeline)
        event = SubElement(root, "event", name=title)
        project = SubElement(event, "project", name=title)
        sequence = SubElement(
            project,
            "sequence",
            format=form,
            duration=self._record(timeline.frames),
            tcStart="0s",
            tcFormat=self._counting,
            audioLayout="stereo",
            audioRate="48k",
        )
        spine = SubElement(sequence, "spine")
        for shot in timeline.shots:
            spine.append(self._item(shot))
        return root

    # -- the spine -----------------------------------------------------------

    def _item(self, shot: Shot) -> Element:
        if shot.source is None:
            return self._gap(shot)
        if shot.source.media.is_still:
            return self._still(shot, shot.source.media)
        return self._clip(shot, shot.source)

    def _clip(self, shot: Shot, source: Source) -> Element:
        media = source.media
        clip = Element(
            "asset-clip",
            ref=self._asset(media),
            offset=self._record(shot.record.first),
            name=one_line(shot.name),
            start=_time(source.frames.first, media.rate),
            duration=self._record(shot.record.count),
            format=self._format(media.rate, media.size),
            tcFormat=self._counting if media.rate == self._timeline.rate else "NDF",
        )
        if media.has_sound:
            clip.set("audioRole", "dialogue")
        if shot.item.title:
            SubElement(clip, "note").text = speakable(shot.item.title)
        if media.rate != self._timeline.rate:
            # Shown at its own speed, never stretched from 24 to 25.
            SubElement(clip, "conform-rate", {"scaleEnabled": "0", **_named(media.rate)})
        for marker in shot.markers:
            start = source.frames.first + marker.source.first
            clip.append(self._marker(marker, _time(start, media.rate)))
        return clip

    def _gap(self, shot: Shot) -> Element:
        return self._stand_in(shot, Element("gap"))

    def _still(self, shot: Shot, media: Media) -> Element:
        return self._stand_in(shot, Element("video", ref=self._asset(media)))

    def _stand_in(self, shot: Shot, element: Element) -> Element:
        """What stands for a shot without a clip, as long as it is planned, and says why."""
        element.attrib |= {
            "name": one_line(shot.name),
            "offset": self._record(shot.record.first),
            "start": "0s",
            "duration": self._record(shot.record.count),
        }
        SubElement(element, "note").text = speakable(shot.item.reason) or "no clip"
        for marker in shot.markers:
            element.append(self._marker(marker, self._record(marker.record.first)))
        return element

    def _marker(self, marker: Marker, start: str) -> Element:
        """A note; what asks for something is a to-do, done when it is resolved."""
        made = Element(
            "marker",
            start=start,
            duration=self._record(marker.record.count),
            value=one_line(marker.name),
        )
        if marker.is_resolved or marker.tag in _TO_DO:
            made.set("completed", "1" if marker.is_resolved else "0")
        if marker.note and one_line(marker.note) != made.get("value"):
            made.set("note", speakable(marker.note))
        return made

    # -- resources -----------------------------------------------------------

    def _asset(self, media: Media) -> str:
        known = self._assets.get(media)
        if known is not None:
            return known
        form = self._still_format() if media.is_still else self._format(media.rate, media.size)
        asset = SubElement(
            self._resources,
            "asset",
            id=self._next_id(),
            name=one_line(media.path.name),
            start="0s",
            duration=_time(media.frames, media.rate),
            hasVideo="1",
            videoSources="1",
            format=form,
        )
        if media.has_sound:
            channels, rate = self._sounds.get(media.path, (2, 48000))
            asset.attrib |= {
                "hasAudio": "1",
                "audioSources": "1",
                "audioChannels": str(channels),
                "audioRate": str(rate),
            }
        SubElement(asset, "media-rep", kind="original-media", src=media.file.as_uri())
        self._assets[media] = asset.attrib["id"]
        return asset.attrib["id"]

    def _format(self, rate: Fraction, size: tuple[int, int]) -> str:
        known = self._formats.get((rate, size))
        if known is not None:
            return known
        made = SubElement(
            self._resources,
            "format",
            id=self._next_id(),
            frameDuration=_time(1, rate),
            width=str(size[0]),
            height=str(size[1]),
            colorSpace=_COLOURS,
        )
        self._formats[(rate, size)] = made.attrib["id"]
        return made.attrib["id"]

    def _still_format(self) -> str:
        """Pictures have no rate; Apple has a name for that."""
        known = self._formats.get(None)
        if known is None:
            made = SubElement(self._resources, "format", id=self._next_id(), name=_NO_RATE)
            known = self._formats[None] = made.attrib["id"]
        return known

    def _next_id(self) -> str:
        return f"r{len(self._resources) + 1}"

    def _record(self, frames: int) -> str:
        return _time(frames, self._timeline.rate)


def _time(frames: int, rate: Fraction) -> str:
    """Frames as a fraction of seconds over the rate's own scale, as Apple writes them."""
    if frames == 0:
        return "0s"
    return f"{frames * rate.denominator}/{rate.numerator}s"


def _named(rate: Fraction) -> dict[str, str]:
    """What Apple calls a rate; nothing for one that it has no name for."""
    if rate not in SMPTE_RATES:
        return {}
    said = rate_in_words(rate)
    return {"srcFrameRate": _RATE_NAMES.get(said, said)}
