"""The log of operations: what began, what ended, what hangs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from engine.errors import UserError
from tests.helpers.store import a_file, a_project

if TYPE_CHECKING:
    from pathlib import Path

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
    with project.ops.recorded("cut", {"shots": 3}) as outputs:
        outputs["clips"] = 3
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
