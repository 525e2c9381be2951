"""The language of the one search box: ``e01 status=review model=seedance tag:hero text``.

Every term has to hold:

* ``text`` and ``"two words"``     the words stand somewhere in the thing's names and facts
* ``e01``, ``ep1-3``               the episode
* ``key=value``, ``key:value``     the fact begins so, at one of its words; ``a,b``: either
* ``take>=2``, ``stars>3``         numbers and days are compared
* ``is:corrupt``                   marks
* ``-term``, ``key!=value``        not so
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from engine.domain.query_terms import (
    DATES,
    KEYS,
    MARKS,
    NUMBERS,
    SPELLINGS,
    Term,
    date_stamp,
    test_of,
)
from engine.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.domain.query_facts import Facts

_TERM = re.compile(r"([A-Za-z_]+)(>=|<=|!=|==|=|:|>|<)(.*)", re.DOTALL)
_EPISODES = re.compile(r"(?:ep?_?)0*(\d{1,3})(?:-(?:ep?_?)?0*(\d{1,3}))?", re.IGNORECASE)
_NEGATING = "-"
_QUOTE = '"'
_NEEDS_QUOTES = re.compile(r'[\s"=:<>]|^-')


class QueryError(UserError):
    """A query that cannot be understood; ``word`` is the part of it that is meant."""

    code = "bad_query"

    def __init__(self, message: str, word: str, instead: str = "") -> None:
        super().__init__(message)
        self.word = word
        self.instead = instead


@dataclass(frozen=True, slots=True)
class Token:
    """A word of what was typed, with its place; quotes are taken off ``text``.

    ``quoted`` is where in ``text`` quoted text begins, or None.
    """

    text: str
    start: int
    end: int
    quoted: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for. Two queries that ask the same in the same order are equal.

    ``tests`` are its terms, the quickest first, each with the function that judges by it.
    """

    terms: tuple[Term, ...] = ()
    tests: tuple[tuple[Term, Callable[[Facts], bool]], ...] = field(
        init=False, compare=False, repr=False, default=()
    )

    def __post_init__(self) -> None:
        # The dear tests last: most things fall through the cheap ones.
        ordered = sorted(self.terms, key=lambda term: not term.key)
        object.__setattr__(self, "tests", tuple((term, test_of(term)) for term in ordered))

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.terms)

    def __str__(self) -> str:
        """The query as somebody could have typed it; it is understood as the same."""
        return " ".join(_written(term) for term in self.terms)

    def matches(self, facts: Facts) -> bool:
        """Whether every term holds."""
        return all(test(facts) for _term, test in self.tests)

    @property
    def words(self) -> tuple[str, ...]:
        """The texts that have to stand in whatever matches, casefolded."""
        return tuple(term.values[0] for term in self.terms if not term.key and not term.is_negated)

    @property
    def is_words_alone(self) -> bool:
        """Whether it asks for nothing but words: then what lies below a match belongs to it."""
        return all(not term.key and not term.is_negated for term in self.terms)

    def choices(self, key: str) -> tuple[str, ...]:
        """The values that ``key`` is asked to have; none when it may have any."""
        return tuple(value for term in self.terms if _chooses(term, key) for value in term.values)

    def choosing(self, key: str, values: tuple[str, ...]) -> Query:
        """The query with ``key`` asked to have one of ``values``; with none, any will do."""
        kept = tuple(term for term in self.terms if not _chooses(term, key))
        chosen = (Term(key, "=", values),) if values else ()
        return Query((*chosen, *kept))


EVERYTHING = Query()


def parse_query(text: str) -> Query:
    """What somebody typed, understood.

    Raises:
        QueryError: a quote is not closed, a key is not known, a number is none.
    """
    return Query(tuple(_term(token) for token in tokens(text)))


def tokens(text: str) -> Iterator[Token]:
    """The words of a query; quotes hold words together, also behind ``key=``.

    Raises:
        QueryError: a quote is not closed.
    """
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        token = _token(text, place)
        yield token
        place = token.end


def _token(text: str, start: int) -> Token:
    said, place, quoted = "", start, None
    while place < len(text) and not text[place].isspace():
        if text[place] != _QUOTE:
            said += text[place]
            place += 1
            continue
        close = text.find(_QUOTE, place + 1)
        if close < 0:
            raise QueryError(f"no closing quote: {text[start:]}", text[start:])
        quoted = len(said) if quoted is None else quoted
        said += text[place + 1 : close]
        place = close + 1
    return Token(said, start, place, quoted)


def _term(token: Token) -> Term:
    said, quoted = token.text, token.quoted
    is_negated = said.startswith(_NEGATING) and len(said) > 1 and quoted != 0
    if is_negated:
        said = said[1:]
        quoted = None if quoted is None else quoted - 1
    place = (token.start, token.end)
    match = _TERM.fullmatch(said)
    if match is not None and (quoted is None or quoted >= match.start(3)):
        return _keyed(match, is_negated, place)
    episodes = _EPISODES.fullmatch(said) if quoted is None else None
    if episodes is not None:
        return Term("episode", "=", (_episodes(episodes, said),), is_negated, place)
    return Term("", "", (said.casefold(),), is_negated, place)


def _keyed(match: re.Match[str], is_negated: bool, place: tuple[int, int]) -> Term:
    said, operator, value = match.groups()
    key = SPELLINGS.get(said.casefold())
    if key is None:
        raise _unknown_key(said, match[0])
    if operator in {":", "=="}:
        operator = "="
    elif operator == "!=":
        operator, is_negated = "=", not is_negated
    if operator != "=" and key not in NUMBERS | DATES:
        raise QueryError(f"{match[0]}: {key} is compared with = only", match[0], f"{key}={value}")
    values = tuple(each.strip().casefold() for each in value.split(",") if each.strip())
    if not values:
        raise QueryError(f"{match[0]}: say what {key} should be", match[0])
    checked = tuple(_checked(key, each, match[0]) for each in values)
    return Term(key, operator, checked, is_negated, place)


def _unknown_key(said: str, whole: str) -> QueryError:
    near = get_close_matches(said.casefold(), SPELLINGS, n=1, cutoff=0.6)
    if near:
        instead = SPELLINGS[near[0]] + whole[len(said) :]
        return QueryError(f"{said}: no such key; did you mean {instead}?", whole, instead)
    known = ", ".join(sorted(KEYS))
    return QueryError(f'{said}: no such key ({known}); as text: "{whole}"', whole, f'"{whole}"')


def _checked(key: str, value: str, whole: str) -> str:
    """The value in the one form in which it is compared."""
    if key == "episode":
        match = _EPISODES.fullmatch(value if value[:1] == "e" else f"e{value}")
        if match is None:
            raise QueryError(f"{whole}: not an episode (1, e01, e1-3)", whole)
        return _episodes(match, whole)
    if key in NUMBERS:
        return _number(value, whole)
    if key in DATES and date_stamp(value) is None:
        raise QueryError(f"{whole}: not a day (2026-11-21)", whole)
    if key == "is" and value not in MARKS:
        near = get_close_matches(value, MARKS, n=1, cutoff=0.5)
        instead = f"is:{near[0]}" if near else ""
        raise QueryError(f"{whole}: is one of {', '.join(sorted(MARKS))}", whole, instead)
    return value


def _number(value: str, whole: str) -> str:
    try:
        number = float(value)
    except ValueError:
        raise QueryError(f"{whole}: not a number", whole) from None
    if number != number or number in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN
        raise QueryError(f"{whole}: not a number", whole)
    return f"{number:.15g}"


def _episodes(match: re.Match[str], whole: str) -> str:
    low = int(match[1])
    high = int(match[2] or low)
    if high < low:
        raise QueryError(f"{whole}: the first episode comes first", whole, f"e{high}-{low}")
    return str(low) if low == high else f"{low}-{high}"


def _chooses(term: Term, key: str) -> bool:
    return term.key == key and term.operator == "=" and not term.is_negated


def _written(term: Term) -> str:
    sign = _NEGATING if term.is_negated else ""
    if not term.key:
        text = term.values[0]
        is_plain = text and not _NEEDS_QUOTES.search(text) and not _EPISODES.fullmatch(text)
        return sign + (text if is_plain else f'"{text}"')
    if term.key == "episode" and term.operator == "=" and len(term.values) == 1:
        low, dash, high = term.values[0].partition("-")
        return f"{sign}e{int(low):02d}{dash}{high}"
    value = ",".join(term.values)
    quoted = f'"{value}"' if re.search(r"\s", value) else value
    return f"{sign}{term.key}{term.operator}{quoted}"
