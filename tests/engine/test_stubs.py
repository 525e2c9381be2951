"""Missing sidecars are made, corrupt ones never touched."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from engine.clock import FixedClock
from engine.domain.paths import ProjectPath
from engine.jobs import JobContext, Progress, Stopped
from engine.store.project import Project
from engine.workspace.stubs import make_stubs
from engine.workspace.tree import ProjectTree
from tests.helpers.projects import ProjectFiles

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    files = ProjectFiles(tmp_path / "show")
    files.settings()
    return files


def stubs(
    files: ProjectFiles, clock: FixedClock | None = None, ctx: JobContext | None = None
) -> tuple[ProjectPath, ...]:
    """What is made a minute later, or when ``clock`` says."""
    later = FixedClock(datetime.now(UTC) + timedelta(minutes=1))
    project = Project.open(files.root, clock=clock or later)
    tree = ProjectTree(project)
    tree.build()
    return make_stubs(project, tree.media(), ctx)


def test_that_a_missing_sidecar_is_made_once(files: ProjectFiles) -> None:
    files.media("renders/ep_001/a.mp4")
    files.media("assets/char/jade/a.png", status="pinned")

    made = stubs(files)

    assert made == (ProjectPath("renders/ep_001/a.mp4"),)
    written = json.loads((files.root / "renders/ep_001/a.mp4.json").read_text())
    assert written["status"] == "untracked"
    assert stubs(files) == ()


def test_that_a_corrupt_sidecar_stays_byte_for_byte(files: ProjectFiles) -> None:
    files.media("renders/ep_001/a.mp4")
    broken = files.text("renders/ep_001/a.mp4.json", '{"status": ')

    assert stubs(files) == ()
    assert broken.read_text() == '{"status": '


def test_that_a_file_just_written_waits(files: ProjectFiles) -> None:
    target = files.media("renders/ep_001/a.mp4")
    now = datetime.fromtimestamp(target.stat().st_mtime, UTC) + timedelta(seconds=1)

    assert stubs(files, FixedClock(now)) == ()
    assert len(stubs(files, FixedClock(now + timedelta(seconds=2)))) == 1


def test_that_an_offline_project_gets_none(files: ProjectFiles) -> None:
    files.media("renders/ep_001/a.mp4")
    (files.root / "project.json").unlink()

    assert stubs(files) == ()
    assert not (files.root / "renders/ep_001/a.mp4.json").exists()


def test_that_it_reports_and_can_be_stopped_between_batches(files: ProjectFiles) -> None:
    for number in range(150):
        files.media(f"renders/ep_001/{number}.mp4")
    said: list[Progress] = []
    context = JobContext(lambda progress: (said.append(progress), context.cancel()), min_interval=0)

    with pytest.raises(Stopped):
        stubs(files, ctx=context)

    assert said == [Progress(0, 150, "sidecars")]
    assert len(list((files.root / "renders/ep_001").glob("*.json"))) == 100
    assert len(stubs(files)) == 50
