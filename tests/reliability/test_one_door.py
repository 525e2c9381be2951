"""W3: one module writes, renames, links and removes inside a project; nobody else."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.reliability.programs import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# A hook cannot be taken off again, so the flow runs in a process of its own.
PROGRAM = """
import json, os, sys
from pathlib import Path
from engine.domain.scene_stamp import PlanState, ScenesRun
from tests.helpers.scenes import BATCH
from tests.reliability import world
from tests.reliability.gate import _CHANGING, _FOR_WRITING, _full_name

root = world.build(Path(sys.argv[1]))
seen, strangers = set(), set()
DOOR = ("engine/store/files.py", "engine/store/renames.py")
LOCKS = ("engine/store/locks.py", "engine/store/quick_lock.py")

def place_of_change():
    frame, inner = sys._getframe(2), None
    while frame is not None:
        name = frame.f_code.co_filename.replace(os.sep, "/")
        if "/engine/" in name:
            return "engine/" + name.rpartition("/engine/")[2]
        inner = inner or name
        frame = frame.f_back
    return inner

def heard(event, arguments):
    is_writing = event == "open" and isinstance(arguments[2], int) and arguments[2] & _FOR_WRITING
    is_open_already = arguments and isinstance(arguments[0], int)
    if is_open_already or (not is_writing and event not in _CHANGING):
        return
    name = _full_name(arguments)
    if not name.startswith(str(root)):
        return
    who = place_of_change()
    # The library of locks asks for its folder each time, also when it is there.
    locks = "/state/locks/" in name or name.endswith(".lock") or event == "os.mkdir"
    if who.endswith(("world.py", "renders.py")):
        staged = "/state/staging/" in name
        (seen if staged else strangers).add(f"{who} {event} {name}")
    elif who in DOOR or (who in LOCKS and locks):
        seen.add(who)
    else:
        strangers.add(f"{who} {event} {name}")

sys.addaudithook(heard)
project = world.opened(root)
words = "confirm undo redo reject regenerate edit register render recover"
words += "".join(f" scene_{verb}" for verb in "save stage write conform save result mark".split())
for change in words.split():
    world.CHANGES[change](project)
for change in "sweep archive_folder restore_folder archive_video restore_video copy_in".split():
    world.CHANGES[f"orphan_{change}"](project)
project.ledger.new_period()
project.derivation.stamp_scenes(1, ScenesRun("solo", (BATCH,), (BATCH,)), PlanState("p", {}))
project.sidecars.ensure_stubs([world.VIDEO, world.ORPHAN])
project.ops.started("test")
project.snapshots.make()
if len(sys.argv) > 2:
    (root / "stray.json").write_text("{}")
doors = sorted(one for one in seen if one in DOOR)
print(json.dumps({"doors": doors, "strangers": sorted(strangers)}))
"""


def run_flow(folder: Path, *arguments: str) -> dict[str, list[str]]:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, folder, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    found: dict[str, list[str]] = json.loads(result.stdout)
    return found


@pytest.mark.slow
def test_that_only_the_door_changes_a_project(tmp_path: Path) -> None:
    found = run_flow(tmp_path)

    assert found["strangers"] == []
    assert "engine/store/files.py" in found["doors"]


@pytest.mark.slow
def test_that_a_stranger_would_be_seen(tmp_path: Path) -> None:
    found = run_flow(tmp_path, "with a stranger")

    assert len(found["strangers"]) == 1
    assert "stray.json" in found["strangers"][0]
