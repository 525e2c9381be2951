"""Kills every kind of change before each of its mutations, and again in the recovery.

A program of its own: ``python -m tests.reliability.kills SEED KILLS kill`` forks a child per kill
(with ``stop`` the work only stands still) and prints its figures as one JSON object.
"""

from __future__ import annotations

import gc
import json
import os
import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.store import renames
from engine.store.project_files import ARCHIVES
from tests.reliability import gate, renders, world
from tests.reliability.checker import Tree, open_intents, tree, violations, visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.store.project import Project

    SystemCall = Callable[[], Callable[[bytes, bytes], int] | None]
    Run = Callable[[Path, str, int], int]

DIED = 9  # the wait status of a child that was killed

_AGAIN = 0.7  # the share of kills after which the recovery is killed too
_GO_ON = 0.2  # the share after which work goes on


def _no_call() -> None:
    return None


# Systems without a call for renaming without replacing go another way, with its own dangers.
_SYSTEM_CALLS: tuple[SystemCall, ...] = (_no_call, renames._system_call)


@dataclass(slots=True)
class Figures:
    """What a run counted, and how it goes about it."""

    seed: int
    run: Run
    draw: random.Random
    kills: int = 0
    points: Counter[str] = field(default_factory=Counter)
    violations: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> str:
        """The figures as one line."""
        found = dict(self.violations.most_common(20))
        head = {"seed": self.seed, "kills": self.kills, "points": dict(self.points)}
        return json.dumps(head | {"violations": found})


@dataclass(slots=True)
class Scenario:
    """One kind of change, with the states before and after it that are both right."""

    name: str
    folder: Path
    before: dict[str, str]
    after: dict[str, str]
    outside: Tree
    stuck: Tree
    points: tuple[tuple[SystemCall, int], ...]


def folder_in_memory() -> Path:
    """A folder where syncing costs nothing, if the system has one."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))


def run_child(root: Path, change: str, at: int) -> int:
    """Do a change in a child that is killed before mutation ``at``; gives its wait status."""
    child = os.fork()
    if child == 0:
        try:
            gate.GATE.arm(str(root), at, gate.kill)
            world.CHANGES[change](world.opened(root))
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the child ends here in any case
            traceback.print_exc()
            os._exit(3)
    return os.waitpid(child, 0)[1]


def run_stopped(root: Path, change: str, at: int) -> int:
    """The same without a process: the work stands still at mutation ``at``."""
    gate.GATE.arm(str(root), at, gate.stop)
    try:
        world.CHANGES[change](world.opened(root))
    except gate.Stopped:
        return DIED
    finally:
        gate.GATE.disarm()
    return 0


WAYS: dict[str, Run] = {"kill": run_child, "stop": run_stopped}


def count_points(root: Path, change: str) -> int:
    """How many mutations an undisturbed change makes; it is carried out."""
    run_stopped(root, change, 0)
    return gate.GATE.count


def rename_by(call: SystemCall) -> None:
    """From now on files are renamed by this call of the system, or by links where it is none."""
    vars(renames)["_system_call"] = call


def prepare(place: Path, earlier: tuple[str, ...], change: str) -> Scenario:
    """Build the world, do what comes earlier, and look at the change undisturbed."""
    start = place / "start"
    root = world.build(start)
    for one in earlier:
        world.CHANGES[one](world.opened(root))
    before = visible(tree(root))
    points = []
    for call in _SYSTEM_CALLS:
        rename_by(call)
        trial = place / "trial"
        shutil.copytree(start, trial)
        points.append((call, count_points(trial / "projects" / "demo", change)))
        after = visible(tree(trial / "projects" / "demo"))
        shutil.rmtree(trial)
    name = "+".join([*earlier, change])
    outside, stuck = tree(start / "outside"), open_intents(tree(root))
    return Scenario(name, start, before, after, outside, stuck, tuple(points))


def faults(scenario: Scenario, root: Path) -> list[str]:
    """What is wrong after a kill and a restart."""
    project = world.opened(root)
    world.recover(project)
    files = tree(root)
    found = violations(files, world.originals(), world.FACTS) + renders.money_faults(project)
    if visible(files) not in (scenario.before, scenario.after, _extracting(scenario.before)):
        found.append("neither before nor after")
    if open_intents(files) != scenario.stuck:
        found.append("a change is stuck, or one that was stuck is lost")
    if {one.id for one in project.changes.stuck()} > {
        one.stem for one in map(Path, scenario.stuck)
    }:
        found.append("a change is stuck")
    if tree(root.parent.parent / "outside") != scenario.outside:
        found.append("the tree outside was changed")
    return found


def sweep(scenario: Scenario, place: Path, figures: Figures, kills: int) -> None:
    """Kill at every point, as often as it goes, and half of the time again in the recovery."""
    draw, run = figures.draw, figures.run
    points = [(at, call) for call, count in scenario.points for at in range(1, count + 1)]
    draw.shuffle(points)
    figures.points[scenario.name] = len(points)
    end, number = figures.kills + kills, 0
    while figures.kills < end:
        at, call = points[number % len(points)]
        rename_by(call)
        root = _killed(scenario, place, at, run)
        figures.kills += 1
        if draw.random() < _AGAIN:
            figures.kills += run(root, "recover", draw.randint(1, 30)) == DIED
        _count(figures, scenario, at, root)
        shutil.rmtree(root.parent.parent)
        number += 1


def main(seed: int, kills: int, way: str, only: str = "", until: str = "end") -> None:
    """Run all scenarios, or one, with ``kills`` kills in all, and print the figures.

    ``until`` the first violation: whoever hunts for one need not see the others.
    """
    gate.install()
    gc.disable()
    figures = Figures(seed, WAYS[way], random.Random(seed))
    place = folder_in_memory()
    try:
        chosen = world.chosen(only)
        for number, (earlier, change) in enumerate(chosen):
            scenario = prepare(place / str(number), earlier, change)
            left = len(chosen) - number
            share = max(1, (kills - figures.kills) // left)
            sweep(scenario, place, figures, share)
            if until == "first" and figures.violations:
                break
    finally:
        shutil.rmtree(place)
    print(figures.as_json())  # noqa: T201 - the answer of this program


def _killed(scenario: Scenario, place: Path, at: int, run: Run) -> Path:
    copy = place / "copy"
    shutil.copytree(scenario.folder, copy)
    root = copy / "projects" / "demo"
    status = run(root, scenario.name.rpartition("+")[2], at)
    if status != DIED:
        raise RuntimeError(f"{scenario.name} was not killed at {at}: status {status}")
    return root


def _count(figures: Figures, scenario: Scenario, at: int, root: Path) -> None:
    try:
        found = faults(scenario, root)
        if figures.draw.random() < _GO_ON:
            found += _still_works(world.opened(root))
    except Exception as error:  # noqa: BLE001 - a recovery that crashes is a finding
        found = [f"recovery raised {error!r}"]
    figures.violations.update(f"{scenario.name} at {at}: {fault}" for fault in found)


def _extracting(before: dict[str, str]) -> dict[str, str]:
    # A confirm says first that it is extracting; killed after that, nothing else has changed.
    name = "state/visual/passes/ep_001_pass_state.json"
    document = json.loads(before[name])
    document["passes"][world.PASS_ID]["status"] = "extracting"
    return before | {name: json.dumps(document, sort_keys=True)}


def _still_works(project: Project) -> list[str]:
    places = (world.VIDEO, ARCHIVES / str(world.VIDEO))
    video = next((one for one in places if project.sidecars.read(one) is not None), None)
    if video is None:
        return ["the sidecar of the pass is gone"]
    with project.changes.writing() as draft:
        project.sidecars.merge(draft, video, {"notes": "after the restart"})
        draft.commit("sidecar", "Go on")
    return []


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
