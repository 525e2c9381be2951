"""How a project is, told from its files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.store.project import Project
from engine.workspace.health import Health, check_health
from engine.workspace.tree import ProjectTree
from tests.helpers.projects import ProjectFiles
from tests.helpers.store import a_project, a_stuck_change

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
        "dangling": [],
        "orphans": 0,
        "reviews": 0,
        "stale": (),
        "stuck": [],
        "unreadable": (),
    }


def test_that_every_trouble_is_named(files: ProjectFiles) -> None:
    files.media("assets/char/jade/a.png")
    files.text("assets/char/jade/a.png.json", "{")
    files.text("state/visual/plans/ep_002_plan.json", "{")
    files.text("state/visual/derivation/ep_002_derivation.json", "{")
    files.media("renders/ep_001/_orphans/x.mp4")
    files.record(1, "EP001_PASS_001_SH01", status="segmentation_review")
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
        "state/visual/derivation/ep_002_derivation.json",
        "state/visual/plans/ep_002_plan.json",
    )
    assert (found.orphans, found.reviews) == (1, 1)
    assert found.stale == ("ep_001/scenes",)
    (operation,) = found.dangling
    assert operation.as_json()["op_id"] == "op_0123456789ab"
    assert "x began at 2026-05-04T16:04:00Z" in operation.line
    assert "needs somebody to look" in list(found.lines())


def test_that_every_broken_reference_is_named_with_file_and_field(files: ProjectFiles) -> None:
    video = "renders/ep_001/EP001_COV_001_SH1_2_take1.mp4"
    clip = "renders/ep_001/shot_001_FROM_PASS_001_take1.mp4"
    files.media(video, status="registered")
    files.media(
        clip,
        source_video="EP001_COV_001_SH1_2_take1.mp4",
        replaced_by="EP001_PASS_009_SH01_REGEN",
        promoted_to="assets/char/jade/hero.png",
        provenance={"refs": ["assets/char/jade/a.png"]},
    )
    files.record(1, "EP001_PASS_001_SH01_02", video_path=video, takes=[{"video_path": "x.mp4"}])
    files.record(1, "EP001_PASS_002_SH01", video_path="../../etc/passwd.mp4")
    files.plan(1, "EP001_SH01", extra=[{"start_frame": "prep/a.png"}])
    files.coverage(1, {"pass_id": "P", "blueprint_image_path": "prep/b.png"})
    scene = {"beats": [{"board": {"artifact": "prep/c.png"}}]}
    files.document("state/visual/orchestration/ep_001/ep_001_SC1.json", scene)
    files.document("state/visual/orchestration/ep_001/ep_001_SC1.v1.json", scene)
    files.document(
        "state/visual/plans/ep_002_plan.json",
        [{"shot_id": "EP002_SH01", "raw": {"end_frame": "prep/d.png"}}],
    )

    found = health(files)

    state = "state/visual/passes/ep_001_pass_state.json"
    named = [(one.file, one.field, one.path) for one in found.dangling]  # type: ignore[union-attr]
    assert named == [
        ("state/visual/coverage_passes/ep_001_passes.json", "passes[0].blueprint_image_path",
         "prep/b.png"),
        ("state/visual/orchestration/ep_001/ep_001_SC1.json", "beats[0].board.artifact",
         "prep/c.png"),
        (state, "passes.EP001_PASS_001_SH01_02.takes[0].video_path", "x.mp4"),
        (state, "passes.EP001_PASS_002_SH01.video_path", "../../etc/passwd.mp4"),
        ("state/visual/plans/ep_001_plan.json", "extra[0].start_frame", "prep/a.png"),
        ("state/visual/plans/ep_002_plan.json", "[0].raw.end_frame", "prep/d.png"),
        (f"{clip}.json", "replaced_by", "EP001_PASS_009_SH01_REGEN"),
        (f"{clip}.json", "promoted_to", "assets/char/jade/hero.png"),
        (f"{clip}.json", "provenance.refs[0]", "assets/char/jade/a.png"),
    ]  # fmt: skip
    assert found.corrupt == ()
    fixes = [one.fix for one in found.dangling]
    assert fixes[-2] == f"bring it back, or: recoil sidecar {clip} --set promoted_to=null"
    assert (
        fixes[-1] == "bring it back, or change the field in shot_001_FROM_PASS_001_take1.mp4.json"
    )


def test_that_a_stuck_change_is_named_with_what_puts_it_aside(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    change_id = a_stuck_change(project)
    tree = ProjectTree(project)
    tree.build()

    found = check_health(project, tree)

    (stuck,) = found.as_json()["stuck"]  # type: ignore[misc]
    assert stuck["fix"] == f"recoil changes aside {change_id}"
    assert any(line.endswith(f"({stuck['fix']})") for line in found.lines())
    project.changes.put_aside(change_id)
    assert check_health(project, tree).is_well


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
