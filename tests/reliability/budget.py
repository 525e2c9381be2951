"""Races for the last money of a budget, between processes that are made to yield at every call.

``python -m tests.reliability.budget SEED SCHEDULES`` runs schedules: in each, five processes
reserve, go on, settle, and die, against caps that cannot hold them all. Before every call that
reads, locks or writes, a process may stand still for as long as the draw says, so that the others
come between. Afterwards the checker counts the money at every line.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import sys
import threading
import traceback
from collections import Counter
from typing import TYPE_CHECKING, Any

from engine.domain.dispatches import Cap, DispatchState, IllegalTransition
from engine.errors import BudgetExceeded
from engine.store.ledger import new_dispatch_id
from engine.store.project import Project
from tests.reliability import gate, world
from tests.reliability.checker import money_faults, whole_lines
from tests.reliability.kills import DIED, folder_in_memory
from tests.reliability.renders import BILL, TARGET, an_intent

if TYPE_CHECKING:
    from pathlib import Path

S = DispatchState
LEDGER = "state/visual/ledger.jsonl"

_SHORT, _LONG = 0.0003, 0.004  # seconds for which a process stands still
_NEVER = threading.Event()
_YIELDS = 0.25  # the share of calls at which it does
_DEATHS = 0.25  # the share of processes that die at work
_CALLS = ((os, "open"), (os, "write"), (os, "fsync"), (os, "stat"), (os, "close"), (fcntl, "flock"))


def yielding(draw: random.Random) -> None:
    """From now on stand still before some of the calls that others could come before."""

    def tapped(call: Any) -> Any:
        def tap(*arguments: Any, **keys: Any) -> Any:
            if draw.random() < _YIELDS:
                _NEVER.wait(draw.choice((0.0, _SHORT, _SHORT, _LONG)))
            return call(*arguments, **keys)

        return tap

    for module, name in _CALLS:
        setattr(module, name, tapped(getattr(module, name)))


def work(root: Path, seed: str, cap: int) -> Counter[str]:
    """One process: attempts at the same few beats and at beats of its own."""
    draw, counted = random.Random(seed), Counter[str]()
    project = Project.open(root)
    yielding(draw)
    for number in range(4):
        try:
            _attempt(project, draw, f"{seed}.{number}", cap)
            counted["reserved"] += 1
        except BudgetExceeded:
            counted["refused"] += 1
        except IllegalTransition:
            counted["joined"] += 1  # the one that was open is somebody else's, who moved it on
    return counted


def run_schedule(seed: int, number: int, place: Path) -> tuple[Counter[str], list[str]]:
    """One schedule in a world of its own: what was counted, and what was wrong."""
    draw = random.Random(f"{seed} {number}")
    root = world.build(place)
    cap = draw.randint(3, 6) * BILL
    children = [_child(root, f"{seed} {number} {who}", cap, draw) for who in range(5)]
    counted = Counter[str]()
    found = []
    for child, answers in children:
        status = os.waitpid(child, 0)[1]
        with os.fdopen(answers) as told:
            counted += Counter(json.loads(told.read() or "{}"))
        counted["deaths"] += status == DIED
        found += [] if status in {0, DIED} else [f"a process failed: {status}"]
    ledger = (root / LEDGER).read_bytes() if (root / LEDGER).exists() else b""
    found += money_faults(whole_lines(ledger), cap)
    found += _differences(root, cap)
    return counted, [f"schedule {number}: {fault}" for fault in found]


def main(seed: int, schedules: int) -> None:
    """Run the schedules and print the figures."""
    gate.install()
    place, counted, found = folder_in_memory(), Counter[str](), Counter[str]()
    try:
        for number in range(schedules):
            these, faults = run_schedule(seed, number, place / str(number))
            counted += these
            found.update(faults)
    finally:
        shutil.rmtree(place)
    figures = {"seed": seed, "schedules": schedules, **counted}
    print(json.dumps(figures | {"violations": dict(found.most_common(20))}))  # noqa: T201 - answer


def _attempt(project: Project, draw: random.Random, name: str, cap: int) -> None:
    beat = draw.choice(("shared_1", "shared_2", name))
    target = TARGET.with_name(f"{name.replace(' ', '_')}.mp4")
    keys = {"dispatch_id": new_dispatch_id(), "beat_id": beat, "target": str(target)}
    intent = an_intent(1, **keys)
    caps = [Cap("episode", "1", cap), Cap("run", "run_1", 2 * cap)]
    reserved = project.ledger.reserve(intent, caps)
    if not reserved.is_new or draw.random() < 0.2:
        return
    note, dispatch_id = project.ledger.note, intent.dispatch_id
    note(dispatch_id, S.SUBMITTING)
    match draw.randint(0, 4):
        case 0:
            note(dispatch_id, S.FAILED_FREE)
        case 1:
            note(dispatch_id, S.FAILED_BILLED, billed_micro=draw.randint(0, BILL))
        case 2:
            note(dispatch_id, S.UNKNOWN)
        case 3:
            project.ledger.notes(dispatch_id, [(S.ACCEPTED, {}), (S.CANCELLED, {"proof": "said"})])
        case _:
            states = (S.ACCEPTED, S.COMPLETED, S.DOWNLOADED, S.VERIFIED, S.COMMITTED)
            project.ledger.notes(dispatch_id, [(state, {}) for state in states])
            note(dispatch_id, S.CHARGED, billed_micro=draw.randint(0, BILL))


def _child(root: Path, seed: str, cap: int, draw: random.Random) -> tuple[int, int]:
    """Start a process; some are killed before one of their mutations."""
    dies_at = draw.randint(1, 60) if draw.random() < _DEATHS else 0
    answers, mouth = os.pipe()
    child = os.fork()
    if child:
        os.close(mouth)
        return child, answers
    try:
        gate.GATE.arm(str(root), dies_at, gate.kill)
        counted = work(root, seed, cap)
        gate.GATE.disarm()
        os.write(mouth, json.dumps(counted).encode())
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the child ends here in any case
        traceback.print_exc()
        os._exit(3)


def _differences(root: Path, cap: int) -> list[str]:
    """Whether the program reads from the lines what the checker does, and can go on."""
    project = Project.open(root)
    view = project.ledger.view()
    if view.problem:
        return [f"the ledger is damaged: {view.problem}"]
    figures = view.figures(1)
    if figures.billed + figures.reserved > cap:
        return ["the program thinks that it spent more than the cap"]
    project.ledger.new_period()
    return []


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
