"""Planners' documents are read where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.errors import CorruptFile
from tests.helpers.store import a_document, a_file, a_project

if TYPE_CHECKING:
    from pathlib import Path


def test_that_a_plan_is_read_or_absent_or_corrupt(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    assert project.plans.read(1) is None
    path = a_document(project, str(project.plans.path(1)), {"shots": [{"shot_id": "EP001_SH01"}]})

    plan = project.plans.read(1)

    assert plan is not None
    assert [shot.shot_id for shot in plan.all_shots()] == ["EP001_SH01"]
    a_file(project, str(path), b"{")
    with pytest.raises(CorruptFile):
        project.plans.read(1)


@pytest.mark.parametrize("document", [{"passes": [{"pass_id": "P"}]}, [{"pass_id": "P"}]])
def test_that_coverage_passes_are_read_in_both_shapes(tmp_path: Path, document: object) -> None:
    project = a_project(tmp_path)
    assert project.coverage.read(1) is None
    a_document(project, str(project.coverage.path(1)), document)

    found = project.coverage.read(1)

    assert found is not None
    assert [one.pass_id for one in found.passes] == ["P"]
