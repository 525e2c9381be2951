"""Change sets: all or nothing, never over anything, and back again."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine.clock import FixedClock
from engine.domain.paths import ProjectPath
from engine.errors import Busy, Conflict, CorruptFile, NotFound, Offline, Refused
from engine.store.journal import Direction
from engine.store.project import Project
from tests.helpers.store import NOON, a_document, a_file, a_project, in_trash, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.journal import AppliedChange

CLIP = ProjectPath("renders/ep_001/clip.mp4")
STATE = ProjectPath("state/visual/passes/ep_001_pass_state.json")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def adopt(project: Project, content: bytes = b"new") -> AppliedChange:
    """A clip with sidecar, marker and record, in the place of an older one if there is one."""
    with project.changes.staging() as staging, project.changes.writing() as draft:
        (staging / "clip.mp4").write_bytes(content)
        if draft.exists(CLIP):
            draft.trash(CLIP)
            draft.trash(CLIP.sidecar())
        draft.adopt(staging / "clip.mp4", CLIP)
        draft.put_json(CLIP.sidecar(), {"status": "candidate"})
        draft.put_text(CLIP.marker(), "1 segment\n")
        draft.put_json(STATE, (draft.read_json(STATE) or {}) | {"clip": content.decode()})
        return draft.commit("confirm", "Confirm cuts")


def put(project: Project, path: ProjectPath, document: dict[str, object]) -> AppliedChange:
    with project.changes.writing() as draft:
        draft.put_json(path, document)
        return draft.commit("edit", f"Edit {path.name}")


# -- making ------------------------------------------------------------------


def test_that_a_change_set_does_all_its_steps_and_says_what_it_touched(project: Project) -> None:
    change = adopt(project)

    assert (project.root / str(CLIP)).read_bytes() == b"new"
    assert project.files.read_json(CLIP.sidecar()) == {"status": "candidate"}
    assert project.files.read_text(CLIP.marker()) == "1 segment\n"
    assert set(change.paths) == {str(p) for p in (CLIP, CLIP.sidecar(), CLIP.marker(), STATE)}
    assert (change.kind, change.title, change.at) == (
        "confirm",
        "Confirm cuts",
        "2026-05-04T12:00:00Z",
    )
    assert project.changes.history() == (change,)


def test_that_nothing_is_left_of_the_making(project: Project) -> None:
    adopt(project)

    assert list((project.root / "state/txn").iterdir()) == []
    assert list((project.root / "state/staging").iterdir()) == []


def test_that_a_draft_that_is_not_committed_changes_nothing(project: Project) -> None:
    a_file(project, str(CLIP))
    before = snapshot(project)

    with project.changes.writing() as draft:
        draft.trash(CLIP)
        draft.put_json(STATE, {"a": 1})

    assert snapshot(project) == before
    assert project.changes.history() == ()


def test_that_a_draft_is_over_when_its_block_is(project: Project) -> None:
    with project.changes.writing() as draft:
        draft.put_json(STATE, {"a": 1})

    with pytest.raises(RuntimeError):
        draft.commit("edit", "Too late")


def test_that_an_empty_draft_is_refused(project: Project) -> None:
    with project.changes.writing() as draft, pytest.raises(Refused, match="nothing to change"):
        draft.commit("edit", "Nothing")


def test_that_writers_wait_for_each_other(project: Project) -> None:
    results: list[str] = []

    def other() -> None:
        put(project, STATE, {"theirs": 1})
        results.append("theirs")

    with project.changes.writing() as draft:
        thread = threading.Thread(target=other, name="other writer")
        thread.start()
        draft.put_json(CLIP.sidecar(), {"ours": 1})
        draft.commit("edit", "Ours")
        results.append("ours")
    thread.join()

    assert results == ["ours", "theirs"]


def test_that_a_lock_held_too_long_is_busy(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.store.locks.PATIENCE", 0)
    hold = project.locks.hold
    monkeypatch.setattr(project.locks, "hold", lambda name, what: hold(name, what, patience=0))

    with (
        project.changes.writing(),
        pytest.raises(Busy, match="changes to project demo"),
        project.changes.writing(),
    ):
        pass


def test_that_an_offline_project_is_not_changed(project: Project) -> None:
    (project.root / "project.json").unlink()
    before = snapshot(project)

    for change in (project.changes.recover, project.changes.undo):
        with pytest.raises(Offline, match=r"project\.json is not there"):
            change()
    with pytest.raises(Offline), project.changes.writing():
        pass
    with pytest.raises(Offline), project.changes.staging():
        pass

    assert snapshot(project) == before


def test_that_an_old_project_gets_its_id_with_the_first_change_only(project: Project) -> None:
    marker = a_document(project, "project.json", {"mode": "feature", "x": 1})
    project = Project.open(project.root, clock=FixedClock(NOON))
    assert project.offline is None
    with project.changes.writing():
        pass
    assert project.files.read_json(marker) == {"mode": "feature", "x": 1}

    put(project, STATE, {"a": 1})

    keys = project.files.read_json(marker) or {}
    assert list(keys) == ["mode", "x", "id"]
    assert project.settings.id == keys["id"]


# -- undo and redo -----------------------------------------------------------


def test_that_undo_brings_every_byte_back(project: Project) -> None:
    a_file(project, str(CLIP), b"old")
    a_document(project, str(CLIP.sidecar()), {"status": "pinned", "big": 10**30})
    a_document(project, str(STATE), {"schema_version": 1, "passes": {}})
    before = snapshot(project)
    adopt(project)

    project.changes.undo()

    assert snapshot(project) == before
    assert in_trash(project) == {
        "clip.mp4": b"new",
        "clip.mp4.json": b'{\n  "status": "candidate"\n}\n',
    }


def test_that_redo_makes_the_same_again(project: Project) -> None:
    adopt(project, b"first")
    adopt(project, b"second")
    after = snapshot(project)

    project.changes.undo()
    project.changes.redo()

    assert snapshot(project) == after


def test_that_undo_and_redo_walk_through_the_history(project: Project) -> None:
    states = [snapshot(project)]
    for content in (b"1", b"2", b"3"):
        adopt(project, content)
        states.append(snapshot(project))

    walk = []
    for step in ("undo", "undo", "redo", "undo", "redo", "redo"):
        getattr(project.changes, step)()
        walk.append(states.index(snapshot(project)))

    assert walk == [2, 1, 2, 1, 2, 3]


def test_that_undo_works_in_another_process_of_another_day(project: Project) -> None:
    before = snapshot(project)
    adopt(project)
    later = Project.open(project.root, clock=FixedClock(NOON + timedelta(days=30)))

    undone = later.changes.undo()

    assert undone.direction is Direction.UNDO
    assert snapshot(later) == before


def test_that_history_says_what_was_undone(project: Project) -> None:
    first, second = adopt(project, b"1"), adopt(project, b"2")

    undone = project.changes.undo()

    assert undone.undoes == second.id
    found = project.changes.history()
    assert [(one.id, one.is_undone) for one in found] == [(second.id, True), (first.id, False)]
    assert project.changes.history(limit=1) == found[:1]


def test_that_there_is_an_end_to_undo_and_redo(project: Project) -> None:
    with pytest.raises(Refused, match="nothing to redo"):
        project.changes.redo()
    change = adopt(project)
    with pytest.raises(Refused, match="nothing to redo"):
        project.changes.redo()
    project.changes.undo()

    with pytest.raises(Refused, match="nothing to undo"):
        project.changes.undo()
    with pytest.raises(Refused, match="already undone"):
        project.changes.undo(change.id)
    with pytest.raises(NotFound, match="change not found: 17"):
        project.changes.undo("17")


def test_that_nothing_is_redone_over_a_newer_change(project: Project) -> None:
    change = put(project, STATE, {"a": 1})
    project.changes.undo()
    put(project, STATE, {"b": 1})

    with pytest.raises(Refused, match="nothing to redo"):
        project.changes.redo()
    project.changes.redo(change.id)

    assert project.files.read_json(STATE) == {"b": 1, "a": 1}


def test_that_redo_of_what_was_not_undone_is_refused(project: Project) -> None:
    change = put(project, STATE, {"a": 1})

    with pytest.raises(Refused, match="not undone"):
        project.changes.redo(change.id)


def test_that_an_older_change_is_undone_by_its_id_and_newer_ones_stay(project: Project) -> None:
    first = put(project, STATE, {"a": 1})
    put(project, STATE, {"a": 1, "b": 2})

    project.changes.undo(first.id)

    assert project.files.read_json(STATE) == {"b": 2}


def test_that_undo_keeps_what_others_changed_since(project: Project) -> None:
    a_document(project, str(STATE), {"passes": {"P1": {"status": "review"}, "P2": {}}})
    put(project, STATE, {"passes": {"P1": {"status": "extracted"}, "P2": {}}})
    theirs = {"passes": {"P1": {"status": "extracted"}, "P2": {"status": "failed"}}}
    a_document(project, str(STATE), theirs)

    project.changes.undo()

    wanted = {"passes": {"P1": {"status": "review"}, "P2": {"status": "failed"}}}
    assert project.files.read_json(STATE) == wanted
    project.changes.redo()
    assert project.files.read_json(STATE) == theirs


def test_that_undo_of_a_key_that_others_changed_is_a_conflict_and_changes_nothing(
    project: Project,
) -> None:
    put(project, STATE, {"status": "extracted"})
    a_document(project, str(STATE), {"status": "failed"})
    before = snapshot(project)

    with pytest.raises(Conflict, match=r"cannot undo Edit .*/status was changed by somebody else"):
        project.changes.undo()

    assert snapshot(project) == before


def test_that_undo_of_a_clip_that_somebody_replaced_is_a_conflict(project: Project) -> None:
    adopt(project)
    a_file(project, str(CLIP), b"somebody else's")

    with pytest.raises(Conflict, match="is another file now"):
        project.changes.undo()

    assert (project.root / str(CLIP)).read_bytes() == b"somebody else's"


def test_that_undo_takes_later_edits_of_a_sidecar_along(project: Project) -> None:
    change = adopt(project)
    put(project, CLIP.sidecar(), {"status": "pinned", "notes": "good"})

    project.changes.undo(change.id)
    assert project.sidecars.read(CLIP) is None
    project.changes.redo(change.id)

    sidecar = project.sidecars.read(CLIP)
    assert sidecar is not None
    assert (sidecar.status, sidecar.notes) == ("pinned", "good")


def test_that_undo_brings_back_what_the_change_was_to_restore(project: Project) -> None:
    a_document(project, str(STATE), {"status": "extracting"})
    with project.changes.writing() as draft:
        draft.put_json(STATE, {"status": "extracted"}, restore={"status": "review"})
        draft.commit("confirm", "Confirm")

    project.changes.undo()
    assert project.files.read_json(STATE) == {"status": "review"}
    project.changes.redo()

    assert project.files.read_json(STATE) == {"status": "extracted"}


def test_that_undo_of_what_somebody_took_back_by_hand_counts_as_done(project: Project) -> None:
    put(project, STATE, {"a": 1})
    (project.root / str(STATE)).unlink()
    put(project, CLIP.sidecar(), {"b": 1})
    project.changes.undo()

    with pytest.raises(Conflict):
        project.changes.undo()


def test_that_a_document_that_was_made_goes_with_undo_unless_others_wrote_into_it(
    project: Project,
) -> None:
    put(project, STATE, {"ours": 1})
    a_document(project, str(STATE), {"ours": 1, "theirs": 2})

    project.changes.undo()

    assert project.files.read_json(STATE) == {"theirs": 2}


def test_that_an_undo_with_nothing_left_to_do_is_recorded(project: Project) -> None:
    a_document(project, str(STATE), {"a": 1})
    put(project, STATE, {"a": 2})
    a_document(project, str(STATE), {"a": 1})

    project.changes.undo()

    with pytest.raises(Refused, match="nothing to undo"):
        project.changes.undo()


def test_that_a_corrupt_document_stops_undo(project: Project) -> None:
    put(project, STATE, {"a": 1})
    a_file(project, str(STATE), b"{broken")

    with pytest.raises(CorruptFile):
        project.changes.undo()

    assert (project.root / str(STATE)).read_bytes() == b"{broken"


def test_that_history_passes_over_records_that_cannot_be_read(project: Project) -> None:
    change = put(project, STATE, {"a": 1})
    a_file(project, "state/history/00000099-xxxx.json", b"{broken")

    assert [one.id for one in project.changes.history()] == [change.id]
    assert json.loads((project.root / "state/history" / f"{change.id}.json").read_text())
