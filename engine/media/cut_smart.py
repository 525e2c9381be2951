"""Clips of H.264 that copy every whole group and encode only the torn ones at the ends."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from heapq import merge
from itertools import chain
from typing import TYPE_CHECKING

import av

from engine.domain.timing import FrameSpan
from engine.media import cut_h264
from engine.media.cut_encode import encoder_like, encoder_options, packet_time
from engine.media.cut_sound import sound_packets
from engine.media.cut_verify import look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from engine.media.cut_index import CutIndex
    from engine.media.cut_source import SourceReader

_FACTOR = "15"  # as near as a whole clip's: only B-frames are coarser than their factor
_GLOBAL_HEADER = 1 << 22  # the parameter sets beside the stream, not in it


@dataclass(frozen=True, slots=True)
class SmartPlan:
    """What becomes of a clip's frames: an encoded head, copied packets, an encoded tail.

    ``places`` are the packets copied from the source, in decoding order; either end may be missing.
    """

    head: FrameSpan | None
    places: range
    tail: FrameSpan | None

    @property
    def copied(self) -> range:
        """The places of the copied packets in the clip."""
        first = self.head.count if self.head else 0
        return range(first, first + len(self.places))

    @property
    def ends(self) -> list[FrameSpan]:
        """The frames to be encoded, in up to two runs."""
        return [span for span in (self.head, self.tail) if span]


@dataclass(frozen=True, slots=True)
class Written:
    """What a clip was made of, for its verification.

    ``checksums`` are those of its pictures in decoding order, ``joint`` is the decoded look of the
    first copied one in the source, where there are encoded ones beside it.
    """

    checksums: list[int]
    joint: int | None


@dataclass(frozen=True, slots=True)
class _Sample:
    """One picture as it goes into the clip."""

    pts: int
    data: bytes
    is_key: bool


def plan_copy(index: CutIndex, span: FrameSpan) -> SmartPlan | None:
    """How to cut ``span`` with as much copied as can be; None when nothing can."""
    if index.why_not_copied:
        return None
    first = next((n for n in range(span.first, span.end) if _is_key(index, n)), None)
    if first is None:
        return None
    places, shown = _longest_copy(index, first, span.end)
    return SmartPlan(
        FrameSpan(span.first, first) if first > span.first else None,
        places,
        FrameSpan(shown, span.end) if shown < span.end else None,
    )


def _is_key(index: CutIndex, frame: int) -> bool:
    return index.packets[index.places[frame]].is_key


def _longest_copy(index: CutIndex, first: int, end: int) -> tuple[range, int]:
    """The longest run of packets from key frame ``first`` on that shows exactly the frames up to
    some frame, and that frame, which is at most ``end``."""
    start = index.places[first]
    seen: set[int] = set()
    last, shown, upcoming = start, first, first
    for place in range(start, len(index.packets)):
        if not index.packets[place].is_shown:
            break
        frame = index.frame_of(place)
        if frame >= end:  # whatever comes now may need this one
            break
        seen.add(frame)
        while upcoming in seen:
            upcoming += 1
        if len(seen) == upcoming - first:
            last, shown = place, upcoming
    return range(start, last + 1), shown


def write_smart(
    reader: SourceReader,
    plan: SmartPlan,
    span: FrameSpan,
    target: Path,
    tick: Callable[[int], None],
) -> Written:
    """Write the clip to ``target``.

    ``tick`` is called with the number of frames done, and may raise to stop.
    """
    index = reader.index
    assert index.sets is not None  # a plan exists only with them  # noqa: S101
    ids = index.sets.free_ids()
    # In this order the video is decoded once, from the front to the back.
    head = plan.head and _encode(reader, plan.head, ids.pop(0), tick)
    joint = _joint(reader, plan) if plan.ends else None
    tail = plan.tail and _encode(reader, plan.tail, ids.pop(0), tick)
    ends = [end for end in (head, tail) if end]
    checksums: list[int] = []
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as clip:
        stream = clip.add_stream_from_template(reader.picture)
        stream.time_base = index.time_base
        if ends:
            headers = [header for header, _ in ends]
            stream.codec_context.extradata = index.sets.joined_by(headers).build()
        runs: list[Iterable[_Sample]] = [samples for _, samples in ends]
        runs.insert(1 if plan.head else 0, _copied(reader, plan.places, tick))
        pictures = _packets(reader, span, chain.from_iterable(runs), stream, checksums)
        tracks = sound_packets(reader, span, clip)
        for packet in merge(pictures, *tracks, key=packet_time):
            clip.mux(packet)
    return Written(checksums, joint)


def _joint(reader: SourceReader, plan: SmartPlan) -> int:
    first = reader.index.frame_of(plan.places[0])
    (frame,) = reader.frames(FrameSpan(first, first + 1))
    return look(frame)


def _encode(
    reader: SourceReader, part: FrameSpan, set_id: int, tick: Callable[[int], None]
) -> tuple[bytes, list[_Sample]]:
    """Encode frames under parameter sets of their own; their header and pictures."""
    index = reader.index
    assert index.sets is not None  # noqa: S101 - a plan exists only with them
    context = av.CodecContext.create("libx264", "w")
    encoder_like(context, reader.picture)
    context.thread_count = reader.threads
    context.options = {
        # No B-frames: decoding order is showing order, as the copied part's stamps expect.
        **encoder_options(f"sps-id={set_id}", "bframes=0", "keyint=infinite", factor=_FACTOR),
        "profile": index.sets.profile or "high",
    }
    context.flags |= _GLOBAL_HEADER
    packets = []
    for frame in reader.frames(part):
        frame.pict_type = 0
        packets += context.encode(frame)
        tick(1)
    packets += context.encode(None)
    samples = [_Sample(p.pts, cut_h264.as_sample(bytes(p)), p.is_keyframe) for p in packets]
    return context.extradata, samples


def _copied(reader: SourceReader, places: range, tick: Callable[[int], None]) -> Iterator[_Sample]:
    for place in places:
        packet = reader.index.packets[place]
        yield _Sample(packet.pts, reader.data(packet), packet.is_key)
        tick(1)


def _packets(
    reader: SourceReader,
    span: FrameSpan,
    samples: Iterator[_Sample],
    stream: av.VideoStream,
    checksums: list[int],
) -> Iterator[av.Packet]:
    """Samples in decoding order as packets; the n-th is decoded a fixed delay before frame n."""
    index = reader.index
    start = index.stamp(span.first)
    for number, sample in enumerate(samples, start=span.first):
        packet = av.Packet(sample.data)
        packet.pts = sample.pts - start
        packet.dts = index.stamp(number) - start - index.delay
        packet.duration = index.stamp(number + 1) - index.stamp(number)
        packet.time_base = index.time_base
        packet.is_keyframe = sample.is_key
        packet.stream = stream
        checksums.append(zlib.crc32(sample.data))
        yield packet
