"""What other programs do in the project, as rows; and what is counted here."""

from __future__ import annotations

import json

import pytest

from engine.workspace.activity import Activity, Operation
from recoil_desktop.models.operations import operation_rows
from tests.helpers.windows import a_window

AT = "2026-05-04T12:00:00Z"


def an_operation(status: str = "completed", **keys: object) -> Operation:
    usual: dict[str, object] = {"op_id": "op_1", "name": "extract", "title": "Cut passes"}
    return Operation(**usual | {"status": status, "ended": AT} | keys)  # type: ignore[arg-type]


def test_that_what_runs_elsewhere_and_what_never_ended_come_first():
    running = an_operation("running", op_id="op_2", by="pid 7 on elsewhere", began=AT)
    dangling = an_operation("dangling", op_id="op_3", began=AT)

    rows = operation_rows(Activity((running,), (dangling,), (an_operation(took=3.2),)))

    assert [(row.detail, row.tone) for row in rows] == [
        ("Running: pid 7 on elsewhere", "info"),
        ("It began and never ended; look at what it made", "warn"),
        ("Done after 3 s · another program", ""),
    ]
    assert len({row.key for row in rows}) == 3


def test_that_what_this_window_did_is_not_told_twice():
    mine = an_operation(is_here=True)
    running = an_operation("running", is_here=True)

    assert operation_rows(Activity((running,), (), (mine,))) == ()


def test_that_parts_are_told_only_when_they_failed():
    good = an_operation(is_part=True)
    bad = an_operation("failed", op_id="op_2", is_part=True, error="the disk is full")

    (row,) = operation_rows(Activity(last=(good, bad)))

    assert (row.detail, row.tone) == ("the disk is full", "bad")


@pytest.mark.parametrize("stamp", ["", "yesterday", AT])
def test_that_any_time_can_be_shown(stamp):
    (row,) = operation_rows(Activity(last=(an_operation(ended=stamp),)))

    assert row.side == ("04 May" if stamp == AT else stamp)


def test_that_a_log_that_cannot_be_read_is_told():
    (row,) = operation_rows(Activity(trouble="no permission"))

    assert (row.title, row.detail) == ("The log of operations can't be read", "no permission")


def test_that_actions_are_counted_and_shown_and_corrupt_counters_stay(on_loop, qapp, own_state):
    place = own_state / "counters.json"

    async def main():
        async with a_window(qapp) as stage:
            counting = stage.session.attention.counting
            stage.action("scale.reset").trigger()
            stage.action("scale.reset").trigger()
            counting.keep()
            await stage.until(place.exists)
            await stage.rest()
            kept = json.loads(place.read_text())["actions"]["scale.reset"]["count"]
            place.write_text("{")
            stage.action("scale.reset").trigger()
            counting.keep()
            await stage.rest()
            return kept, counting.unkept

    assert on_loop(main()) == (2, {"scale.reset": 1})
    assert place.read_text() == "{"
