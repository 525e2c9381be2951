"""How soon the wall of a thousand batches is read, and read again after a change."""

from __future__ import annotations

import json
import tempfile
import time
from itertools import count
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from engine.domain.canonical import canonical_plan
from engine.domain.comments import NewComment
from engine.domain.project_settings import ProjectSettings
from engine.orchestration.derive import scene_of
from engine.orchestration.grouping import group_shots
from engine.store.project import Project
from engine.store.scene_names import flat_path
from engine.workspace.board import board_of
from engine.workspace.board_decisions import BoardWish, approve
from engine.workspace.comments import add_comment
from tests.bench.harness import Row, figure, percentile
from tests.helpers.boards import give_art
from tests.helpers.episodes import a_shot, write_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.domain.scenes import Scene
    from tests.bench.material import Material

BATCHES, SHOTS = 1000, 3
COLD_MS, AGAIN_MS, VERDICT_MS = 1000, 150, 50
ROUNDS, VERDICTS = 5, 40
NOW = "2026-01-01T00:00:00Z"


def rows(material: Material) -> list[Row]:
    """Reading the wall, reading it again, and what people do to it."""
    with tempfile.TemporaryDirectory(prefix="wall-", dir=material.folder) as folder:
        project = a_wall(Path(folder))
        return [*_looks(project), *_verdicts(project)]


def a_wall(folder: Path) -> Project:
    """An episode of a thousand batches of three shots, each rendered once."""
    project = Project.create(folder / "show", ProjectSettings.read({"mode": "feature"}))
    write_plan(project, [a_shot(n + 1, f"P{n // SHOTS}") for n in range(BATCHES * SHOTS)])
    plan = project.plans.read(1)
    assert plan is not None
    groups = group_shots("continuity", canonical_plan(plan, 1))
    for number, group in enumerate(groups, start=1):
        _write(project, number, scene_of(group, 1, "show", NOW))
    return project


def _write(project: Project, number: int, scene: Scene) -> None:
    """A body with a take, the take's video, and its sidecar."""
    shots = "_".join(str(int(shot[8:])) for shot in scene.shot_ids())
    video = f"renders/ep_001/EP001_CONT_{number:03d}_SH{shots}_take1.mp4"
    sidecar = {"status": "candidate", "model": "m", "provenance": {"prompt": "x" * 500}}
    result = {"output_path": video, "metadata": {"cost_usd": 0.4}}
    payload = {"prompt": "y" * 1500, "references": []}
    step = {"step_id": "s", "payload": payload, "receipt": {"run_result": result}}
    take = {"take_id": "t1", "index": 1, "status": "succeeded", "workflow": {"steps": [step]}}
    body = scene.as_json()
    beats = body["beats"]
    assert isinstance(beats, list)
    beats[0] |= {"takes": [take], "primary_take_id": "t1"}
    _put(project.root / video, "x")
    _put(project.root / f"{video}.json", json.dumps(sidecar))
    _put(project.root / str(flat_path(1, scene.scene_id)), json.dumps(body, indent=2))


def _put(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def _looks(project: Project) -> Iterator[Row]:
    cold = [_seconds(lambda: board_of(Project.open(project.root), 1)) for _ in range(ROUNDS)]
    name = f"wall of {BATCHES:,} batches"
    yield figure(f"{name}, read", median(cold) * 1000, at_most=COLD_MS, unit="ms")
    board = board_of(project, 1)
    again = []
    for number in range(1, ROUNDS + 1):
        give_art(project, f"BATCH_{number:03d}")
        start = time.perf_counter()
        board = board_of(project, 1, board)
        again.append(time.perf_counter() - start)
    yield figure(
        f"{name}, read again after a change", median(again) * 1000, at_most=AGAIN_MS, unit="ms"
    )


def _verdicts(project: Project) -> Iterator[Row]:
    numbers = count(1)

    def judge() -> None:
        approve(project, 1, [BoardWish("BATCH_001")])

    def note() -> None:
        add_comment(project, 1, NewComment(batch_id="BATCH_001", body=f"note {next(numbers)}"))

    judged, undone, noted = [], [], []
    for _ in range(VERDICTS):
        judged.append(_seconds(judge))
        undone.append(_seconds(project.changes.undo))
        noted.append(_seconds(note))
    for name, times in (("approved", judged), ("taken back", undone)):
        worst = percentile(times, 0.95) * 1000
        yield figure(f"board {name}, p95", worst, at_most=VERDICT_MS, unit="ms")
    worst = percentile(noted, 0.95) * 1000
    yield figure("comment added, p95", worst, at_most=VERDICT_MS, unit="ms")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
