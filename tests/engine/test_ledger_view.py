"""Replaying the ledger: sums hold at every line, whatever happens to the dispatches."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.dispatches import NEXT, Cap, IllegalTransition
from engine.domain.ledger_lines import opening_line, period_line, reserve_line, step_line
from engine.domain.ledger_view import Figures, LedgerView, replay
from engine.errors import DataError
from tests.helpers.ledgers import (
    CENT,
    NOW,
    TO_THE_END,
    S,
    a_view,
    an_intent,
    lines_of,
    path_to,
)

SEEDS = st.integers(0, 2**32)


def lived(seed: int, steps: int = 40) -> list[dict[str, object]]:
    """Lines of a ledger in which anything legal happened."""
    draw, view = random.Random(seed), LedgerView()
    lines: list[dict[str, object]] = [opening_line(NOW)]
    view.apply(lines[0])
    for number in range(steps):
        lines.append(_anything(draw, view, number))
        view.apply(lines[-1])
    return lines


def _anything(draw: random.Random, view: LedgerView, number: int) -> dict[str, object]:
    going = [one for one in view.dispatches.values() if not one.state.is_end]
    if draw.random() < 0.05:
        return period_line(view.period + 1, NOW, "recoil")
    if not going or draw.random() < 0.2:
        reserve = draw.randint(0, 10**6)
        money = {"estimate_micro": draw.randint(0, reserve), "reserve_micro": reserve}
        whose = {"episode": draw.randint(1, 2), "run_id": f"run_{draw.randint(1, 2)}"}
        return reserve_line(an_intent(number, **money, **whose), NOW)
    dispatch = draw.choice(going)
    state = draw.choice(sorted(NEXT[dispatch.state]))
    detail: dict[str, Any] = {"proof": "it says so"}
    if draw.random() < 0.5 and state is not S.FAILED_FREE and dispatch.billed_micro is None:
        detail["billed_micro"] = 0 if state is S.CANCELLED else draw.randint(0, 1_200_000)
    if dispatch.billed_micro and state in {S.FAILED_FREE, S.CANCELLED}:
        detail["billed_micro"] = 0  # the provider takes its bill back
    return step_line(dispatch, state, detail, NOW)


# -- laws --------------------------------------------------------------------


@given(SEEDS)
def test_that_sums_hold_at_every_line(seed: int) -> None:
    view, spent, period = LedgerView(), {1: 0, 2: 0}, 1

    for line in lived(seed):
        view.apply(line)
        if view.period != period:
            spent, period = {1: 0, 2: 0}, view.period
        if "charged_micro" in line:
            spent[view.dispatches[str(line["dispatch_id"])].episode] += int(
                str(line["charged_micro"])
            )

        held = {
            episode: sum(
                one.reserved_micro for one in view.dispatches.values() if one.episode == episode
            )
            for episode in (1, 2)
        }
        for episode in (1, 2):
            figures = view.figures(episode)
            assert (figures.billed, figures.reserved) == (spent[episode], held[episode])
        assert view.figures() == view.figures(1) + view.figures(2)
        assert 0 <= view.figures().unknown <= view.figures().reserved


@given(SEEDS)
def test_that_every_beginning_of_a_ledger_can_be_replayed(seed: int) -> None:
    lines = lived(seed, steps=15)

    problems = [replay(lines[:length]).problem for length in range(len(lines) + 1)]

    assert set(problems) == {""}


@given(SEEDS)
def test_that_an_end_holds_no_money_and_what_goes_on_is_not_charged(seed: int) -> None:
    for one in replay(lived(seed)).dispatches.values():
        assert (one.reserved_micro if one.state.is_end else one.charged_micro) == 0


@given(SEEDS)
def test_that_a_copy_lives_on_by_itself(seed: int) -> None:
    lines = lived(seed)
    view = replay(lines[:20])
    copy, before = view.copy(), view.figures()

    for line in lines[20:]:
        copy.apply(line)

    assert view.figures() == before
    assert copy.figures() == replay(lines).figures()


# -- questions ---------------------------------------------------------------


def test_that_the_four_figures_tell_what_is_held_spent_and_unknown() -> None:
    view = a_view(
        lines_of(an_intent(1), *TO_THE_END, billed_micro=31 * CENT),
        lines_of(an_intent(2), S.SUBMITTING),
        lines_of(an_intent(3), S.SUBMITTING, S.UNKNOWN),
        lines_of(an_intent(4), S.SUBMITTING, S.FAILED_FREE),
    )

    assert view.figures(1) == Figures(
        estimated=120 * CENT, reserved=80 * CENT, billed=31 * CENT, unknown=40 * CENT
    )
    assert view.figures(2) == Figures()


def test_that_caps_count_by_episode_project_run_and_agent() -> None:
    view = a_view(
        lines_of(an_intent(1)),
        lines_of(an_intent(2, episode=2, run_id="run_2")),
        lines_of(an_intent(3, episode=2, program="claude")),
    )

    def counted(scope: str, name: str) -> int:
        return view.counted(Cap(scope, name, 0)).reserved // (40 * CENT)

    assert counted("project", "") == 3
    assert (counted("episode", "1"), counted("episode", "EP002")) == (1, 2)
    assert (counted("run", "run_1"), counted("run", "run_2")) == (2, 1)
    assert (counted("agent", "claude"), counted("agent", "nobody")) == (1, 0)


def test_that_a_new_period_forgets_what_was_spent_but_not_what_is_held() -> None:
    view = a_view(lines_of(an_intent(1), *TO_THE_END), lines_of(an_intent(2), S.SUBMITTING))

    view.apply(period_line(2, NOW, "recoil"))

    assert view.figures() == Figures(estimated=40 * CENT, reserved=40 * CENT)
    assert view.counted(Cap("run", "run_1", 0)).billed == 40 * CENT
    assert (view.period, view.period_since) == (2, NOW)


def test_that_what_is_charged_later_counts_in_the_period_of_the_charge() -> None:
    view = a_view(lines_of(an_intent(1), *TO_THE_END[:-1]))
    view.apply(period_line(2, NOW, "recoil"))

    view.apply(step_line(view.dispatches[an_intent(1).dispatch_id], S.CHARGED, {}, NOW))

    assert view.figures().billed == 40 * CENT
    assert view.dispatches[an_intent(1).dispatch_id].period == 2


def test_that_the_open_dispatch_of_a_purpose_is_found_until_it_ends() -> None:
    intent = an_intent()

    found = a_view(lines_of(intent, S.SUBMITTING)).open_for(*intent.key)
    gone = a_view(lines_of(intent, *TO_THE_END)).open_for(*intent.key)

    assert found is not None
    assert found.dispatch_id == intent.dispatch_id
    assert gone is None


def test_that_a_lost_job_that_comes_back_stands_beside_the_one_sent_after_it() -> None:
    first, second = an_intent(1), an_intent(2, beat_id=an_intent(1).beat_id)
    view = a_view(lines_of(first, *path_to(S.LOST_REMOTE)), lines_of(second))

    view.apply(step_line(view.dispatches[first.dispatch_id], S.COMPLETED, {}, NOW))

    found = view.open_for(*first.key)
    assert found is not None
    assert found.dispatch_id == second.dispatch_id
    assert len(view.still_open()) == 2


def test_that_names_are_taken_until_it_is_sure_that_nothing_comes() -> None:
    free, paid, sent = an_intent(1), an_intent(2), an_intent(3)
    view = a_view(
        lines_of(free, S.SUBMITTING, S.FAILED_FREE),
        lines_of(paid, S.SUBMITTING, S.FAILED_BILLED),
        lines_of(sent, S.SUBMITTING),
    )

    assert view.targets() == {paid.target, sent.target}


def test_that_details_are_kept_the_newest_of_each() -> None:
    view = a_view(lines_of(an_intent(), S.SUBMITTING, S.UNKNOWN, reason="cut off", tries=1))
    before = view.dispatches[an_intent().dispatch_id]
    told = {"request_id": "r1", "urls": {"status": "https://x/1"}, "tries": 2, "by": "list"}

    view.apply(step_line(before, S.ACCEPTED, told, NOW))

    after = view.dispatches[an_intent().dispatch_id]
    assert (after.request_id, after.urls) == ("r1", {"status": "https://x/1"})
    assert (after.reason, after.detail) == ("cut off", {"tries": 2, "by": "list"})


# -- what does not follow ----------------------------------------------------


def test_that_an_illegal_line_is_told_and_the_rest_is_still_shown() -> None:
    good, bad = list(lines_of(an_intent(1))), list(lines_of(an_intent(2), *TO_THE_END))

    view = replay([opening_line(NOW), *bad[:2], bad[-1], *good])

    assert "cannot become charged" in view.problem
    assert view.problem.startswith("line 4")
    assert an_intent(1).dispatch_id in view.dispatches


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"event": "something"},
        {"event": "period", "number": 3, "at": NOW},
        {"event": "opened", "schema_version": 1},
        {"dispatch_id": "d_x", "state": "submitting", "at": NOW},
        {"dispatch_id": ["d"], "state": {}, "at": NOW},
        {"dispatch_id": "d_x", "state": "paid", "at": NOW},
        {"dispatch_id": "d_x", "state": "reserved", "at": NOW},
        reserve_line(an_intent(), NOW) | {"reserve_micro": 0.5},
        reserve_line(an_intent(), NOW) | {"reserve_micro": -1},
        reserve_line(an_intent(), NOW) | {"episode": "1"},
        reserve_line(an_intent(), NOW) | {"target": "../x"},
        reserve_line(an_intent(), NOW) | {"shot_ids": None},
        reserve_line(an_intent(), NOW) | {"at": None},
    ],
)
def test_that_a_line_that_is_none_is_refused(line: dict[str, object]) -> None:
    view = a_view()

    with pytest.raises(DataError):
        view.apply(line)

    assert view.figures() == Figures()
    assert not view.dispatches


@pytest.mark.parametrize(
    "changes",
    [
        {"charged_micro": None},
        {"charged_micro": -1},
        {"charged_micro": 1.0},
        {"billed_micro": "1"},
        {"urls": []},
    ],
)
def test_that_a_charge_that_is_none_is_refused(changes: dict[str, object]) -> None:
    *before, last = lines_of(an_intent(), *TO_THE_END)
    view = a_view(before)

    with pytest.raises(DataError):
        view.apply(last | changes)

    assert view.figures().reserved == 40 * CENT


def test_that_a_free_failure_with_a_charge_is_refused() -> None:
    *before, last = lines_of(an_intent(), S.SUBMITTING, S.FAILED_FREE)

    with pytest.raises(DataError, match="failed free and was charged"):
        a_view(before).apply(last | {"charged_micro": 1})


def test_that_two_open_dispatches_for_one_purpose_are_a_damaged_ledger() -> None:
    view = a_view(lines_of(an_intent(1)))

    with pytest.raises(DataError, match="another is open"):
        view.apply(reserve_line(an_intent(2, beat_id=an_intent(1).beat_id), NOW))


def test_that_a_ledger_of_a_newer_program_or_without_its_beginning_is_not_trusted() -> None:
    newer = replay([opening_line(NOW) | {"schema_version": 2}])
    headless = replay(lines_of(an_intent()))

    assert "newer version" in newer.problem
    assert "beginning" in headless.problem


def test_that_an_end_cannot_be_left_by_a_line() -> None:
    view = a_view(lines_of(an_intent(), S.CANCELLED))

    with pytest.raises(IllegalTransition):
        view.apply({"dispatch_id": an_intent().dispatch_id, "state": "submitting", "at": NOW})
