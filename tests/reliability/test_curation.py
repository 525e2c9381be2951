"""Random work with undo and deaths loses no media and no fact."""

from __future__ import annotations

import pytest

from tests.reliability.programs import run


@pytest.mark.slow
def test_that_days_of_work_lose_nothing() -> None:
    assert run("curation", 30, 30)["violations"] == {}


@pytest.mark.reliability
@pytest.mark.parametrize("part", range(5))
def test_that_years_of_work_lose_nothing(part: int) -> None:
    assert run("curation", 100, 50)["violations"] == {}, f"part {part}"
