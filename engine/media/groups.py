"""Groups of packets that decode on their own, so that they can be decoded side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

_FEWEST = 12  # packets in a group; smaller ones cost more to hand out than they win
# Old 4:4:4 streams need the first packet's notes to decode, deeper ones are scored whole anyway.
_SPLITTABLE = frozenset({"yuv420p", "yuvj420p"})
_CLEAN_CODECS = frozenset({"vp8", "vp9", "av1", "mpeg4", "mjpeg"})
_IDR_H264 = 5
_IDR_HEVC = frozenset({19, 20})
_START_CODE = b"\0\0\1"
_PER_PACKET = 3000  # what a frame costs besides its bytes, as bytes


class NotSplittable(Exception):
    """The video cannot, or need not, be decoded in groups."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Packets from one clean key frame to before another, in decoding order."""

    index: int
    packets: tuple[Packet[VideoStream], ...]
    size: int

    @property
    def effort(self) -> int:
        """About how long it takes to decode, in no unit."""
        return self.size + _PER_PACKET * len(self.packets)


def can_split(stream: VideoStream) -> bool:
    """Whether a fresh decoder may start at the clean key frames of this stream."""
    context = stream.codec_context
    known = context.name in _CLEAN_CODECS or context.name in {"h264", "hevc"}
    return known and context.pix_fmt in _SPLITTABLE


def groups_of(source: InputContainer, stream: VideoStream) -> Iterator[Group]:
    """The whole stream in groups, demuxed as they are asked for."""
    name, prefix = stream.codec_context.name, _length_size(stream)
    index, size = 0, 0
    packets: list[Packet[VideoStream]] = []
    for packet in source.demux(stream):
        if not packet.size:
            continue
        if len(packets) >= _FEWEST and is_clean(packet, name, prefix):
            yield Group(index, tuple(packets), size)
            index, packets, size = index + 1, [], 0
        packets.append(packet)
        size += packet.size
    if packets:
        yield Group(index, tuple(packets), size)


def is_clean(packet: Packet[VideoStream], codec: str, prefix: int) -> bool:
    """Whether a decoder can start here and show every later frame.

    The key frame flag alone does not say so: H.264 recovery points and HEVC's open groups carry
    it too. ``prefix`` is how many bytes tell the length of a unit, 0 for start codes.
    """
    if not packet.is_keyframe:
        return False
    if codec not in {"h264", "hevc"}:
        return True
    heads = _unit_heads(bytes(packet), prefix)
    if codec == "h264":
        return any(head & 31 == _IDR_H264 for head in heads)
    return any((head >> 1) & 63 in _IDR_HEVC for head in heads)


def _length_size(stream: VideoStream) -> int:
    """From ``avcC`` or ``hvcC``: the bytes of a unit's length, 0 for a stream of start codes."""
    extra, name = stream.codec_context.extradata or b"", stream.codec_context.name
    at = {"h264": 4, "hevc": 21}.get(name, 0)
    if not at or len(extra) <= at or extra[0] != 1:
        return 0
    return (extra[at] & 3) + 1


def _unit_heads(data: bytes, prefix: int) -> Iterator[int]:
    """The first byte of every unit in a packet."""
    at = 0
    while prefix and at + prefix < len(data):
        yield data[at + prefix]
        at += prefix + int.from_bytes(data[at : at + prefix], "big")
    while not prefix and 0 <= (at := data.find(_START_CODE, at)) < len(data) - 3:
        at += len(_START_CODE)
        yield data[at]
