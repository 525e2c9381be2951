"""Counters of how often things are used, and the log of operations that is read on."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from engine.clock import FixedClock
from engine.commands.counting import count_uses
from engine.errors import CorruptFile
from engine.store.counters import Counters, Use
from engine.store.ops_reader import OpsReader
from engine.store.places import Places
from engine.workspace.activity import ActivityLooker
from tests.helpers.store import NOON, a_project

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-05-04T12:00:00Z"
LOG = "state/visual/ops.log.jsonl"


def counters(folder: Path) -> Counters:
    return Counters(folder / "counters.json")


def test_that_uses_are_added_up_most_used_first(tmp_path):
    made = counters(tmp_path)
    made.add({"actions": {"cut.add": 2, "cut.next": 9}}, NOW)
    made.add({"actions": {"cut.add": 3}, "commands": {"tree": 1}}, "2026-05-05T12:00:00Z")

    assert made.uses("actions") == (
        Use("cut.next", 9, NOW),
        Use("cut.add", 5, "2026-05-05T12:00:00Z"),
    )
    assert [use.name for use in made.uses("commands")] == ["tree"]


def test_that_nothing_was_used_before_the_first_time(tmp_path):
    assert counters(tmp_path).uses("actions") == ()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"actions": []}',
        '{"actions": {"a": 3}}',
        '{"actions": {"a": {"count": -1}}}',
        '{"actions": {"a": {"count": "many"}}}',
        '{"schema_version": 99, "actions": {}}',
    ],
)
def test_that_a_corrupt_file_is_not_written_over(tmp_path, text):
    made = counters(tmp_path)
    made.path.write_text(text)

    with pytest.raises(CorruptFile):
        made.add({"actions": {"a": 1}}, NOW)
    with pytest.raises(CorruptFile):
        made.uses("actions")
    assert made.path.read_text() == text


def test_that_what_others_wrote_stays(tmp_path):
    made = counters(tmp_path)
    made.path.write_text('{"note": "mine", "actions": {"a": {"count": 1, "why": "x"}}}')

    made.add({"actions": {"a": 1}}, NOW)

    kept = json.loads(made.path.read_text())
    assert kept["note"] == "mine"
    assert kept["actions"]["a"] == {"count": 2, "why": "x", "last": NOW}


def test_that_writers_never_lose_each_others_counts(tmp_path):
    def write() -> None:
        made = counters(tmp_path)
        for _ in range(20):
            made.add({"actions": {"a": 1}}, NOW)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counters(tmp_path).uses("actions") == (Use("a", 80, NOW),)


def test_that_nobodys_work_fails_because_nothing_can_be_counted(tmp_path):
    places = Places(tmp_path, tmp_path, tmp_path, tmp_path)
    (tmp_path / "counters.json").write_text("{")

    assert count_uses(places, {"actions": {"a": 1}}, FixedClock(NOON)) is False


# -- operations ----------------------------------------------------------------


def line(op_id: str, status: str, **keys: object) -> str:
    return json.dumps({"ts": NOW, "op_id": op_id, "event": "extract", "status": status} | keys)


def append(root: Path, *lines: str) -> None:
    place = root / LOG
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a") as file:
        file.writelines(f"{each}\n" for each in lines)


def test_that_the_log_is_read_on_from_where_it_was_left(tmp_path):
    project = a_project(tmp_path)
    reader = OpsReader(project.files)
    append(project.root, line("op_1", "started"), line("op_2", "started"))
    reader.read()
    assert [op.op_id for op in reader.open()] == ["op_1", "op_2"]

    append(project.root, line("op_1", "completed"), "torn {")
    reader.read()

    assert [op.op_id for op in reader.open()] == ["op_2"]
    assert [(end.op_id, begin and begin.ts) for end, begin in reader.last(5)] == [("op_1", NOW)]


def test_that_a_line_that_is_being_written_comes_with_the_next_look(tmp_path):
    project = a_project(tmp_path)
    reader = OpsReader(project.files)
    text = line("op_1", "started")
    append(project.root)
    with (project.root / LOG).open("a") as file:
        file.write(text[:20])
    reader.read()
    assert reader.open() == ()

    with (project.root / LOG).open("a") as file:
        file.write(text[20:] + "\n")
    reader.read()

    assert [op.op_id for op in reader.open()] == ["op_1"]


def test_that_a_log_that_was_exchanged_is_read_anew(tmp_path):
    project = a_project(tmp_path)
    reader = OpsReader(project.files)
    append(project.root, line("op_1", "started"), line("op_2", "started"))
    reader.read()
    (project.root / LOG).unlink()
    reader.read()
    assert reader.open() == ()

    append(project.root, line("op_3", "started"))
    reader.read()

    assert [op.op_id for op in reader.open()] == ["op_3"]


def test_that_activity_tells_running_dangling_and_ended_apart(tmp_path):
    project = a_project(tmp_path)
    with project.ops.recorded("extract_pass", {"pass_id": "EP001_PASS_001"}):
        pass
    project.ops.started("generate", {"episode": 3})
    dead = {"host": "elsewhere", "pid": 1, "started": 1.0}
    append(project.root, line("op_dead", "started", owner=dead))
    append(project.root, line("op_bad", "failed", outputs={"error": "the disk is full"}))

    found = ActivityLooker(project).look()

    assert [(one.title, one.is_here) for one in found.running] == [("Generate EP003", True)]
    assert [one.op_id for one in found.dangling] == ["op_dead"]
    assert [(one.title, one.status, one.error) for one in found.last] == [
        ("Cut passes", "failed", "the disk is full"),
        ("Cut EP001_PASS_001", "completed", ""),
    ]


def test_that_an_empty_project_had_no_activity(tmp_path):
    found = ActivityLooker(a_project(tmp_path)).look()

    assert (found.running, found.dangling, found.last, found.trouble) == ((), (), (), "")
