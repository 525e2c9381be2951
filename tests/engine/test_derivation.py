"""The scenes stage: stamped only when the scenes on disk are those of the plan, all of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from engine.domain.scene_operations import append_take
from engine.domain.scene_stamp import PlanState, ScenesRun
from engine.errors import CorruptFile, NotFound, Refused
from tests.helpers.scenes import BATCH, a_beat, a_scene, a_take
from tests.helpers.store import a_document, a_file, a_project, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

PATH = "state/visual/derivation/ep_001_derivation.json"
PLAN = PlanState("p" * 64, {"EP001_SH01": "h1", "EP001_SH02": None})
RUN = ScenesRun("continuity", planned=(BATCH, "BATCH_002"), written=("BATCH_002", BATCH))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = a_project(tmp_path)
    made.scenes.create(1, a_scene())
    made.scenes.create(1, a_scene(a_beat(2), scene_id="BATCH_002"))
    return made


def document(project: Project) -> Any:
    return json.loads((project.root / PATH).read_bytes())


def test_that_a_complete_run_is_stamped(project: Project) -> None:
    assert project.derivation.stamp_scenes(1, RUN, PLAN)

    stage = document(project)["stages"]["scenes"]
    assert len(str(stage.pop("content_sha"))) == len(str(stage.pop("structural_sha"))) == 64
    assert stage == {
        "kind": "derived",
        "source": {"plan": PLAN.sha},
        "builder": "recoil",
        "stamped_at": "2026-05-04T12:00:00Z",
        "scene_ids": [BATCH, "BATCH_002"],
        "source_text_hash": PLAN.text_hashes,
    }
    assert project.derivation.read(1).stages["scenes"].source == {"plan": PLAN.sha}


@pytest.mark.parametrize(
    "run",
    [
        replace(RUN, written=(BATCH,)),
        replace(RUN, planned=(), written=()),
        replace(RUN, grouping="coverage"),
        replace(RUN, is_sliced=True),
        replace(RUN, is_reroll=True),
    ],
)
def test_that_a_run_that_was_not_complete_is_not_stamped(project: Project, run: ScenesRun) -> None:
    before = snapshot(project)

    assert not project.derivation.stamp_scenes(1, run, PLAN)
    assert snapshot(project) == before


def test_that_what_others_keep_in_the_manifest_stays(project: Project) -> None:
    others = {"boards": {"kind": "manual", "content_sha": "b"}, "scenes": {"note": "mine"}}
    a_document(project, PATH, {"zz": 2**70, "stages": others})

    project.derivation.stamp_scenes(1, RUN, PLAN)

    after = document(project)
    assert after["zz"] == 2**70
    assert after["stages"]["boards"] == others["boards"]
    assert after["stages"]["scenes"]["note"] == "mine"


def test_that_nothing_new_is_not_stamped_again(project: Project) -> None:
    project.derivation.stamp_scenes(1, RUN, PLAN)
    before = (project.root / PATH).stat()

    assert project.derivation.stamp_scenes(1, RUN, PLAN)
    assert (project.root / PATH).stat() == before


def test_that_takes_change_the_content_and_not_the_structure(project: Project) -> None:
    project.derivation.stamp_scenes(1, RUN, PLAN)
    before = document(project)["stages"]["scenes"]
    project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))

    project.derivation.stamp_scenes(1, RUN, PLAN)

    after = document(project)["stages"]["scenes"]
    assert before["structural_sha"] == after["structural_sha"]
    assert before["content_sha"] != after["content_sha"]


def test_that_the_bodies_that_count_are_stamped(project: Project) -> None:
    project.scenes.stage(1, a_scene(a_beat(1, prompt="snow")), "test")
    project.derivation.stamp_scenes(1, RUN, PLAN)
    before = document(project)["stages"]["scenes"]["structural_sha"]

    project.scenes.conform(1, BATCH, 2)
    project.derivation.stamp_scenes(1, RUN, PLAN)

    assert document(project)["stages"]["scenes"]["structural_sha"] != before


def test_that_another_plan_makes_what_was_derived_from_it_stale(project: Project) -> None:
    project.derivation.stamp_scenes(1, RUN, PLAN)
    stages = document(project)["stages"] | {"plan": {"kind": "manual", "structural_sha": "new"}}
    a_document(project, PATH, {"stages": stages})

    assert project.derivation.read(1).stale() == ("scenes",)


@pytest.mark.parametrize("content", ["{", "[]", '{"stages": []}'])
def test_that_a_corrupt_manifest_stays(project: Project, content: str) -> None:
    a_file(project, PATH, content)
    before = snapshot(project)

    with pytest.raises(CorruptFile, match="derivation"):
        project.derivation.stamp_scenes(1, RUN, PLAN)
    assert snapshot(project) == before


def test_that_a_newer_programs_manifest_is_read_only(project: Project) -> None:
    a_document(project, PATH, {"schema_version": 9, "stages": {}})

    with pytest.raises(Refused, match="newer version"):
        project.derivation.stamp_scenes(1, RUN, PLAN)


def test_that_scenes_that_are_not_there_are_not_stamped(project: Project) -> None:
    run = replace(RUN, planned=("GONE",), written=("GONE",))

    with pytest.raises(NotFound):
        project.derivation.stamp_scenes(1, run, PLAN)
    assert not (project.root / PATH).exists()


def test_that_an_absent_manifest_reads_as_an_empty_one(project: Project) -> None:
    assert project.derivation.read(2).stages == {}
