"""What is in a video file: streams, sizes and the exact time of every frame."""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

import av

from engine.errors import ProbeFailed
from engine.media.boxes import header_duration
from engine.media.frame_times import FrameTimes, is_shown, tick_of
from engine.media.sniff import Container, sniff
from engine.media.source import decoded, media_errors, open_video, video_stream

if TYPE_CHECKING:
    from pathlib import Path

    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from engine.domain.timing import Timeline

_TRIES = 300  # packets that may pass before the first picture must have come
_SETTLE_SECONDS = 2.0
_LOOK_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One audio stream of a video."""

    index: int
    codec: str
    sample_rate: int
    channels: int
    language: str = ""


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """A readable video: its picture stream, its audio tracks and when each frame is shown.

    ``width`` and ``height`` are as shown, after rotation; ``coded_*`` as stored. ``rotation`` is
    in degrees, clockwise, one of 0, 90, 180, 270. ``rate`` is the constant rate, or the average
    one when ``is_variable``.
    """

    path: Path
    container: Container
    codec: str
    pixel_format: str
    width: int
    height: int
    coded_width: int
    coded_height: int
    rotation: int
    rate: Fraction
    is_variable: bool
    audio: tuple[AudioTrack, ...]
    timeline: Timeline

    @property
    def frames(self) -> int:
        """How many frames are shown."""
        return self.timeline.count

    @property
    def duration(self) -> Fraction:
        """Seconds from the first frame's start to the last one's end."""
        return self.timeline.duration

    @property
    def has_audio(self) -> bool:
        """Whether there is any sound."""
        return bool(self.audio)


def probe(path: Path) -> VideoInfo:
    """Read the streams, decode one picture and demux the time of every frame.

    Raises:
        ProbeFailed: with one line that says why the file is no usable video.
    """
    with open_video(path) as source, media_errors(path):
        stream = video_stream(path, source, threads=1)
        rotation = rotation_of(_first_picture(path, source, stream))
        times = _demuxed_times(source, stream)
        if not times.count:
            raise ProbeFailed(path, "has no frames")
        return _info(path, source, stream, rotation, times)


def quick_duration(path: Path) -> Fraction:
    """How long the video is, in seconds, from its header alone.

    Raises:
        ProbeFailed: the header cannot be read.
    """
    if sniff(path).demuxer == "mov":
        seconds = header_duration(path)
        if seconds:
            return seconds
    with open_video(path) as source:
        if not source.duration:
            raise ProbeFailed(path, "does not say how long it is")
        return Fraction(source.duration, av.time_base)


def is_growing(path: Path, settle: float = _SETTLE_SECONDS) -> bool:
    """Whether the file's size changes within ``settle`` seconds (rule E2).

    Answers at once for a file that was last written longer ago than that.
    """
    try:
        before = path.stat()
        end = time.monotonic() + settle
        while abs(time.time() - before.st_mtime) < settle and time.monotonic() < end:
            time.sleep(min(_LOOK_EVERY, settle))
            if path.stat().st_size != before.st_size:
                return True
    except OSError as error:
        raise ProbeFailed(path, f"cannot be read: {error.strerror}".lower()) from error
    return False


def rotation_of(frame: VideoFrame) -> int:
    """How far a frame must be turned to be shown, clockwise: 0, 90, 180 or 270 degrees."""
    return round(-frame.rotation / 90) * 90 % 360


def _first_picture(path: Path, source: InputContainer, stream: VideoStream) -> VideoFrame:
    for frame in islice(decoded(source, stream), _TRIES):
        if frame is not None:
            return frame
    raise ProbeFailed(path, "damaged: no picture can be decoded")


def _demuxed_times(source: InputContainer, stream: VideoStream) -> FrameTimes:
    source.seek(stream.start_time or 0, stream=stream)
    times = FrameTimes(tick_of(stream))
    for packet in source.demux(stream):
        if packet.pts is not None and is_shown(packet, stream.codec_context.name):
            times.add(packet.pts, packet.duration)
    return times


def _info(
    path: Path, source: InputContainer, stream: VideoStream, rotation: int, times: FrameTimes
) -> VideoInfo:
    rate = times.constant_rate(stream.average_rate, stream.guessed_rate)
    timeline = times.timeline()
    width, height = stream.width, stream.height
    turned = rotation in {90, 270}
    return VideoInfo(
        path=path,
        container=sniff(path),
        codec=stream.codec_context.name,
        pixel_format=stream.codec_context.pix_fmt or "",
        width=height if turned else width,
        height=width if turned else height,
        coded_width=width,
        coded_height=height,
        rotation=rotation,
        rate=rate or timeline.rate,
        is_variable=rate is None,
        audio=tuple(_audio_track(s) for s in source.streams.audio if s.codec_context),
        timeline=timeline,
    )


def _audio_track(stream: AudioStream) -> AudioTrack:
    context = stream.codec_context
    return AudioTrack(
        stream.index, context.name, context.sample_rate, context.channels, stream.language or ""
    )
