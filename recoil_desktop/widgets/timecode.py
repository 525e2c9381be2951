"""Frame numbers and timecodes as people write them, without Qt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

_PARTS = 4
_TIMECODE = re.compile(r"\d+([:;.]\d+){0,3}")


def nominal_rate(rate: Fraction) -> int:
    """The frames that a second of timecode counts: 24 for 23.976, 30 for 29.97 (no drop frame)."""
    return max(1, round(rate))


def timecode(frame: int, rate: Fraction) -> str:
    """``HH:MM:SS:FF`` of ``frame``, counted from 0."""
    seconds, frames = divmod(frame, nominal_rate(rate))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}:{frames:02}"


def frame_typed(text: str, here: int, count: int) -> int:
    """The frame that ``120``, ``+12`` or ``-12`` (from ``here``) means.

    Raises:
        ValueError: in one sentence, why that is no frame of a video with ``count`` frames.
    """
    sign, digits = _sign_and_rest(text)
    if not digits.isdecimal() or not digits.isascii():
        raise ValueError(f"{_quoted(text)} is no frame number: type 120, +12 or -12")
    return _placed(int(digits), sign, here, count)


def timecode_typed(text: str, here: int, count: int, rate: Fraction) -> int:
    """The frame that ``01:02:03:04``, ``3:04``, ``+12`` or ``-1:00`` (from ``here``) means.

    Parts are filled from the right: a lone number counts frames.

    Raises:
        ValueError: in one sentence, why that is no place in the video.
    """
    sign, rest = _sign_and_rest(text)
    if not _TIMECODE.fullmatch(rest) or not rest.isascii():
        raise ValueError(f"{_quoted(text)} is no timecode: type HH:MM:SS:FF, SS:FF or +12")
    parts = [int(part) for part in re.split("[:;.]", rest)]
    hours, minutes, seconds, frames = [0] * (_PARTS - len(parts)) + parts
    per_second = nominal_rate(rate)
    if len(parts) > 1 and frames >= per_second:
        raise ValueError(
            f"a second of this video has {per_second} frames, the last is :{per_second - 1:02}"
        )
    return _placed(((hours * 60 + minutes) * 60 + seconds) * per_second + frames, sign, here, count)


def _sign_and_rest(text: str) -> tuple[int, str]:
    text = text.strip().replace("−", "-")
    if text[:1] in {"+", "-"}:
        return (1 if text[0] == "+" else -1), text[1:].strip()
    return 0, text


def _placed(frames: int, sign: int, here: int, count: int) -> int:
    frame = here + sign * frames if sign else frames
    if frame < 0:
        raise ValueError(f"that is {-frame} frames before the start")
    if frame >= count:
        raise ValueError(f"the last frame is {count - 1}, that would be {frame}")
    return frame


def _quoted(text: str) -> str:
    return f"“{text.strip()}”" if text.strip() else "nothing"
