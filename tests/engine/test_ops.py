"""The log of operations: what began, what ended, what hangs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.errors import DiskFailed, UserError
from engine.jobs import Stopped
from engine.store.locks import Owner
from tests.helpers.store import a_file, a_project

if TYPE_CHECKING:
    from engine.store.project import Project

LOG = "state/visual/ops.log.jsonl"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def test_that_what_began_and_did_not_end_dangles(project: Project) -> None:
    first = project.ops.started("extract", {"pass": "P1"})
    second = project.ops.started("extract", {"pass": "P2"}, parent=first)
    third = project.ops.started("sweep")
    project.ops.completed(second, "extract", {"segments": 3})
    project.ops.failed(third, "sweep", "the disk is full")

    (dangling,) = project.ops.dangling()

    assert (dangling.op_id, dangling.name, dangling.status) == (first, "extract", "started")
    assert re.fullmatch(r"op_[0-9a-f]{12}", first)
    lines = [json.loads(line) for line in (project.root / LOG).read_text().splitlines()]
    assert lines[1]["parent_op_id"] == first
    assert lines[3]["outputs"] == {"segments": 3}
    assert lines[4]["outputs"] == {"error": "the disk is full"}
    assert lines[0]["ts"] == "2026-05-04T12:00:00Z"


def test_that_a_block_is_recorded_with_its_end(project: Project) -> None:
    with project.ops.recorded("cut", {"shots": 3}) as recording:
        recording.outputs["clips"] = 3
    with pytest.raises(UserError), project.ops.recorded("cut"):
        raise UserError("no video")

    ends = [op.line["outputs"] for op in project.ops.ops() if op.status != "started"]

    assert ends == [{"clips": 3}, {"error": "no video"}]
    assert project.ops.dangling() == ()


def test_that_lines_of_others_and_torn_ones_do_no_harm(project: Project) -> None:
    theirs = '{"ts": "x", "op_id": "op_1", "name": "render", "status": "started", "cost": 1}\n'
    a_file(project, LOG, f'{theirs}\n[1]\nnot json\n{{"op_id": "op_2", "ev')

    op_id = project.ops.started("extract")

    assert [op.op_id for op in project.ops.dangling()] == ["op_1", op_id]
    assert [op.name for op in project.ops.ops()] == ["render", "extract"]


def test_that_a_stop_is_a_failure_and_a_bug_a_crash(project: Project) -> None:
    with pytest.raises(Stopped), project.ops.recorded("cut"):
        raise Stopped
    with pytest.raises(ZeroDivisionError), project.ops.recorded("cut"):
        raise ZeroDivisionError

    ends = [(op.status, op.line["outputs"]) for op in project.ops.ops() if op.status != "started"]

    assert ends == [("failed", {"error": "stopped"}), ("crashed", {})]


def test_that_a_batch_is_noted_when_its_first_operation_begins(project: Project) -> None:
    with project.ops.batch("extract", {"episodes": [1]}):
        pass
    assert project.ops.ops() == ()

    with project.ops.batch("extract", {"episodes": [1]}) as batch:
        for number in (1, 2):
            with batch.recorded("extract_pass", {"pass": number}):
                pass

    lines = [dict(op.line) for op in project.ops.ops()]
    assert [(line["event"], line["status"]) for line in lines] == [
        ("extract", "started"),
        ("extract_pass", "started"),
        ("extract_pass", "completed"),
        ("extract_pass", "started"),
        ("extract_pass", "completed"),
        ("extract", "completed"),
    ]
    assert {line["parent_op_id"] for line in lines if line["status"] == "started"} == {
        None,
        lines[0]["op_id"],
    }
    assert project.ops.dangling() == ()


def test_that_what_a_dead_process_began_is_noted_as_crashed(project: Project) -> None:
    dead = {"host": Owner.this_process().host, "pid": 2**22, "started": 1.0}
    away = {"host": "elsewhere", "pid": 1, "started": 1.0}
    lines = [
        {"ts": "x", "op_id": f"op_{who}", "name": "cut", "status": "started", "owner": owner}
        for who, owner in (("dead", dead), ("away", away), ("unknown", None))
    ]
    a_file(project, LOG, "".join(f"{json.dumps(line)}\n" for line in lines))
    mine = project.ops.started("cut")

    project.ops.note_crashed()

    found = {op.op_id: op.is_at_work for op in project.ops.dangling()}
    assert found == {"op_away": False, "op_unknown": False, mine: True}
    assert [op.op_id for op in project.ops.ops() if op.status == "crashed"] == ["op_dead"]


def test_that_work_whose_end_cannot_be_noted_is_done_all_the_same(
    project: Project, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with project.ops.recorded("cut") as recording:
        monkeypatch.setattr(project.files, "append_line", refuse)

    assert "the end of cut (completed) was not noted: cannot write" in caplog.text
    assert [op.op_id for op in project.ops.dangling()] == [recording.op_id]


def refuse(path: object, _line: str) -> None:
    raise DiskFailed(Path(str(path)), "the disk is full")
