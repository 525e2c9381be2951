"""A paid job: its states, its intent, what it may cost."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from engine.domain.dispatches import (
    NEXT,
    Cap,
    DispatchIntent,
    DispatchState,
    IllegalTransition,
    PriceUnknown,
    upper_bound,
)
from engine.domain.ledger_lines import step_line
from engine.errors import DataError, UserError
from tests.helpers.ledgers import CENT, NOW, TO_THE_END, S, a_dispatch, an_intent, path_to

PAIRS = [(before, after) for before in S for after in S]


def named(state: DispatchState) -> str:
    return str(state)


# -- states ------------------------------------------------------------------


def test_that_a_usual_life_is_legal_from_one_state_to_the_next() -> None:
    dispatch = a_dispatch(*TO_THE_END)

    assert dispatch.state is S.CHARGED
    assert dispatch.state.is_end


@pytest.mark.parametrize("before", S, ids=named)
def test_that_every_illegal_step_is_refused(before: DispatchState) -> None:
    dispatch = a_dispatch(*path_to(before), proof="the provider says so")
    illegal = [after for after in S if after not in NEXT[before]]

    for after in illegal:
        with pytest.raises(IllegalTransition) as refused:
            step_line(dispatch, after, {}, NOW)

        assert refused.value.before == before
        assert refused.value.as_json()["code"] == "illegal_transition"
    assert before in illegal, "no state follows itself"


def test_that_nothing_follows_an_end_and_something_follows_all_others() -> None:
    assert {state for state in S if not NEXT[state]} == {state for state in S if state.is_end}


def test_that_an_unknown_job_is_open_and_a_lost_one_may_be_asked_for_again() -> None:
    assert S.UNKNOWN.is_open
    assert not S.LOST_REMOTE.is_open
    assert [state for state in S if state.needs_person] == [S.UNKNOWN, S.LOST_REMOTE]


def test_that_what_surely_was_not_sent_may_be_sent_again() -> None:
    dispatch = a_dispatch(S.SUBMITTING, S.RESERVED, S.SUBMITTING)

    assert dispatch.reserved_micro == 40 * CENT


# -- settling ----------------------------------------------------------------


def test_that_a_success_is_charged_what_was_billed() -> None:
    dispatch = a_dispatch(*TO_THE_END, billed_micro=31 * CENT)

    assert (dispatch.charged_micro, dispatch.charge_kind) == (31 * CENT, "succeeded")
    assert (dispatch.reserved_micro, dispatch.flags) == (0, ())


def test_that_a_bill_that_was_told_earlier_counts() -> None:
    states = TO_THE_END[:4]
    dispatch = a_dispatch(*states, billed_micro=31 * CENT)

    line = step_line(a_dispatch(*TO_THE_END[:7]), S.CHARGED, {"billed_micro": 31 * CENT}, NOW)

    assert dispatch.billed_micro == 31 * CENT
    assert line["charged_micro"] == 31 * CENT


def test_that_a_success_nobody_names_a_price_for_is_charged_at_the_estimate_and_flagged() -> None:
    dispatch = a_dispatch(*TO_THE_END)

    assert (dispatch.charged_micro, dispatch.charge_kind) == (40 * CENT, "estimated")
    assert dispatch.flags == ("estimated",)


def test_that_more_than_was_held_is_recorded_as_billed_and_flagged() -> None:
    dispatch = a_dispatch(*TO_THE_END, billed_micro=55 * CENT)

    assert dispatch.charged_micro == 55 * CENT
    assert dispatch.flags == ("over_reserve",)


def test_that_a_billed_failure_is_charged_as_one() -> None:
    billed = a_dispatch(S.SUBMITTING, S.FAILED_BILLED, billed_micro=7 * CENT)
    guessed = a_dispatch(S.SUBMITTING, S.FAILED_BILLED)

    assert (billed.charged_micro, billed.charge_kind) == (7 * CENT, "failed_but_billed")
    assert (guessed.charged_micro, guessed.flags) == (40 * CENT, ("estimated",))


def test_that_a_free_failure_releases() -> None:
    dispatch = a_dispatch(S.SUBMITTING, S.FAILED_FREE, reason="no such model")

    assert (dispatch.reserved_micro, dispatch.charged_micro) == (0, 0)
    assert dispatch.reason == "no such model"
    assert not dispatch.takes_name


def test_that_a_cancel_releases_before_it_was_sent_or_with_proof_or_a_bill_of_nothing() -> None:
    running = (S.SUBMITTING, S.ACCEPTED, S.CANCELLED)

    assert a_dispatch(S.CANCELLED).charged_micro == 0
    assert a_dispatch(*running, proof="cancelled in the queue").charged_micro == 0
    assert a_dispatch(*running, billed_micro=0).charged_micro == 0


def test_that_a_cancel_that_may_be_billed_is_charged_at_the_estimate() -> None:
    dispatch = a_dispatch(S.SUBMITTING, S.ACCEPTED, S.CANCELLED)

    assert (dispatch.charged_micro, dispatch.flags) == (40 * CENT, ("estimated",))
    assert dispatch.charge_kind == "failed_but_billed"


@pytest.mark.parametrize("state", [S.UNKNOWN, S.LOST_REMOTE], ids=named)
def test_that_unsure_money_is_released_for_proof_only(state: DispatchState) -> None:
    dispatch = a_dispatch(*path_to(state))

    with pytest.raises(UserError, match="say what proves"):
        step_line(dispatch, S.FAILED_FREE, {}, NOW)

    assert dispatch.unknown_micro == 40 * CENT
    assert step_line(dispatch, S.FAILED_FREE, {"proof": "invoice"}, NOW)["charged_micro"] == 0


def test_that_a_release_is_refused_for_what_was_billed() -> None:
    dispatch = a_dispatch(*TO_THE_END[:4], billed_micro=31 * CENT)

    with pytest.raises(UserError, match="was billed"):
        step_line(dispatch, S.FAILED_FREE, {}, NOW)
    with pytest.raises(UserError, match="was billed"):
        step_line(dispatch, S.CANCELLED, {"proof": "it says so"}, NOW)


@pytest.mark.parametrize("billed", [-1, 0.5, True, "1"])
def test_that_a_bill_is_a_whole_amount(billed: object) -> None:
    with pytest.raises(UserError, match="what was billed"):
        step_line(a_dispatch(S.SUBMITTING), S.ACCEPTED, {"billed_micro": billed}, NOW)


def test_that_a_detail_cannot_pose_as_the_ledger() -> None:
    with pytest.raises(UserError, match="charged_micro"):
        step_line(a_dispatch(S.SUBMITTING), S.ACCEPTED, {"charged_micro": 0}, NOW)


# -- intents -----------------------------------------------------------------


def test_that_an_intent_is_the_same_after_its_file() -> None:
    intent = an_intent(payload={"seed": 2**70, "segments": [{"shot_id": "EP001_SH01"}]})

    again = DispatchIntent.from_json(json.loads(json.dumps(intent.as_json())))

    assert again == intent


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("dispatch_id", "../x"),
        ("dispatch_id", None),
        ("episode", "1"),
        ("reserve_micro", 1),
        ("estimate_micro", -1),
        ("target", "/etc/passwd"),
        ("shot_ids", "EP001_SH01"),
        ("payload", []),
        ("version", True),
    ],
)
def test_that_a_file_that_is_no_intent_is_refused(key: str, value: object) -> None:
    with pytest.raises(DataError, match="not a dispatch"):
        DispatchIntent.from_json(an_intent().as_json() | {key: value})


def test_that_an_intent_knows_the_length_that_is_asked_for() -> None:
    assert an_intent(payload={"duration_s": 5.25}).milliseconds == 5250
    assert an_intent(payload={"duration_s": "5"}).milliseconds is None


# -- budgets -----------------------------------------------------------------


def test_that_the_upper_bound_is_rate_times_longest_times_outputs_times_attempts() -> None:
    bound = upper_bound(33_333, Fraction(21, 2), outputs=2, attempts=3)

    assert bound == 2_099_979


def test_that_an_upper_bound_is_rounded_up() -> None:
    assert upper_bound(1, Fraction(1, 3)) == 1


def test_that_an_unknown_price_or_duration_needs_a_maximum() -> None:
    with pytest.raises(PriceUnknown, match="price is not known"):
        upper_bound(None, 5)
    with pytest.raises(PriceUnknown, match="duration is not known"):
        upper_bound(100, None)

    assert upper_bound(None, 5, maximum_micro=2 * CENT) == 2 * CENT


def test_that_a_cap_names_what_it_counts() -> None:
    caps = [Cap("episode", "ep_001", 1), Cap("project", "", 1), Cap("agent", "claude", 1)]

    assert [str(cap) for cap in caps] == ["EP001", "project", "claude agent"]


@pytest.mark.parametrize(("scope", "micro"), [("shot", 1), ("project", -1), ("project", 1.5)])
def test_that_a_cap_that_is_none_is_refused(scope: str, micro: int) -> None:
    with pytest.raises(UserError):
        Cap(scope, "", micro)
