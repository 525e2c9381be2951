"""One thread's hold on the video being cut: frames by number, packets by place, streams to copy."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Self

from engine.errors import CutFailed
from engine.media.source import decoded_packets, open_to_decode, video_stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    import av
    from av.container import InputContainer

    from engine.domain.timing import FrameSpan
    from engine.media.cut_index import CutIndex, Packet

_NEAR = 48  # frames: where key frames are not known, decoding on so far is cheaper than seeking


class SourceReader:
    """Reads one video; belongs to one thread, closed as a context.

    Frames are decoded forward: asking for rising spans decodes nothing twice. The video is opened
    for decoding only when a frame is asked for; ``templates`` is the same video opened by the
    caller, which any number of readers may look at, and none reads on.
    """

    def __init__(self, index: CutIndex, templates: InputContainer, threads: int) -> None:
        self.index = index
        self.threads = threads
        self.picture = video_stream(index.path, templates)
        self._templates = templates
        self._file = index.path.open("rb")
        self._opened: tuple[InputContainer, av.VideoStream] | None = None
        self._frames: Iterator[av.VideoFrame] = iter(())
        self._upcoming: int | None = None
        self._wanted = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._close()
        self._file.close()

    def sound(self, number: int) -> av.AudioStream:
        """The stream of an audio track, as a template."""
        return sound_stream(self._templates, number)

    def data(self, packet: Packet) -> bytes:
        """The bytes of a packet of an MP4 or MOV, which lie in the file as they are."""
        self._file.seek(packet.position)
        data = self._file.read(packet.size)
        if len(data) < packet.size:
            raise CutFailed(self.index.path, "the file ends in the middle of a frame")
        return data

    def frames(self, span: FrameSpan) -> Iterator[av.VideoFrame]:
        """Exactly the frames of ``span``, in the order they are shown.

        Raises:
            CutFailed: one of them cannot be decoded.
        """
        self._wanted = self.index.stamp(span.first)
        self._go_to(span.first)
        for number in range(span.first, span.end):
            yield self._next(number)

    def _open(self) -> tuple[InputContainer, av.VideoStream]:
        if self._opened is None:
            self._opened = open_to_decode(self.index.path, self.threads)
        return self._opened

    def _close(self) -> None:
        self._frames, self._upcoming = iter(()), None
        if self._opened is not None:
            self._opened[0].close()
            self._opened = None

    def _next(self, number: int) -> av.VideoFrame:
        wanted = self.index.stamp(number)
        for frame in self._frames:
            if frame.pts == wanted:
                self._upcoming = number + 1
                return frame
            if _stamp(frame) > wanted:
                break
        self._upcoming = None
        raise CutFailed(self.index.path, f"frame {number} cannot be decoded")

    def _go_to(self, number: int) -> None:
        if self._is_just_ahead(number):
            return
        for start in self._places_to_start(number):
            if self._starts_by(start, number):
                return

    def _is_just_ahead(self, number: int) -> bool:
        upcoming = self._upcoming
        if upcoming is None or number < upcoming:
            return False
        key = self.index.key_before(number)
        if key is None:
            return number - upcoming < _NEAR
        return key.pts <= self.index.stamp(upcoming)

    def _places_to_start(self, number: int) -> Iterator[int | None]:
        """Stamps to seek to, each surer than the one before; None is the very start."""
        stamp, second = self.index.stamp(number), int(1 / self.index.time_base)
        key = self.index.key_before(number)
        if key is not None:
            yield key.pts if key.dts is None else key.dts
        else:
            yield from (stamp, stamp - 3 * second)
        yield None

    def _starts_by(self, start: int | None, number: int) -> bool:
        """Go there; whether the first frame decoded from there is not beyond ``number``."""
        self._frames, self._upcoming = iter(()), None
        if start is None:
            self._close()
        container, picture = self._open()
        if start is not None:
            container.seek(start, stream=picture, backward=True)
        found = decoded_packets(picture, self._packets(container, picture))
        frames = (frame for frame in found if frame is not None and frame.pts is not None)
        first = next(frames, None)
        if first is None or _stamp(first) > self.index.stamp(number):
            return False
        self._frames = chain([first], frames)
        return True

    def _packets(
        self, container: InputContainer, picture: av.VideoStream
    ) -> Iterator[av.Packet[av.VideoStream]]:
        """What is decoded; on the way to the first frame wanted only what others are made from."""
        can_be_skipped = bool(self.index.places)
        for packet in container.demux(picture):
            is_early = packet.pts is not None and packet.pts < self._wanted
            skipped = "NONREF" if is_early and can_be_skipped else "DEFAULT"
            picture.codec_context.skip_frame = skipped
            yield packet


def sound_stream(container: InputContainer, number: int) -> av.AudioStream:
    """The audio stream with that number in the file."""
    return next(stream for stream in container.streams.audio if stream.index == number)


def _stamp(frame: av.VideoFrame) -> int:
    """Where a frame lies; those without a stamp were passed over before."""
    return frame.pts or 0
