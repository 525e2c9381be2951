"""Milder words for prompts that a content filter refused."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from engine.errors import DataError
from resources.loader import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLE = "softening.json"


@dataclass(frozen=True, slots=True)
class Softened:
    """A prompt in milder words, and what was exchanged: ``("blood", "dark stain")``."""

    prompt: str
    exchanged: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Softener:
    """The table of words."""

    prefix: str
    words: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, text: str) -> Softener:
        """The table in a file's text.

        Raises:
            DataError: it is not in its form.
        """
        try:
            table = json.loads(text)
            words = tuple((str(hard), str(mild)) for hard, mild in table["words"])
            return cls(str(table["prefix"]), words)
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{TABLE}: not a table of words: {error}") from error

    def soften(self, prompt: str) -> Softened:
        """The prompt with every word of the table exchanged; what has none gets the prefix alone.

        A prompt that was softened already is given back as it is.
        """
        exchanged: list[tuple[str, str]] = []
        text = prompt
        for hard, mild in self.words:
            text, count = re.subn(rf"\b{re.escape(hard)}\b", mild, text, flags=re.IGNORECASE)
            if count:
                exchanged.append((hard, mild))
        if text.startswith(self.prefix):
            return Softened(text, tuple(exchanged))
        return Softened(f"{self.prefix} {text}".strip(), tuple(exchanged))


@cache
def usual_softener() -> Softener:
    """The table that comes with the program."""
    return Softener.of(read_text(TABLE))


def exchanged_words(exchanged: Sequence[tuple[str, str]]) -> str:
    """What was exchanged, in a line for people."""
    return ", ".join(f"{hard} > {mild}" for hard, mild in exchanged) or "only a prefix"
