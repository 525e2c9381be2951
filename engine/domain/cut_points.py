"""Times and durations as people and files give them: checked, exact, or refused in one line."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.errors import Refused, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.domain.timing import Timeline

LONGEST = Decimal(10) ** 6
FINEST = Decimal("1e-9")


def read_times(text: str, what: str = "cut") -> tuple[Fraction, ...]:
    """``1.5, 3.2`` as exact seconds; nothing at all is no times."""
    return read_list(text.split(","), what) if text.strip() else ()


def read_list(values: Iterable[object], what: str = "cut") -> tuple[Fraction, ...]:
    """Numbers of a command line or a JSON file as exact seconds."""
    return tuple(read_time(value, what) for value in values)


def read_time(value: object, what: str = "cut") -> Fraction:
    """One number as exact seconds, to the nanosecond.

    Raises:
        UserError: it is no number, not finite, or beyond anything a video could have.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UserError(f"{what} is not a number: {value!r}")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise UserError(f"{what} is not a number: {value!r}") from None
    if not number.is_finite():
        raise UserError(f"{what} is not a finite number: {value}")
    if number.copy_abs() > LONGEST:
        raise UserError(f"{what} is out of range: {value}")
    return Fraction(number.quantize(FINEST))


def read_durations(text: str) -> tuple[Fraction, ...]:
    """``3,5,2`` as the planned lengths of shots, each more than nothing."""
    durations = read_times(text, "duration")
    check_durations(durations)
    return durations


def check_durations(durations: Sequence[Fraction]) -> None:
    """Refuse an empty list and lengths that are none."""
    if not durations:
        raise UserError("no durations given")
    for duration in durations:
        if duration <= 0:
            raise UserError(f"a duration must be more than 0: {_seconds(duration)}")


def check_points(
    points: Sequence[Fraction], timeline: Timeline, needed: int | None = None
) -> tuple[int, ...]:
    """The frames that cut ``points`` (seconds) mean: each the nearest one to its time.

    Raises:
        Refused: not exactly ``needed``, not strictly rising, or not inside the video.
    """
    if needed is not None and len(points) != needed:
        noun = "cut" if needed == 1 else "cuts"
        raise Refused(f"{needed} {noun} needed, {len(points)} given")
    for earlier, later in pairwise(points):
        if later == earlier:
            raise Refused(f"two cuts at {_seconds(later)} s")
        if later < earlier:
            raise Refused(f"cuts must rise: {_seconds(later)} s after {_seconds(earlier)} s")
    frames = tuple(_frame_inside(point, timeline) for point in points)
    for (a, b), (first, second) in zip(pairwise(points), pairwise(frames), strict=True):
        if first == second:
            raise Refused(f"cuts {_seconds(a)} s and {_seconds(b)} s fall on one frame, {first}")
    return frames


def _frame_inside(point: Fraction, timeline: Timeline) -> int:
    frame = timeline.frame_near(point)
    if not (0 < point < timeline.duration and 0 < frame < timeline.count):
        length = _seconds(timeline.duration)
        raise Refused(f"cut {_seconds(point)} s is not inside the video of {length} s")
    return frame


def _seconds(time: Fraction) -> str:
    return f"{float(time):.6f}".rstrip("0").rstrip(".")
