"""Reel names for lists that have room for eight letters: readable, the same in every export."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from engine.domain.names import (
    PassName,
    PlainShotName,
    SegmentName,
    Strategy,
    parse_media_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.paths import ProjectPath

LONGEST = 8
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is mistaken for another
_RESERVED = {"AX", "BL", "BLACK", "BARS"}  # mean a source without a reel, and no source


def reel_names(paths: Iterable[ProjectPath]) -> dict[ProjectPath, str]:
    """A name of at most eight letters and figures for every file, no two alike.

    It begins with what the file shows (the shot, or the pass) and ends with letters made from the
    path, so that a list of tomorrow calls the same file the same.
    """
    names: dict[ProjectPath, str] = {}
    taken = set(_RESERVED)
    for path in dict.fromkeys(paths):
        name = next(one for one in _choices(path) if one not in taken)
        taken.add(name)
        names[path] = name
    return names


def _choices(path: ProjectPath) -> Iterable[str]:
    """The name a file gets, then those it gets where that is taken."""
    plain = re.sub(r"[^A-Z0-9]", "", path.stem.upper())
    if plain and len(plain) <= LONGEST and plain.isascii():
        yield plain
    head = _head(path) or plain[:3]
    for salt in range(1_000_000):
        yield head + _tail(f"{path}{salt or ''}", LONGEST - len(head))


def _head(path: ProjectPath) -> str:
    match parse_media_name(path.stem):
        case PassName(strategy=Strategy.SOLO, shot_ids=(shot, *_)):
            return _short(shot.rpartition("SH")[2])
        case PassName(ordinal=ordinal):
            return f"P{ordinal:03d}"[:4]
        case SegmentName(shot_number=number) | PlainShotName(shot_number=number):
            return _short(number)
        case _:
            return ""


def _short(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())[:4]


def _tail(text: str, length: int) -> str:
    value = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    letters = []
    for _ in range(length):
        value, place = divmod(value, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)
