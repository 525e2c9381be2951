"""Small episodes for ``recoil generate``: quick to render, complete in what they ask for."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from tests.helpers.episodes import a_shot, an_episode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from engine.store.project import Project

PLACES = ("KITCHEN", "KITCHEN", "KITCHEN", "HALL")
SMALL = {"resolution": "96x160"}
LEDGER = "state/visual/ledger.jsonl"
BODIES = "state/visual/orchestration/ep_001"
COVERAGE = "state/visual/coverage_passes/ep_001_passes.json"
STATE = "state/visual/passes/ep_001_pass_state.json"


def a_show(root: Path, seconds: float = 1, **settings: object) -> Project:
    """Three shots in the kitchen, one in the hall; in a mode that cuts passes by itself."""
    usual = {"mode": "microdrama", "default_video_model": "animatic"}
    return an_episode(root, places=PLACES, seconds=seconds, **{**usual, **settings})


def a_covered_show(root: Path, seconds: float = 1, **settings: object) -> Project:
    """The same, with two passes planned over it, that are rendered small."""
    project = a_show(root, seconds, **settings)
    cover(project, {1: (1, 2), 2: (3, 4)}, seconds)
    return project


def cover(project: Project, passes: dict[int, tuple[int, ...]], seconds: float) -> list[str]:
    """Plan coverage passes: their numbers, and the shots of each; gives their ids."""
    planned = [_pass(number, shots, seconds) for number, shots in passes.items()]
    place = project.root / COVERAGE
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps({"passes": planned}))
    return [str(one["pass_id"]) for one in planned]


def say_otherwise(project: Project, number: int, prompt: str) -> None:
    """Change the words of one shot in the plan."""
    place = project.root / str(project.plans.path(1))
    plan = json.loads(place.read_text())
    plan["shots"][number - 1] |= {"raw": {"prompt": prompt}}
    place.write_text(json.dumps(plan))


def add_shot(project: Project, number: int, where: str) -> None:
    """Put another shot at the end of the plan."""
    place = project.root / str(project.plans.path(1))
    plan = json.loads(place.read_text())
    seconds = plan["shots"][0]["duration_s"]
    plan["shots"].append(a_shot(number, where, seconds))
    place.write_text(json.dumps(plan))


def contents(folder: Path, but: Iterable[str] = ()) -> dict[str, str]:
    """A hash of everything below a folder, also of the empty folders."""
    left_out = tuple(but)
    return {
        name: _hash(path)
        for path in sorted(folder.rglob("*"))
        if not (name := path.relative_to(folder).as_posix()).startswith(left_out)
    }


def _hash(path: Path) -> str:
    if path.is_dir():
        return "folder"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _pass(number: int, shots: tuple[int, ...], seconds: float) -> dict[str, object]:
    ids = [f"EP001_SH{shot:02d}" for shot in shots]
    return {
        "pass_id": f"EP001_PASS_{number:03d}_SH{'_'.join(f'{shot:02d}' for shot in shots)}_A_JADE",
        "episode_id": "EP001",
        "shot_range": [ids[0], ids[-1]],
        "generation_config": SMALL,
        "segments": [
            {"segment_index": index, "source_shot_id": shot, "duration_s": seconds, "prompt": shot}
            for index, shot in enumerate(ids)
        ],
    }
