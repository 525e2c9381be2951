"""Processes that write at the same time lose nothing of each other."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.scenes import BATCH
from tests.reliability import batches, boards, world
from tests.reliability.kills import folder_in_memory
from tests.reliability.programs import ROOT, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NAMES = tuple(f"W{number}" for number in range(8))


def write_together(root: Path, kinds: tuple[str, ...], count: int) -> None:
    """Eight processes, of the given kinds in turn, make ``count`` changes each."""
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.writer", root, kind, name, str(count)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name, kind in zip(NAMES, kinds * 8, strict=False)
    ]
    errors = [program.communicate()[1] for program in programs]
    assert [program.returncode for program in programs] == [0] * len(programs), errors


def expected(count: int) -> set[str]:
    return {f"{name}_{number}" for name in NAMES for number in range(count)}


def passes(root: Path) -> dict[str, dict[str, Any]]:
    text = (root / "state/visual/passes/ep_001_pass_state.json").read_text()
    found: dict[str, dict[str, Any]] = json.loads(text)["passes"]
    return found


def kept_states(root: Path) -> set[str]:
    records = passes(root)
    noted = [key for record in records.values() for key in record.get("confirmed_timestamps", ())]
    return {*records, *noted}


def kept_keys(root: Path) -> set[str]:
    return set(json.loads((root / str(world.VIDEO.sidecar())).read_text()))


def kept_files(root: Path) -> set[str]:
    return {path.stem for path in (root / "renders/ep_001").glob("W*.mp4")}


def kept_shared_state(root: Path) -> set[str]:
    return set(json.loads((root.parent / "state.json").read_text()))


def kept_lines(root: Path) -> set[str]:
    lines = [json.loads(x) for x in (root / "state/visual/ops.log.jsonl").read_text().splitlines()]
    ended = {line["op_id"] for line in lines if line["status"] == "completed"}
    begun = [line for line in lines if line["status"] == "started"]
    return {f"{x['event']}_{x['args']['number']}" for x in begun if x["op_id"] in ended}


def kept_saves(root: Path) -> set[str]:
    body = json.loads((root / batches.FOLDER / f"ep_001_{BATCH}.json").read_text())
    takes = [take for beat in body["beats"] for take in beat["takes"]]
    return {key for take in takes for key in take["take_metadata"]}


def kept_notes(root: Path) -> set[str]:
    notes = json.loads((root / boards.NOTES).read_text())["comments"]
    resolved = {one["body"] for one in notes if one.get("resolved")}
    wanted = {one["body"] for one in notes if one["id"].startswith("cmt_")}
    return {body for body in wanted if int(body.rpartition("_")[2]) % 3 or body in resolved}


def kept_judgements(root: Path) -> set[str]:
    """What stands on the shot, and once among the lessons."""
    shots = json.loads((root / "state/visual/shots/ep_001_shots.json").read_text())["shots"]
    lines = (root / "state/visual/learning.jsonl").read_text().splitlines()
    lessons = [one["lesson"] for line in lines if "lesson" in (one := json.loads(line))]
    once = {lesson for lesson in lessons if lessons.count(lesson) == 1}
    return set(shots["EP001_SH01"]) & once


def kept_films(root: Path) -> set[str]:
    """The films that have a pass, a video and a sidecar that all say the same."""
    kept = set()
    for pass_id, record in passes(root).items():
        video = root / (record.get("video_path") or "nothing")
        if "reconstructed_provenance" in record and video.is_file():
            known = json.loads(video.with_name(f"{video.name}.json").read_text())
            name = record["reconstructed_provenance"]["original_name"]
            if known["pass_id"] == pass_id and video.read_text() == name:
                kept.add(name.removesuffix(".mp4"))
    return kept


KEPT: dict[str, Callable[[Path], set[str]]] = {
    "update_state": kept_states,
    "change_state": kept_states,
    "change_sidecar": kept_keys,
    "adopt_file": kept_files,
    "log_op": kept_lines,
    "set_state": kept_shared_state,
    "save_scene": kept_saves,
    "add_note": kept_notes,
    "register_film": kept_films,
    "judge": kept_judgements,
}


def lost_by_writers(folder: Path, kind: str, count: int) -> set[str]:
    """The changes that are missing after eight processes made ``count`` of a kind each."""
    root = world.build(folder)
    write_together(root, (kind,), count)
    lost = expected(count) - KEPT[kind](root)
    say(f"writers of {kind}", {"writers": 8, "changes": 8 * count, "lost": len(lost)})
    return lost


# Each change writes a document that holds all changes before it: 4,000 take hours, and no episode
# has as many notes or passes.
ALL_IN_ONE_DOCUMENT = ("add_note", "register_film")


@pytest.fixture
def memory() -> Iterator[Path]:
    folder = folder_in_memory()
    yield folder
    shutil.rmtree(folder)


@pytest.mark.slow
def test_that_eight_writers_of_one_document_keep_all_their_changes(memory: Path) -> None:
    root = world.build(memory)

    write_together(root, ("update_state", "change_state"), 100)

    assert expected(100) <= kept_states(root)
    counted = [re.search(r"PASS_(\d+)", one["pass_id"]) for one in passes(root).values()]
    counters = [found[1] for found in counted if found]
    assert len(counters) == len(set(counters)), "a pass counter was given out twice"
    say("writers", {"writers": 8, "changes": 800, "lost": 0})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "count"), [("save_scene", 50), ("judge", 10), ("add_note", 10), ("register_film", 6)]
)
def test_that_eight_writers_of_a_kind_keep_all_their_changes(
    memory: Path, kind: str, count: int
) -> None:
    assert lost_by_writers(memory, kind, count) == set()


@pytest.mark.reliability
@pytest.mark.parametrize("kind", KEPT)
def test_that_hundreds_of_changes_by_each_of_eight_are_kept(tmp_path: Path, kind: str) -> None:
    count = 100 if kind in ALL_IN_ONE_DOCUMENT else 500

    assert lost_by_writers(tmp_path, kind, count) == set()
