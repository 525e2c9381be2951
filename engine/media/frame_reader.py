"""Decodes a video in order from any frame on, and says which frame each picture is."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av

from engine.media.frame_index import FrameIndex, read_index
from engine.media.source import media_errors, open_video, video_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from engine.domain.timing import Timeline

_ALL_BEFORE = 4  # the frames before a target are worth having: somebody may step back
_SLICES = 2  # decoded side by side; whole frames side by side would hold the first one back


class FrameReader:
    """One open decoder with a place in its video. Belongs to one thread.

    ``position`` is the frame that the next ``read`` is expected to give; None when it stands
    nowhere: after the end and before the first ``seek``.
    """

    def __init__(self, path: Path, index: FrameIndex | Timeline) -> None:
        """Share the ``index`` of another reader of the same file, or read one for a timeline.

        Raises:
            ProbeFailed: in one line, why it is no usable video.
        """
        self.path = path
        self.position: int | None = None
        self._source = open_video(path)
        try:
            with media_errors(path):
                self._stream = video_stream(path, self._source)
                self._stream.codec_context.thread_type = "SLICE"
                self._stream.codec_context.thread_count = _SLICES
                self.index = (
                    index
                    if isinstance(index, FrameIndex)
                    else read_index(path, self._source, self._stream, index)
                )
        except BaseException:
            self._source.close()
            raise
        self._frames: Iterator[VideoFrame] = iter(())
        self._all_from = 0

    @property
    def aspect(self) -> Fraction:
        """Width of a pixel over its height."""
        return Fraction(self._stream.sample_aspect_ratio or 1) or Fraction(1)

    @property
    def lead(self) -> Fraction:
        """Seconds from the start of the file, where its sound may begin, to the first frame."""
        began = Fraction(self._source.start_time or 0, av.time_base)
        return self.index.origin * self.index.tick - began

    def close(self) -> None:
        """Close the file."""
        self._frames = iter(())
        self._source.close()

    def seek(self, place: int) -> None:
        """Stand at the start of the group at ``place``.

        Raises:
            ProbeFailed: the file can no longer be read.
        """
        group = self.index.group(place)
        self._frames = iter(())  # its generator must not outlive the seek
        with media_errors(self.path):
            self._source.seek(group.stamp, stream=self._stream)
        self._frames = self._decoded()
        self._all_from = 0
        self.position = group.first

    def fetch(self, frame: int, goes_on: Callable[[], bool] = lambda: True) -> VideoFrame | None:
        """Only ``frame``, the shortest way from its key frame; None if that does not lead to it.

        The way leads over nothing but what ``frame`` is made from, and the decoder is told that
        nothing follows, so that it does not hold the frame back to put it in order. The place in
        the video is lost. ``goes_on`` is asked after every frame; if not, the answer is None.

        Raises:
            ProbeFailed: the file can no longer be read.
        """
        self.seek(self.index.group_of(frame))
        self._frames, self.position = iter(()), None
        context = self._stream.codec_context
        with media_errors(self.path):
            for packet in self._source.demux(self._stream):
                is_it = packet.pts is not None and self.index.number(packet.pts) == frame
                context.skip_frame = "DEFAULT" if is_it else "NONREF"
                frames = _frames_of(packet) + (_held_back(self._stream) if is_it else [])
                for decoded in frames:
                    if decoded.pts is not None and self.index.number(decoded.pts) == frame:
                        return decoded
                if is_it or not goes_on():
                    break
        return None

    def hurry_to(self, frame: int) -> None:
        """Until shortly before ``frame``, pass over frames that no other one is made from.

        This saves a third of the way to a frame deep in a long group; 0 is no hurry. A hurry that
        has begun can be made longer but not shorter: what was passed over is gone.
        """
        wanted = max(frame - _ALL_BEFORE, 0)
        is_hurrying = self.position is not None and self.position < self._all_from
        self._all_from = max(wanted, self._all_from) if is_hurrying else wanted

    def comes_to(self, frame: int) -> bool:
        """Whether ``frame`` lies before the reader and will not be passed over."""
        return self.position is not None and max(self.position, self._all_from) <= frame

    def passes_over(self, frame: int) -> bool:
        """Whether ``frame`` lies in the stretch that is hurried through."""
        return frame < self._all_from

    def read(self) -> tuple[int, VideoFrame] | None:
        """The next frame and its number; None at the end. Damaged packets are passed over.

        Raises:
            ProbeFailed: the file can no longer be read.
        """
        with media_errors(self.path):
            for frame in self._frames:
                if frame.pts is not None:
                    number = self.index.number(frame.pts)
                    self.position = number + 1
                    return number, frame
        self.position = None
        return None

    def _decoded(self) -> Iterator[VideoFrame]:
        """Every frame that can be decoded, in order; damaged packets are passed over."""
        context = self._stream.codec_context
        for packet in self._source.demux(self._stream):
            if packet.pts is not None:
                is_early = self.index.number(packet.pts) < self._all_from
                context.skip_frame = "NONREF" if is_early else "DEFAULT"
            yield from _frames_of(packet)


def _frames_of(packet: Packet[VideoStream]) -> list[VideoFrame]:
    try:
        return packet.decode()
    except av.FFmpegError:  # the end, or damage
        return []


def _held_back(stream: VideoStream) -> list[VideoFrame]:
    try:
        return stream.codec_context.decode(None)
    except av.FFmpegError:
        return []
