"""How the animatic misbehaves when asked to: what models do wrong, for rehearsals and tests."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.domain.money import usd_to_micro
from engine.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

VARIABLE = "RECOIL_ANIMATIC"
ANY_MODEL = "*"
FAILURES = (
    "content_policy",
    "partner_validation",
    "bad_request",
    "no_frames",
    "timeout",
    "server",
    "unknown",
)
_SHORTEST = 6  # frames that every stretch keeps
_NOBODY: Mapping[str, Fraction] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Mischief:
    """What goes wrong, and how much. Nothing, unless said.

    ``cut_error`` is how far, in seconds, every cut is from its plan, by model (``*``: all others).
    ``failures`` are kinds, one per job in turn, again from the front at the end; ``""`` succeeds.
    A failed job says that it charged ``billed_micro`` (None: it does not say).
    """

    cut_error: Mapping[str, Fraction] = field(default_factory=lambda: _NOBODY)
    extra_cuts: int = 0
    missing_cuts: int = 0
    delay: float = 0.0
    failures: tuple[str, ...] = ()
    billed_micro: int | None = None

    @classmethod
    def parse(cls, said: str) -> Mischief:
        """From words: ``cut_error=0.4 cut_error.kling=0.2 extra=1 missing=1 delay=3 ...``.

        ``fail=content_policy,-`` fails every second job, ``billed=0.30`` (USD) charges for it.

        Raises:
            UserError: a word is none, or its value is not what it should be.
        """
        made = cls()
        for word in said.split():
            name, _, value = word.partition("=")
            root, _, model = name.partition(".")
            read = _WORDS.get(root)
            if read is None or (model and root != "cut_error"):
                known = ", ".join(_WORDS)
                raise UserError(f"{VARIABLE}: {name!r} is none of {known}")
            try:
                made = read(made, value, model or ANY_MODEL)
            except ValueError as error:
                raise UserError(f"{VARIABLE}: {word!r}: {error}") from error
        return made

    def failure(self, number: int) -> str:
        """How the job of that number ends; ``""`` is well."""
        return self.failures[number % len(self.failures)] if self.failures else ""

    def error_of(self, model: str) -> Fraction:
        """How far a model's cuts are from their plan."""
        return self.cut_error.get(model, self.cut_error.get(ANY_MODEL, Fraction(0)))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames in which one shot is seen; ``view`` counts the model's own cuts inside it."""

    shot: int
    frames: int
    view: int = 0


def spoiled(
    planned: Sequence[int], mischief: Mischief, *, model: str, rate: Fraction, seed: int
) -> tuple[Stretch, ...]:
    """What is on screen instead of shots of the ``planned`` frames; their sum stays the same."""
    chance = random.Random(seed)
    bounds = _moved(planned, round(mischief.error_of(model) * rate), chance)
    stretches = [Stretch(shot, end - start) for shot, (start, end) in enumerate(pairwise(bounds))]
    for _ in range(mischief.missing_cuts):
        stretches = _joined(stretches, chance)
    for _ in range(mischief.extra_cuts):
        stretches = _split(stretches, chance)
    return tuple(stretches)


def _moved(planned: Sequence[int], by: int, chance: random.Random) -> list[int]:
    bounds = [0]
    for frames in planned:
        bounds.append(bounds[-1] + frames)
    moved = list(bounds)
    for number in range(1, len(bounds) - 1):
        wanted = bounds[number] + chance.choice((-1, 1)) * by
        after = len(bounds) - 1 - number
        low = moved[number - 1] + min(_SHORTEST, planned[number - 1])
        high = max(low, bounds[-1] - _SHORTEST * after)
        moved[number] = min(max(wanted, low), high)
    return moved


def _joined(stretches: list[Stretch], chance: random.Random) -> list[Stretch]:
    """One cut less: a shot goes on where the next should be."""
    if len(stretches) == 1:
        return stretches
    at = chance.randrange(len(stretches) - 1)
    one, other = stretches[at : at + 2]
    return [*stretches[:at], replace(one, frames=one.frames + other.frames), *stretches[at + 2 :]]


def _split(stretches: list[Stretch], chance: random.Random) -> list[Stretch]:
    """One cut more, in the longest stretch."""
    at = max(range(len(stretches)), key=lambda number: stretches[number].frames)
    one = stretches[at]
    if one.frames < 2 * _SHORTEST:
        return stretches
    first = int(one.frames * chance.uniform(0.4, 0.6))
    views = [other.view for other in stretches if other.shot == one.shot]
    halves = [
        replace(one, frames=first),
        replace(one, frames=one.frames - first, view=max(views) + 1),
    ]
    return [*stretches[:at], *halves, *stretches[at + 1 :]]


# -- reading -----------------------------------------------------------------


def _cut_error(made: Mischief, value: str, model: str) -> Mischief:
    seconds = Fraction(value)
    if seconds < 0:
        raise ValueError("less than nothing")
    return replace(made, cut_error={**made.cut_error, model: seconds})


def _failures(made: Mischief, value: str, _model: str) -> Mischief:
    kinds = tuple("" if kind in {"", "-"} else kind for kind in value.split(","))
    strange = sorted(set(kinds) - {"", *FAILURES})
    if strange:
        raise ValueError(f"{strange[0]} is none of {', '.join(FAILURES)}")
    return replace(made, failures=kinds)


def _billed(made: Mischief, value: str, _model: str) -> Mischief:
    try:
        return replace(made, billed_micro=usd_to_micro(value))
    except UserError as error:
        raise ValueError(str(error)) from error


def _count(value: str) -> int:
    number = int(value)
    if not 0 <= number <= 100:  # noqa: PLR2004 - nobody cuts more often
        raise ValueError("between 0 and 100")
    return number


def _delay(value: str) -> float:
    seconds = float(value)
    if not 0 <= seconds <= 86_400:  # noqa: PLR2004 - a day
        raise ValueError("between 0 and a day, in seconds")
    return seconds


_WORDS: Mapping[str, Callable[[Mischief, str, str], Mischief]] = {
    "cut_error": _cut_error,
    "extra": lambda made, value, _model: replace(made, extra_cuts=_count(value)),
    "missing": lambda made, value, _model: replace(made, missing_cuts=_count(value)),
    "delay": lambda made, value, _model: replace(made, delay=_delay(value)),
    "fail": _failures,
    "billed": _billed,
}
