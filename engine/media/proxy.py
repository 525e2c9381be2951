"""A small copy of a video in which every frame stands alone, so that any frame shows at once."""

from __future__ import annotations

import os
from contextlib import ExitStack
from fractions import Fraction
from typing import TYPE_CHECKING

import av
from av.video.reformatter import VideoReformatter

from engine.errors import ProbeFailed
from engine.jobs import JobContext
from engine.media.colour_rule import BT709
from engine.media.frame_times import tick_of
from engine.media.picture import Shape, shape_of
from engine.media.source import decoded, media_errors, open_video, video_stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.container import InputContainer, OutputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

LONGEST_SIDE = 720
"""Pixels of the longer side of a proxy."""
_OPTIONS = {"preset": "ultrafast", "crf": "20", "tune": "fastdecode", "g": "1"}


def make_proxy(source: Path, target: Path, ctx: JobContext | None = None) -> Path:
    """Write the proxy of ``source`` to ``target``, whole or not at all.

    Frame n of the proxy is frame n of the source and appears at the same time, the first at 0.

    Raises:
        ProbeFailed: the source cannot be decoded, or the proxy cannot be written.
        Stopped: the job was cancelled.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with media_errors(source):
            target.parent.mkdir(parents=True, exist_ok=True)
            _encode(source, part, ctx or JobContext())
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _encode(path: Path, target: Path, ctx: JobContext) -> None:
    with ExitStack() as stack:
        source = stack.enter_context(open_video(path))
        stream = video_stream(path, source, threads=1)
        copy: _Copy | None = None
        for done, frame in enumerate(_frames(source, stream), start=1):
            if copy is None:
                output = stack.enter_context(av.open(str(target), "w", format="mp4"))
                copy = _Copy(output, stream, frame)
            copy.add(frame)
            ctx.report(done, max(stream.frames, done) if stream.frames else None)
        if copy is None:
            raise ProbeFailed(path, "damaged: no picture can be decoded")
        copy.finish()


def _frames(source: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    return (frame for frame in decoded(source, stream) if frame is not None)


class _Copy:
    """The proxy while it is written."""

    def __init__(self, output: OutputContainer, original: VideoStream, first: VideoFrame) -> None:
        aspect = Fraction(original.sample_aspect_ratio or 1) or Fraction(1)
        self._shape = shape_of(first, aspect)
        self._size = _stored_size(self._shape)
        self._tick = tick_of(original)
        self._origin = first.pts or 0
        self._last = -1
        self._scaler = VideoReformatter()
        self._output = output
        self._stream = self._new_stream(original, first)

    def add(self, frame: VideoFrame) -> None:
        stamp = (frame.pts or 0) - self._origin
        if stamp <= self._last:  # the muxer takes rising stamps only
            stamp = self._last + 1
        self._last = stamp
        small = self._scaler.reformat(
            frame,
            *self._size,
            format="yuv420p",
            interpolation="AREA",
            src_colorspace=self._shape.colours,
            dst_colorspace=self._shape.colours,
            threads=1,
        )
        small.pts, small.time_base = stamp, self._tick
        self._output.mux(self._stream.encode(small))

    def finish(self) -> None:
        self._output.mux(self._stream.encode())

    def _new_stream(self, original: VideoStream, first: VideoFrame) -> VideoStream:
        rate = original.average_rate or Fraction(24)
        stream = self._output.add_stream("libx264", rate=rate, options=dict(_OPTIONS))
        stream.width, stream.height = self._size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = 1  # runs beside the playback it serves
        stream.codec_context.time_base = self._tick
        named = original.codec_context
        stream.color_primaries, stream.color_trc = named.color_primaries, named.color_trc
        stream.colorspace = BT709 if self._shape.colours is not None else named.colorspace
        stream.color_range = named.color_range
        if first.rotation:
            stream.set_display_rotation(first.rotation)
        return stream


def _stored_size(shape: Shape) -> tuple[int, int]:
    width, height = shape.fitted((LONGEST_SIDE, LONGEST_SIDE))
    return (height, width) if shape.rotation in {90, 270} else (width, height)
