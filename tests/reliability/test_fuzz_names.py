"""Names from anywhere: the parser answers or says nothing, and what it answers holds."""

from __future__ import annotations

import random

import pytest

from engine.domain.ids import PassId, find_episode, find_shot_number
from engine.domain.names import parse_media_name, parse_pass_name
from tests.helpers.names import near_miss


def check_names(count: int, seed: int) -> int:
    """Parse ``count`` near-misses; gives how many were names after all."""
    chance = random.Random(seed)
    understood = 0
    for _ in range(count):
        text = near_miss(chance)
        name = parse_media_name(text)
        if name is not None:
            understood += 1
            assert parse_media_name(str(name)) == name, (seed, text)
        assert parse_pass_name(text) in {name, None}, (seed, text)
        find_episode(text)
        find_shot_number(text)
        PassId.find(text)
    return understood


def test_that_20_000_names_from_anywhere_are_understood_or_not_but_never_fail() -> None:
    seed = random.randrange(2**32)

    understood = check_names(20_000, seed)

    print(f"names: 20000 parsed, {understood} understood, seed {seed}")  # noqa: T201 - a figure
    assert 1_000 < understood < 19_000


@pytest.mark.reliability
@pytest.mark.timeout(600)
def test_that_a_million_names_from_anywhere_never_fail() -> None:
    seed = random.randrange(2**32)

    understood = check_names(1_000_000, seed)

    print(f"names: 1000000 parsed, {understood} understood, seed {seed}")  # noqa: T201 - a figure
    assert understood > 50_000
