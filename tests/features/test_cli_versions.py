"""``recoil rederive`` with all its verbs, as the plan of an episode changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.cli import recoil
from tests.helpers.shots import entry
from tests.helpers.store import a_document, a_file, a_project, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project
    from tests.helpers.cli import Said


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = a_project(tmp_path)
    plan(made, "rain")
    return made


def plan(project: Project, said: str) -> None:
    shots = [entry("01"), entry("02", raw={"prompt": said}), entry("03", location_id="street")]
    a_document(project, "state/visual/plans/ep_001_plan.json", {"shots": shots})


def rederive(project: Project, *words: object) -> Said:
    return recoil("rederive", "--episode", "1", *words, project=project.root)


def test_that_a_changed_plan_is_derived_compared_conformed_and_reverted(project: Project) -> None:
    first = rederive(project, "--json")
    plan(project, "snow")
    second = rederive(project, "--json")
    told = rederive(project)
    diff = rederive(project, "--batch", "BATCH_001", "--diff", "1", "v2", "--json")
    conformed = rederive(project, "--batch", "BATCH_001", "--conform", "2", "--json")
    current = rederive(project, "--json")
    reverted = rederive(project, "--batch", "BATCH_001", "--revert", "1", "--json")

    assert first.json == {
        "written": ["BATCH_001", "BATCH_002"],
        "candidate_versions": {},
        "active_version": {"BATCH_001": 1, "BATCH_002": 1},
        "corrupt": {},
        "is_stamped": True,
    }
    assert second.json["written"] == []
    assert second.json["candidate_versions"] == {"BATCH_001": 2}
    assert "recoil rederive --episode 1 --batch BATCH_001 --conform 2" in told.out
    assert [shot["kind"] for shot in diff.json["diff"]["shots"]] == ["same", "changed"]
    assert diff.json["diff"]["shots"][1]["fields"] == [
        {"name": "raw.prompt", "before": "rain", "after": "snow"}
    ]
    assert (conformed.json["active_version"], reverted.json["active_version"]) == (2, 1)
    assert current.json["is_stamped"]
    assert reverted.json["candidate_versions"] == {"BATCH_001": 2}


def test_that_the_versions_are_listed_and_nothing_changes(project: Project) -> None:
    rederive(project)
    plan(project, "snow")
    rederive(project)
    a_file(project, "state/visual/orchestration/ep_001/ep_001_BATCH_009.json", "{")
    before = snapshot(project)

    listed = rederive(project, "--status", "--json").json
    one = rederive(project, "--status", "--batch", "BATCH_001", "--json").json
    said = rederive(project, "--status").out

    assert listed["active_version"] == {"BATCH_001": 1, "BATCH_002": 1}
    assert listed["candidate_versions"] == {"BATCH_001": 2}
    assert [batch["batch_id"] for batch in listed["batches"]] == [
        "BATCH_001",
        "BATCH_002",
        "BATCH_009",
    ]
    assert listed["batches"][2]["error"]["code"] == "corrupt_file"
    assert [version["version"] for version in one["batches"][0]["versions"]] == [1, 2]
    assert said.startswith("BATCH_001: version 1 (pending), candidates 2\n")
    assert snapshot(project) == before


def test_that_undo_takes_back_what_was_conformed(project: Project) -> None:
    rederive(project)
    plan(project, "snow")
    rederive(project)
    rederive(project, "--batch", "BATCH_001", "--conform", "2")
    rederive(project, "--batch", "BATCH_001", "--mark-derived", "2")

    said = [recoil("undo", project=project.root).out for _ in range(2)]

    assert said == [
        "undone: Boards of BATCH_001 are those of v2\n",
        "undone: Conform BATCH_001 to version 2\n",
    ]
    assert rederive(project, "--status", "--json").json["active_version"]["BATCH_001"] == 1


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--conform", "2"), "--conform is about one batch: say --batch B"),
        (("--batch", "BATCH_001", "--batch", "B", "--revert", "1"), "is about one batch"),
        (("--batch", "BATCH_001", "--conform", "2", "--revert", "1"), "say one of"),
        (("--batch", "BATCH_001", "--status", "--diff", "1", "2"), "say one of"),
        (("--batch", "BATCH_001", "--conform", "zwei"), "not a version: 'zwei'"),
        (("--batch", "BATCH_001", "--conform", "0"), "not a version: '0'"),
        (("--batch", "BATCH_001", "--conform", "7"), "scene version not found: BATCH_001 v7"),
        (("--batch", "BATCH_001", "--conform", "1"), "is at version 1 already"),
        (("--batch", "GONE", "--conform", "1"), "scene not found: GONE"),
        (("--batch", "GONE"), "batch not found: GONE"),
        (("--batch", "GONE", "--status"), "batch not found: GONE"),
        (("--batch", "../../x", "--diff", "1", "2"), "not a scene id"),
        (("--grouping", "mood"), "not a grouping: 'mood'"),
    ],
)
def test_that_a_wrong_wish_is_told_in_one_line_and_changes_nothing(
    project: Project, words: tuple[str, ...], problem: str
) -> None:
    rederive(project)
    before = snapshot(project)

    said = rederive(project, *words)

    assert (said.code, said.out) == (1, "")
    assert problem in said.err
    assert said.err.count("\n") == 1
    assert snapshot(project) == before


def test_that_a_pair_needs_two_values(project: Project) -> None:
    said = rederive(project, "--batch", "BATCH_001", "--diff", "1")

    assert said.code == 2


def test_that_without_a_plan_nothing_is_derived(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    before = snapshot(project)

    said = rederive(project, "--json")

    assert (said.code, said.json["error"]["code"]) == (1, "plan_not_found")
    assert snapshot(project) == before
