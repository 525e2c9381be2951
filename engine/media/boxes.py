"""A video file's outermost structure, read without a decoder: is it whole, how long is it."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.media.sniff import Container

_SEGMENT = 0x18538067
_SHORT_HEAD = 8
_LONG_HEAD = 16
_LARGEST_HEADER = 64 * 1024 * 1024  # a moov box beyond this is not read for a quick look


@dataclass(frozen=True, slots=True)
class Box:
    """One MP4 box: its four letters, where its content begins and where the box ends."""

    kind: bytes
    start: int
    end: int


def declared_size(path: Path, container: Container) -> int:
    """How many bytes the file says it has, at least; more than it has when it was cut off."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if container.demuxer == "mov":
            return max((box.end for box in boxes_in(file, 0, size)), default=size)
        return _segment_end(file) or size


def header_duration(path: Path) -> Fraction | None:
    """How long the video track of an MP4 or MOV is, in seconds; None when its header is silent."""
    with path.open("rb") as file:
        size = path.stat().st_size
        moov = next((b for b in boxes_in(file, 0, size) if b.kind == b"moov"), None)
        if moov is None or moov.end > size or moov.end - moov.start > _LARGEST_HEADER:
            return None
        children = list(boxes_in(file, moov.start, moov.end))
        movie = next((_times(file, b, track=False) for b in children if b.kind == b"mvhd"), None)
        if movie is None or movie[0] == 0:
            return None
        scale, length = movie
        video = [_track_length(file, b) for b in children if b.kind == b"trak"]
        lengths = [n for n in video if n] or [length]
        return Fraction(max(lengths), scale) if max(lengths) else None


def boxes_in(file: BinaryIO, start: int, stop: int) -> Iterator[Box]:
    """The boxes between two places of the file, one after another, up to the first that is none."""
    at = start
    while at + _SHORT_HEAD <= stop:
        file.seek(at)
        head = file.read(_LONG_HEAD)
        if len(head) < _SHORT_HEAD:
            return
        size, kind = struct.unpack(">I4s", head[:8])
        body = at + _SHORT_HEAD
        if size == 1 and len(head) == _LONG_HEAD:
            size, body = struct.unpack(">Q", head[8:])[0], at + _LONG_HEAD
        if size == 0:
            size = stop - at
        if size < body - at or not kind.isascii():  # rubbish after the last box
            return
        yield Box(kind, body, at + size)
        at += size


def _times(file: BinaryIO, box: Box, *, track: bool) -> tuple[int, int]:
    """Time scale (0 in a track header, which has none) and duration of ``mvhd`` or ``tkhd``."""
    file.seek(box.start)
    data = file.read(36)
    wide = data[:1] == b"\x01"
    layout = (">QQIIQ" if wide else ">IIIII") if track else (">QQIQ" if wide else ">IIII")
    fields = struct.unpack_from(layout, data.ljust(40, b"\0"), 4)
    duration = fields[-1]
    unknown = duration == (0xFFFFFFFFFFFFFFFF if wide else 0xFFFFFFFF)
    return (0 if track else fields[2]), (0 if unknown else duration)


def _track_length(file: BinaryIO, track: Box) -> int:
    """The presentation length of a video track, 0 for any other track."""
    children = list(boxes_in(file, track.start, track.end))
    media = next((b for b in children if b.kind == b"mdia"), None)
    header = next((b for b in children if b.kind == b"tkhd"), None)
    if media is None or header is None:
        return 0
    handler = next((b for b in boxes_in(file, media.start, media.end) if b.kind == b"hdlr"), None)
    if handler is None:
        return 0
    file.seek(handler.start + 8)
    return _times(file, header, track=True)[1] if file.read(4) == b"vide" else 0


def _segment_end(file: BinaryIO) -> int | None:
    """Where a Matroska file's one Segment says it ends; None when it does not say."""
    file.seek(0)
    head = file.read(4096)
    at = 0
    while at + 12 <= len(head):
        kind, at = _vint(head, at, keep_marker=True)
        length_at = at
        size, at = _vint(head, at, keep_marker=False)
        if kind == _SEGMENT:
            unknown = (1 << (7 * (at - length_at))) - 1
            return None if size == unknown else at + size
        at += size
    return None


def _vint(data: bytes, at: int, *, keep_marker: bool) -> tuple[int, int]:
    """One of Matroska's numbers of variable length, and where it ends."""
    first = data[at]
    length = 9 - first.bit_length() if first else 8
    value = int.from_bytes(data[at : at + length], "big")
    if not keep_marker:
        value &= (1 << (7 * length)) - 1
    return value, at + length
