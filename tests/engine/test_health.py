"""How a project is, told from its files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.store.project import Project
from engine.workspace.health import Health, check_health
from engine.workspace.tree import ProjectTree
from tests.helpers.projects import ProjectFiles

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    files = ProjectFiles(tmp_path / "show")
    files.settings()
    return files


def health(files: ProjectFiles) -> Health:
    project = Project.open(files.root)
    tree = ProjectTree(project)
    tree.build()
    return check_health(project, tree)


def test_that_a_project_without_trouble_is_well(files: ProjectFiles) -> None:
    files.media("renders/ep_001/EP001_SH1_take1.mp4", status="candidate")
    files.record(1, "EP001_PASS_001_SH01", video_path="renders/ep_001/EP001_SH1_take1.mp4")

    found = health(files)

    assert found.is_well
    assert found.as_json() == {
        "project": "show",
        "root": str(files.root),
        "exists": True,
        "offline": None,
        "corrupt": (),
        "dangling": (),
        "orphans": 0,
        "reviews": 0,
        "stale": (),
        "stuck": (),
        "broken": (),
        "unreadable": (),
    }


def test_that_every_trouble_is_named(files: ProjectFiles) -> None:
    files.media("assets/char/jade/a.png")
    files.text("assets/char/jade/a.png.json", "{")
    files.text("state/visual/plans/ep_002_plan.json", "{")
    files.text("state/visual/derivation/ep_002_derivation.json", "{")
    files.media("renders/ep_001/_orphans/x.mp4")
    files.record(1, "EP001_PASS_001_SH01", status="segmentation_review", video_path="gone.mp4")
    files.record(1, "EP001_PASS_002_SH01", video_path="../../etc/passwd")
    stages = {
        "plan": {"structural_sha": "new", "content_sha": "c"},
        "scenes": {"source": {"plan": "old"}},
        "boards": {"source": {"plan": "new", "note": 5, "gone": "x"}},
    }
    files.document("state/visual/derivation/ep_001_derivation.json", {"stages": stages})
    begun = {"ts": "2026-05-04T16:04:00Z", "op_id": "op_0123456789ab", "status": "started"}
    files.text("state/visual/ops.log.jsonl", json.dumps(begun | {"name": "x"}) + "\n")

    found = health(files)

    assert not found.is_well
    assert found.corrupt == (
        "assets/char/jade/a.png.json",
        "state/visual/plans/ep_002_plan.json",
        "state/visual/derivation/ep_002_derivation.json",
    )
    assert (found.orphans, found.reviews) == (1, 1)
    assert found.broken == ("gone.mp4", "../../etc/passwd")
    assert found.stale == ("ep_001/scenes",)
    assert found.dangling == ("op_0123456789ab",)


def test_that_a_project_without_its_marker_is_offline(files: ProjectFiles) -> None:
    (files.root / "project.json").unlink()

    found = health(files)

    assert found.offline == "project.json is not there"
    assert not found.is_well


def test_that_looking_writes_nothing(files: ProjectFiles) -> None:
    files.media("renders/ep_001/EP001_SH1_take1.mp4")
    before = sorted(path.as_posix() for path in files.root.rglob("*"))

    health(files)

    assert sorted(path.as_posix() for path in files.root.rglob("*")) == before
