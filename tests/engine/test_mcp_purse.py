"""An agent's purse: what it may spend, and that it says so twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.commands.context import CommandContext
from engine.commands.running import desk_for, order_of
from engine.domain.dispatches import Scope
from engine.errors import Refused, UserError
from engine.mcp.calls import MOST_LETTERS, Reply, _clean, _sized
from engine.mcp.purse import SECONDS, Confirmations, Purse
from engine.store.places import Places
from tests.helpers.exports import a_project

if TYPE_CHECKING:
    from pathlib import Path


def test_that_runs_of_an_agent_are_held_against_its_cap_and_known_by_its_name(
    tmp_path: Path,
) -> None:
    purse = Purse("night-shift", 5_000_000)
    context = CommandContext(Places.from_environment(tmp_path), project=a_project(tmp_path))
    context = replace(context, program=purse.name, caps=purse.caps)

    desk = desk_for(context, order_of(episode=1), lambda _event: None, context.program)

    assert desk.program == "night-shift"
    assert [(cap.scope, cap.name, cap.micro) for cap in desk.caps()][1:] == [
        (Scope.AGENT, "night-shift", 5_000_000)
    ]


@pytest.mark.parametrize("name", ["recoil", "recoil-desktop", "", "Mo", "a b", "../x", "x" * 41])
def test_that_no_agent_may_be_called_like_the_program_or_like_nothing(name: str) -> None:
    with pytest.raises(UserError, match="not a name for an agent"):
        Purse(name)


def test_that_a_confirmation_is_for_one_request_once() -> None:
    confirmations = Confirmations(lambda: 0.0)
    token = confirmations.give("generate 1", 700)

    with pytest.raises(Refused, match="other arguments"):
        confirmations.take(token, "generate 2")
    assert confirmations.take(token, "generate 1") == 700
    with pytest.raises(Refused, match="used up"):
        confirmations.take(token, "generate 1")


def test_that_a_confirmation_grows_old_and_only_some_are_kept() -> None:
    now = [0.0]
    confirmations = Confirmations(lambda: now[0])
    first = confirmations.give("a", 1)
    for number in range(200):
        confirmations.give(str(number), 1)
    young = confirmations.give("b", 2)

    with pytest.raises(Refused):
        confirmations.take(first, "a")
    now[0] = SECONDS - 1
    assert confirmations.take(young, "b") == 2
    old = confirmations.give("c", 3)
    now[0] += SECONDS
    with pytest.raises(Refused, match="too old"):
        confirmations.take(old, "c")


def test_that_answers_are_plain_and_say_no_place_of_this_machine(tmp_path: Path) -> None:
    root = str(tmp_path / "show")
    facts = {
        "path": f"{root}/renders/a.mp4",
        "root": root,
        "other": f"{root}-two/renders/a.mp4",
        "said": [f"cannot write {root}/x.json: no permission", ("Bearer abc123def456ghi789",)],
        "place": tmp_path,
    }

    told = _clean(facts, root)

    assert told == {
        "path": "renders/a.mp4",
        "root": "",
        "other": f"{root}-two/renders/a.mp4",
        "said": ["cannot write x.json: no permission", ["Bearer [key]"]],
        "place": str(tmp_path),
    }


def test_that_an_answer_nobody_can_read_is_an_error_that_keeps_the_change() -> None:
    change = {"id": "00000001-x"}

    reply = _sized(Reply({"much": "x" * MOST_LETTERS, "change": change}))

    assert reply.is_error
    assert reply.facts["change"] == change
    assert len(reply.text) < 500
