"""Animatics: real videos of several shots, rendered from pictures or cards with a moving camera."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from heapq import merge
from itertools import accumulate
from typing import TYPE_CHECKING

import av
import cv2
import numpy as np

from engine.errors import CutFailed, UserError
from engine.jobs import JobContext
from engine.media.animatic_camera import WIDE, Camera, Framing, Motion, window
from engine.media.animatic_card import draw_card
from engine.media.animatic_layers import (
    Cutout,
    Grain,
    Planes,
    Veil,
    Weather,
    even,
    read_picture,
)
from engine.media.animatic_sound import SAMPLE_RATE, SoundBed, sound_frames
from engine.media.cut_encode import packet_time
from engine.media.cut_staging import publish, staged
from engine.store.files import reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_BT709 = 1
_VIDEO_RANGE = 1
_THREADS = 2  # fixed: the encoder's result depends on it, and must not depend on the machine
_OVERSCAN = 1.2  # cards are drawn larger than the frame, so that the camera can move
_WHITE = 222  # of a flash's luma
_FLICKER = 0.012  # how much the light of a scene breathes


@dataclass(frozen=True, slots=True)
class AnimaticSegment:
    """One shot: ``frames`` of a picture, or of a card with ``title`` and ``text`` without one.

    ``foreground`` is a picture with alpha of the same size, nearer to the camera. ``dissolve`` is
    over how many frames the shot is mixed with the one before; 0 is a hard cut. ``flashes`` are
    frames of the shot that are nearly white.
    """

    frames: int
    picture: Path | None = None
    foreground: Path | None = None
    title: str = ""
    text: str = ""
    seed: int = 0
    motion: Motion = Motion.PUSH_IN
    framing: Framing = WIDE
    dissolve: int = 0
    flashes: tuple[int, ...] = ()
    veil: Veil = Veil.NONE


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
    before: _Scene | None = None
    for segment in order.segments:
        scene = _Scene(segment, order.size, float(order.rate))
        for step in range(segment.frames):
            planes = scene.frame(step)
            if before is not None and step < segment.dissolve:
                share = (step + 1) / (segment.dissolve + 1)
                planes = planes.mixed(before.frame(before.segment.frames + step), share)
            yield planes
        before = scene


class _Scene:
    """One segment, ready to be seen at any of its frames and beyond its end."""

    def __init__(self, segment: AnimaticSegment, size: tuple[int, int], rate: float) -> None:
        self.segment = segment
        self._size = size
        self._rate = rate
        self._camera = Camera(segment.framing, segment.motion, segment.seed, segment.frames, rate)
        self._ground = Planes.of(self._picture())
        self._figure = self._cutout()
        self._weather = Weather(segment.veil, segment.seed, size)
        self._phase = float(np.random.default_rng(segment.seed).uniform(0, 6))

    def frame(self, step: int) -> Planes:
        """The picture at ``step``, without grain."""
        view = self._camera.view(step)
        planes = self._ground.seen(window(view, self._size, self._ground.size), self._size)
        if self._figure is not None:
            place = window(view, self._size, self._figure.planes.size, nearness=1.0)
            planes = self._figure.over(planes, self._breathing(place, step))
        luma = self._weather.laid_on(planes.luma, step)
        light = 1 + _FLICKER * np.sin(self._phase + step / self._rate * 2.3)
        luma = cv2.convertScaleAbs(luma, alpha=float(light))
        if step in self.segment.flashes:
            luma = cv2.addWeighted(luma, 0.12, np.full_like(luma, _WHITE), 0.88, 0)
        return Planes(luma, planes.blue, planes.red)

    def _breathing(self, place: NDArray[np.float64], step: int) -> NDArray[np.float64]:
        """A figure is never still: it shifts its weight, and its chest rises."""
        seconds = step / self._rate
        sway = 0.006 * self._size[0] * np.sin(0.9 * seconds + self._phase)
        rise = 0.0022 * self._size[1] * np.sin(1.7 * seconds + 2 * self._phase)
        moved = place.copy()
        moved[:, 2] += (sway, rise)
        return moved

    def _picture(self) -> NDArray[np.uint8]:
        segment = self.segment
        if segment.picture is None:
            width, height = (int(side * _OVERSCAN) // 2 * 2 for side in self._size)
            return draw_card(segment.title, segment.text, segment.seed, (width, height))
        picture = even(read_picture(segment.picture))
        return np.ascontiguousarray(picture[..., :3])

    def _cutout(self) -> Cutout | None:
        if self.segment.foreground is None:
            return None
        picture = even(read_picture(self.segment.foreground))
        if picture.shape[2] == 3:  # noqa: PLR2004 - colours, no opacity: nothing would show through
            raise CutFailed(self.segment.foreground, "a foreground needs an alpha channel")
        return Cutout.of(picture)


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
