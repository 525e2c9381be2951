"""Finds what somebody means by a few letters."""

from __future__ import annotations

from dataclasses import dataclass

_AT_WORD_START = 8
_IN_A_RUN = 6
_ANYWHERE = 1
_WHOLE_WORDS = 40
_LEADING = 12


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text fits (higher is better) and which of its letters were hit."""

    score: int
    positions: tuple[int, ...]


def match(query: str, text: str) -> Match | None:
    """How ``query`` fits ``text``: all its letters in order, or None.

    Letters at the start of words and letters in a row count more, so that "rc" finds "Review cuts"
    before "Force colours"; an empty query fits everything equally.
    """
    wanted = "".join(query.casefold().split())
    folded = text.casefold()
    if not wanted:
        return Match(0, ())
    exact = folded.find(query.casefold().strip())
    if exact >= 0 and _starts_word(folded, exact):
        run = tuple(range(exact, exact + len(query.strip())))
        return Match(_WHOLE_WORDS + _score(folded, run), run)
    positions = _at_word_starts(wanted, folded) or _in_order(wanted, folded)
    return None if positions is None else Match(_score(folded, positions), positions)


def _score(text: str, positions: tuple[int, ...]) -> int:
    score = _LEADING if positions[0] == 0 else 0
    previous = -2
    for position in positions:
        if _starts_word(text, position):
            score += _AT_WORD_START
        elif position == previous + 1:
            score += _IN_A_RUN
        else:
            score += _ANYWHERE
        previous = position
    return score * 4 - len(text) // 8


def _starts_word(text: str, position: int) -> bool:
    return position == 0 or not text[position - 1].isalnum()


def _in_order(wanted: str, text: str) -> tuple[int, ...] | None:
    positions: list[int] = []
    start = 0
    for letter in wanted:
        start = text.find(letter, start)
        if start < 0:
            return None
        positions.append(start)
        start += 1
    return tuple(positions)


def _at_word_starts(wanted: str, text: str) -> tuple[int, ...] | None:
    """Hits that prefer starts of words and runs: "shfm" in "show in file manager"."""
    starts = [place for place in range(len(text)) if _starts_word(text, place)]
    found = _continue(wanted, text, starts, 0, 0)
    return tuple(found) if found is not None else None


def _continue(
    wanted: str, text: str, starts: list[int], taken: int, after: int
) -> list[int] | None:
    if taken == len(wanted):
        return []
    for start in (place for place in starts if place >= after):
        longest = _common(wanted[taken:], text[start:])
        for length in range(longest, 0, -1):
            rest = _continue(wanted, text, starts, taken + length, start + length)
            if rest is not None:
                return [*range(start, start + length), *rest]
    return None


def _common(one: str, other: str) -> int:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return length
