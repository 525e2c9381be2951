"""What cutting must know of a video: its packets, their order on screen, where a copy may start."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median_low
from typing import TYPE_CHECKING

from av.stream import Discard

from engine.errors import ProbeFailed
from engine.media import cut_h264
from engine.media.source import decoded, media_errors, open_video, video_stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from pathlib import Path

    import av
    from av.container import InputContainer

    from engine.domain.timing import Timeline

_MP4_SUFFIXES = frozenset({".mp4", ".m4v", ".mov"})
_PROGRESSIVE = (0, 1)  # field orders: unknown, progressive
_IDS_NEEDED = 2  # for an encoded start and an encoded end
_COPIED_FORMATS = frozenset({"yuv420p", "yuvj420p"})


@dataclass(frozen=True, slots=True)
class Packet:
    """One coded picture or piece of sound: when it is shown, and where its bytes lie."""

    pts: int
    duration: int
    position: int
    size: int
    is_key: bool = False
    is_shown: bool = True
    dts: int | None = None


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """The packets of one audio track, in the order they are heard."""

    number: int
    codec: str
    time_base: Fraction
    packets: tuple[Packet, ...]


@dataclass(frozen=True, slots=True)
class CutIndex:
    """One video in the order of its frames.

    ``stamps`` are the presentation stamps of the frames that are shown, in units of ``time_base``
    (seconds), ``end`` the stamp at which the last one leaves. ``packets`` are in decoding order;
    ``places[n]`` is the packet of frame n. ``delay`` is by how much decoding must lead showing.
    ``why_not_copied`` tells what keeps packets of this video from being copied into a clip.
    """

    path: Path
    codec: str
    time_base: Fraction
    stamps: tuple[int, ...]
    end: int
    packets: tuple[Packet, ...] = field(default=(), repr=False)
    places: tuple[int, ...] = field(default=(), repr=False)
    delay: int = 0
    sounds: tuple[SoundTrack, ...] = field(default=(), repr=False)
    sets: cut_h264.ParameterSets | None = field(default=None, repr=False)
    why_not_copied: str | None = None

    @property
    def is_mp4(self) -> bool:
        """Whether it is an MP4 or MOV, in which packets lie as they are decoded."""
        return self.path.suffix.lower() in _MP4_SUFFIXES

    @property
    def count(self) -> int:
        """How many frames are shown."""
        return len(self.stamps)

    def stamp(self, frame: int) -> int:
        """When ``frame`` appears, in units of ``time_base``; of ``count``, the end."""
        return self.stamps[frame] if frame < self.count else self.end

    def time(self, frame: int) -> Fraction:
        """When ``frame`` appears, in seconds after the first one."""
        return (self.stamp(frame) - self.stamps[0]) * self.time_base

    def frame_of(self, place: int) -> int:
        """Which frame the packet at ``place`` shows; only for packets that are shown."""
        return bisect_left(self.stamps, self.packets[place].pts)

    def key_before(self, frame: int) -> Packet | None:
        """The packet from which decoding must start to get ``frame``; None: from the start."""
        if not self.places:
            return None
        candidates = reversed(self.packets[: self.places[frame] + 1])
        return next((packet for packet in candidates if packet.is_key), None)


def read_index(path: Path, timeline: Timeline | None = None) -> CutIndex:
    """Read the order of a video's frames; ``timeline`` is how the caller counts them, if known.

    Raises:
        ProbeFailed: the file cannot be decoded, or has no picture.
    """
    with open_video(path) as container:
        return index_of(path, container, timeline)


def index_of(path: Path, container: InputContainer, timeline: Timeline | None = None) -> CutIndex:
    """Like ``read_index``, of a video that was just opened."""
    picture = video_stream(path, container)
    found, oddity = _demux(path, container, picture)
    sounds = tuple(_sound(stream, found[stream.index]) for stream in container.streams.audio)
    index = replace(_index(path, picture, found[picture.index], oddity), sounds=sounds)
    counts_agree = timeline is None or timeline.count == index.count
    return index if index.places and counts_agree else _counted_by_decoding(index)


def _demux(
    path: Path, container: InputContainer, picture: av.VideoStream
) -> tuple[dict[int, list[Packet]], str | None]:
    """Every packet of picture and sound by stream, and what is odd about the picture."""
    streams = [picture, *container.streams.audio]
    for stream in streams:
        stream.discard = Discard.default
    found: dict[int, list[Packet]] = {stream.index: [] for stream in streams}
    oddity = None
    for packet in _packets(path, container, streams):
        is_key = packet.is_keyframe
        if packet.stream_index == picture.index:
            is_key = is_key and _is_clean_key(picture, packet)
            oddity = oddity or _oddity(packet)
        found[packet.stream_index].append(_entry(packet, is_key))
    return found, oddity


def _packets(
    path: Path, container: InputContainer, streams: list[av.stream.Stream]
) -> Iterator[av.Packet]:
    with media_errors(path):
        for packet in container.demux(streams):
            if packet.size and (packet.pts is not None or packet.dts is not None):
                yield packet


def _is_clean_key(picture: av.VideoStream, packet: av.Packet) -> bool:
    """Whether nothing after this packet needs anything before it.

    A key frame of H.264 may also be a recovery point, before which frames are shown after it.
    """
    if picture.codec_context.name != "h264":
        return True
    return cut_h264.IDR in cut_h264.unit_types_by_length(bytes(packet))


def _oddity(packet: av.Packet) -> str | None:
    if packet.is_corrupt:
        return "it is damaged"
    if packet.has_sidedata("new_extradata"):
        return "its coding changes on the way"
    return None


def _entry(packet: av.Packet, is_key: bool) -> Packet:
    return Packet(
        pts=packet.dts if packet.pts is None else packet.pts,
        duration=packet.duration or 0,
        position=-1 if packet.pos is None else packet.pos,
        size=packet.size,
        is_key=is_key,
        is_shown=not packet.is_discard,
        dts=packet.dts,
    )


def _sound(stream: av.AudioStream, packets: list[Packet]) -> SoundTrack:
    codec = stream.codec_context.name if stream.codec_context else "unknown"
    in_order = tuple(sorted(packets, key=lambda packet: packet.pts))
    return SoundTrack(stream.index, codec, stream.time_base, in_order)


def _index(
    path: Path, picture: av.VideoStream, packets: list[Packet], oddity: str | None
) -> CutIndex:
    """The index by packets; without ``places`` where packets do not tell what is shown."""
    stamps = tuple(sorted(packet.pts for packet in packets if packet.is_shown))
    index = CutIndex(path, picture.codec_context.name, picture.time_base, stamps, _end(packets))
    why_not_counted = oddity or _why_not_counted(index, packets)
    if why_not_counted:
        return replace(index, why_not_copied=why_not_counted)
    place_of = {packet.pts: place for place, packet in enumerate(packets) if packet.is_shown}
    index = replace(
        index,
        packets=tuple(packets),
        places=tuple(place_of[stamp] for stamp in stamps),
        delay=_delay(packets),
    )
    try:
        sets = cut_h264.ParameterSets.parse(picture.codec_context.extradata or b"")
    except ValueError as error:
        return replace(index, why_not_copied=str(error))
    return replace(index, sets=sets, why_not_copied=_why_not_copied(index, picture, sets))


def _why_not_counted(index: CutIndex, packets: list[Packet]) -> str | None:
    """Only where every packet is one frame on screen can frames be counted without decoding."""
    if index.codec != "h264":
        return f"it is {index.codec}, not H.264"
    if not index.stamps or not packets[0].is_key:
        return "it does not start with a clean key frame"
    if any(before == after for before, after in pairwise(index.stamps)):
        return "frames share a time stamp"
    return None


def _why_not_copied(
    index: CutIndex, picture: av.VideoStream, sets: cut_h264.ParameterSets
) -> str | None:
    context = picture.codec_context
    if not index.is_mp4 or any(packet.position < 0 for packet in index.packets):
        return "it is not MP4 or MOV"
    if context.pix_fmt not in _COPIED_FORMATS or sets.profile is None:
        return f"its pixels are {context.pix_fmt}"
    if int(context.field_order) not in _PROGRESSIVE:
        return "it is interlaced"
    if len(sets.free_ids()) < _IDS_NEEDED:
        return "it uses too many parameter sets"
    return None


def _end(packets: list[Packet]) -> int:
    shown = sorted(packets, key=lambda packet: packet.pts)
    if not shown:
        return 0
    steps = [after.pts - before.pts for before, after in pairwise(shown)]
    return shown[-1].pts + (shown[-1].duration or (median_low(steps) if steps else 1))


def _delay(packets: list[Packet]) -> int:
    """By how much decoding leads showing when packets are decoded at evenly sorted times."""
    in_order = sorted(packet.pts for packet in packets)
    return max(stamp - packet.pts for stamp, packet in zip(in_order, packets, strict=True))


def _counted_by_decoding(index: CutIndex) -> CutIndex:
    """The index by what a decoder really shows; nothing of such a video is copied."""
    stamps, end = [], index.end
    with open_video(index.path) as container:
        for frame in decoded(container, video_stream(index.path, container)):
            if frame is not None and frame.pts is not None:
                stamps.append(frame.pts)
                end = frame.pts + (frame.duration or 1)
    if not stamps:
        raise ProbeFailed(index.path, "no frame can be decoded")
    rising = tuple(sorted(set(stamps)))
    why = index.why_not_copied or "its packets are not its frames"
    return replace(
        index, stamps=rising, end=end, packets=(), places=(), sets=None, why_not_copied=why
    )
