"""Begun changes are finished by whoever comes next; what does not fit is left and shown."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import filelock
import psutil
import pytest

from engine.domain.paths import ProjectPath
from engine.errors import Conflict, NotFound
from engine.store import apply, files, journal, leftovers, locks, steps
from engine.store.locks import Owner
from tests.helpers.store import NOON, a_document, a_file, a_project, in_trash, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

A = ProjectPath("renders/ep_001/a.mp4")
B = ProjectPath("renders/ep_001/b.mp4")
NOTES = ProjectPath("prep/notes.json")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def begun(project: Project, *planned: steps.Step, title: str = "Begun", number: int = 1) -> str:
    """The journal of a change that a dead process began and did no step of."""
    change = journal.AppliedChange(f"{number:08d}-dead", "test", title, "2026-05-04T12:00:00Z", ())
    text = journal.Journal(change, planned).as_text()
    a_file(project, str(journal.journal_path(change.id)), text)
    return change.id


def move(project: Project, source: ProjectPath, target: ProjectPath) -> steps.MoveStep:
    return steps.MoveStep(source, target, steps.fingerprint_of(project.root / str(source)))


def put(path: ProjectPath, before: object, after: object) -> steps.PutStep:
    old, new = (None if one is None else json.dumps(one) for one in (before, after))
    return steps.PutStep(path, old, new, old)


def test_that_begun_changes_are_finished_oldest_first_before_the_next(project: Project) -> None:
    a_file(project, str(A))
    begun(project, put(NOTES, {"n": 1}, {"n": 2}), number=2)
    begun(project, move(project, A, B), put(NOTES, None, {"n": 1}), number=1)

    with project.changes.writing() as draft:
        assert draft.read_json(NOTES) == {"n": 2}

    assert (project.root / str(B)).exists()
    assert [change.title for change in project.changes.history()] == ["Begun", "Begun"]


def test_that_recovery_says_what_it_finished(project: Project) -> None:
    change_id = begun(project, put(NOTES, None, {"n": 1}))

    recovery = project.changes.recover()

    assert [change.id for change in recovery.finished] == [change_id]
    assert recovery.stuck == ()


def test_that_a_finished_change_can_be_undone(project: Project) -> None:
    a_file(project, str(A))
    before = snapshot(project)
    begun(project, move(project, A, B), put(NOTES, None, {"n": 1}))
    project.changes.recover()

    project.changes.undo()

    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ({}, "a.mp4 is gone"),
        ({A: b"A", B: b"B"}, "the name is taken: renders/ep_001/b.mp4"),
        ({A: b"other"}, "a.mp4 is another file now"),
        ({B: b"other"}, "b.mp4 is another file now"),
    ],
)
def test_that_a_move_that_fits_neither_side_is_stuck_and_untouched(
    project: Project, made: dict[ProjectPath, bytes], reason: str
) -> None:
    a_file(project, str(A), b"A")
    change_id = begun(project, move(project, A, B), title="Move a")
    (project.root / str(A)).unlink()
    for path, content in made.items():
        a_file(project, str(path), content)
    before = snapshot(project)

    recovery = project.changes.recover()

    assert snapshot(project) == before
    assert reason in recovery.stuck[0].reason
    (stuck,) = project.changes.stuck()
    assert (stuck.id, stuck.title) == (change_id, "Move a")
    assert stuck.path == f"state/txn/{change_id}.json"
    assert reason in stuck.reason


def test_that_a_stuck_change_lets_others_go_on(project: Project) -> None:
    begun(project, put(NOTES, {"n": 0}, {"n": 1}))
    a_document(project, str(NOTES), {"n": 5})

    with project.changes.writing() as draft:
        draft.put_json(A.sidecar(), {"a": 1})
        draft.commit("edit", "Other")

    assert project.files.read_json(A.sidecar()) == {"a": 1}
    assert len(project.changes.stuck()) == 1
    assert project.files.read_json(NOTES) == {"n": 5}


@pytest.mark.parametrize(
    "content",
    [
        "{broken",
        "[]",
        '{"schema_version": 9}',
        '{"schema_version": 1, "id": "other"}',
        '{"schema_version": 1, "id": "00000001-dead", "undoes": null, "steps": 3}',
    ],
)
def test_that_a_journal_that_cannot_be_read_is_stuck_and_kept(
    project: Project, content: str
) -> None:
    path = a_file(project, "state/txn/00000001-dead.json", content)

    recovery = project.changes.recover()

    assert len(recovery.stuck) == 1
    assert project.changes.stuck()[0].id == "00000001-dead"
    assert project.files.read_text(path) == content


@pytest.mark.parametrize(
    "change",
    [
        {"op": "dance"},
        {"before_sha256": "wrong"},
        {"path": "../outside.json"},
        {"before": 3},
    ],
)
def test_that_a_journal_with_a_wrong_step_is_not_carried_out(
    project: Project, change: dict[str, object]
) -> None:
    change_id = begun(project, put(NOTES, None, {"n": 1}))
    place = project.root / "state/txn" / f"{change_id}.json"
    keys = json.loads(place.read_text())
    keys["steps"][0] |= change
    place.write_text(json.dumps(keys))

    project.changes.recover()

    assert not project.files.exists(NOTES)
    assert len(project.changes.stuck()) == 1


def test_that_a_corrupt_document_makes_its_change_stuck(project: Project) -> None:
    begun(project, put(NOTES, {"n": 0}, {"n": 1}))
    a_file(project, str(NOTES), b"{broken")

    project.changes.recover()

    assert "not JSON" in project.changes.stuck()[0].reason
    assert (project.root / str(NOTES)).read_bytes() == b"{broken"


def test_that_a_link_in_the_way_makes_a_change_stuck(project: Project, tmp_path: Path) -> None:
    begun(project, put(NOTES, None, {"n": 1}))
    (tmp_path / "outside").mkdir()
    (project.root / "prep").symlink_to(tmp_path / "outside")

    project.changes.recover()

    assert "a link lies in the way" in project.changes.stuck()[0].reason
    assert list((tmp_path / "outside").iterdir()) == []


def test_that_a_change_that_still_fits_is_not_called_stuck(project: Project) -> None:
    begun(project, put(NOTES, None, {"n": 1}))
    begun(project, number=2)

    assert project.changes.stuck() == ()


def test_that_a_move_between_two_names_of_one_file_is_finished(project: Project) -> None:
    a_file(project, str(A))
    step = move(project, A, B)
    (project.root / str(B)).hardlink_to(project.root / str(A))
    begun(project, step)

    project.changes.recover()

    assert not project.files.exists(A)
    assert project.files.exists(B)


def test_that_a_move_to_another_disk_that_copied_already_is_finished(project: Project) -> None:
    a_file(project, str(A), b"film")
    step = move(project, A, B)
    a_file(project, str(B), b"film")
    begun(project, step)

    project.changes.recover()

    assert not project.files.exists(A)


def test_that_folders_with_one_name_are_not_taken_for_one(project: Project) -> None:
    a_file(project, "one/a.txt")
    a_file(project, "two/a.txt")
    begun(project, steps.MoveStep(ProjectPath("one"), ProjectPath("two")))

    project.changes.recover()

    assert "the name is taken" in project.changes.stuck()[0].reason


def test_that_a_name_taken_by_somebody_faster_is_a_conflict(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file(project, str(A), b"A")
    a_file(project, str(B), b"B")
    monkeypatch.setattr(steps.MoveStep, "look", lambda *_: steps.BEFORE)
    monkeypatch.setattr(
        steps.MoveStep, "carry_out", lambda step, p: p.move(step.source, step.target)
    )
    change_id = begun(project, steps.MoveStep(A, B))

    found = journal.read_journal(project.files, journal.journal_path(change_id))
    assert found is not None

    with pytest.raises(Conflict, match="Begun is stuck: the name is taken"):
        apply.roll_forward(project.files, found)

    assert (project.root / str(B)).read_bytes() == b"B"


def test_that_a_document_locked_by_another_tool_is_left_for_the_next_time(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks.document_locks, "__kwdefaults__", None)
    monkeypatch.setattr(apply, "document_locks", lambda places: locks.document_locks(places, 0))
    path = project.passes.path(1)
    begun(project, put(path, None, {"schema_version": 1}))
    (project.root / str(path.parent)).mkdir(parents=True)

    with filelock.FileLock(project.root / f"{path}.lock"):
        assert len(project.changes.recover().stuck) == 1
    assert len(project.changes.recover().finished) == 1


# -- what dead processes leave lying -----------------------------------------


def test_that_unfinished_files_are_cleared_everywhere_and_links_not_followed(
    project: Project, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ".recoil-1.tmp").touch()
    (project.root / "linked").symlink_to(outside)
    a_file(project, "renders/ep_001/.recoil-2.tmp")
    a_file(project, "renders/ep_001/.mine.tmp")

    project.changes.recover()

    assert (outside / ".recoil-1.tmp").exists()
    assert not project.files.exists(ProjectPath("renders/ep_001/.recoil-2.tmp"))
    assert project.files.exists(ProjectPath("renders/ep_001/.mine.tmp"))


def test_that_staging_folders_of_the_living_stay_and_of_the_dead_go(project: Project) -> None:
    me = Owner.this_process()
    dead = next(pid for pid in range(2**22, 2**21, -1) if not psutil.pid_exists(pid))
    names = {
        "mine": leftovers.staging_name(me, "aa"),
        "dead": leftovers.staging_name(Owner(me.host, dead, 1.0, ""), "bb"),
        "elsewhere": leftovers.staging_name(Owner("other host", 1, 1.0, ""), "cc"),
        "unbegun": "00000007-abcd",
    }
    for name in names.values():
        a_file(project, f"state/staging/{name}/clip.mp4")

    project.changes.recover()

    left = {path.name for path in (project.root / "state/staging").iterdir()}
    assert left == {names["mine"], names["elsewhere"]}


def test_that_staged_files_stay_while_a_stuck_change_needs_them(project: Project) -> None:
    a_file(project, str(B), b"in the way")
    staged = a_file(project, "state/staging/00000001-dead/0", b"{}")
    begun(project, steps.MoveStep(staged, B))

    project.changes.recover()

    assert project.files.exists(staged)


def test_that_staged_files_stay_while_a_journal_cannot_be_read(project: Project) -> None:
    staged = a_file(project, "state/staging/00000001-dead/0", b"{}")
    a_file(project, "state/txn/00000001-dead.json", b"{broken")

    project.changes.recover()

    assert project.files.exists(staged)


def test_that_old_history_is_forgotten_but_not_the_newest(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "_ALWAYS_KEPT", 2)
    a_file(project, str(A))
    for number in range(4):
        with project.changes.writing() as draft:
            draft.put_json(NOTES, {"n": number})
            draft.commit("edit", f"Edit {number}")
    a_file(project, "state/history/00000000-broken.json", b"{broken")

    leftovers.prune_history(project.files, NOON - timedelta(days=1))
    assert len(project.changes.history()) == 4
    leftovers.prune_history(project.files, NOON + timedelta(days=1))

    assert [change.title for change in project.changes.history()] == ["Edit 3", "Edit 2"]
    assert in_trash(project) == {}


def test_that_a_file_that_cannot_be_read_is_not_moved_blindly(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file(project, str(A))
    begun(project, move(project, A, B))

    def refuse(_place: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "read_ends", refuse)

    project.changes.recover()

    assert "a.mp4: cannot be read: no permission" in project.changes.stuck()[0].reason


def test_that_a_journal_that_goes_while_it_is_read_is_nothing(project: Project) -> None:
    assert journal.read_journal(project.files, journal.journal_path("00000001-gone")) is None


# -- putting aside what is stuck ---------------------------------------------


def half_done(project: Project) -> str:
    """A change of which one step is done, one is stuck and one is open; one clip is staged."""
    a_file(project, str(A), b"A")
    staged = a_file(project, "state/staging/00000001-dead/0", b"clip")
    clip = A.parent / "clip.mp4"
    planned = (put(NOTES, None, {"n": 1}), move(project, A, B), move(project, staged, clip))
    change_id = begun(project, *planned, title="Confirm")
    a_document(project, str(NOTES), {"n": 1})
    a_file(project, str(A), b"another file")
    return change_id


def test_that_what_is_stuck_says_what_it_did_and_what_is_left(project: Project) -> None:
    half_done(project)

    (stuck,) = project.changes.stuck()

    assert stuck.done == ("write prep/notes.json",)
    assert stuck.open == (
        "move renders/ep_001/a.mp4 to renders/ep_001/b.mp4",
        "new renders/ep_001/clip.mp4",
    )


def test_that_what_is_stuck_can_be_put_aside_and_nothing_of_it_is_lost(project: Project) -> None:
    change_id = half_done(project)
    intent = (project.root / f"state/txn/{change_id}.json").read_bytes()
    before = snapshot(project)

    kept, change = project.changes.put_aside(change_id)
    project.changes.recover()

    assert (change.kind, change.title) == ("aside", "Put aside: Confirm")
    assert project.changes.stuck() == ()
    assert snapshot(project) == before
    assert (project.root / kept.path).read_bytes() == intent
    assert kept.path == f"state/stuck/{change_id}.json"
    assert (project.root / "state/staging/00000001-dead/0").read_bytes() == b"clip"
    (aside,) = project.changes.aside()
    assert (aside.id, aside.title, aside.open) == (change_id, "Confirm", kept.open)
    assert "another file" in aside.reason


def test_that_undo_puts_back_what_was_put_aside_and_it_is_tried_again(project: Project) -> None:
    change_id = half_done(project)
    project.changes.put_aside(change_id)

    project.changes.undo()

    assert [stuck.id for stuck in project.changes.stuck()] == [change_id]
    a_file(project, str(A), b"A")
    recovery = project.changes.recover()
    assert [change.id for change in recovery.finished] == [change_id]
    assert (project.root / "renders/ep_001/clip.mp4").read_bytes() == b"clip"


def test_that_a_journal_nobody_can_read_can_be_put_aside_too(project: Project) -> None:
    a_file(project, "state/txn/00000001-dead.json", b"{broken")
    staged = a_file(project, "state/staging/00000001-dead/0", b"{}")

    kept, _change = project.changes.put_aside("00000001-dead")
    project.changes.recover()

    assert (project.root / kept.path).read_bytes() == b"{broken"
    assert (kept.done, kept.open) == ((), ())
    assert project.files.exists(staged)


def test_that_only_what_is_stuck_can_be_put_aside(project: Project) -> None:
    change_id = begun(project, put(NOTES, None, {"n": 1}))

    with pytest.raises(NotFound, match="stuck change not found: 00000001-dead"):
        project.changes.put_aside(change_id)

    assert project.files.read_json(NOTES) == {"n": 1}
    assert project.changes.aside() == ()


def test_that_what_was_begun_to_be_put_aside_is_not_finished_instead(project: Project) -> None:
    change_id = half_done(project)
    journals, asides = journal.journal_path(change_id), journal.aside_path(change_id)
    begun(project, steps.MoveStep(journals, asides), title="Put aside", number=2)
    a_file(project, str(A), b"A")  # by now it would fit

    project.changes.recover()

    assert project.changes.stuck() == ()
    assert project.files.exists(asides)
    assert not project.files.exists(B)


def test_that_unfinished_files_stay_while_somebody_is_at_work(project: Project) -> None:
    unfinished = a_file(project, "state/downloads/.recoil-0123.tmp")
    with project.locks.lease("generate", "EP001"):
        project.changes.recover()
        was_kept = project.files.exists(unfinished)

    project.changes.recover()

    assert was_kept
    assert not project.files.exists(unfinished)
