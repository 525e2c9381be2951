"""The terms of a query: which keys there are, and how each is held against a thing's facts."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from engine.domain.ids import find_shot_episode, find_shot_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.query_facts import Facts

KEYS = {
    "episode": "the episode: e01, episode=1-3",
    "status": "review, cut, candidate, pinned, rejected ...",
    "model": "what rendered it: model=seedance",
    "tag": "a tag of its sidecar: tag:hero",
    "kind": "pass, clip, shot, take, extra, orphan, board",
    "shot": "the shot, in any spelling: shot=12a",
    "pass": "the pass it is or comes from: pass=11",
    "take": "the number of the take: take>=2",
    "stars": "how good somebody thinks it is: stars>=3",
    "cost": "what it cost in USD: cost>0.5",
    "comments": "how many comments are open: comments>0",
    "changed": "the day of the last change: changed>=2026-11-21",
    "is": "corrupt, missing, extra, orphan, stale, broken, starred, video, picture",
}
"""Every key with a few words about it, in the order in which they are offered."""

SPELLINGS = {key: key for key in KEYS} | {
    "ep": "episode", "e": "episode", "state": "status", "tags": "tag", "type": "kind",
    "star": "stars", "rating": "stars", "price": "cost", "usd": "cost", "comment": "comments",
    "date": "changed", "modified": "changed", "has": "is",
}  # fmt: skip
NUMBERS = frozenset({"take", "stars", "cost", "comments"})
DATES = frozenset({"changed"})
MARKS = frozenset(
    {"corrupt", "missing", "extra", "orphan", "stale", "broken", "starred", "video", "picture"}
)
# What people call things, and what they are called in the project.
WORDS = {
    "clip": "segment", "clips": "segment", "file": "media", "stray": "media",
    "passes": "pass", "shots": "shot", "takes": "take", "extras": "extra", "orphans": "orphan",
    "cut": "extracted", "review": "segmentation_review", "in review": "segmentation_review",
}  # fmt: skip
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked; without a key it is a text.

    ``values`` are casefolded; one of them has to fit. ``place`` is where it was typed.
    """

    key: str
    operator: str
    values: tuple[str, ...]
    is_negated: bool = False
    place: tuple[int, int] = field(default=(0, 0), compare=False)


def test_of(term: Term) -> Callable[[Facts], bool]:
    """The function that says whether the term holds."""
    test = _plain_test(term)
    return (lambda facts: not test(facts)) if term.is_negated else test


def date_stamp(value: str) -> float | None:
    """When a day begins here, in seconds since 1970; None when it is no day."""
    try:
        return datetime.combine(date.fromisoformat(value), time.min).astimezone().timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _plain_test(term: Term) -> Callable[[Facts], bool]:
    match term.key:
        case "":
            word = term.values[0]
            return lambda facts: word in facts.text
        case "episode":
            spans = [_span(value) for value in term.values]
            return lambda facts: _is_within(facts.episode, spans)
        case "shot":
            return _shot_test(term.values)
        case "is":
            return _marks_test(term.values)
        case "tag":
            fits = _begins_so(term.values)
            return lambda facts: any(map(fits, facts.tags))
        case "pass":
            return _pass_test(term.values)
        case "changed":
            return _day_test(term)
        case key if key in NUMBERS:
            return _number_test(term)
        case key:
            fits = _begins_so(term.values)
            read = operator.attrgetter(key)
            return lambda facts: fits(read(facts))


def _shot_test(values: tuple[str, ...]) -> Callable[[Facts], bool]:
    """By number in any spelling; a whole id (``EP001_SH12A``) names its episode, too."""
    shots = [value.upper() for value in values]
    wanted = [(find_shot_number(shot) or shot, find_shot_episode(shot)) for shot in shots]
    return lambda facts: any(
        number in facts.shots and episode in {None, facts.episode} for number, episode in wanted
    )


def _marks_test(marks: tuple[str, ...]) -> Callable[[Facts], bool]:
    wanted = frozenset(marks)
    wants_stars = "starred" in wanted
    return lambda facts: not wanted.isdisjoint(facts.marks) or (wants_stars and facts.stars > 0)


def _pass_test(values: tuple[str, ...]) -> Callable[[Facts], bool]:
    """By number (``pass=11``), else by what its id holds."""
    fits = _begins_so(tuple(f"pass_{int(v):03d}_" if v.isdecimal() else v for v in values))
    return lambda facts: bool(facts.pass_id) and fits(f"{facts.pass_id}_")


def _number_test(term: Term) -> Callable[[Facts], bool]:
    compared = _COMPARED[term.operator]
    wanted = [float(value) for value in term.values]
    read = _NUMBERS[term.key]

    def test(facts: Facts) -> bool:
        value = read(facts)
        return value is not None and any(compared(value, each) for each in wanted)

    return test


def _day_test(term: Term) -> Callable[[Facts], bool]:
    """A day lasts until the next begins: ``>`` is after it, ``<=`` up to its end."""
    days = [(_begin(value), _begin(value, 1)) for value in term.values]

    def holds(moment: float, begin: float, end: float) -> bool:
        match term.operator:
            case ">=":
                return moment >= begin
            case ">":
                return moment >= end
            case "<":
                return moment < begin
            case "<=":
                return moment < end
            case _:
                return begin <= moment < end

    return lambda facts: facts.modified > 0 and any(holds(facts.modified, *day) for day in days)


def _begin(value: str, later: int = 0) -> float:
    day = date.fromisoformat(value) + timedelta(days=later)
    return datetime.combine(day, time.min).astimezone().timestamp()


_NUMBERS: dict[str, Callable[[Facts], float | None]] = {
    "take": lambda facts: facts.take,
    "stars": lambda facts: facts.stars,
    "comments": lambda facts: facts.comments,
    "cost": lambda facts: None if facts.cost_micro is None else facts.cost_micro / _MICRO,
}


def _begins_so(values: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a text has one of the values at the beginning of one of its words.

    There are few statuses, models and tags: each is looked at once.
    """
    wanted = "|".join(re.escape(value) for value in _and_meant(values))
    find = re.compile(rf"(?<![^\W_])(?:{wanted})").search
    known: dict[str, bool] = {}

    def fits(text: str) -> bool:
        answer = known.get(text)
        if answer is None:
            answer = known[text] = find(text.casefold()) is not None
        return answer

    return fits


def _and_meant(values: tuple[str, ...]) -> tuple[str, ...]:
    return (*values, *(WORDS[value] for value in values if value in WORDS))


def _is_within(episode: int | None, spans: list[tuple[int, int]]) -> bool:
    return episode is not None and any(low <= episode <= high for low, high in spans)


def _span(value: str) -> tuple[int, int]:
    low, _, high = value.partition("-")
    return int(low), int(high or low)
