"""Small episodes to be rendered from the window: two coverage passes of a few small frames."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.helpers.projects import ProjectFiles

if TYPE_CHECKING:
    from pathlib import Path

PASSES = ("EP001_PASS_001_SH01_02_A_JADE", "EP001_PASS_002_SH03_04_A_JADE")
SMALL = {"resolution": "180x320"}
PLAN = "state/visual/plans/ep_001_plan.json"


def a_show(folder: Path, name: str = "show", **settings: object) -> ProjectFiles:
    """Episode 1 with four shots in two passes; nothing is rendered yet."""
    files = ProjectFiles(folder / name)
    files.settings(default_video_model="animatic", budget_usd=20, **settings)
    shots = [_shot(number) for number in range(1, 5)]
    files.document(PLAN, {"episode_id": "EP001", "shots": shots})
    files.coverage(1, *(_pass(pass_id) for pass_id in PASSES))
    return files


def rewrite(files: ProjectFiles, number: int, prompt: str) -> None:
    """The planner writes a shot anew, in the plan and in its pass."""
    plan = json.loads((files.root / PLAN).read_text())
    plan["shots"][number - 1]["raw"]["prompt"] = prompt
    files.document(PLAN, plan)


def _shot(number: int) -> dict[str, object]:
    return {
        "shot_id": f"EP001_SH{number:02d}",
        "pipeline": "video",
        "location_id": "KITCHEN",
        "duration_s": 1,
        "aspect_ratio": "9:16",
        "raw": {"prompt": f"Jade opens door {number}."},
    }


def _pass(pass_id: str) -> dict[str, object]:
    shots = [
        f"EP001_SH{number}"
        for number in pass_id.split("_SH")[1].split("_A_", maxsplit=1)[0].split("_")
    ]
    segments = [
        {"segment_index": k, "source_shot_id": shot, "duration_s": 1, "prompt": f"Door {k}"}
        for k, shot in enumerate(shots)
    ]
    return {"pass_id": pass_id, "segments": segments, "generation_config": SMALL}
