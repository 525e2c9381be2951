"""A death at any moment, and at any moment of the recovery, loses nothing."""

from __future__ import annotations

import pytest

from tests.reliability.programs import run


@pytest.mark.slow
def test_that_standing_still_at_any_mutation_leaves_before_or_after() -> None:
    figures = run("kills", 2000, "stop")

    assert figures["violations"] == {}


@pytest.mark.slow
def test_that_a_killed_process_leaves_before_or_after() -> None:
    figures = run("kills", 300, "kill")

    assert figures["violations"] == {}


@pytest.mark.slow
def test_that_saves_before_the_recovery_are_kept() -> None:
    figures = run("between", 300)

    assert figures["violations"] == {}


@pytest.mark.reliability
@pytest.mark.parametrize("part", range(5))
def test_that_ten_thousand_kills_leave_before_or_after(part: int) -> None:
    figures = run("kills", 2000, "kill")

    assert figures["violations"] == {}, f"part {part}"
