"""Clips in the making: a hidden file beside the target, given its name only when it is whole."""

from __future__ import annotations

import os
import secrets
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from engine.errors import CutFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_BLOCK = 4 * 1024 * 1024  # bytes between two looks at the stop sign


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A name beside ``target`` to write to; whatever is left there at the end is removed."""
    temporary = target.with_name(f".{target.stem}.{secrets.token_hex(4)}.part")
    try:
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def publish(temporary: Path, target: Path) -> None:
    """Make the finished file durable and give it its name, never over another file.

    Raises:
        CutFailed: the name was taken meanwhile.
    """
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    try:
        _name(temporary, target)
    except FileExistsError:
        raise CutFailed(target, "exists already, and is not replaced") from None
    _sync_folder(target.parent)


def copy_bytes(source: Path, target: Path, moved: Callable[[int], None]) -> None:
    """Copy a file and read the copy back. ``moved`` hears of bytes, and may raise to stop.

    Raises:
        CutFailed: the copy is not the same.
    """
    checksum = 0
    with source.open("rb") as reading, target.open("xb") as writing:
        while block := reading.read(_BLOCK):
            writing.write(block)
            checksum = zlib.crc32(block, checksum)
            moved(len(block))
    if _checksum(target) != checksum:
        raise CutFailed(target, "the copy differs from the video")


def _name(temporary: Path, target: Path) -> None:
    """Rename without replacing: the link fails where the name is taken."""
    if os.name == "nt":  # there a rename refuses by itself
        temporary.rename(target)
        return
    try:
        os.link(temporary, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise FileExistsError from None
        temporary.rename(target)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            checksum = zlib.crc32(block, checksum)
    return checksum
