"""Runs that die at any moment, and two at once: paid once, and everything comes home."""

from __future__ import annotations

import random
import secrets
from typing import TYPE_CHECKING

import pytest

from engine.store.project import Project
from tests.reliability.pay_wrong import WRONG
from tests.reliability.programs import run, say
from tests.reliability.runs import (
    BOARDS,
    WORDS,
    Program,
    Rehearsal,
    an_episode_of_batches,
    an_episode_of_passes,
    board_faults,
    faults,
)

if TYPE_CHECKING:
    from pathlib import Path


def killed_and_continued(folder: Path, kills: int) -> list[str]:
    """Kill a run so often at random moments, go on each time; what is wrong in the end."""
    seed = secrets.randbelow(10**6)
    draw = random.Random(seed)
    server = Rehearsal.begun()
    program = Program(an_episode_of_passes(folder), server.url)
    deaths = 0
    for number in range(kills):
        deaths += program.call_and_kill(draw.randint(0, 12), draw, "generate", *WORDS)
        if number % 2:
            program.call("collect")
    program.call("generate", *WORDS, "--concurrency", "4")
    ended = program.call("generate", *WORDS)
    Project.open(program.root).changes.recover()
    counts = server.ended()
    found = list(faults(program.root, counts))
    if ended.returncode != 0:
        found.append(f"it does not end: {ended.stderr} {ended.stdout}")
    told = {"seed": seed, "deaths": deaths, "jobs": counts["jobs"], "billed": counts["billed"]}
    say("killed runs", told | {"violations": found})
    return [f"seed {seed}: {one}" for one in found]


@pytest.mark.slow
def test_that_a_run_that_is_killed_five_times_ends_complete_and_pays_once(tmp_path: Path) -> None:
    assert killed_and_continued(tmp_path, 5) == []


@pytest.mark.reliability
@pytest.mark.parametrize("part", range(10))
def test_that_runs_that_are_killed_often_end_complete(tmp_path: Path, part: int) -> None:
    assert killed_and_continued(tmp_path, 12) == [], f"part {part}"


@pytest.mark.slow
def test_that_boards_whose_drawing_is_killed_come_home_and_are_paid_once(tmp_path: Path) -> None:
    seed = secrets.randbelow(10**6)
    draw = random.Random(seed)
    server = Rehearsal.begun()
    program = Program(an_episode_of_batches(tmp_path), server.url)
    words = ("board", "render", *BOARDS, "--episode", "1", "--model", "nano-banana-2")

    deaths = sum(program.call_and_kill(draw.randint(1, 10), draw, *words) for _ in range(4))
    collected = program.call("collect", "--json")
    ended = program.call(*words)
    Project.open(program.root).changes.recover()

    counts = server.ended()
    found = list(board_faults(program.root, counts))
    told = {"seed": seed, "deaths": deaths, "jobs": counts["jobs"], "billed": counts["billed"]}
    say("killed boards", told | {"violations": found})
    assert (collected.returncode, ended.returncode) == (0, 0), ended.stderr + collected.stderr
    assert found == [], f"seed {seed}"


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(11, 16))
def test_that_whatever_goes_wrong_is_paid_once_and_comes_home(seed: int) -> None:
    figures = run("pay_once", 60, "stop", seed=seed)

    assert figures["violations"] == {}


@pytest.mark.slow
def test_that_a_wrong_way_to_pay_is_noticed() -> None:
    figures = run("pay_once", 40, "stop", "sends again", seed=7)

    assert figures["violations"]


@pytest.mark.reliability
@pytest.mark.parametrize("mutant", WRONG)
def test_that_every_wrong_way_to_pay_is_noticed(mutant: str) -> None:
    figures = run("pay_once", 200, "stop", mutant)

    assert figures["violations"]


@pytest.mark.reliability
@pytest.mark.parametrize("way", ["stop", "kill"])
def test_that_whatever_goes_wrong_two_thousand_times_is_paid_once(way: str) -> None:
    figures = run("pay_once", 2000, way)

    assert figures["violations"] == {}


def raced(folder: Path) -> list[str]:
    """Two processes start the same episode at once; what is wrong with what came of it."""
    server = Rehearsal.begun()
    program = Program(an_episode_of_passes(folder), server.url)
    ended = program.call_together(2, "generate", *WORDS)
    counts = server.ended()
    found = list(faults(program.root, counts))
    refused = [one for one in ended if one.returncode]
    if len(refused) > 1:
        found.append(f"nobody ran it: {[one.stderr for one in ended]}")
    if any(not one.stderr.startswith("busy: EP001 is held by ") for one in refused):
        found.append(f"it is not told who runs it: {[one.stderr for one in refused]}")
    return found


@pytest.mark.slow
def test_that_two_who_start_an_episode_at_once_pay_it_once(tmp_path: Path) -> None:
    assert raced(tmp_path) == []


@pytest.mark.reliability
@pytest.mark.parametrize("part", range(20))
def test_that_twenty_races_for_an_episode_pay_it_once(tmp_path: Path, part: int) -> None:
    assert raced(tmp_path) == [], f"part {part}"
