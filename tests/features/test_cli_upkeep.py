"""Keeping a project in order from the command line: stuck changes, snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.cli import recoil
from tests.helpers.store import a_document, a_file, a_project, a_stuck_change

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

NOTES = "prep/notes.json"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def test_that_a_stuck_change_is_shown_with_what_it_did_and_put_aside_with_it(
    project: Project,
) -> None:
    change_id = a_stuck_change(project)

    listed = recoil("changes", "stuck", "--json", project=project.root)
    said = recoil("changes", "stuck", project=project.root)
    aside = recoil("changes", "aside", change_id, "--json", project=project.root)

    (stuck,) = listed.json["stuck"]
    assert stuck == {
        "id": change_id,
        "title": "Half done",
        "reason": "renders/ep_001/gone.mp4 is gone",
        "path": f"state/txn/{change_id}.json",
        "done": ["write prep/note.json"],
        "open": ["move renders/ep_001/gone.mp4 to renders/ep_001/kept.mp4"],
        "fix": f"recoil changes aside {change_id}",
    }
    assert "not done: move renders/ep_001/gone.mp4" in said.out
    assert aside.json["kept"] == f"state/stuck/{change_id}.json"
    assert aside.json["open"] == stuck["open"]
    assert (project.root / aside.json["kept"]).is_file()
    after = recoil("changes", "stuck", "--json", project=project.root).json
    assert (after["stuck"], [one["id"] for one in after["aside"]]) == ([], [change_id])


def test_that_undo_brings_a_change_back_that_was_put_aside(project: Project) -> None:
    change_id = a_stuck_change(project)
    recoil("changes", "aside", change_id, project=project.root)

    said = recoil("undo", project=project.root)

    assert said.out == "undone: Put aside: Half done\n"
    assert [one.id for one in project.changes.stuck()] == [change_id]


def test_that_a_change_that_is_not_stuck_is_not_put_aside(project: Project) -> None:
    said = recoil("changes", "aside", "00000009-cafe", "--json", project=project.root)

    assert said.code == 1
    assert said.json["error"]["code"] == "stuck_change_not_found"
    assert recoil("changes", "stuck", project=project.root).out == "no change is stuck\n"


def test_that_documents_come_back_from_a_snapshot(project: Project) -> None:
    a_document(project, NOTES, {"n": 1})
    a_file(project, "prep/broken.json", "{")
    made = recoil("snapshot", "make", "--json", project=project.root).json["snapshot"]
    again = recoil("snapshot", "make", "--json", project=project.root).json
    a_document(project, NOTES, {"n": 2})

    restored = recoil("snapshot", "restore", made["name"], "--json", project=project.root)

    assert made["corrupt"] == ["prep/broken.json"]
    assert again == {"snapshot": None}
    assert restored.json["paths"] == [NOTES]
    assert project.files.read_json(project.path(NOTES)) == {"n": 1}
    listed = recoil("snapshot", "list", "--json", project=project.root).json["snapshots"]
    assert [one["name"] for one in listed] == [made["name"]]
    recoil("undo", project=project.root)
    assert project.files.read_json(project.path(NOTES)) == {"n": 2}


def test_that_a_snapshot_nobody_made_is_not_found(project: Project) -> None:
    said = recoil("snapshot", "restore", "yesterday", "--json", project=project.root)

    assert (said.code, said.json["error"]["code"]) == (1, "snapshot_not_found")
    assert recoil("snapshot", "list", project=project.root).out == "none yet\n"
