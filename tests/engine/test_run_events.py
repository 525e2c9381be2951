"""The events of a run and their lines in the log."""

from __future__ import annotations

import json

import pytest

from engine.errors import DataError
from engine.orchestration.events import (
    BatchesPlanned,
    PlannedBeat,
    TakeCompleted,
    from_json,
    to_json,
)

BEAT = PlannedBeat("BATCH_001", "BATCH_001__r2v", ("EP001_SH01",), "r2v_multi", "m", 4.5, 120_000)


@pytest.mark.parametrize(
    "event",
    [
        BatchesPlanned((BEAT,)),
        TakeCompleted("S", "B", "T", "d_1", True, 5, checks={"decodable": "pass"}),
    ],
)
def test_that_an_event_is_read_back_as_it_was_written(event):
    line = json.dumps(to_json(event))

    assert from_json(json.loads(line)) == event


def test_that_keys_of_a_newer_version_are_passed_over():
    line = to_json(TakeCompleted("S", "B", "T", "d_1", True, 5)) | {"mood": "good"}

    assert from_json(line) == TakeCompleted("S", "B", "T", "d_1", True, 5)


def test_that_a_line_of_something_else_is_no_event():
    with pytest.raises(DataError, match="not an event of a run: 'lunch'"):
        from_json({"event": "lunch"})


def test_that_half_an_event_is_refused():
    with pytest.raises(DataError, match="not a whole take_completed event"):
        from_json({"event": "take_completed", "scene_id": "S"})
