"""A draft answers for the project as it will be, and refuses before anything is written."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from engine.domain.paths import ProjectPath
from engine.domain.sidecar import Sidecar
from engine.errors import Conflict, CorruptFile, DiskFailed, NotFound, Refused, UserError
from engine.store import checks
from tests.helpers.store import a_document, a_file, a_project, failing, in_trash, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

A = ProjectPath("renders/ep_001/a.mp4")
B = ProjectPath("renders/ep_001/b.mp4")
NOTES = ProjectPath("prep/notes.json")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


# -- reading -----------------------------------------------------------------


def test_that_a_draft_reads_what_was_put_moved_and_trashed(project: Project) -> None:
    a_file(project, str(A))
    a_document(project, str(A.sidecar()), {"status": "candidate"})

    with project.changes.writing() as draft:
        draft.move(A.sidecar(), B.sidecar())
        draft.trash(A)
        draft.put_json(NOTES, {"n": 1})

        assert not draft.exists(A)
        assert not draft.exists(A.sidecar())
        assert draft.read_json(A.sidecar()) is None
        assert draft.exists(B.sidecar())
        assert draft.read_json(B.sidecar()) == {"status": "candidate"}
        assert draft.exists(NOTES)
        assert draft.read_json(NOTES) == {"n": 1}
        document = draft.read_document(B.sidecar(), Sidecar)
        assert document is not None
        assert document.status == "candidate"
        assert draft.read_document(A.sidecar(), Sidecar) is None


def test_that_what_lies_in_a_moved_folder_is_gone_from_there(project: Project) -> None:
    a_document(project, "prep/old/notes.json", {})

    with project.changes.writing() as draft:
        draft.move(ProjectPath("prep/old"), ProjectPath("prep/new"))

        assert not draft.exists(ProjectPath("prep/old/notes.json"))
        assert draft.read_text(ProjectPath("prep/old/notes.json")) is None


def test_that_a_put_after_a_put_is_one_step_that_goes_back_to_the_beginning(
    project: Project,
) -> None:
    a_document(project, str(NOTES), {"n": 0})
    before = snapshot(project)

    with project.changes.writing() as draft:
        draft.put_json(NOTES, {"n": 1})
        draft.put_json(NOTES, {"n": 2})
        draft.commit("edit", "Twice")

    assert project.files.read_json(NOTES) == {"n": 2}
    project.changes.undo()
    assert snapshot(project) == before


def test_that_putting_what_stands_there_is_nothing(project: Project) -> None:
    a_document(project, str(NOTES), {"n": 0})
    a_file(project, str(A.marker()), "1\n")

    with project.changes.writing() as draft:
        draft.put_json(NOTES, {"n": 0})
        draft.put_text(A.marker(), "1\n")
        assert draft.is_empty
        draft.put_json(NOTES, {"n": 1})
        draft.put_json(NOTES, {"n": 0})

        assert draft.is_empty


def test_that_a_document_is_removed_and_comes_back(project: Project) -> None:
    a_document(project, str(NOTES), {"n": 0})
    before = snapshot(project)
    with project.changes.writing() as draft:
        draft.remove_json(NOTES)
        draft.remove_json(ProjectPath("prep/absent.json"))
        draft.commit("edit", "Remove")
    assert not project.files.exists(NOTES)

    project.changes.undo()

    assert snapshot(project) == before


def test_that_a_new_file_may_take_the_name_of_one_that_goes(project: Project) -> None:
    a_file(project, str(A.marker()), "old\n")
    with project.changes.writing() as draft:
        draft.trash(A.marker())
        draft.put_text(A.marker(), "new\n")
        draft.commit("edit", "Replace")

    project.changes.undo()
    assert project.files.read_text(A.marker()) == "old\n"
    project.changes.redo()

    assert project.files.read_text(A.marker()) == "new\n"


def test_that_a_document_that_is_edited_and_moved_arrives_edited(project: Project) -> None:
    a_document(project, str(NOTES), {"n": 0})
    before = snapshot(project)
    target = ProjectPath("_history/archives/prep/notes.json")
    with project.changes.writing() as draft:
        draft.put_json(NOTES, {"n": 0, "status": "archived"})
        draft.move(NOTES, target)
        draft.commit("archive", "Archive")
    assert project.files.read_json(target) == {"n": 0, "status": "archived"}

    project.changes.undo()

    assert snapshot(project) == before


def test_that_folders_move_whole(project: Project) -> None:
    a_file(project, "assets/char/jade/a.png")
    with project.changes.writing() as draft:
        draft.trash(ProjectPath("assets/char/jade"))
        draft.commit("trash", "Delete a folder")
    assert in_trash(project) == {"a.png": b"media"}

    project.changes.undo()

    assert (project.root / "assets/char/jade/a.png").exists()
    assert list((project.root / ".trash").iterdir()) == []


def test_that_equal_names_do_not_meet_in_the_trash_and_a_manifest_says_whence(
    project: Project,
) -> None:
    ids = []
    for content in (b"1", b"2"):
        a_file(project, str(A), content)
        with project.changes.writing() as draft:
            draft.trash(A)
            ids.append(draft.commit("trash", "Delete").id)

    for change_id, content in zip(ids, (b"1", b"2"), strict=True):
        folder = project.root / ".trash" / "2026-05-04" / change_id
        assert (folder / str(A)).read_bytes() == content
        manifest = project.files.read_json(project.files.path_of(folder / "manifest.json")) or {}
        place = f".trash/2026-05-04/{change_id}/{A}"
        assert manifest["files"] == [{"name": place, "origin": str(A)}]


# -- refusals ----------------------------------------------------------------


def test_that_every_bad_step_is_refused_with_one_line_and_changes_nothing(
    project: Project,
) -> None:
    a_file(project, str(A))
    a_file(project, str(B))
    before = snapshot(project)

    with project.changes.writing() as draft:
        with pytest.raises(NotFound, match="file not found"):
            draft.move(ProjectPath("renders/absent.mp4"), ProjectPath("x.mp4"))
        with pytest.raises(Refused, match="the name is taken"):
            draft.move(A, B)
        with pytest.raises(Refused, match="into itself"):
            draft.move(ProjectPath("renders"), ProjectPath("renders/ep_001/renders"))
        with pytest.raises(Refused, match="belongs to the program"):
            draft.put_json(ProjectPath("state/txn/x.json"), {})
        with pytest.raises(Refused, match="belongs to the program"):
            draft.move(ProjectPath("state/locks"), ProjectPath("x"))
        with pytest.raises(UserError, match="not a path inside the project"):
            draft.adopt(project.root.parent / "outside.mp4", B)
        with pytest.raises(Refused, match="does not lie in the staging folder"):
            draft.adopt(project.root / str(A), ProjectPath("x.mp4"))
        with pytest.raises(NotFound):
            draft.adopt(project.root / "state/staging/x/absent.mp4", ProjectPath("x.mp4"))

    assert snapshot(project) == before


def test_that_one_change_does_not_move_a_file_on(project: Project) -> None:
    a_file(project, str(A))

    with project.changes.writing() as draft:
        draft.move(A, B)
        with pytest.raises(NotFound):
            draft.move(B, ProjectPath("renders/ep_001/c.mp4"))
        with pytest.raises(NotFound):
            draft.move(A, ProjectPath("renders/ep_001/c.mp4"))


def test_that_one_change_does_not_move_on_what_it_replaced(project: Project) -> None:
    a_file(project, str(A), b"A")
    a_file(project, str(B), b"B")

    with project.changes.writing() as draft:
        draft.trash(B)
        draft.move(A, B)
        with pytest.raises(Refused, match="one change cannot move"):
            draft.move(B, ProjectPath("renders/ep_001/c.mp4"))


def test_that_a_corrupt_document_is_never_overwritten(project: Project) -> None:
    a_file(project, str(A.sidecar()), b"{broken")

    with project.changes.writing() as draft:
        with pytest.raises(CorruptFile):
            draft.put_json(A.sidecar(), {"status": "pinned"})
        with pytest.raises(CorruptFile):
            project.sidecars.merge(draft, A, {"status": "pinned"})

    assert (project.root / str(A.sidecar())).read_bytes() == b"{broken"


def test_that_a_document_of_a_newer_version_is_read_only(project: Project) -> None:
    a_document(project, str(NOTES), {"schema_version": 2})

    with project.changes.writing() as draft, pytest.raises(Refused, match="newer version"):
        draft.put_json(NOTES, {"schema_version": 2, "n": 1})


def test_that_a_link_on_the_way_is_refused_at_the_moment_of_use(
    project: Project, tmp_path: Path
) -> None:
    a_file(project, str(A))
    outside = tmp_path / "outside"
    outside.mkdir()
    with project.changes.writing() as draft:
        draft.put_json(ProjectPath("prep/notes.json"), {"n": 1})
        (project.root / "prep").symlink_to(outside)

        with pytest.raises((Refused, Conflict), match="a link lies in the way"):
            draft.commit("edit", "Through a link")

    assert list(outside.iterdir()) == []
    with project.changes.writing() as draft, pytest.raises(Refused, match="a link lies in the way"):
        draft.move(A, ProjectPath("prep/a.mp4"))


def test_that_a_document_somebody_changed_while_it_was_drafted_is_merged(
    project: Project,
) -> None:
    a_document(project, str(NOTES), {"n": 0})

    with project.changes.writing() as draft:
        draft.put_json(NOTES, {"n": 1})
        a_document(project, str(NOTES), {"n": 0, "theirs": 1})
        draft.commit("edit", "Ours")

    assert project.files.read_json(NOTES) == {"n": 1, "theirs": 1}


def test_that_the_same_key_changed_while_it_was_drafted_is_a_conflict(project: Project) -> None:
    a_document(project, str(NOTES), {"n": 0})

    with project.changes.writing() as draft:
        draft.put_json(NOTES, {"n": 1})
        a_document(project, str(NOTES), {"n": 2})
        with pytest.raises(Conflict, match="/n was changed by somebody else"):
            draft.commit("edit", "Ours")

    assert project.files.read_json(NOTES) == {"n": 2}
    assert project.changes.stuck() == ()


# -- a disk that will not ----------------------------------------------------


def test_that_a_full_disk_is_noticed_before_anything_is_done(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file(project, str(A))
    before = snapshot(project)
    usage = shutil.disk_usage(project.root)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)

    with project.changes.writing() as draft:
        draft.trash(A)
        with pytest.raises(DiskFailed, match="the disk is full"):
            draft.commit("trash", "Delete")

    assert snapshot(project) == before


def test_that_a_folder_without_permission_is_noticed_before_anything_is_done(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file(project, str(A))
    before = snapshot(project)
    monkeypatch.setattr(os, "access", lambda path, _mode: "renders" not in str(path))

    with project.changes.writing() as draft:
        draft.trash(A)
        with pytest.raises(DiskFailed, match="no permission"):
            draft.commit("trash", "Delete")

    assert snapshot(project) == before


def test_that_a_folder_is_not_moved_to_another_disk(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file(project, "assets/char/jade/a.png")
    (project.root / ".trash").mkdir()
    monkeypatch.setattr(checks, "device_of", lambda place: int(".trash" in str(place)))

    with project.changes.writing() as draft:
        draft.trash(ProjectPath("assets/char/jade"))
        with pytest.raises(Refused, match="lies on another disk"):
            draft.commit("trash", "Delete a folder")


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
@pytest.mark.parametrize("after", range(0, 12, 2))
def test_that_a_disk_that_fails_at_any_moment_leaves_all_or_nothing_in_the_end(
    project: Project, monkeypatch: pytest.MonkeyPatch, call: str, after: int
) -> None:
    a_file(project, str(A), b"old")
    a_document(project, str(NOTES), {"n": 0})
    before = snapshot(project)

    said = None
    with project.changes.staging() as staging:
        (staging / "new.mp4").write_bytes(b"new")
        try:
            with failing(monkeypatch, call, errno.ENOSPC, under=project.root, after=after):
                swap(project, staging / "new.mp4")
        except DiskFailed as error:
            said = str(error)

    recovery = project.changes.recover()

    assert recovery.stuck == ()
    state = snapshot(project)
    changed = project.files.read_json(NOTES) == {"n": 1}
    assert changed or state == before
    assert changed or (said and "the disk is full" in said and "\n" not in said)
    assert not [name for name in state if name.endswith(".tmp")]


def swap(project: Project, staged: Path) -> None:
    """A clip in the place of another, with a sidecar and a document."""
    with project.changes.writing() as draft:
        draft.trash(A)
        draft.adopt(staged, A)
        draft.put_json(A.sidecar(), {"status": "candidate"})
        draft.put_json(NOTES, {"n": 1})
        draft.commit("confirm", "Confirm")
