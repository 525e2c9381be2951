"""Animatics: real videos of several shots, rendered from pictures or cards with a moving camera."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from heapq import merge
from itertools import accumulate
from typing import TYPE_CHECKING

import av
import numpy as np

from engine.errors import CutFailed, UserError
from engine.jobs import JobContext
from engine.media.animatic_layers import Grain, Planes, encoded
from engine.media.animatic_scene import AnimaticSegment, Scene
from engine.media.animatic_sound import SAMPLE_RATE, SoundBed, sound_frames
from engine.media.cut_encode import packet_time
from engine.media.cut_staging import publish, staged
from engine.store.files import reason_of, write_new

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


_BT709 = 1
_VIDEO_RANGE = 1
_STILL_RATE = 24.0
_THREADS = 2  # fixed: the encoder's result depends on it, and must not depend on the machine


def render_animatic(
    segments: Sequence[AnimaticSegment],
    target: Path,
    *,
    size: tuple[int, int] = (720, 1280),
    rate: Fraction = Fraction(24),
    sound: SoundBed | None = None,
    ctx: JobContext | None = None,
) -> None:
    """Render the shots, one after another, into an MP4 at ``target``, which must not exist.

    The same segments give the same picture on every machine. Sides of ``size`` are even.

    Raises:
        UserError: there is nothing to render, or a segment has no frames.
        MediaError: a picture cannot be read, or the video cannot be written.
        Stopped: ``ctx`` was cancelled; nothing is left.
    """
    if not segments or any(segment.frames < 1 for segment in segments):
        raise UserError("an animatic needs segments of at least one frame each")
    with staged(target) as temporary:
        try:
            _write(_Order(segments, size, rate, sound, ctx or JobContext()), temporary)
        except (av.FFmpegError, OSError) as error:
            raise CutFailed(target, reason_of(error)) from error
        publish(temporary, target)


def render_still(
    segment: AnimaticSegment, target: Path, *, size: tuple[int, int], at: float = 0.5
) -> None:
    """Draw one picture of a shot, ``at`` a share of its way, into a PNG or JPEG.

    ``target`` is by its suffix one of the two; it must not exist.

    Raises:
        MediaError: a picture cannot be read.
        DiskFailed, Refused: it could not be written there.
    """
    write_new(target, encoded(still_picture(segment, size, at=at), target.suffix))


def still_picture(
    segment: AnimaticSegment, size: tuple[int, int], *, at: float = 0.5
) -> NDArray[np.uint8]:
    """One picture of a shot, ``at`` a share of its way, as eight-bit BGR; raises MediaError."""
    planes = Scene(segment, size, _STILL_RATE).frame(round(at * (segment.frames - 1)))
    grain = Grain(segment.seed, size)
    frame = _as_frame(Planes(grain.laid_on(planes.luma), planes.blue, planes.red))
    frame.colorspace, frame.color_range = _BT709, _VIDEO_RANGE
    return frame.to_ndarray(format="bgr24", src_colorspace="ITU709")


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be rendered."""

    segments: Sequence[AnimaticSegment]
    size: tuple[int, int]
    rate: Fraction
    sound: SoundBed | None
    ctx: JobContext


def _write(order: _Order, path: Path) -> None:
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as video:
        tracks = [_pictures(order, _picture_stream(video, order))]
        if order.sound is not None:
            track = video.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
            tracks.append(_sound(order, order.sound, track))
        for packet in merge(*tracks, key=packet_time):
            video.mux(packet)


def _picture_stream(video: av.container.OutputContainer, order: _Order) -> av.VideoStream:
    stream = video.add_stream("libx264", rate=order.rate)
    stream.width, stream.height = order.size
    stream.pix_fmt = "yuv420p"
    stream.options = {"preset": "superfast", "crf": "22"}
    stream.codec_context.time_base = 1 / order.rate
    stream.codec_context.thread_count = _THREADS
    stream.codec_context.color_primaries = _BT709
    stream.codec_context.color_trc = _BT709
    stream.codec_context.colorspace = _BT709
    stream.codec_context.color_range = _VIDEO_RANGE
    return stream


def _pictures(order: _Order, stream: av.VideoStream) -> Iterator[av.Packet]:
    grain = Grain(order.segments[0].seed, order.size)
    total = sum(segment.frames for segment in order.segments)
    for number, planes in enumerate(_frames(order)):
        order.ctx.report(number, total)
        frame = _as_frame(Planes(grain.laid_on(planes.luma), planes.blue, planes.red))
        frame.pts, frame.time_base = number, 1 / order.rate
        frame.colorspace, frame.color_range = _BT709, _VIDEO_RANGE
        yield from stream.encode(frame)
    yield from stream.encode(None)
    order.ctx.report(total, total)


def _frames(order: _Order) -> Iterator[Planes]:
    before: Scene | None = None
    for segment in order.segments:
        scene = Scene(segment, order.size, float(order.rate))
        for step in range(segment.frames):
            planes = scene.frame(step)
            if before is not None and step < segment.dissolve:
                share = (step + 1) / (segment.dissolve + 1)
                planes = planes.mixed(before.frame(before.segment.frames + step), share)
            yield planes
        before = scene


def _as_frame(planes: Planes) -> av.VideoFrame:
    width, height = planes.size
    packed = np.concatenate([planes.luma.ravel(), planes.blue.ravel(), planes.red.ravel()]).reshape(
        height * 3 // 2, width
    )
    return av.VideoFrame.from_ndarray(packed, format="yuv420p")


def _sound(order: _Order, bed: SoundBed, track: av.AudioStream) -> Iterator[av.Packet]:
    ends = list(accumulate(segment.frames for segment in order.segments))
    starts = [end / order.rate for end in (0, *ends[:-1])]
    for frame in sound_frames(bed, starts, ends[-1] / order.rate):
        yield from track.encode(frame)
    yield from track.encode(None)
