"""Versions of a scene: candidates, the pointer, and the way back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from engine.domain.scene_operations import append_take
from engine.errors import Conflict, CorruptFile, NotFound, Refused, UserError
from engine.store.project import Project
from engine.store.scenes import Staged
from tests.helpers.scenes import BATCH, a_beat, a_scene, a_take, versioned
from tests.helpers.store import a_document, a_file, a_project, snapshot

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "state/visual/orchestration/ep_001"
STEM = f"{FOLDER}/ep_001_{BATCH}"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def document(project: Project, path: str) -> Any:
    return json.loads((project.root / path).read_bytes())


def prompt_of(project: Project, version: int | None = None) -> object:
    loaded = project.scenes.load(1, BATCH, version)
    assert loaded is not None
    raw: Any = loaded.scene.beats[0].beat_metadata.shot["raw"]
    return raw["prompt"]


# -- the flat body -----------------------------------------------------------


def test_that_a_flat_body_is_version_one(project: Project) -> None:
    project.scenes.create(1, a_scene())

    loaded = project.scenes.load(1, BATCH)

    assert loaded is not None
    assert (loaded.version, loaded.is_versioned, loaded.is_derived) == (1, False, True)
    assert project.scenes.manifest(1, BATCH) is None
    assert project.scenes.versions(1, BATCH) == (1,)
    assert project.scenes.active_version(1, BATCH) == 1
    assert str(project.scenes.path(1, BATCH)) == f"{STEM}.json"


def test_that_what_is_not_there_is_none_and_never_made(project: Project) -> None:
    assert project.scenes.load(1, BATCH) is None
    assert project.scenes.manifest(1, BATCH) is None
    assert project.scenes.ids(1) == ()
    with pytest.raises(NotFound):
        project.scenes.active_version(1, BATCH)
    assert not (project.root / FOLDER).exists()


def test_that_a_scene_is_created_once(project: Project) -> None:
    project.scenes.create(1, a_scene())
    before = snapshot(project)

    with pytest.raises(Refused, match="there is a scene already"):
        project.scenes.create(1, a_scene(a_beat(2)))
    assert snapshot(project) == before


@pytest.mark.parametrize("scene_id", ["", "../x", "a/b", "a.v2", "a b", "-x", "x" * 300, "é"])
def test_that_a_scene_is_called_so_that_a_file_can_be(project: Project, scene_id: str) -> None:
    before = snapshot(project)

    with pytest.raises(UserError, match="not a scene id"):
        project.scenes.create(1, a_scene(scene_id=scene_id))
    with pytest.raises(UserError, match="not a scene id"):
        project.scenes.load(1, scene_id)
    assert snapshot(project) == before


def test_that_the_scenes_of_an_episode_are_those_with_any_file(project: Project) -> None:
    for name in ("A.json", "B.v2.json", "B.versions.json", "EP001_SH01~b.json", "C.v1.json"):
        a_file(project, f"{FOLDER}/ep_001_{name}", "{")
    for name in ("ep_002_Z.json", "ep_001_A.json.lock", "ep_001_A.vx.json", "notes.txt"):
        a_file(project, f"{FOLDER}/{name}", "{")

    assert project.scenes.ids(1) == ("A", "B", "C", "EP001_SH01~b")


# -- candidates --------------------------------------------------------------


def test_that_the_first_candidate_makes_the_flat_body_version_one(project: Project) -> None:
    project.scenes.create(1, a_scene())
    project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))
    flat = (project.root / f"{STEM}.json").read_bytes()

    staged = project.scenes.stage(1, a_scene(a_beat(1, prompt="snow")), "test")

    assert staged == Staged(version=2, is_new=True, active_version=1)
    assert not (project.root / f"{STEM}.json").exists()
    assert (project.root / f"{STEM}.v1.json").read_bytes() == flat
    manifest = document(project, f"{STEM}.versions.json")
    assert (manifest["active_version"], manifest["batch_id"]) == (1, BATCH)
    assert [(one["version"], one["downstream"]) for one in manifest["versions"]] == [
        (1, "derived"),
        (2, "not_derived"),
    ]
    assert manifest["versions"][1] == {
        "version": 2,
        "artifact": f"{STEM}.v2.json",
        "downstream": "not_derived",
        "created_at": "2026-05-04T12:00:00Z",
        "source": "test",
    }


def test_that_a_candidate_has_no_takes_and_no_board(project: Project) -> None:
    project.scenes.create(1, a_scene())
    worn = a_beat(1, a_take(1), prompt="snow", inputs_fingerprint="f")
    worn |= {"primary_take_id": "t1", "board": {"status": "approved"}}

    project.scenes.stage(1, a_scene(worn), "test")

    assert document(project, f"{STEM}.v2.json")["beats"] == [
        a_beat(1, prompt="snow") | {"primary_take_id": None}
    ]


def test_that_an_equal_candidate_is_found_and_not_appended(project: Project) -> None:
    versioned(project, "rain", "snow", "fog")
    before = snapshot(project)

    found = {
        prompt: project.scenes.stage(1, a_scene(a_beat(1, prompt=prompt), created_at="x"), "again")
        for prompt in ("rain", "snow", "fog")
    }

    assert {prompt: one.version for prompt, one in found.items()} == {
        "rain": 1,
        "snow": 2,
        "fog": 3,
    }
    assert not any(one.is_new for one in found.values())
    assert snapshot(project) == before


def test_that_a_plan_that_did_not_change_leaves_a_flat_body_flat(project: Project) -> None:
    project.scenes.create(1, a_scene())
    project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))

    staged = project.scenes.stage(1, a_scene(), "again")

    assert staged == Staged(version=1, is_new=False, active_version=1)
    assert project.scenes.manifest(1, BATCH) is None


def test_that_a_candidate_of_nothing_is_refused(project: Project) -> None:
    with pytest.raises(NotFound):
        project.scenes.stage(1, a_scene(), "test")


def test_that_a_stray_file_is_never_written_over(project: Project) -> None:
    versioned(project, "rain", "snow")
    a_file(project, f"{STEM}.v3.json", "somebody's")

    staged = project.scenes.stage(1, a_scene(a_beat(1, prompt="fog")), "test")

    assert staged.version == 4
    assert (project.root / f"{STEM}.v3.json").read_text() == "somebody's"


# -- the pointer -------------------------------------------------------------


def test_that_the_pointer_moves_by_conform_and_revert(project: Project) -> None:
    versioned(project, "rain", "snow", "fog")

    project.scenes.conform(1, BATCH, 3)
    conformed = prompt_of(project)
    project.scenes.revert(1, BATCH, 1)

    assert (conformed, prompt_of(project)) == ("fog", "rain")
    assert prompt_of(project, 2) == "snow"


@pytest.mark.parametrize(
    ("verb", "version", "problem"),
    [
        ("conform", 1, "is at version 1 already"),
        ("revert", 1, "is at version 1 already"),
        ("revert", 2, "is newer than 1: conform to it"),
        ("mark_derived", 1, "is derived already"),
        ("conform", 9, "scene version not found: BATCH_001 v9"),
        ("mark_derived", 9, "v9"),
    ],
)
def test_that_a_pointer_that_cannot_move_stays(
    project: Project, verb: str, version: int, problem: str
) -> None:
    versioned(project, "rain", "snow")
    before = snapshot(project)

    with pytest.raises(UserError, match=problem):
        getattr(project.scenes, verb)(1, BATCH, version)
    assert snapshot(project) == before


def test_that_a_flat_body_has_nothing_to_conform_to(project: Project) -> None:
    project.scenes.create(1, a_scene())

    with pytest.raises(NotFound, match="v2"):
        project.scenes.conform(1, BATCH, 2)
    with pytest.raises(Refused, match="already"):
        project.scenes.mark_derived(1, BATCH, 1)


def test_that_a_version_that_was_boarded_again_may_be_rendered(project: Project) -> None:
    versioned(project, "rain", "snow")
    project.scenes.conform(1, BATCH, 2)
    before = project.scenes.load(1, BATCH)

    project.scenes.mark_derived(1, BATCH, 2)

    after = project.scenes.load(1, BATCH)
    assert before is not None
    assert after is not None
    assert (before.is_derived, after.is_derived) == (False, True)


# -- the way back ------------------------------------------------------------


@pytest.mark.parametrize("verb", ["conform", "mark_derived"])
def test_that_undo_and_redo_move_the_pointer(project: Project, verb: str) -> None:
    versioned(project, "rain", "snow")
    before = snapshot(project)

    getattr(project.scenes, verb)(1, BATCH, 2)
    after = snapshot(project)
    project.changes.undo()
    undone = snapshot(project)
    project.changes.redo()

    assert undone == before
    assert snapshot(project) == after != before


def test_that_undo_of_the_first_candidate_gives_the_flat_body_back_with_later_takes(
    project: Project,
) -> None:
    versioned(project, "rain", "snow")
    project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))

    project.changes.undo()

    assert sorted(path.name for path in (project.root / FOLDER).iterdir()) == [
        f"ep_001_{BATCH}.json"
    ]
    loaded = project.scenes.load(1, BATCH)
    assert loaded is not None
    assert [take.take_id for take in loaded.scene.beats[0].takes] == ["t1"]
    project.changes.redo()
    assert project.scenes.versions(1, BATCH) == (1, 2)


def test_that_a_candidate_with_takes_is_not_undone_away(project: Project) -> None:
    versioned(project, "rain", "snow")
    (staged,) = project.changes.history()
    project.scenes.conform(1, BATCH, 2)
    project.scenes.change(1, BATCH, 2, append_take("b1", a_take(1)))
    before = snapshot(project)

    with pytest.raises(Conflict):
        project.changes.undo(staged.id)
    assert snapshot(project) == before


def test_that_undo_of_conform_keeps_what_was_saved_since(project: Project) -> None:
    versioned(project, "rain", "snow")
    project.scenes.conform(1, BATCH, 2)
    project.scenes.change(1, BATCH, 2, append_take("b1", a_take(1)))

    project.changes.undo()

    assert project.scenes.active_version(1, BATCH) == 1
    assert document(project, f"{STEM}.v2.json")["beats"][0]["takes"] == [a_take(1)]


# -- corrupt and odd ---------------------------------------------------------


MANIFEST = {"schema_version": 1, "active_version": 1, "versions": [{"version": 1}]}


@pytest.mark.parametrize(
    "manifest",
    [
        "{",
        {},
        MANIFEST | {"active_version": 3},
        MANIFEST | {"versions": [{"version": 1}, {"version": 1}]},
        MANIFEST | {"versions": [{"version": 1}, {"version": 0}]},
        MANIFEST | {"versions": [{"version": 1, "artifact": "../../../../project.json"}]},
        MANIFEST | {"versions": [{"version": 1, "artifact": "/etc/passwd"}]},
        MANIFEST | {"versions": [{"version": 1, "artifact": "ep_001_OTHER.json"}]},
        MANIFEST | {"versions": [{"version": 1, "artifact": f"ep_002_{BATCH}.json"}]},
        MANIFEST | {"versions": [{"version": 1, "artifact": f"ep_001_{BATCH}.versions.json"}]},
        MANIFEST
        | {"versions": [{"version": n, "artifact": f"ep_001_{BATCH}.v1.json"} for n in (1, 2)]},
    ],
)
def test_that_a_corrupt_manifest_is_that_batchs_trouble_and_stays(
    project: Project, manifest: object
) -> None:
    project.scenes.create(1, a_scene())
    project.scenes.create(1, a_scene(scene_id="BATCH_002"))
    a_document(project, f"{STEM}.versions.json", manifest)
    before = snapshot(project)

    for verb in ("load", "active_version", "manifest", "path", "versions"):
        with pytest.raises(CorruptFile, match=r"versions\.json"):
            getattr(project.scenes, verb)(1, BATCH)
    with pytest.raises(CorruptFile):
        project.scenes.stage(1, a_scene(a_beat(2)), "test")
    with pytest.raises(CorruptFile):
        project.scenes.conform(1, BATCH, 1)
    with pytest.raises(CorruptFile):
        project.scenes.create(1, a_scene())
    assert snapshot(project) == before
    assert project.scenes.load(1, "BATCH_002") is not None


def test_that_versions_without_a_manifest_are_no_absent_scene(project: Project) -> None:
    a_document(project, f"{STEM}.v2.json", {"scene_id": BATCH, "beats": []})

    with pytest.raises(CorruptFile, match="no manifest"):
        project.scenes.load(1, BATCH)
    with pytest.raises(CorruptFile, match="no manifest"):
        project.scenes.create(1, a_scene())


def test_that_a_version_without_its_body_is_corrupt(project: Project) -> None:
    versioned(project, "rain", "snow")
    (project.root / f"{STEM}.v2.json").unlink()

    with pytest.raises(CorruptFile, match="not there"):
        project.scenes.load(1, BATCH, 2)
    with pytest.raises(CorruptFile, match="not there"):
        project.scenes.conform(1, BATCH, 2)
    with pytest.raises(CorruptFile, match="not there"):
        project.scenes.append_result(1, BATCH, 2, "b1", a_take(1))
    assert prompt_of(project) == "rain"


def test_that_the_pointer_never_goes_to_a_corrupt_body(project: Project) -> None:
    versioned(project, "rain", "snow")
    a_file(project, f"{STEM}.v2.json", "{")

    with pytest.raises(CorruptFile):
        project.scenes.conform(1, BATCH, 2)
    assert project.scenes.active_version(1, BATCH) == 1


def test_that_a_newer_programs_manifest_is_read_only(project: Project) -> None:
    versioned(project, "rain", "snow")
    manifest = document(project, f"{STEM}.versions.json") | {"schema_version": 9}
    a_document(project, f"{STEM}.versions.json", manifest)
    before = snapshot(project)

    for verb, argument in (("conform", 2), ("mark_derived", 2)):
        with pytest.raises(Refused, match="newer version"):
            getattr(project.scenes, verb)(1, BATCH, argument)
    with pytest.raises(Refused, match="newer version"):
        project.scenes.stage(1, a_scene(a_beat(2)), "test")
    assert snapshot(project) == before
    assert prompt_of(project) == "rain"


def test_that_manifests_of_other_tools_are_read(project: Project) -> None:
    body = a_scene().as_json()
    a_document(project, f"{STEM}.v1.json", body)
    a_document(project, f"{STEM}.v7.json", a_scene(a_beat(1, prompt="snow")).as_json())
    versions = [{"version": 1}, {"version": 7, "artifact": f"ep_001_{BATCH}.v7.json", "zz": 2.0}]
    a_document(
        project, f"{STEM}.versions.json", {"zz": 1, "active_version": 7, "versions": versions}
    )

    project.scenes.change(1, BATCH, 7, append_take("b1", a_take(1)))
    project.scenes.stage(1, a_scene(a_beat(1, prompt="fog")), "test")

    manifest = document(project, f"{STEM}.versions.json")
    assert (manifest["zz"], manifest["active_version"]) == (1, 7)
    assert manifest["versions"][:2] == versions
    assert [one["version"] for one in manifest["versions"]] == [1, 7, 8]


def test_that_a_save_in_the_middle_of_the_first_candidate_is_kept(project: Project) -> None:
    """As a kill leaves it: the manifest is there, the flat body not yet renamed."""
    versioned(project, "rain", "snow")
    (project.root / f"{STEM}.v1.json").rename(project.root / f"{STEM}.json")

    project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))

    loaded = Project.open(project.root).scenes.load(1, BATCH)
    assert loaded is not None
    assert [take.take_id for take in loaded.scene.beats[0].takes] == ["t1"]
