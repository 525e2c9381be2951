"""Reads the words of a payload that no provider owns, and says in one line what is wrong."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING

from engine.domain.paths import ProjectPath
from engine.errors import Refused, UserError
from engine.store.project_files import ProjectFiles

if TYPE_CHECKING:
    from pathlib import Path

    from engine.providers.base import RenderRequest

USUAL_SIZE = (720, 1280)
USUAL_SECONDS = Fraction(5)
_LEAST_SIDE, _MOST_SIDE = 64, 4096
_LEAST_PANEL = 16
_LONGEST = 3600
_SIZE = re.compile(r"(\d{2,5})\s*[x*]\s*(\d{2,5})", re.IGNORECASE)
_LINES = re.compile(r"(\d{2,4})p", re.IGNORECASE)
_RATIO = re.compile(r"(\d{1,4})\s*[:/]\s*(\d{1,4})")
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Segment:
    """One shot of a pass as it is asked for; ``picture`` is its own, when it has one."""

    shot_id: str
    prompt: str
    duration: Fraction
    picture: str | None = None


def text(payload: Mapping[str, object], word: str) -> str:
    """A word that is text; ``""`` when it is absent."""
    value = payload.get(word)
    return value if isinstance(value, str) else ""


def seed_of(request: RenderRequest) -> int:
    """The seed asked for, else one that this dispatch alone has."""
    seed = request.payload.get("seed")
    if isinstance(seed, int) and not isinstance(seed, bool):
        return seed & 0x7FFFFFFF
    return zlib.crc32(request.key.encode()) & 0x7FFFFFFF


def duration_of(payload: Mapping[str, object]) -> Fraction | None:
    """Seconds asked for; None when nothing is said."""
    segments = segments_of(payload)
    said = payload.get("duration_s")
    if said is not None:
        return _seconds(said, "duration_s")
    return sum((one.duration for one in segments), Fraction(0)) if segments else None


def segments_of(payload: Mapping[str, object]) -> tuple[Segment, ...]:
    """The shots of the pass; those without a length share what the others leave."""
    said = payload.get("segments")
    entries = [one for one in said if isinstance(one, Mapping)] if isinstance(said, list) else []
    if not entries:
        return ()
    lengths = [_length_of(entry) for entry in entries]
    rest = _share(payload, [length for length in lengths if length], lengths.count(None))
    return tuple(
        Segment(
            text(entry, "shot_id") or text(entry, "source_shot_id"),
            text(entry, "prompt"),
            length or rest,
            text(entry, "start_frame") or text(entry, "picture") or None,
        )
        for entry, length in zip(entries, lengths, strict=True)
    )


def references_of(payload: Mapping[str, object]) -> tuple[str, ...]:
    """The reference pictures, each once, in their order."""
    said = payload.get("references")
    listed = said if isinstance(said, Sequence) and not isinstance(said, str) else ()
    return tuple(dict.fromkeys(one for one in listed if isinstance(one, str) and one))


def size_of(payload: Mapping[str, object]) -> tuple[int, int]:
    """Width and height asked for, even; from size, resolution and aspect ratio.

    Raises:
        UserError: a side is no size of a video.
    """
    said = payload.get("size")
    if isinstance(said, Sequence) and len(said) == 2 and not isinstance(said, str):  # noqa: PLR2004
        width, height = (int(side) for side in said)
    else:
        width, height = _size_of_words(
            text(payload, "size") or text(payload, "resolution"), text(payload, "aspect_ratio")
        )
    if not all(_LEAST_SIDE <= side <= _MOST_SIDE for side in (width, height)):
        raise UserError(f"no size of a picture: {width} x {height}")
    return width // 2 * 2, height // 2 * 2


def boxes_of(payload: Mapping[str, object]) -> tuple[tuple[int, int, int, int], ...]:
    """The panels of a storyboard sheet in pixels: left, top, width, height; none without one.

    Raises:
        UserError: a panel is none, or does not lie on the sheet.
    """
    said = payload.get("panels")
    if not isinstance(said, list):
        return ()
    width, height = size_of(payload)
    return tuple(_box(one, width, height) for one in said)


def areas_of(payload: Mapping[str, object]) -> tuple[tuple[float, float, float, float], ...]:
    """Where on the board each shot is: left, top, width, height, 0 to 1; none where not said."""
    said = payload.get("board_areas")
    listed = said if isinstance(said, list) else []
    found = [area for one in listed if (area := _area(one)) is not None]
    return tuple(found) if len(found) == len(listed) else ()


def is_web(reference: str) -> bool:
    """Whether a reference is an address and no file of the project."""
    return reference.startswith(_WEB)


def file_of(root: Path, reference: str) -> Path:
    """Where a reference lies; links on the way are refused (08 P1).

    Raises:
        UserError: it leads out of the project, or is not there.
    """
    place = ProjectFiles(root).place(ProjectPath.of(reference))
    if not place.is_file():
        raise Refused(f"reference not found: {reference}")
    return place


def _area(said: object) -> tuple[float, float, float, float] | None:
    match said:
        case [int() | float(), int() | float(), int() | float(), int() | float()]:
            left, top, width, height = map(float, said)
        case _:
            return None
    is_inside = all(0 <= side <= 1 for side in (left, top, width, height))
    return (left, top, width, height) if is_inside else None


def _box(said: object, width: int, height: int) -> tuple[int, int, int, int]:
    match said:
        case [int(left), int(top), int(wide), int(high)]:
            is_inside = min(left, top) >= 0 and left + wide <= width and top + high <= height
            if is_inside and min(wide, high) >= _LEAST_PANEL and not wide % 2 and not high % 2:
                return left, top, wide, high
    raise UserError(f"no panel of a sheet of {width} x {height}: {said!r}")


def _length_of(entry: Mapping[str, object]) -> Fraction | None:
    said = entry.get("duration_s")
    return None if said is None else _seconds(said, "duration_s of a segment")


def _share(payload: Mapping[str, object], known: list[Fraction], unknown: int) -> Fraction:
    """How long each shot without a length is."""
    whole = payload.get("duration_s")
    if not unknown or whole is None:
        return USUAL_SECONDS
    rest = _seconds(whole, "duration_s") - sum(known)
    return rest / unknown if rest > 0 else USUAL_SECONDS


def _seconds(said: object, name: str) -> Fraction:
    try:
        if isinstance(said, bool) or not isinstance(said, int | float | str | Fraction):
            raise ValueError  # noqa: TRY004 - one way out
        if isinstance(said, float) and not isfinite(said):
            raise ValueError
        seconds = Fraction(str(said)) if isinstance(said, float) else Fraction(said)
    except (ValueError, ZeroDivisionError):
        raise UserError(f"{name} is no number of seconds: {said!r}") from None
    if not 0 < seconds <= _LONGEST:
        raise UserError(f"{name} is no length of a video: {said!r}")
    return seconds


def _size_of_words(resolution: str, ratio: str) -> tuple[int, int]:
    if found := _SIZE.fullmatch(resolution.strip()):
        return int(found[1]), int(found[2])
    lines = _LINES.fullmatch(resolution.strip())
    shorter = int(lines[1]) if lines else min(USUAL_SIZE)
    shape = _RATIO.fullmatch(ratio.strip())
    wide, high = (int(shape[1]), int(shape[2])) if shape else (9, 16)
    if not wide or not high:
        raise UserError(f"no aspect ratio: {ratio!r}")
    if wide < high:
        return shorter, round(shorter * high / wide)
    return round(shorter * wide / high), shorter
