"""What may be meant by what was typed so far into a search box."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.query_terms import KEYS, MARKS, NUMBERS, SPELLINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

_BEGUN = re.compile(r'(-?)(?:([A-Za-z_]+)(>=|<=|!=|==|=|:|>|<)"?)?([^"]*)')
_SHORTEST = 2  # letters of a key until it is offered: the first says too little
MOST = 9
KINDS = ("pass", "clip", "shot", "take", "extra", "orphan", "episode")
STATUSES = ("review", "cut", "candidate", "pinned", "canonical", "registered", "rejected")


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing to put in place of ``start`` to ``end``; ``note`` says what it is.

    ``is_open``: something has to follow, as after ``model=``.
    """

    text: str
    note: str
    start: int
    end: int
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What there is to be found: the values by their key, and the searches that are kept."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    saved: Mapping[str, str] = field(default_factory=dict)

    def of(self, key: str) -> tuple[str, ...]:
        """The values that may follow ``key=``."""
        fixed = {"is": tuple(sorted(MARKS)), "kind": KINDS, "status": STATUSES}
        found = self.values.get(key, ())
        return tuple(dict.fromkeys((*fixed.get(key, ()), *found)))


def completions(
    text: str, cursor: int, vocabulary: Vocabulary, *, asked: bool = False
) -> tuple[Completion, ...]:
    """What may be meant at ``cursor``; with ``asked`` also when nothing was typed there yet."""
    start = _word_start(text, cursor)
    match = _BEGUN.fullmatch(text[start:cursor])
    if match is None:
        return ()
    sign, said, operator, begun = match.groups()
    if said is None:
        found = _keys(sign, begun, (start, cursor), asked=asked)
        return (*found, *_saved(begun, vocabulary, len(text), asked=asked))[:MOST]
    key = SPELLINGS.get(said.casefold(), "")
    first, _, last = begun.rpartition(",")
    before = f"{sign}{said}{operator}{first}{',' if first else ''}"
    fitting = _fitting(vocabulary.of(key), last)
    return tuple(
        Completion(before + _quoted(value), "", start, cursor)
        for value in fitting
        if value.casefold() != last.casefold()
    )[:MOST]


def _word_start(text: str, cursor: int) -> int:
    """Where the word under the cursor begins; what is in quotes is one word."""
    start, is_quoted = 0, False
    for place, letter in enumerate(text[:cursor]):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter.isspace() and not is_quoted:
            start = place + 1
    return start


def _keys(sign: str, begun: str, place: tuple[int, int], *, asked: bool) -> tuple[Completion, ...]:
    if len(begun) < _SHORTEST and not (asked and not begun):
        return ()
    names = [key for key in KEYS if key.startswith(begun.casefold())]
    return tuple(
        Completion(f"{sign}{key}{_operator(key)}", KEYS[key], *place, is_open=True) for key in names
    )


def _operator(key: str) -> str:
    return ">=" if key in NUMBERS or key == "changed" else "="


def _saved(
    begun: str, vocabulary: Vocabulary, length: int, *, asked: bool
) -> tuple[Completion, ...]:
    if len(begun) < _SHORTEST and not asked:
        return ()
    names = _fitting(tuple(vocabulary.saved), begun)
    return tuple(Completion(vocabulary.saved[name], name, 0, length) for name in names)


def _fitting(values: tuple[str, ...], begun: str) -> list[str]:
    """Those that begin so, then those that hold it."""
    wanted = begun.casefold()
    fitting = [value for value in values if wanted in value.casefold()]
    return sorted(fitting, key=lambda value: not value.casefold().startswith(wanted))


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"\s", value) else value
