"""Deriving scenes anew: what becomes of each batch, and that no body is written over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.domain.scene_operations import append_take
from engine.errors import NotFound, UserError
from engine.orchestration.versions import (
    Became,
    RederiveOrder,
    all_versions,
    diff_versions,
    rederive,
    versions_of,
)
from tests.helpers.scenes import a_take
from tests.helpers.shots import PASS, entry, segment
from tests.helpers.store import a_document, a_file, a_project, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

ALL = RederiveOrder(1)
BODY = "state/visual/orchestration/ep_001/ep_001_BATCH_001.json"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = a_project(tmp_path)
    plan(made)
    return made


def plan(project: Project, said: str = "rain", *more: dict[str, object]) -> None:
    shots = [entry(number) for number in ("01", "02", "03")]
    shots[1]["raw"] = {"prompt": said, "source_text_hash": said}
    shots.append(entry("04", location_id="street"))
    a_document(project, "state/visual/plans/ep_001_plan.json", {"shots": [*shots, *more]})


def became(project: Project, order: RederiveOrder = ALL) -> dict[str, Became]:
    return {one.scene_id: one.became for one in rederive(project, order).batches}


def test_that_the_first_derivation_writes_every_batch_and_is_stamped(project: Project) -> None:
    done = rederive(project, ALL)

    assert done.written == ("BATCH_001", "BATCH_002")
    assert (done.candidates, done.corrupt, done.is_stamped) == ({}, {}, True)
    assert done.change is not None
    assert done.change.title == "Rederive EP001: 2 written"
    assert project.derivation.read(1).stages["scenes"].kind == "derived"


def test_that_the_same_plan_changes_nothing(project: Project) -> None:
    rederive(project, ALL)
    project.scenes.change(1, "BATCH_001", 1, append_take("BATCH_001__cont", a_take(1)))
    body = (project.root / BODY).read_bytes()

    done = rederive(project, ALL)

    assert {one.became for one in done.batches} == {Became.SAME}
    assert (done.change, done.is_stamped) == (None, True)
    assert (project.root / BODY).read_bytes() == body


def test_that_a_changed_plan_is_kept_as_a_candidate_once(project: Project) -> None:
    rederive(project, ALL)
    project.scenes.change(1, "BATCH_001", 1, append_take("BATCH_001__cont", a_take(1)))
    stage = project.derivation.read(1).stages["scenes"].as_json()
    plan(project, "snow")

    first = rederive(project, ALL)
    again = rederive(project, ALL)

    assert [one.became for one in first.batches] == [Became.STAGED, Became.SAME]
    assert [one.became for one in again.batches] == [Became.FOUND, Became.SAME]
    assert first.candidates == again.candidates == {"BATCH_001": 2}
    assert (first.is_stamped, again.change) == (False, None)
    assert project.derivation.read(1).stages["scenes"].as_json() == stage
    loaded = project.scenes.load(1, "BATCH_001")
    assert loaded is not None
    assert (loaded.version, len(loaded.scene.beats[0].takes)) == (1, 1)


def test_that_a_conformed_candidate_is_the_plans_scene(project: Project) -> None:
    rederive(project, ALL)
    plan(project, "snow")
    rederive(project, ALL)
    project.scenes.conform(1, "BATCH_001", 2)

    done = rederive(project, ALL)

    assert {one.became for one in done.batches} == {Became.SAME}
    assert done.is_stamped
    hashes: Any = project.derivation.read(1).stages["scenes"].model_extra or {}
    assert hashes["source_text_hash"]["EP001_SH02"] == "snow"


def test_that_undo_takes_a_whole_derivation_back(project: Project) -> None:
    before = snapshot(project)
    rederive(project, ALL)
    written = snapshot(project)
    plan(project, "snow", entry("05"))
    planned = snapshot(project)
    rederive(project, ALL)

    project.changes.undo()
    assert snapshot(project) == planned
    project.changes.undo()

    assert set(snapshot(project)) == set(before)
    project.changes.redo()
    assert set(snapshot(project)) == set(written)


def test_that_only_the_batches_asked_for_are_derived(project: Project) -> None:
    order = RederiveOrder(1, ("BATCH_002",))

    assert became(project, order) == {"BATCH_002": Became.WRITTEN}
    assert project.scenes.ids(1) == ("BATCH_002",)
    assert project.derivation.read(1).stages == {}


def test_that_a_batch_is_grouped_as_it_was(project: Project) -> None:
    passes = [{"pass_id": PASS, "segments": [segment("01"), segment("02")]}]
    a_document(project, "state/visual/coverage_passes/ep_001_passes.json", {"passes": passes})
    grouped = became(project, RederiveOrder(1, grouping="coverage"))
    rederive(project, ALL)

    again = became(project, RederiveOrder(1, (PASS, "BATCH_001", PASS)))

    assert grouped == {PASS: Became.WRITTEN}
    assert again == {PASS: Became.SAME, "BATCH_001": Became.SAME}


def test_that_coverage_is_never_stamped(project: Project) -> None:
    passes = [{"pass_id": PASS, "segments": [segment("01"), segment("02")]}]
    a_document(project, "state/visual/coverage_passes/ep_001_passes.json", {"passes": passes})

    assert not rederive(project, RederiveOrder(1, grouping="coverage")).is_stamped


@pytest.mark.parametrize(
    "path", [BODY, BODY.replace(".json", ".versions.json"), BODY.replace(".json", ".v2.json")]
)
def test_that_a_corrupt_batch_stays_and_the_others_go_on(project: Project, path: str) -> None:
    rederive(project, ALL)
    plan(project, "snow")
    rederive(project, ALL)
    (project.root / path).unlink(missing_ok=True)
    if path == BODY:
        (project.root / BODY.replace(".json", ".v1.json")).unlink()
        (project.root / BODY.replace(".json", ".versions.json")).unlink()
        (project.root / BODY.replace(".json", ".v2.json")).unlink()
    a_file(project, path, "{")
    plan(project, "fog", entry("05", location_id="attic"))
    before = {name: data for name, data in snapshot(project).items() if "BATCH_001" in name}

    done = rederive(project, ALL)

    assert [one.became for one in done.batches] == [Became.CORRUPT, Became.SAME, Became.WRITTEN]
    assert set(done.corrupt) == {"BATCH_001"}
    assert not done.is_stamped
    after = {name: data for name, data in snapshot(project).items() if "BATCH_001" in name}
    assert after == before


@pytest.mark.parametrize(
    ("order", "problem"),
    [
        (RederiveOrder(2), "plan not found"),
        (RederiveOrder(1, ("GONE",)), "batch not found: GONE"),
        (RederiveOrder(1, ("../x",)), "not a scene id"),
        (RederiveOrder(1, grouping="mood"), "not a grouping: 'mood'"),
        (RederiveOrder(1, grouping="coverage"), "no coverage passes"),
    ],
)
def test_that_what_cannot_be_derived_changes_nothing(
    project: Project, order: RederiveOrder, problem: str
) -> None:
    before = snapshot(project)

    with pytest.raises(UserError, match=problem):
        rederive(project, order)
    assert snapshot(project) == before


def test_that_a_bad_plan_names_its_shot_and_changes_nothing(project: Project) -> None:
    rederive(project, ALL)
    plan(project, "snow", entry("02"))
    before = snapshot(project)

    with pytest.raises(UserError, match="EP001_SH02: the plan has this shot twice"):
        rederive(project, ALL)
    assert snapshot(project) == before


# -- looking -----------------------------------------------------------------


def test_that_the_versions_of_every_batch_are_listed(project: Project) -> None:
    rederive(project, ALL)
    plan(project, "snow")
    rederive(project, ALL)
    a_file(project, BODY.replace("001.json", "009.json"), "{")

    first, second, corrupt = all_versions(project, 1)

    assert (first.scene_id, first.active_version, first.candidates) == ("BATCH_001", 1, (2,))
    assert [one.source for one in first.versions] == ["flat body", "rederive"]
    assert (second.candidates, second.versions, second.status) == ((), (), "pending")
    assert (corrupt.scene_id, corrupt.trouble is None) == ("BATCH_009", False)
    with pytest.raises(NotFound, match="batch not found"):
        versions_of(project, 1, "GONE")


def test_that_two_versions_are_compared(project: Project) -> None:
    rederive(project, ALL)
    plan(project, "snow")
    rederive(project, ALL)

    found = diff_versions(project, 1, "BATCH_001", 1, 2)

    changed = {shot.shot_id: shot.fields for shot in found.shots if shot.fields}
    assert changed == {
        "EP001_SH02": (
            ("raw.prompt", "rain", "snow"),
            ("raw.source_text_hash", "rain", "snow"),
        )
    }
    with pytest.raises(NotFound, match="v7"):
        diff_versions(project, 1, "BATCH_001", 1, 7)
    with pytest.raises(NotFound, match="batch not found"):
        diff_versions(project, 1, "GONE", 1, 2)
