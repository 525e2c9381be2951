"""JSON as documents hold it: read strictly, written so that nothing is lost (08 C)."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

from engine.errors import CorruptFile
from engine.store.json_layout import laid_out

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LARGEST_DOCUMENT = 16 * 1024 * 1024
DEEPEST = 64

_INDENT = re.compile(r"\s*[\[{]\r?\n([ \t]*)\S")
_NESTED = (dict, list, tuple)
_MARK = "\ufeff"  # some editors put it first; it is no part of the document


class _Unacceptable(ValueError):
    """The text is JSON for a lenient reader, but not for us."""


def parse_json(data: bytes | str, path: Path) -> object:
    """The value in ``data``, which was read from ``path``.

    Raises:
        CorruptFile: not UTF-8, not JSON, too large, too deep, a key twice, NaN or infinity.
    """
    try:
        return _parsed(data)
    except RecursionError:
        raise CorruptFile(path, f"nested deeper than {DEEPEST} levels") from None
    except UnicodeDecodeError as error:
        raise CorruptFile(path, f"not UTF-8 at byte {error.start}") from error
    except ValueError as error:
        raise CorruptFile(path, f"not JSON: {error}") from error


def parse_object(data: bytes | str, path: Path) -> dict[str, object]:
    """Like ``parse_json``, for a file that has to hold an object."""
    value = parse_json(data, path)
    if not isinstance(value, dict):
        raise CorruptFile(path, f"not a JSON object but {type(value).__name__}")
    return value


def json_text(value: object, like: str | None = None) -> str:
    """``value`` as it is written into files, in the manner of the text it replaces.

    Raises:
        ValueError: it holds NaN or infinity.
        TypeError: it holds something that is not JSON.
    """
    style = _Style.of(like) if like else _Style()
    text = style.written(value)
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a pair, escaped in the source: it stays escaped
        text = replace(style, is_ascii=True).written(value)
    return text


def check_readable(value: object) -> None:
    """Make sure that what is written of ``value`` can be read again.

    Raises:
        ValueError: it is nested too deep, or two of its keys are the same text.
    """
    _check_depth(value)
    _check_keys(value)


def is_same_json(one: object, other: object) -> bool:
    """Equal as JSON: the order of keys does not count, ``1``, ``1.0`` and ``true`` differ."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same_json(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same_json, one, other))
    return one == other


@dataclass(frozen=True, slots=True)
class _Style:
    """How a file is laid out; other tools and their version control see only what we changed."""

    indent: str | None = "  "
    is_ascii: bool = False
    ending: str = "\n"

    @classmethod
    def of(cls, text: str) -> _Style:
        first = _INDENT.match(text)
        ending = "" if text.rstrip() == text else "\n"
        return cls(first[1] if first else None, text.isascii() and "\\u" in text, ending)

    def written(self, value: object) -> str:
        if self.indent is not None:
            return laid_out(value, self.indent, is_ascii=self.is_ascii) + self.ending
        return json.dumps(value, ensure_ascii=self.is_ascii, allow_nan=False) + self.ending


def _parsed(data: bytes | str) -> object:
    if len(data) > LARGEST_DOCUMENT:
        raise _Unacceptable(f"larger than {LARGEST_DOCUMENT // 1024**2} MiB")
    text = data.decode() if isinstance(data, bytes) else data
    value = _STRICT.decode(text.removeprefix(_MARK))
    _check_depth(value)
    return value


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in found if keys.count(key) > 1)
        raise _Unacceptable(f"the key {double!r} stands there twice")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise _Unacceptable(f"{name} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _Unacceptable(f"{text[:20]} is beyond every number")
    return number


def _check_depth(value: object) -> None:
    level = [value] if isinstance(value, _NESTED) else []
    for _ in range(DEEPEST + 1):
        if not level:
            return
        level = [child for each in level for child in _items(each) if isinstance(child, _NESTED)]
    raise _Unacceptable(f"nested deeper than {DEEPEST} levels")


def _check_keys(value: object) -> None:
    if isinstance(value, dict):
        if not all(type(key) is str for key in value):
            raise _Unacceptable("a key is no text")
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            if isinstance(item, dict | list | tuple):
                _check_keys(item)


def _items(value: dict[str, object] | list[object] | tuple[object, ...]) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value


_STRICT = json.JSONDecoder(
    object_pairs_hook=_without_doubles, parse_constant=_refuse_constant, parse_float=_finite
)
