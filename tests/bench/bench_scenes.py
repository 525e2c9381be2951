"""What it costs to save the status of a take: in small bodies, in large ones, by many at once."""

from __future__ import annotations

import tempfile
import threading
import time
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from engine.domain.project_settings import ProjectSettings
from engine.domain.scene_operations import all_of, put_take, set_primary
from engine.store.project import Project
from tests.bench.harness import Row, figure, within
from tests.helpers.scenes import a_beat, a_scene, a_take

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.bench.material import Material

SIZES = (1, 10, 100)
LIMIT_MS = 15
SAVERS = 8
SAVES = 50
AT_LEAST = 240  # saves a second: 60 beats of four saves each
WORDS = "a long look at the kitchen, the rain on the window, the door that does not close " * 4
NUMBERS = count(1)


def rows(material: Material) -> list[Row]:
    """One save after the other, and eight savers at once."""
    with tempfile.TemporaryDirectory(prefix="scenes-", dir=material.folder) as folder:
        project = Project.create(Path(folder) / "bench", ProjectSettings())
        for size in SIZES:
            beats = (a_beat(n, worn(1), prompt=WORDS) for n in range(size))
            project.scenes.create(1, a_scene(*beats, scene_id=f"OF_{size}"))
        return [*_one_by_one(project), *_together(project)]


def worn(index: int) -> dict[str, object]:
    """A take as a renderer leaves it."""
    step = {"payload": {"prompt": WORDS, "references": ["assets/char/jade.png"] * 4}}
    receipt = {"run_result": {"output_path": "renders/ep_001/x.mp4", "success": True}}
    return a_take(index, workflow={"steps": [step | {"receipt": receipt}]})


def _one_by_one(project: Project) -> Iterator[Row]:
    for size in SIZES:
        name = f"status saved, body of {size} beats"
        yield within(name, partial(_save, project, size, 0), limit_ms=LIMIT_MS)


def _together(project: Project) -> Iterator[Row]:
    for size in SIZES:
        name = f"saves a second, {SAVERS} at once, body of {size} beats"
        works = [partial(_save_often, project, size, number) for number in range(SAVERS)]
        yield figure(name, SAVERS * SAVES / _seconds(works), at_least=AT_LEAST)


def _save_often(project: Project, size: int, number: int) -> None:
    for _ in range(SAVES):
        _save(project, size, number * 7)


def _save(project: Project, size: int, number: int) -> None:
    """A take goes on: its status, its metadata, and the primary."""
    beat_id = f"b{number % size}"
    noted = worn(1) | {"take_metadata": {"n": next(NUMBERS)}}
    operation = all_of(put_take(beat_id, noted), set_primary(beat_id, "t1"))
    project.scenes.change(1, f"OF_{size}", 1, operation)


def _seconds(works: Sequence[Callable[[], None]]) -> float:
    threads = [threading.Thread(target=work, name=f"saver {n}") for n, work in enumerate(works)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begin
