"""How long, how fast and how large a clip is, from its head alone where the head says it surely."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ProbeFailed
from engine.media.boxes import boxes_in
from engine.media.sniff import sniff

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from engine.media.boxes import Box

_LARGEST_TABLE = 4 * 1024 * 1024  # bytes; a clip's tables are far smaller
_REMEMBERED = 4096
_SIZE_AT = 32  # bytes into a picture's sample entry, its own head included


@dataclass(frozen=True, slots=True)
class ClipHead:
    """Frames and frames per second (on average where it varies), seconds, pixels as shown."""

    frames: int
    rate: Fraction
    duration: Fraction
    size: tuple[int, int]
    has_sound: bool


def clip_head(path: Path) -> ClipHead:
    """What the clip's head says, exactly what ``probe`` would; remembered while the file stays.

    Only where the tables of an MP4 leave something open is the file opened with a demuxer.

    Raises:
        ProbeFailed: with one line that says why the file is no usable video.
    """
    try:
        about = os.stat(path)  # noqa: PTH116 - beside the others of its kind
    except OSError as error:
        raise ProbeFailed(path, f"cannot be read: {error.strerror}".lower()) from error
    return _head(str(path), about.st_size, about.st_mtime_ns, about.st_ino)


@lru_cache(_REMEMBERED)
def _head(path: str, _size: int, _modified: int, _inode: int) -> ClipHead:
    place = Path(path)
    if sniff(place).demuxer == "mov":
        found = _from_tables(place)
        if found is not None:
            return found
    from engine.media.probe import probe  # late: brings av

    info = probe(place)
    size = (info.width, info.height)
    return ClipHead(info.frames, info.rate, info.duration, size, info.has_audio)


def _from_tables(path: Path) -> ClipHead | None:
    try:
        with path.open("rb") as file:
            moov = _find(boxes_in(file, 0, path.stat().st_size), b"moov")
            return _Movie(file, moov).head() if moov else None
    except (OSError, struct.error, ValueError, ZeroDivisionError):
        return None  # the demuxer says it in better words, or can read it after all


@dataclass(slots=True)
class _Movie:
    """The head of one MP4 or MOV; whatever is not of the plainest kind makes it say nothing."""

    file: BinaryIO
    moov: Box

    def head(self) -> ClipHead | None:
        tracks = self._children(self.moov, b"trak")
        kinds = {id(track): self._kind(track) for track in tracks}
        videos = [track for track in tracks if kinds[id(track)] == b"vide"]
        if len(videos) != 1:
            return None
        has_sound = b"soun" in kinds.values()
        return self._video(videos[0], has_sound=has_sound)

    def _video(self, track: Box, *, has_sound: bool) -> ClipHead | None:
        media = self._child(track, b"mdia")
        table = self._child(self._child(media, b"minf"), b"stbl")
        scale = self._scale(self._child(media, b"mdhd"))
        steps = self._pairs(self._child(table, b"stts"))
        if len({step for _count, step in steps}) != 1 or not steps[0][1] or not scale:
            return None
        count, step = sum(count for count, _step in steps), steps[0][1]
        shifts = self._shifts(table, count)
        first = min((index * step + shift for index, shift in enumerate(shifts)), default=0)
        if shifts and not _is_even(shifts, step, first):
            return None
        if not count or not self._shows_all(track, first, count * step, scale):
            return None
        rate = Fraction(scale, step)
        size = self._size(track, table)
        return size and ClipHead(count, rate, count / rate, size, has_sound)

    # -- boxes -------------------------------------------------------------------------------

    def _children(self, box: Box, kind: bytes) -> list[Box]:
        return [one for one in boxes_in(self.file, box.start, box.end) if one.kind == kind]

    def _child(self, box: Box, kind: bytes) -> Box:
        found = _find(boxes_in(self.file, box.start, box.end), kind)
        if found is None:
            raise ValueError(f"no {kind!r}")
        return found

    def _read(self, box: Box) -> bytes:
        if box.end - box.start > _LARGEST_TABLE:
            raise ValueError("too long a table")
        self.file.seek(box.start)
        return self.file.read(box.end - box.start)

    # -- tables ------------------------------------------------------------------------------

    def _kind(self, track: Box) -> bytes:
        return self._read(self._child(self._child(track, b"mdia"), b"hdlr"))[8:12]

    def _scale(self, header: Box) -> int:
        data = self._read(header)
        return int(struct.unpack_from(">I", data, 20 if data[0] else 12)[0])

    def _pairs(self, table: Box) -> list[tuple[int, int]]:
        data = self._read(table)
        (count,) = struct.unpack_from(">I", data, 4)
        return list(struct.iter_unpack(">II", data[8 : 8 + count * 8]))

    def _shifts(self, table: Box, count: int) -> list[int]:
        """From when a frame is decoded to when it is shown, frame by frame; none where at once."""
        box = _find(boxes_in(self.file, table.start, table.end), b"ctts")
        if box is None:
            return []
        data = self._read(box)
        (runs,) = struct.unpack_from(">I", data, 4)
        found: list[int] = []
        for many, shift in struct.iter_unpack(">Ii", data[8 : 8 + runs * 8]):
            found += [shift] * min(many, count - len(found))
        if len(found) != count:
            raise ValueError("not a shift for every frame")
        return found

    def _shows_all(self, track: Box, first: int, length: int, scale: int) -> bool:
        """Whether the edit list, if there is one, begins with the first frame and drops none."""
        edits = _find(boxes_in(self.file, track.start, track.end), b"edts")
        if edits is None:
            return True
        data = self._read(self._child(edits, b"elst"))
        (count,) = struct.unpack_from(">I", data, 4)
        form = ">Qqi" if data[0] else ">Iii"
        rows = list(struct.iter_unpack(form, data[8 : 8 + count * struct.calcsize(form)]))
        if len(rows) != 1:
            return False
        lasts, begins, _rate = rows[0]
        movie = self._scale(self._child(self.moov, b"mvhd"))
        # The movie counts in coarser steps: half of one may be lost without losing a frame.
        is_whole = Fraction(lasts, movie) >= Fraction(length, scale) - Fraction(1, movie)
        return begins == first and (not lasts or is_whole)

    def _size(self, track: Box, table: Box) -> tuple[int, int] | None:
        entry = self._read(self._child(table, b"stsd"))[8:]
        width, height = struct.unpack_from(">HH", entry, _SIZE_AT)
        if not width or not height:
            return None
        header = self._read(self._child(track, b"tkhd"))
        matrix = struct.unpack_from(">9i", header, 52 if header[0] else 40)
        is_turned = matrix[0] == 0 and matrix[1] != 0
        return (height, width) if is_turned else (width, height)


def _find(boxes: Iterable[Box], kind: bytes) -> Box | None:
    return next((box for box in boxes if box.kind == kind), None)


def _is_even(shifts: list[int], step: int, first: int) -> bool:
    """Whether the frames, in the order they are shown, follow each other at one pace."""
    shown = sorted(index * step + shift for index, shift in enumerate(shifts))
    return all(stamp - first == index * step for index, stamp in enumerate(shown))
