"""Whatever a disk kept of the last moments, the restart finds before or after."""

from __future__ import annotations

import pytest

from tests.reliability.programs import run


@pytest.mark.slow
def test_that_a_power_cut_leaves_before_or_after() -> None:
    figures = run("power", 1700)

    assert figures["violations"] == {}


@pytest.mark.reliability
@pytest.mark.parametrize("part", range(4))
def test_that_twenty_thousand_power_cuts_leave_before_or_after(part: int) -> None:
    figures = run("power", 5000)

    assert figures["violations"] == {}, f"part {part}"
