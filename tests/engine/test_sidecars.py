"""Sidecars are merged, never made up and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.domain.paths import ProjectPath
from engine.errors import CorruptFile, Offline, UserError
from tests.helpers.store import a_document, a_file, a_project, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

A = ProjectPath("renders/ep_001/a.mp4")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def merge(project: Project, keys: dict[str, object]) -> None:
    with project.changes.writing() as draft:
        project.sidecars.merge(draft, A, keys)
        if not draft.is_empty:
            draft.commit("sidecar", "Edit")


def test_that_merging_keeps_every_other_key_and_its_place(project: Project) -> None:
    a_document(project, str(A.sidecar()), {"z": 1, "status": "candidate", "big": 10**30})

    merge(project, {"status": "pinned", "notes": "x"})

    keys = project.files.read_json(A.sidecar()) or {}
    assert list(keys) == ["z", "status", "big", "notes", "updated_at"]
    assert keys["big"] == 10**30
    assert keys["status"] == "pinned"
    assert keys["updated_at"] == "2026-05-04T12:00:00Z"


def test_that_merging_what_stands_there_changes_nothing(project: Project) -> None:
    a_document(project, str(A.sidecar()), {"status": "candidate"})
    before = snapshot(project)

    merge(project, {"status": "candidate"})

    assert snapshot(project) == before


def test_that_merging_into_nothing_makes_a_sidecar(project: Project) -> None:
    merge(project, {"status": "pinned"})

    sidecar = project.sidecars.read(A)
    assert sidecar is not None
    assert sidecar.created_at == sidecar.updated_at == "2026-05-04T12:00:00Z"


def test_that_absent_and_corrupt_differ(project: Project) -> None:
    assert project.sidecars.read(A) is None
    a_file(project, str(A.sidecar()), b"{")

    with pytest.raises(CorruptFile, match=r"a\.mp4\.json"):
        project.sidecars.read(A)


def test_that_a_key_that_holds_something_else_than_it_should_is_refused_and_kept(
    project: Project,
) -> None:
    odd = b'{"status": {"deep": 1}}'
    a_file(project, str(A.sidecar()), odd)

    with pytest.raises(CorruptFile, match="status"):
        merge(project, {"notes": "x"})

    assert (project.root / A.sidecar().text).read_bytes() == odd


def test_that_no_edit_makes_a_sidecar_unreadable(project: Project) -> None:
    a_document(project, str(A.sidecar()), {"status": "candidate"})
    before = snapshot(project)

    with pytest.raises(UserError, match=r"a\.mp4: status"):
        merge(project, {"status": {"deep": 1}})

    assert snapshot(project) == before


def test_that_stubs_are_made_for_files_that_have_none(project: Project) -> None:
    a_file(project, str(A))

    assert project.sidecars.ensure_stub(A)
    assert not project.sidecars.ensure_stub(A)

    sidecar = project.sidecars.read(A)
    assert sidecar is not None
    assert sidecar.status == "untracked"
    assert project.changes.history() == ()


def test_that_no_stub_is_made_over_a_corrupt_sidecar_or_for_a_file_that_is_gone(
    project: Project,
) -> None:
    a_file(project, str(A))
    a_file(project, str(A.sidecar()), b"{")
    gone = ProjectPath("renders/ep_001/gone.mp4")

    assert project.sidecars.ensure_stubs([A, gone]) == ()

    assert (project.root / str(A.sidecar())).read_bytes() == b"{"


def test_that_no_stub_is_made_in_an_offline_project(project: Project) -> None:
    a_file(project, str(A))
    (project.root / "project.json").unlink()

    with pytest.raises(Offline):
        project.sidecars.ensure_stub(A)


def test_that_companions_are_sidecar_marker_and_boundary_frames(project: Project) -> None:
    for name in ("a.mp4.json", ".a.mp4.extracted", "boundary_frames/a_seg01.jpg"):
        a_file(project, f"renders/ep_001/{name}")
    for name in ("b.mp4.json", "boundary_frames/ab_seg01.jpg", "boundary_frames/a_segment.jpg"):
        a_file(project, f"renders/ep_001/{name}")

    found = project.sidecars.companions(A)

    assert [path.name for path in found] == ["a.mp4.json", ".a.mp4.extracted", "a_seg01.jpg"]
