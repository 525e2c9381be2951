"""A scene with its versions in the world: what is saved of it, and how its pointer moves."""

from __future__ import annotations

import json
from collections.abc import Callable  # noqa: TC003 - names the table below
from typing import TYPE_CHECKING

from engine.domain.scene_operations import all_of, append_take, set_primary
from engine.domain.scene_stamp import PlanState, ScenesRun
from tests.helpers.scenes import BATCH, a_beat, a_body, a_scene, a_take

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

FOLDER = "state/visual/orchestration/ep_001"
OTHER = "BATCH_002"


def build(root: Path) -> None:
    """A flat body, as another tool wrote it."""
    place = root / FOLDER / f"ep_001_{BATCH}.json"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps(a_body(a_beat(1), a_beat(2)), indent=4))


def save(project: Project) -> None:
    """The status of a take that was rendered."""
    done = all_of(append_take("b1", a_take(1)), set_primary("b1", "t1"))
    project.scenes.change(1, BATCH, project.scenes.active_version(1, BATCH), done)


def write(project: Project) -> None:
    """The first body of another batch."""
    project.scenes.create(1, a_scene(scene_id=OTHER))


def stage(project: Project) -> None:
    """A candidate; the first makes the flat body version 1."""
    project.scenes.stage(1, a_scene(a_beat(1, prompt="snow"), a_beat(2)), "test")


def rederive(project: Project) -> None:
    """A candidate, a first body and the stamp of the stage, all in one."""
    with project.changes.writing() as draft:
        project.scenes.stage_in(draft, 1, a_scene(a_beat(1, prompt="fog"), a_beat(2)), "test")
        project.scenes.create_in(draft, 1, a_scene(scene_id=OTHER))
        run = ScenesRun("continuity", planned=(BATCH, OTHER), written=(BATCH, OTHER))
        project.derivation.stamp_scenes_in(draft, 1, run, PlanState("p", {}))
        draft.commit("rederive", "Rederive EP001")


def conform(project: Project) -> None:
    """The candidate counts."""
    project.scenes.conform(1, BATCH, 2)


def revert(project: Project) -> None:
    """The first version counts again."""
    project.scenes.revert(1, BATCH, 1)


def mark(project: Project) -> None:
    """The boards of the candidate were made for it."""
    project.scenes.mark_derived(1, BATCH, 2)


def result(project: Project) -> None:
    """A paid take of the first version comes in, whatever counts now."""
    project.scenes.append_result(1, BATCH, 1, "b2", a_take(7))


CHANGES: dict[str, Callable[[Project], None]] = {
    f"scene_{change.__name__}": change
    for change in (save, write, stage, rederive, conform, revert, mark, result)
}
SCENARIOS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "scene_save"),
    ((), "scene_write"),
    ((), "scene_stage"),
    ((), "scene_rederive"),
    (("scene_stage",), "scene_rederive"),
    (("scene_stage",), "scene_conform"),
    (("scene_stage",), "scene_mark"),
    (("scene_stage", "scene_conform"), "scene_revert"),
    (("scene_stage", "scene_conform"), "scene_result"),
    (("scene_stage", "scene_save"), "undo"),
    (("scene_stage", "undo", "scene_save"), "redo"),
    (("scene_rederive",), "undo"),
    (("scene_stage", "scene_conform", "scene_save"), "undo"),
)
