"""Bytes that can be made again: scores, filmstrips, thumbnails. May be deleted at any time."""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING

from engine.errors import CorruptFile, DiskFailed
from engine.store import files

if TYPE_CHECKING:
    from pathlib import Path

_CHECK = 16  # bytes of hash before every entry: a power cut may leave any rubbish
_ROOM = 0.9  # of the limit that is left after clearing
_LARGEST = 1024**3


class Caches:
    """Entries by kind and key, the least used removed when there are more than ``limit_bytes``.

    Safe to use from several threads and processes. A failing disk is no error here: what cannot
    be kept is made again.
    """

    def __init__(self, folder: Path, limit_bytes: int = 2 * 1024**3) -> None:
        self._folder = folder
        self._limit = limit_bytes
        self._unchecked = limit_bytes  # so that the first entry looks what is there
        self._guard = threading.Lock()

    @property
    def folder(self) -> Path:
        """Where the entries lie; files put below it are counted and removed like entries."""
        return self._folder

    def get(self, kind: str, key: str) -> bytes | None:
        """The entry; None when there is none, or a damaged one."""
        place = self._place(kind, key)
        try:
            data = files.read_bytes(place, _LARGEST)
        except CorruptFile:
            return None
        if data is None:
            return None
        if data[:_CHECK] != _hash(data[_CHECK:]):
            files.remove_quick(place)
            return None
        files.touch(place)
        return data[_CHECK:]

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep an entry, if the disk lets us."""
        place = self._place(kind, key)
        try:
            files.make_folder(place.parent)
            files.write_quick(place, _hash(data) + data)
        except DiskFailed:
            return
        with self._guard:
            self._unchecked += len(data)
            is_due = self._unchecked > self._limit // 20
            self._unchecked = 0 if is_due else self._unchecked
        if is_due:
            self.trim()

    def trim(self) -> None:
        """Remove the least used entries until there is room again."""
        entries = sorted(_entries(self._folder))
        total = sum(size for _, size, _ in entries)
        if total <= self._limit:
            return
        for _, size, place in entries:
            if total <= self._limit * _ROOM:
                return
            files.remove_quick(place)
            total -= size

    def size(self) -> int:
        """Bytes in use."""
        return sum(size for _, size, _ in _entries(self._folder))

    def clear(self) -> None:
        """Remove everything."""
        for _, _, place in _entries(self._folder):
            files.remove_quick(place)

    def _place(self, kind: str, key: str) -> Path:
        name = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:40]
        return self._folder / kind / name[:2] / name[2:]


def media_key(path: Path) -> str:
    """What names the content of a media file: size, time of change, a hash of head and tail.

    Raises:
        OSError: the file cannot be read.
    """
    changed = path.stat().st_mtime_ns
    size, ends = files.read_ends(path)
    return f"{size}-{changed}-{hashlib.sha256(ends).hexdigest()[:32]}"


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_CHECK).digest()


def _entries(folder: Path) -> list[tuple[int, int, Path]]:
    """Time of last use, size and place of every entry."""
    found: list[tuple[int, int, Path]] = []
    for place in folder.rglob("*"):
        try:
            entry = place.lstat()
        except OSError:
            continue  # removed by another process meanwhile
        if not place.is_dir():
            found.append((entry.st_mtime_ns, entry.st_size, place))
    return found
