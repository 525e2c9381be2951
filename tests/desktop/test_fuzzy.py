"""A few letters find what is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoil_desktop.models.fuzzy import match

TITLES = (
    "Review cuts",
    "Cut pass",
    "Cut all passes",
    "Show in file manager",
    "Reset to planned cuts",
    "Play or pause",
    "Reject clip",
    "Go to inspector",
)


def best(query: str) -> str:
    found = [(hit.score, title) for title in TITLES if (hit := match(query, title))]
    return max(found, key=lambda each: each[0])[1]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("rc", "Review cuts"),
        ("review", "Review cuts"),
        ("cut pa", "Cut pass"),
        ("cap", "Cut all passes"),
        ("sfm", "Show in file manager"),
        ("planned", "Reset to planned cuts"),
        ("insp", "Go to inspector"),
        ("REJ", "Reject clip"),
    ],
)
def test_that_letters_find_the_command_that_is_meant(query, title) -> None:
    assert best(query) == title


def test_that_letters_in_another_order_find_nothing() -> None:
    assert match("stuc", "cut pass") is None


@given(st.text(max_size=12), st.text(max_size=40))
def test_that_hits_are_letters_of_the_text_in_order(query, text) -> None:
    hit = match(query, text)

    if hit is not None:
        assert list(hit.positions) == sorted(set(hit.positions))
        assert all(0 <= place < len(text.casefold()) for place in hit.positions)


@given(st.text(alphabet="abc ", min_size=1, max_size=30))
def test_that_a_text_finds_itself(text) -> None:
    assert match(text, text) is not None
