"""SMPTE timecode: whole frames as hours, minutes, seconds and frames, with the drop-frame rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from engine.errors import UserError

_NTSC = Fraction(1000, 1001)
SMPTE_RATES = tuple(
    rate
    for nominal in (24, 25, 30, 48, 50, 60)
    for rate in ((nominal * _NTSC, Fraction(nominal)) if nominal % 25 else (Fraction(nominal),))
)
"""Frames per second that timecode counts: 23.976 to 60."""
_DROPPED = {30 * _NTSC: 2, 60 * _NTSC: 4}  # numbers left out in every minute but each tenth
_SAME = Fraction(1, 2000)  # frames per second; 23.976 and 2997/125 mean 24000/1001
_TEXT = re.compile(r"(\d\d):(\d\d):(\d\d)([:;.,])(\d\d)")
_DAY = 24 * 60 * 60


def standard_rate(rate: Fraction) -> Fraction:
    """The exact rate that is meant by one a hair beside it; any other rate as it is."""
    return next((known for known in SMPTE_RATES if abs(known - rate) < _SAME), rate)


def rate_in_words(rate: Fraction) -> str:
    """A rate for people: ``24``, ``23.976``, ``12.5``."""
    return f"{float(rate):.3f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Timecode:
    """How the frames of one rate are numbered.

    ``nominal`` numbers make a second. With ``dropped`` numbers (never frames) left out at the start
    of every minute that is no tenth one, the numbers of 29.97 and 59.94 keep up with the clock.
    """

    rate: Fraction
    nominal: int
    dropped: int = 0

    @classmethod
    def at(cls, rate: Fraction, *, drop_frame: bool = True) -> Timecode:
        """The numbering of a rate; drop-frame where there is such, unless it is not wanted.

        Raises:
            UserError: timecode does not count frames of this rate.
        """
        known = standard_rate(Fraction(rate))
        if known not in SMPTE_RATES:
            raise UserError(f"no timecode counts {rate_in_words(rate)} frames a second")
        return cls(known, round(known), _DROPPED.get(known, 0) if drop_frame else 0)

    @property
    def is_drop_frame(self) -> bool:
        """Whether numbers are left out."""
        return self.dropped > 0

    @property
    def frames_a_day(self) -> int:
        """After so many frames the numbers begin anew."""
        return self.nominal * _DAY - self.dropped * 9 * 6 * 24

    def text(self, frame: int) -> str:
        """The number of a frame: ``01:00:00:00``, and ``01:00:00;00`` with drop-frame.

        Raises:
            UserError: it lies before the first, or beyond 24 hours.
        """
        if not 0 <= frame < self.frames_a_day:
            raise UserError(f"no timecode for frame {frame}: it lies beyond 24 hours")
        number = frame + self._left_out_before(frame)
        seconds, frames = divmod(number, self.nominal)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        sign = ";" if self.is_drop_frame else ":"
        return f"{hours:02d}:{minutes:02d}:{seconds:02d}{sign}{frames:02d}"

    def frame(self, text: str) -> int:
        """The frame of a number.

        Raises:
            UserError: it is no timecode, or a number that this rate does not have.
        """
        found = _TEXT.fullmatch(text.strip())
        if found is None:
            raise UserError(f"not a timecode: {text!r} (HH:MM:SS:FF)")
        hours, minutes, seconds, frames = (int(found[part]) for part in (1, 2, 3, 5))
        if hours > 23 or minutes > 59 or seconds > 59 or frames >= self.nominal:  # noqa: PLR2004
            raise UserError(f"not a timecode at {rate_in_words(self.rate)}: {text!r}")
        if minutes % 10 and seconds == 0 and frames < self.dropped:
            raise UserError(f"drop-frame timecode leaves this number out: {text!r}")
        whole = hours * 60 + minutes
        left_out = self.dropped * (whole - whole // 10)
        return (whole * 60 + seconds) * self.nominal + frames - left_out

    def _left_out_before(self, frame: int) -> int:
        """How many numbers were left out up to a frame."""
        if not self.dropped:
            return 0
        minute = 60 * self.nominal - self.dropped
        ten_minutes = 10 * minute + self.dropped
        tens, rest = divmod(frame, ten_minutes)
        # The first minute of ten has all its numbers.
        minutes = 0 if rest < minute + self.dropped else (rest - self.dropped) // minute
        return self.dropped * (9 * tens + minutes)
