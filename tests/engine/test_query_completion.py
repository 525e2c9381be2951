"""What is offered while somebody types into a search box."""

from __future__ import annotations

import pytest

from engine.domain.query import parse_query
from engine.domain.query_completion import Vocabulary, completions

KNOWN = Vocabulary(
    {"model": ("seedance-1.0-pro", "wan-2.2"), "tag": ("hero", "two words")},
    {"dailies": "e01 status=review"},
)


def offered(text: str, *, asked: bool = False) -> list[str]:
    """The texts that are offered with the cursor at the end, each applied to what was typed."""
    found = completions(text, len(text), KNOWN, asked=asked)
    return [text[: one.start] + one.text + text[one.end :] for one in found]


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("sta", ["status=", "stars>="]),
        ("jade mod", ["jade model="]),
        ("-ta", ["-tag=", "-take>="]),
        ("model=", ["model=seedance-1.0-pro", "model=wan-2.2"]),
        ("model:wa", ["model:wan-2.2"]),
        ("e01 tag=", ["e01 tag=hero", 'e01 tag="two words"']),
        ('tag="two', ['tag="two words"']),
        ("is:cor", ["is:corrupt"]),
        ("status=cut,rev", ["status=cut,review"]),
        ("dai", ["e01 status=review"]),
        ("s", []),
        ("", []),
        ("nothing=", []),
    ],
)
def test_that_what_may_be_meant_is_offered(typed: str, texts: list[str]) -> None:
    assert offered(typed) == texts


def test_that_who_asks_is_offered_all_keys() -> None:
    assert "status=" in offered("", asked=True)


@pytest.mark.parametrize("typed", ["model=s", 'tag="two', "status=c", "is:v", "kind=cl", "dai"])
def test_that_what_is_offered_is_understood(typed: str) -> None:
    assert [parse_query(text) for text in offered(typed)]


def test_that_what_is_typed_out_is_not_offered_again() -> None:
    assert offered("tag=hero") == []
