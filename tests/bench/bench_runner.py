"""What the runner itself costs: beats a second, memory, growth with scenes, and the dry run."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.bench.harness import Row, as_installed, figure, within
from tests.helpers.episodes import an_episode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.store.project import Project
    from tests.bench.material import Material

SCENES = {10: 5, 100: 3, 1000: 1}  # how many, and how often such an episode is run
BEATS_A_SECOND = 60
MEMORY_MB = 300
GROWTH = 1.3
DRY_SHOTS = 120
DRY_MS = 1000
ROOT = Path(__file__).parent.parent.parent


def rows(material: Material) -> list[Row]:
    """Episodes of three sizes whose provider answers at once, and a plan that is only estimated."""
    with tempfile.TemporaryDirectory(prefix="runner-", dir=material.folder) as folder:
        return [*_runs(Path(folder)), *_dry(Path(folder))]


def _runs(folder: Path) -> Iterator[Row]:
    runs = {size: _measured(folder, size, times, "unseen") for size, times in SCENES.items()}
    a_beat = {size: run["seconds"] / size for size, run in runs.items()}
    most = max(SCENES)
    name = f"runner, beats a second, {most:,} scenes"
    yield figure(
        name, 1 / a_beat[most], at_least=BEATS_A_SECOND, note="8 at once, all states synced"
    )
    looked = _measured(folder, most, 1)
    note = "every take is decoded and judged, too, which is no overhead of the runner"
    yield figure(f"{name}, takes looked at", most / looked["seconds"], note=note)
    memory = max(runs[most]["peak_mb"], looked["peak_mb"])
    yield figure("runner, memory", memory, at_most=MEMORY_MB, unit="MB")
    for size in (100, most):
        name = f"runner, time of a beat in {size:,} scenes against 10"
        yield figure(name, a_beat[size] / a_beat[10], at_most=GROWTH, unit="x")


def _measured(folder: Path, scenes: int, times: int, *words: str) -> dict[str, float]:
    """The medians of so many runs, each in a process of its own."""
    found = [_run(folder, scenes, *words) for _ in range(times)]
    return {key: median(one[key] for one in found) for key in found[0]}


def _run(folder: Path, scenes: int, *words: str) -> dict[str, float]:
    place = tempfile.mkdtemp(dir=folder)
    command = [sys.executable, "-m", "tests.bench.runner_run", place, str(scenes), *words]
    done = subprocess.run(
        command, cwd=ROOT, env=as_installed(), check=True, capture_output=True, text=True
    )
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _dry(folder: Path) -> Iterator[Row]:
    project = an_episode(
        folder, places=[f"PLACE_{n // 3}" for n in range(DRY_SHOTS)], default_video_model="animatic"
    )
    name = f"dry run of {DRY_SHOTS} shots, whole process"
    yield within(name, partial(_dry_run, project), limit_ms=DRY_MS)


def _dry_run(project: Project) -> None:
    words = ["--projects-root", str(project.root.parent), "--project", project.root.name, "--json"]
    command = [str(Path(sys.executable).with_name("recoil")), *words]
    command += ["generate", "--episode", "1", "--dry-run"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=as_installed())
    assert json.loads(done.stdout)["beats"], done.stdout
