"""Which shots an unknown video shows: witnesses, what each is worth, and the order they give."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.ids import file_shot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Sign(StrEnum):
    """What speaks for a suggestion."""

    CONTENT = "content"  # the very file that was rendered for these shots
    NAME = "name"
    LOG = "log"  # rendered when the file was written
    PICTURE = "picture"  # its first frame looks like the shot's still
    DURATION = "duration"
    SIZE = "size"  # about as large as other takes
    GAP = "gap"  # nothing is there yet


_WEIGHTS = {
    Sign.CONTENT: 12.0,
    Sign.NAME: 5.0,
    Sign.LOG: 4.0,
    Sign.PICTURE: 3.5,
    Sign.DURATION: 2.0,
    Sign.SIZE: 0.6,
    Sign.GAP: 0.25,
}
_OFF_BY = Fraction(2, 5)  # a length this far off the plan says nothing any more
_LOG_SECONDS = 1800.0
_LOOKS_ALIKE = 0.55
_CERTAIN = 1.0


@dataclass(frozen=True, slots=True)
class Witness:
    """One sign, how strong it is (0 to 1), and what it says in words for people."""

    sign: Sign
    strength: float
    words: str

    @property
    def worth(self) -> float:
        """What it adds to the score."""
        return _WEIGHTS[self.sign] * self.strength


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Shots the video may show, in order; the reasons are the strongest first."""

    shots: tuple[str, ...]
    score: float
    reasons: tuple[str, ...]
    tag: str = ""
    model: str = ""

    @property
    def title(self) -> str:
        """``SH1, SH2``."""
        return ", ".join(f"SH{file_shot(shot)}" for shot in self.shots)

    def as_json(self) -> dict[str, object]:
        """It as ``orphans suggest --json`` lists it."""
        told: dict[str, object] = {"shots": list(self.shots), "score": round(self.score, 3)}
        return told | {"reasons": list(self.reasons), "tag": self.tag, "model": self.model}


@dataclass(slots=True)
class Candidate:
    """Shots that are weighed up; whoever knows something about them adds it."""

    shots: tuple[str, ...]
    planned: Fraction | None = None
    tag: str = ""
    model: str = ""
    witnesses: list[Witness] = field(default_factory=list)

    def hear(self, witness: Witness | None) -> None:
        """Count a witness; of each sign the strongest counts."""
        if witness is None or witness.strength <= 0:
            return
        same = [one for one in self.witnesses if one.sign is witness.sign]
        if same and same[0].strength >= witness.strength:
            return
        self.witnesses = [one for one in self.witnesses if one not in same] + [witness]

    def suggestion(self) -> Suggestion:
        """What all witnesses together amount to."""
        ordered = sorted(self.witnesses, key=lambda one: -one.worth)
        score = sum(one.worth for one in ordered)
        reasons = tuple(one.words for one in ordered)
        return Suggestion(self.shots, score, reasons, self.tag, self.model)


def ranked(candidates: Iterable[Candidate]) -> tuple[Suggestion, ...]:
    """The suggestions for which something speaks, the best first; equal ones as they came."""
    found = [one.suggestion() for one in candidates if one.witnesses]
    return tuple(sorted(found, key=lambda one: -one.score))


# -- witnesses ---------------------------------------------------------------


def by_duration(length: Fraction | None, planned: Fraction | None) -> Witness | None:
    """How well a length fits the plan."""
    if not length or not planned:
        return None
    off = abs(length - planned) / planned
    if off >= _OFF_BY:
        return None
    strength = float(1 - off / _OFF_BY)
    words = f"{float(length):.1f} s long, {float(planned):.1f} s planned"
    return Witness(Sign.DURATION, strength, words)


def by_log(written: float, began: float, ended: float, what: str) -> Witness | None:
    """How close to the time of ``what`` ("X was rendered") a file was written.

    All in seconds since 1970.
    """
    away = max(began - written, written - ended, 0.0)
    if away > _LOG_SECONDS:
        return None
    side = "before" if written < began else "after"
    when = "while" if away < 1 else f"{_minutes(away)} {side}"
    words = f"written {when} {what}"
    return Witness(Sign.LOG, 1 - away / _LOG_SECONDS, words)


def by_picture(likeness: float, what: str) -> Witness | None:
    """How much its first frame looks like a picture of the shot (0 to 1)."""
    if likeness < _LOOKS_ALIKE:
        return None
    strength = (likeness - _LOOKS_ALIKE) / (1 - _LOOKS_ALIKE)
    return Witness(Sign.PICTURE, strength, f"its first frame looks like {what}")


def by_size(size: int, others: Sequence[int]) -> Witness | None:
    """How close its size in bytes is to that of another take of the shot."""
    off = min((abs(size - other) / other for other in others if other), default=1.0)
    limit = 0.15
    if off >= limit:
        return None
    return Witness(Sign.SIZE, 1 - off / limit, "about as large as another take")


def by_content(what: str) -> Witness:
    """It is, byte for byte, what was rendered for these shots."""
    return Witness(Sign.CONTENT, _CERTAIN, f"the same file as {what}")


def by_name() -> Witness:
    """Its own name says these shots."""
    return Witness(Sign.NAME, _CERTAIN, "its name says so")


def by_gap() -> Witness:
    """Nothing is there for the shot yet."""
    return Witness(Sign.GAP, _CERTAIN, "has no clip yet")


def _minutes(seconds: float) -> str:
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{round(seconds)} s"
    return f"{round(seconds / 60)} min"
