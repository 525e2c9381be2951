"""Saves of a scene's status that come between a death and the recovery.

``python -m tests.reliability.between SEED CASES``: a change of a scene's versions stands still at
every point in turn; a process that knows nothing of it saves a take; then comes the recovery. The
take has to be in the version it was saved to, and nothing may be stuck.
"""

from __future__ import annotations

import gc
import json
import random
import shutil
import sys
from collections import Counter
from typing import TYPE_CHECKING

from tests.helpers.scenes import BATCH
from tests.reliability import batches, gate, world
from tests.reliability.checker import tree, violations
from tests.reliability.kills import folder_in_memory, prepare, run_stopped

if TYPE_CHECKING:
    from pathlib import Path

    from tests.reliability.kills import Scenario

SCENARIOS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "scene_stage"),
    (("scene_stage",), "scene_rederive"),
    (("scene_stage",), "scene_conform"),
    (("scene_stage",), "undo"),
    (("scene_stage", "undo"), "redo"),
    (("scene_stage", "scene_conform"), "undo"),
)


def faults(scenario: Scenario, root: Path, at: int, draw: random.Random) -> list[str]:
    """What is wrong after a death at ``at``, a save, and a recovery that may die as well."""
    change = scenario.name.rpartition("+")[2]
    run_stopped(root, change, at)
    version = world.opened(root).scenes.active_version(1, BATCH)
    batches.save(world.opened(root))
    if draw.random() < 0.5:
        run_stopped(root, "recover", draw.randint(1, 30))
    project = world.opened(root)
    world.recover(project)
    loaded = project.scenes.load(1, BATCH, version)
    takes = [take.take_id for take in loaded.scene.beats[0].takes] if loaded else []
    found = violations(tree(root), world.originals(), world.FACTS)
    if takes != ["t1"]:
        found.append(f"the save is lost: {takes}")
    if project.changes.stuck():
        found.append("a change is stuck")
    return found


def main(seed: int, cases: int) -> None:
    """Try every point of every scenario, as often as it goes, and print the figures."""
    gate.install()
    gc.disable()
    draw, wrong, place = random.Random(seed), Counter[str](), folder_in_memory()
    try:
        for number, (earlier, change) in enumerate(SCENARIOS):
            scenario = prepare(place / str(number), earlier, change)
            points = max(count for _, count in scenario.points)
            for case in range(cases // len(SCENARIOS)):
                at = case % points + 1
                copy = place / "copy"
                shutil.copytree(scenario.folder, copy)
                found = faults(scenario, copy / "projects" / "demo", at, draw)
                wrong.update(f"{scenario.name} at {at}: {fault}" for fault in found)
                shutil.rmtree(copy)
    finally:
        shutil.rmtree(place)
    figures = {"seed": seed, "cases": cases, "violations": dict(wrong.most_common(20))}
    print(json.dumps(figures))  # noqa: T201 - the answer of this program


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
