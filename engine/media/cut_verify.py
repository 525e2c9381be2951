"""Whether a finished clip is what it should be, read back from disk (rule E1)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

import av

from engine.errors import CutFailed
from engine.media import cut_h264
from engine.media.source import MAX_STREAMS, set_threads

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from av.packet import Packet

    PicturePacket = Packet[av.VideoStream]

_TRY_NONE = [{"skip_frame": "all"}] * MAX_STREAMS
UNFILTERED = {"skip_loop_filter": "all"}  # whether bits make sense is known before smoothing
_TOLERANCE = 1  # ticks of the clip's own clock


@dataclass(frozen=True, slots=True)
class Expected:
    """What a clip must be.

    ``times`` are when its frames appear, in seconds; ``tracks`` is how many audio tracks it has.
    ``checksums`` are those of the coded pictures as they were written, in decoding order, and
    ``copied`` the places of those that are the source's own, byte for byte, and were decoded there:
    of these only the first picture of a clip is decoded. ``joint`` is the decoded look of the first
    copied picture in the source, where the clip has encoded pictures beside it. The first ``tried``
    pictures were decoded before they were written, under the encoder's ``header``: they are not
    decoded again where pictures and header are the same in the clip.
    """

    times: Sequence[Fraction]
    tracks: int
    checksums: Sequence[int] = ()
    copied: range = range(0)
    joint: int | None = None
    tried: int = 0
    header: bytes = b""


def look(frame: av.VideoFrame) -> int:
    """A checksum of a decoded picture."""
    return zlib.crc32(frame.to_ndarray())


def verify(path: Path, expected: Expected) -> None:
    """Read the clip at ``path`` back: its frames and their times, its sound, and decode its ends.

    Raises:
        CutFailed: it is not what was meant to be written.
    """
    # No decoder is tried on opening: what is decoded is decoded below, and asked about.
    with av.open(str(path), "r", format="mov", stream_options=_TRY_NONE) as clip:
        packets = _read(path, clip)
        picture = clip.streams.video[0]
        set_threads(picture, 1)  # several threads overlook damage that one sees
        if expected.joint is None:  # no pixel is looked at, only whether all bits make sense
            picture.codec_context.options = UNFILTERED
        header = picture.codec_context.extradata or b""
        _expect(path, len(clip.streams.audio) == expected.tracks, "sound is missing")
        _check_times(path, packets, expected.times, Fraction(picture.time_base or 1))
        same = [zlib.crc32(bytes(packet)) for packet in packets] == list(expected.checksums)
        _expect(path, same or not expected.checksums, "pictures differ from what was written")
        tried = expected.tried if _is_set_up_by(expected.header, header) else 0
        for group in _ends(packets):
            if group.stop > tried:
                tested = _tested(group, expected.copied)
                _decode(path, picture, [packets[place] for place in tested])
        if expected.joint is not None:
            frame = _decode(path, picture, [packets[expected.copied[0]]])
            same = frame is not None and look(frame) == expected.joint
            _expect(path, same, "copied pictures decode to others")


def _read(path: Path, clip: av.container.InputContainer) -> list[PicturePacket]:
    _expect(path, len(clip.streams.video) == 1, "the picture is missing")
    packets = [packet for packet in clip.demux(clip.streams.video[0]) if packet.size]
    _expect(path, bool(packets) and packets[0].is_keyframe, "it does not start with a key frame")
    return packets


def _check_times(
    path: Path, packets: list[PicturePacket], times: Sequence[Fraction], time_base: Fraction
) -> None:
    shown = sorted(packet.pts or 0 for packet in packets if not packet.is_discard)
    count = len(shown)
    _expect(path, count == len(times), f"it has {count} frames, {len(times)} were meant")
    late = max(abs(stamp * time_base - time) for stamp, time in zip(shown, times, strict=True))
    _expect(path, late <= _TOLERANCE * time_base, f"a frame is off by {float(late):.4f} s")


def _ends(packets: list[PicturePacket]) -> list[range]:
    """The places of the first and the last group."""
    keys = [place for place, packet in enumerate(packets) if packet.is_keyframe]
    if len(keys) == 1:
        return [range(len(packets))]
    return [range(keys[1]), range(keys[-1], len(packets))]


def _is_set_up_by(encoder_header: bytes, header: bytes) -> bool:
    """Whether a clip's ``header`` says what that of its encoder says."""
    try:
        return cut_h264.ParameterSets.parse(header).are_those_of(encoder_header)
    except ValueError:
        return False


def _tested(group: range, copied: range) -> range:
    """What of a group is decoded: all of it, but of copied ones only how the clip begins."""
    if group[0] not in copied:
        return group
    return group[:1] if group[0] == 0 else group[:0]


def _decode(path: Path, stream: av.VideoStream, group: list[PicturePacket]) -> av.VideoFrame | None:
    """Decode a group, all of whose frames must come out; the last of them."""
    decoder = stream.codec_context
    decoder.flush_buffers()
    count, frame = 0, None
    try:
        # None is kept but the last: new memory for every frame takes as long as its decoding.
        for frame in chain.from_iterable(decoder.decode(packet) for packet in [*group, None]):
            _expect(path, not frame.is_corrupt, "a frame does not decode")
            count += 1
    except av.FFmpegError as error:
        raise CutFailed(path, f"it does not decode: {error.strerror}") from error
    _expect(path, count == len(group), f"{count} of {len(group)} frames decode")
    return frame


def _expect(path: Path, truth: bool, otherwise: str) -> None:
    if not truth:
        raise CutFailed(path, otherwise)
