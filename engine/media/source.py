"""Opens video files the safe way: sniffed, by a forced demuxer, local, and within limits (E3)."""

from __future__ import annotations

from contextlib import contextmanager
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

import av
from av.stream import Discard, Disposition

from engine.errors import ProbeFailed
from engine.media.boxes import declared_size
from engine.media.sniff import sniff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

MAX_SIDE = 16384  # pixels
MAX_SECONDS = 2 * 60 * 60
MAX_STREAMS = 32
# Profiles of H.264 whose pictures are of this kind only.
EIGHT_BITS_420 = frozenset({"Constrained Baseline", "Baseline", "Main", "High"})
_UNDECODABLE = "its video cannot be decoded: damaged, or an unknown codec"
DECODER_THREADS = 2  # FFmpeg's own default, cores + 1, is slower


def open_video(path: Path) -> InputContainer:
    """Open a local video; use it in a ``with`` statement.

    Only the demuxer that fits the file's first bytes may see it, and no name means anything but a
    file: ``%03d``, ``concat:`` and the like are plain names here.

    Raises:
        ProbeFailed: in one line, why it is no usable video.
    """
    return _open(path, tries=True)


def open_first_picture(path: Path) -> tuple[InputContainer, VideoStream]:
    """Open a video of which a first picture is wanted and nothing else: ten times as quick.

    No decoder is tried on it, so that its pixel format and the exact order of frames are unknown.

    Raises:
        ProbeFailed: in one line, why it is no usable video.
    """
    source = _open(path, tries=False)
    try:
        return source, _picture_stream(path, source, threads=1)
    except ProbeFailed:
        source.close()
        raise


def open_to_decode(path: Path, threads: int) -> tuple[InputContainer, VideoStream]:
    """Open a video of which every frame will be decoded, without a trial where its head tells all.

    Raises:
        ProbeFailed: in one line, why it is no usable video.
    """
    source, stream = open_first_picture(path)
    if _tells_all(source, stream):
        set_threads(stream, threads)
        return source, stream
    source.close()
    source = open_video(path)
    try:
        return source, video_stream(path, source, threads)
    except ProbeFailed:
        source.close()
        raise


def open_again(path: Path, like: VideoStream) -> tuple[InputContainer, VideoStream]:
    """Open a video a second time, for another decoder of one thread; ten times as quick.

    Raises:
        ProbeFailed: in one line, why it is no usable video any more.
    """
    source, stream = open_first_picture(path)
    if stream.codec_context.reorder_depth == like.codec_context.reorder_depth:
        return source, stream
    source.close()  # only a trial tells in which order frames come out
    source = open_video(path)
    return source, video_stream(path, source, threads=1)


def video_stream(path: Path, source: InputContainer, threads: int = DECODER_THREADS) -> VideoStream:
    """The picture stream, ready to decode with ``threads`` threads; the others are not read.

    Raises:
        ProbeFailed: there is none, or nothing here can decode it.
    """
    stream = _picture_stream(path, source, threads)
    if stream.codec_context.pix_fmt is None:
        raise ProbeFailed(path, _UNDECODABLE)
    return stream


def set_threads(stream: VideoStream, threads: int) -> None:
    """How many threads its decoder will have; to be said before the first packet."""
    stream.codec_context.thread_count = threads
    stream.codec_context.thread_type = "AUTO" if threads > 1 else "NONE"


def decoded(source: InputContainer, stream: VideoStream) -> Iterator[VideoFrame | None]:
    """Every frame that can be decoded, in order; None stands for a damaged packet."""
    return decoded_packets(stream, source.demux(stream))


def decoded_packets(
    stream: VideoStream, packets: Iterable[Packet[VideoStream]]
) -> Iterator[VideoFrame | None]:
    """Like ``decoded``, of packets that were demuxed before."""
    for packet in chain((p for p in packets if p.size), [None]):
        try:
            yield from stream.codec_context.decode(packet)
        except av.EOFError:
            continue
        except av.FFmpegError:
            yield None


@contextmanager
def media_errors(path: Path) -> Iterator[None]:
    """Turn what FFmpeg raises into one line about ``path``."""
    try:
        yield
    except av.InvalidDataError as error:
        raise ProbeFailed(
            path, "damaged, cut off or still being written: no video can be read from it"
        ) from error
    except av.FFmpegError as error:
        raise ProbeFailed(path, f"cannot be read: {error.strerror}".lower()) from error
    except (OSError, UnicodeError) as error:
        raise ProbeFailed(path, f"cannot be read: {error}") from error


def _open(path: Path, *, tries: bool) -> InputContainer:
    container = sniff(path)
    _check_whole(path)
    options = {"protocol_whitelist": "file"}
    if container.demuxer == "mov":
        options |= {"enable_drefs": "0", "use_absolute_path": "0"}
    if not tries:
        options |= {"skip_frame": "all", "probesize": "32"}  # its least, in bytes
    with media_errors(path):
        source = av.open(
            # Without a name of its own scheme, FFmpeg would look for a protocol in the file's name.
            f"file:{path.absolute()}",
            format=container.demuxer,
            options=options,
        )
    try:
        _check_limits(path, source)
    except ProbeFailed:
        source.close()
        raise
    return source


def _picture_stream(path: Path, source: InputContainer, threads: int) -> VideoStream:
    pictures = [s for s in source.streams.video if not s.disposition & Disposition.attached_pic]
    if not pictures:
        raise ProbeFailed(path, "has no video stream")
    stream = pictures[0]
    if stream.codec_context is None:
        raise ProbeFailed(path, _UNDECODABLE)
    for other in source.streams:
        if other.index != stream.index:
            other.discard = Discard.all
    set_threads(stream, threads)
    return stream


def _tells_all(source: InputContainer, stream: VideoStream) -> bool:
    """Whether pixel format, order and rate of the frames are known although none was decoded.

    MP4 tells the order in its table of stamps; without reordering in it there may be no table.
    """
    context = stream.codec_context
    if context.name != "h264" or not stream.frames or not source.format.name.startswith("mov"):
        return False
    is_ordered = context.reorder_depth > 0 or "Baseline" in (context.profile or "")
    return context.profile in EIGHT_BITS_420 and is_ordered


def _check_whole(path: Path) -> None:
    missing = declared_size(path, sniff(path)) - path.stat().st_size
    if missing > 0:
        raise ProbeFailed(path, f"cut off or still being written: {missing} bytes are missing")


def _check_limits(path: Path, source: InputContainer) -> None:
    if len(source.streams) > MAX_STREAMS:
        raise ProbeFailed(
            path, f"has {len(source.streams)} streams, at most {MAX_STREAMS} are read"
        )
    seconds = Fraction(source.duration or 0, av.time_base)
    if seconds > MAX_SECONDS:
        raise ProbeFailed(path, f"is {float(seconds):.0f} s long, at most {MAX_SECONDS} s are read")
    for stream in source.streams.video:
        width, height = (stream.width, stream.height) if stream.codec_context else (1, 1)
        if max(width, height) > MAX_SIDE:
            raise ProbeFailed(
                path, f"is {width}x{height} pixels, at most {MAX_SIDE} a side are read"
            )
