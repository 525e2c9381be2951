"""Groups of packets that decode on their own, so that they can be decoded side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.media.source import EIGHT_BITS_420

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
_SLICES_H264 = range(1, 6)
_REFERENCE_H264 = 0b110_0000  # nal_ref_idc: without any of these bits no picture is made from it
_IDR_HEVC = frozenset({19, 20})
_START_CODE = b"\0\0\1"
_PIXELS_PER_BYTE = 90  # decoding so many pixels takes as long as decoding a byte of the packets


class NotSplittable(Exception):
    """The video cannot, or need not, be decoded in groups."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How a stream's packets are made.

    ``prefix`` bytes tell how long a unit is, 0 stands for start codes; ``pixels`` has a frame.
    """

    codec: str
    prefix: int
    pixels: int

    @classmethod
    def of(cls, stream: VideoStream) -> Coding:
        """From ``avcC`` or ``hvcC``, where there is one."""
        name, extra = stream.codec_context.name, stream.codec_context.extradata or b""
        at = {"h264": 4, "hevc": 21}.get(name, 0)
        has_lengths = at and len(extra) > at and extra[0] == 1
        prefix = (extra[at] & 3) + 1 if has_lengths else 0
        return cls(name, prefix, stream.width * stream.height)

    def is_clean(self, packet: Packet[VideoStream]) -> bool:
        """Whether a decoder can start here and show every later frame.

        The key frame flag alone does not say so: H.264 recovery points and HEVC's open groups carry
        it too.
        """
        if not packet.is_keyframe:
            return False
        if self.codec == "h264":
            return any(head & 31 == _IDR_H264 for head in self._heads(packet))
        if self.codec == "hevc":
            return any((head >> 1) & 63 in _IDR_HEVC for head in self._heads(packet))
        return True

    def is_reference(self, packet: Packet[VideoStream]) -> bool:
        """Whether other pictures may be made from an H.264 packet's."""
        slices = [head for head in self._heads(packet) if head & 31 in _SLICES_H264]
        return bool(slices) and all(head & _REFERENCE_H264 for head in slices)

    def _heads(self, packet: Packet[VideoStream]) -> Iterator[int]:
        return _unit_heads(bytes(packet), self.prefix)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Packets from one clean key frame to before another, in decoding order."""

    index: int
    packets: tuple[Packet[VideoStream], ...]
    size: int
    coding: Coding

    @property
    def effort(self) -> int:
        """About how long it takes to decode, in no unit."""
        return self.size + self.coding.pixels * len(self.packets) // _PIXELS_PER_BYTE

    @property
    def is_framed(self) -> bool:
        """Whether its first and last frames on screen are ones that others are made from."""
        stamps = [packet.pts for packet in self.packets if not packet.is_discard]
        known = [stamp for stamp in stamps if stamp is not None]
        if not known or len(known) < len(stamps):
            return False
        return self.is_reference(min(known)) and self.is_reference(max(known))

    def is_reference(self, stamp: int | None) -> bool:
        """Whether the frame shown at ``stamp`` is surely one that others are made from."""
        found = [packet for packet in self.packets if packet.pts == stamp]
        return bool(found) and all(self.coding.is_reference(packet) for packet in found)


def can_split(stream: VideoStream) -> bool:
    """Whether a fresh decoder may start at the clean key frames of this stream."""
    context = stream.codec_context
    known = context.name in _CLEAN_CODECS or context.name in {"h264", "hevc"}
    if context.pix_fmt is None:  # not tried yet
        return context.name == "h264" and context.profile in EIGHT_BITS_420
    return known and context.pix_fmt in _SPLITTABLE


def groups_of(source: InputContainer, stream: VideoStream) -> Iterator[Group]:
    """The whole stream in groups, demuxed as they are asked for."""
    coding = Coding.of(stream)
    index, size = 0, 0
    packets: list[Packet[VideoStream]] = []
    for packet in source.demux(stream):
        if not packet.size:
            continue
        if len(packets) >= _FEWEST and coding.is_clean(packet):
            yield Group(index, tuple(packets), size, coding)
            index, packets, size = index + 1, [], 0
        packets.append(packet)
        size += packet.size
    if packets:
        yield Group(index, tuple(packets), size, coding)


def _unit_heads(data: bytes, prefix: int) -> Iterator[int]:
    """The first byte of every unit in a packet."""
    at = 0
    while prefix and at + prefix < len(data):
        yield data[at + prefix]
        at += prefix + int.from_bytes(data[at : at + prefix], "big")
    while not prefix and 0 <= (at := data.find(_START_CODE, at)) < len(data) - 3:
        at += len(_START_CODE)
        yield data[at]
