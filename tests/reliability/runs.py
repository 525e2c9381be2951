"""Whole runs of ``recoil generate`` as processes, killed at random moments."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.store.ledger_file import LEDGER
from engine.store.project import Project
from engine.workspace.board import board_of
from tests.helpers.boards import a_picture
from tests.helpers.episodes import a_shot, an_episode, write_plan
from tests.helpers.generate import cover
from tests.reliability.checker import money_faults, tree, violations, whole_lines

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SHOTS = 12
WORDS = ("--episode", "1", "--grouping", "coverage", "--model", "seedance-2.0")
BOARDS = ("BATCH_001", "BATCH_002")
_PLACES = ("HALL", "HALL", "ROOF", "ROOF")
_PATIENCE = 120.0
_MOMENT = 0.03  # seconds that pass at most between a line of the ledger and a kill


def an_episode_of_passes(folder: Path) -> Path:
    """A project with six passes of two shots, rendered small; gives its folder."""
    project = an_episode(folder, places=["HALL"] * SHOTS, seconds=2, mode="feature")
    cover(project, {n: (2 * n - 1, 2 * n) for n in range(1, SHOTS // 2 + 1)}, 2)
    return project.root


def an_episode_of_batches(folder: Path) -> Path:
    """A project with two batches of two shots, each drawn from one reference."""
    project = an_episode(folder, mode="feature")
    shots = [a_shot(n, place, refs=["room.png"]) for n, place in enumerate(_PLACES, start=1)]
    write_plan(project, shots)
    (project.root / "room.png").write_bytes(a_picture())
    (project.root / "room.png.json").write_text("{}")
    return project.root


@dataclass(slots=True)
class Rehearsal:
    """``recoil doctor --fake-fal`` in a process of its own."""

    url: str
    process: subprocess.Popen[str]

    @classmethod
    def begun(cls, *words: str) -> Rehearsal:
        """Start the server; it says where it is."""
        process = _recoil("doctor", "--fake-fal", *words)
        assert process.stdout is not None
        return cls(process.stdout.readline().strip(), process)

    def ended(self) -> dict[str, Any]:
        """Stop it; gives what it saw."""
        from urllib.request import urlopen

        with urlopen(f"{self.url}/rehearsal") as answer:
            counts: dict[str, Any] = json.load(answer)
        self.process.terminate()
        self.process.communicate(timeout=60)
        return counts


@dataclass(frozen=True, slots=True)
class Program:
    """Calls ``recoil`` for one project and one server, each time in a process of its own."""

    root: Path
    url: str

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Call it and wait for its end."""
        process = self._started(words)
        out, err = process.communicate(timeout=_PATIENCE)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def call_together(self, count: int, *words: str) -> list[subprocess.CompletedProcess[str]]:
        """Call it in several processes at once and wait for all."""
        processes = [self._started(words) for _ in range(count)]
        ends = [process.communicate(timeout=_PATIENCE) for process in processes]
        return [
            subprocess.CompletedProcess(words, process.returncode, out, err)
            for process, (out, err) in zip(processes, ends, strict=True)
        ]

    def call_and_kill(self, lines: int, draw: random.Random, *words: str) -> bool:
        """Kill it soon after it has added ``lines`` to the ledger; False when it ended before."""
        process, goal = self._started(words), self._lines() + lines
        pause = threading.Event()
        until = time.monotonic() + _PATIENCE
        while process.poll() is None and self._lines() < goal:
            assert time.monotonic() < until
            pause.wait(0.001)
        pause.wait(draw.uniform(0, _MOMENT))
        is_alive = process.poll() is None
        process.kill()
        process.communicate(timeout=_PATIENCE)
        return is_alive

    def _started(self, words: Sequence[str]) -> subprocess.Popen[str]:
        where = ("--projects-root", str(self.root.parent), "--project", self.root.name)
        keys = {"RECOIL_FAL_URL": self.url, "FAL_KEY": "x"}
        return _recoil(*where, *words, **keys)

    def _lines(self) -> int:
        place = self.root / str(LEDGER)
        return place.read_bytes().count(b"\n") if place.exists() else 0


def faults(root: Path, counts: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a project whose episode should be complete, and with what was paid."""
    project, files = Project.open(root), tree(root)
    view = project.ledger.view()
    yield from money_faults(whole_lines(files.get(str(LEDGER), b"")))
    yield from violations(files, {}, {})
    for planned in project.coverage.read(1).passes:  # type: ignore[union-attr]
        loaded = project.scenes.load(1, planned.pass_id)
        take = loaded.scene.beats[0].primary_take() if loaded else None
        if take is None or (take.output_path or "") not in files:
            yield f"{planned.pass_id} has no take"
    charged = [one.dispatch_id for one in view.dispatches.values() if one.charged_micro]
    if sorted(counts["billed_by_key"]) != sorted(charged):
        yield f"{len(charged)} dispatches are charged, {counts['billed']} jobs were billed"
    if any(number != 1 for number in counts["jobs_by_key"].values()):
        yield f"a dispatch was sent more than once: {counts['jobs_by_key']}"
    if view.still_open():
        yield f"left open: {[one.state.value for one in view.still_open()]}"


def board_faults(root: Path, counts: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the boards of a project, and with what was paid for them."""
    project, files = Project.open(root), tree(root)
    yield from money_faults(whole_lines(files.get(str(LEDGER), b"")))
    yield from violations(files, {}, {})
    drawn: dict[str, int] = {}
    for one in project.ledger.view().dispatches.values():
        if not one.state.is_end:
            yield f"left open: {one.scene_id} {one.state.value}"
        elif one.charged_micro:
            revision = int(one.target.stem.rpartition("_v")[2])
            drawn[one.scene_id] = max(drawn.get(one.scene_id, 0), revision)
            if str(one.target) not in files:
                yield f"{one.target} was paid for and is not there"
    for card in board_of(project, 1).cards:
        if card.revision != drawn.get(card.batch_id) or card.art is None:
            yield f"{card.batch_id} shows {card.art}, v{drawn.get(card.batch_id)} was drawn last"
    charged = [one for one in project.ledger.view().dispatches.values() if one.charged_micro]
    if counts["billed"] != len(charged):
        yield f"{len(charged)} dispatches are charged, {counts['billed']} jobs were billed"
    if any(number != 1 for number in counts["jobs_by_key"].values()):
        yield f"a dispatch was sent more than once: {counts['jobs_by_key']}"


def _recoil(*words: str, **keys: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "engine.cli", *words]
    return subprocess.Popen(
        command, stdout=pipe, stderr=pipe, text=True, env={**os.environ, **keys}
    )
