"""JSON over several lines, as ``json.dumps`` lays it out with an indent, in a third of its time.

The library writes in C only what stands on one line.
"""

from __future__ import annotations

import math
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_WORDS = {None: "null", True: "true", False: "false"}


def laid_out(value: object, indent: str, *, is_ascii: bool) -> str:
    """``value`` as text, each level deeper by ``indent``.

    Raises:
        ValueError: it holds NaN or infinity, or itself.
        TypeError: it holds something that is not JSON.
    """
    pieces: list[str] = []
    layout = _Layout(
        pieces.append, indent, encode_basestring_ascii if is_ascii else encode_basestring
    )
    try:
        layout.write(value, "\n")
    except RecursionError:
        raise ValueError("it holds itself, or is nested without end") from None
    return "".join(pieces)


class _Layout:
    """Hands out a text in pieces."""

    __slots__ = ("_indent", "_put", "_quoted")

    def __init__(
        self, put: Callable[[str], None], indent: str, quoted: Callable[[str], str]
    ) -> None:
        self._put = put
        self._indent = indent
        self._quoted = quoted

    def write(self, value: object, gap: str) -> None:
        """Write a value; ``gap`` is the line break before what ends it."""
        kind = type(value)
        if kind is str:
            self._put(self._quoted(value))  # type: ignore[arg-type]
        elif kind is dict:
            self._write_object(value, gap)  # type: ignore[arg-type]
        elif kind is list:
            self._write_list(value, gap)  # type: ignore[arg-type]
        else:
            self._write_other(value, gap)

    def _write_object(self, value: dict[object, object], gap: str) -> None:
        if not value:
            self._put("{}")
            return
        put, quoted, inner = self._put, self._quoted, gap + self._indent
        before = "{" + inner
        for key, item in value.items():
            put(before)
            put(quoted(key if type(key) is str else _key(key)))
            put(": ")
            self.write(item, inner)
            before = "," + inner
        put(gap + "}")

    def _write_list(self, value: Iterable[object], gap: str) -> None:
        if not value:
            self._put("[]")
            return
        put, inner = self._put, gap + self._indent
        before = "[" + inner
        for item in value:
            put(before)
            self.write(item, inner)
            before = "," + inner
        put(gap + "]")

    def _write_other(self, value: object, gap: str) -> None:
        """What is no plain text, object or list; subclasses are what they are made from."""
        if isinstance(value, str):
            self._put(self._quoted(value))
        elif isinstance(value, dict):
            self._write_object(value, gap)
        elif isinstance(value, list | tuple):
            self._write_list(value, gap)
        else:
            self._put(_scalar(value))


def _scalar(value: object) -> str:
    if value is None or value is True or value is False:
        return _WORDS[value]
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"not JSON compliant: {value!r}")
        return float.__repr__(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def _key(key: object) -> str:
    if isinstance(key, str):
        return key
    if key is None or isinstance(key, int | float):
        return _scalar(key)
    raise TypeError(f"{type(key).__name__} is no key of JSON")
