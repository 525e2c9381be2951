"""Lists of values written so that thousands of them are read again in a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

_FIRST, _MOST = 35, 88  # codes are printable letters from # on, without the backslash's trouble
_LETTERS = [chr(_FIRST + code) for code in range(_MOST) if chr(_FIRST + code) != "\\"]
_SEPARATORS = "|\t;~^"
CODED, JOINED, PLAIN = "coded", "joined", "plain"


def packed(column: Iterable[Hashable]) -> list[object]:
    """The column as JSON: few values as letters, texts in one text, all else as it is."""
    values = list(column)
    known: dict[tuple[type, Hashable], str] = {}
    letters: list[str] = []
    for value in values:
        letter = known.get((type(value), value))
        if letter is None:
            if len(known) == len(_LETTERS):
                return _packed_many(values)
            letter = known[type(value), value] = _LETTERS[len(known)]
        letters.append(letter)
    return [CODED, "".join(letters), [value for _kind, value in known]]


def unpacked(told: list[Any]) -> list[Any]:
    """The column again; equal texts of a column of few values are one object.

    Raises:
        ValueError, KeyError, TypeError: it is none.
    """
    match told:
        case ["coded", str(letters), list(values)]:
            table = dict(zip(_LETTERS, values, strict=False))
            return list(map(table.__getitem__, letters))
        case ["joined", str(separator), str(text)]:
            return text.split(separator)
        case ["plain", list(values)]:
            return values
        case _:
            raise ValueError("no column")


def _packed_many(values: list[Hashable]) -> list[object]:
    if all(type(value) is str for value in values):
        text = "".join(map(str, values))
        separator = next((one for one in _SEPARATORS if one not in text), None)
        if separator is not None:
            return [JOINED, separator, separator.join(map(str, values))]
    return [PLAIN, values]
