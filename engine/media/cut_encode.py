"""Clips of any video, encoded whole: H.264 and AAC, eight bits, even sides, stamps kept."""

from __future__ import annotations

import struct
from heapq import merge
from itertools import chain
from typing import TYPE_CHECKING

import av
from av.sidedata.sidedata import Type as SideData

from engine.media.cut_sound import sound_packets
from engine.media.cut_trial import Trial
from engine.media.read_ahead import read_ahead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from engine.domain.timing import FrameSpan
    from engine.media.cut_source import SourceReader
    from engine.media.cut_trial import Tried

_FULL_RANGE = 2
_BT709 = 1
_AHEAD = 4  # frames decoded before the encoder asks for them
_GROUP = 72  # frames between key frames at most: a clip is scrubbed, and its ends are verified


# As near to the source as medium 18 (SSIM within 0.001), in a fifth of its time. The macroblock
# tree, which superfast leaves out, saves a quarter of the size: without it, as near would be
# superfast 18. B-frames in a fixed rhythm and no search for cuts inside of a shot save time.
_PRESET = "superfast"
_FACTOR = "14"
_DETAILS = "mbtree=1:rc-lookahead=8:b-adapt=0:scenecut=0:partitions=i8x8"


def packet_time(packet: av.Packet) -> float:
    """When a packet is decoded, in seconds: good enough to put packets of streams in order."""
    return float(packet.dts * packet.time_base)


def encoder_options(*details: str, factor: str = _FACTOR) -> dict[str, str]:
    """How frames of a clip are encoded; ``details`` are in x264's own words.

    ``factor`` is how near they stay to the source; lower is nearer.
    """
    return {"preset": _PRESET, "crf": factor, "x264-params": ":".join([_DETAILS, *details])}


def encoder_like(context: av.VideoCodecContext, source: av.VideoStream) -> None:
    """Set an encoder to the source's size, pixels, colours and clock."""
    look = source.codec_context
    context.width, context.height = look.width, look.height
    context.pix_fmt = look.pix_fmt
    context.time_base = source.time_base
    context.framerate = source.average_rate or source.guessed_rate
    context.color_primaries = look.color_primaries
    context.color_trc = look.color_trc
    context.colorspace = look.colorspace
    context.color_range = look.color_range
    if source.sample_aspect_ratio:
        context.sample_aspect_ratio = source.sample_aspect_ratio


def write_encoded(
    reader: SourceReader,
    span: FrameSpan,
    target: Path,
    tick: Callable[[int], None],
    threads: int,
) -> Tried:
    """Write the clip to ``target``; what is already known of its pictures.

    ``tick`` is called for every frame, and may raise to stop.
    """
    with read_ahead(reader.frames(span), _AHEAD) as frames:
        first = next(frames)
        with (
            av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as clip,
            Trial() as trial,
        ):
            stream = clip.add_stream("libx264", rate=reader.picture.average_rate or 24)
            fit = _set_up(stream, reader.picture, first, threads)
            fitting = (fit(frame) for frame in chain([first], frames))
            pictures = _tried(_pictures(reader, span, fitting, stream, tick), stream, trial)
            tracks = sound_packets(reader, span, clip)
            for packet in merge(pictures, *tracks, key=packet_time):
                clip.mux(packet)
            return trial.result()


def _set_up(
    stream: av.VideoStream, source: av.VideoStream, first: av.VideoFrame, threads: int
) -> Callable[[av.VideoFrame], av.VideoFrame]:
    """Set the encoder up; what makes a decoded frame fit into it."""
    encoder_like(stream.codec_context, source)
    stream.time_base = source.time_base
    stream.thread_count = threads
    stream.options = {**encoder_options(), "g": str(_GROUP)}
    stream.width, stream.height = first.width + first.width % 2, first.height + first.height % 2
    is_full = source.codec_context.color_range == _FULL_RANGE
    stream.pix_fmt = "yuvj420p" if is_full else "yuv420p"
    if first.format.is_rgb:
        stream.colorspace, stream.color_range = _BT709, 1
    if (matrix := _display_matrix(first)) is not None:
        stream.set_display_matrix(matrix)
    if (stream.width, stream.height) != (first.width, first.height):
        return _Padding(first, source, stream)
    return _Conversion(stream)


def _display_matrix(frame: av.VideoFrame) -> tuple[int, ...] | None:
    """How a player must turn the picture, as nine numbers."""
    data = frame.side_data.get(SideData.DISPLAYMATRIX)
    return None if data is None else struct.unpack("=9i", bytes(data))


class _Conversion:
    """Frames of the size wanted, in other pixels if need be."""

    def __init__(self, stream: av.VideoStream) -> None:
        self._format = stream.pix_fmt

    def __call__(self, frame: av.VideoFrame) -> av.VideoFrame:
        if frame.format.name == self._format:
            return frame
        matrix = "ITU709" if frame.format.is_rgb else None
        return frame.reformat(format=self._format, dst_colorspace=matrix)


class _Padding:
    """Frames with an odd side made even by doubling the last row and column."""

    def __init__(
        self, first: av.VideoFrame, source: av.VideoStream, stream: av.VideoStream
    ) -> None:
        self._graph = av.filter.Graph()
        begin = self._graph.add_buffer(
            width=first.width,
            height=first.height,
            format=first.format,
            time_base=source.time_base,
        )
        right, bottom = stream.width - first.width, stream.height - first.height
        # Subsampled chroma can only be padded by pairs: as 4:4:4 one column is one column.
        steps = [
            self._graph.add("format", "gbrp" if first.format.is_rgb else "yuv444p"),
            self._graph.add("pad", f"{stream.width}:{stream.height}:0:0"),
            self._graph.add("fillborders", f"right={right}:bottom={bottom}:mode=smear"),
            self._graph.add("format", stream.pix_fmt),
            self._graph.add("buffersink"),
        ]
        self._graph.link_nodes(begin, *steps).configure()

    def __call__(self, frame: av.VideoFrame) -> av.VideoFrame:
        self._graph.push(frame)
        return self._graph.pull()


def _tried(
    packets: Iterator[av.Packet], stream: av.VideoStream, trial: Trial
) -> Iterator[av.Packet]:
    for packet in packets:
        trial.take(packet, stream.codec_context.extradata or b"")
        yield packet


def _pictures(
    reader: SourceReader,
    span: FrameSpan,
    frames: Iterator[av.VideoFrame],
    stream: av.VideoStream,
    tick: Callable[[int], None],
) -> Iterator[av.Packet]:
    index = reader.index
    for number, picture in enumerate(frames, start=span.first):
        picture.pict_type = 0
        picture.time_base = index.time_base
        picture.pts = index.stamp(number) - index.stamp(span.first)
        picture.duration = index.stamp(number + 1) - index.stamp(number)
        yield from stream.encode(picture)
        tick(1)
    yield from stream.encode(None)
