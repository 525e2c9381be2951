"""Scans that are kept: as one piece of bytes in the cache, by what the file contains."""

from __future__ import annotations

import json
import struct
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.domain.evidence import Evidence
from engine.domain.scores import ScoreTrack
from engine.domain.timing import Timeline
from engine.errors import ProbeFailed
from engine.media.scan import Scan
from engine.media.strip import Filmstrip, Tile
from engine.store.cache import media_key

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from engine.store.cache import Caches

# Changes whenever what is measured or how it is written changes: older records are then made anew.
_KIND = "scan"
_MAGIC = b"RCSCAN01"
_LENGTH = struct.Struct("<I")
_COLUMNS = (
    ("ticks", "<i8"),
    ("content", "<f8"),
    ("numbers", "<f8"),
    ("effective", "<f4"),
    ("local", "<f4"),
    ("histogram", "<f4"),
    ("luma", "<f4"),
    ("key", "|u1"),
)


def kept_scan(path: Path, caches: Caches | None) -> Scan | None:
    """The scan of ``path`` if the cache has it; nothing is decoded.

    Raises:
        ProbeFailed: there is no such file.
    """
    data = caches.get(_KIND, media_key_of(path)) if caches is not None else None
    return unpacked(data) if data is not None else None


def keep_scan(key: str, scan: Scan, caches: Caches) -> None:
    """Put the scan of the file with this media key into the cache."""
    caches.put(_KIND, key, packed(scan))


def media_key_of(path: Path) -> str:
    """The file's media key.

    Raises:
        ProbeFailed: there is no such file, or it cannot be read.
    """
    try:
        return media_key(path)
    except FileNotFoundError:
        raise ProbeFailed(path, "video not found") from None
    except OSError as error:
        raise ProbeFailed(path, f"cannot be read: {error.strerror}".lower()) from error


def packed(scan: Scan) -> bytes:
    """The scan as one piece: a head in JSON, then the columns, then the filmstrip's pictures."""
    tiles = scan.strip.tiles if scan.strip else ()
    head = json.dumps({
        "count": scan.timeline.count,
        "tick": str(scan.timeline.tick),
        "end": scan.timeline.end,
        "strip": [scan.strip.width, scan.strip.height] if scan.strip else None,
        "tiles": [[str(tile.time), len(tile.jpeg)] for tile in tiles],
    }).encode()  # fmt: skip
    columns = _columns_of(scan)
    body = [np.asarray(columns[name], kind).tobytes() for name, kind in _COLUMNS]
    return b"".join([_MAGIC, _LENGTH.pack(len(head)), head, *body, *(tile.jpeg for tile in tiles)])


def unpacked(data: bytes) -> Scan | None:
    """The scan again; None for a record of another version or a damaged one."""
    if not data.startswith(_MAGIC):
        return None
    try:
        at = len(_MAGIC) + _LENGTH.size
        (length,) = _LENGTH.unpack_from(data, len(_MAGIC))
        head = json.loads(data[at : at + length])
        return _scan(head, data, at + length)
    except (ValueError, KeyError, TypeError, struct.error):
        return None


def _columns_of(scan: Scan) -> dict[str, Any]:
    key = np.zeros(scan.timeline.count, np.uint8)
    key[list(scan.keyframes)] = 1
    return {
        "ticks": scan.timeline.ticks,
        "content": scan.track.content,
        "numbers": scan.track.numbers,
        "effective": scan.evidence.effective,
        "local": scan.evidence.local,
        "histogram": scan.evidence.histogram,
        "luma": scan.luma,
        "key": key,
    }


def _scan(head: dict[str, Any], data: bytes, at: int) -> Scan:
    columns: dict[str, NDArray[Any]] = {}
    for name, kind in _COLUMNS:
        columns[name] = np.frombuffer(data, kind, head["count"], at)
        at += columns[name].nbytes
    timeline = Timeline(tuple(columns["ticks"].tolist()), Fraction(head["tick"]), head["end"])
    keyframes = tuple(np.flatnonzero(columns["key"]).tolist())
    return Scan(
        timeline,
        ScoreTrack(tuple(columns["content"].tolist()), tuple(columns["numbers"].tolist())),
        _evidence(columns),
        columns["luma"].astype(np.float32),
        keyframes,
        _strip(head, data, at),
    )


def _evidence(columns: dict[str, NDArray[Any]]) -> Evidence:
    keyframe = columns["key"].astype(np.bool_)
    keyframe[:1] = False
    return Evidence(
        content=columns["content"].astype(np.float32),
        effective=columns["effective"].astype(np.float32),
        local=columns["local"].astype(np.float32),
        histogram=columns["histogram"].astype(np.float32),
        keyframe=keyframe,
    )


def _strip(head: dict[str, Any], data: bytes, at: int) -> Filmstrip | None:
    if head["strip"] is None:
        return None
    tiles = []
    for time, length in head["tiles"]:
        if at + length > len(data):
            raise ValueError("cut off")
        tiles.append(Tile(Fraction(time), data[at : at + length]))
        at += length
    width, height = head["strip"]
    return Filmstrip(width, height, tuple(tiles))
