"""Money: no race overspends a cap, no death and no power cut pays twice or forgets a cent."""

from __future__ import annotations

import pytest

from tests.reliability.programs import run


@pytest.mark.slow
def test_that_five_races_for_the_last_money_overspend_nothing() -> None:
    figures = run("budget", 5)

    assert figures["violations"] == {}


@pytest.mark.slow
def test_that_standing_still_at_any_step_of_a_paid_job_pays_once() -> None:
    figures = run("kills", 500, "stop", "render")

    assert figures["violations"] == {}


@pytest.mark.slow
def test_that_a_process_killed_at_a_paid_job_pays_once() -> None:
    figures = run("kills", 100, "kill", "render")

    assert figures["violations"] == {}


@pytest.mark.slow
def test_that_a_power_cut_at_a_paid_job_pays_once() -> None:
    figures = run("power", 300, "render")

    assert figures["violations"] == {}


@pytest.mark.reliability
def test_that_a_hundred_races_overspend_nothing() -> None:
    figures = run("budget", 100)

    assert figures["violations"] == {}


@pytest.mark.reliability
@pytest.mark.parametrize("program", ["kills", "power"])
def test_that_thousands_of_deaths_at_a_paid_job_pay_once(program: str) -> None:
    arguments = (2000, "kill", "render") if program == "kills" else (5000, "render")

    figures = run(program, *arguments)

    assert figures["violations"] == {}
