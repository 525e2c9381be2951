"""The demo from the command line: made, extracted, reviewed, confirmed, taken back."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from engine.workspace.demo import WAITING
from tests.helpers.cli import recoil
from tests.helpers.passes import snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


STATES = [f"state/visual/passes/ep_{episode:03d}_pass_state.json" for episode in (1, 2)]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_that_the_demo_goes_from_passes_to_clips_and_back(demo: Path, tmp_path: Path) -> None:
    root = shutil.copytree(demo, tmp_path / "demo")
    made, records = snapshot(root), records_of(root)

    told = recoil("extract", "--json", project=root).json["passes"]

    waiting = [one["pass_id"] for one in told if one["status"] == "segmentation_review"]
    extracted = [one for one in told if one["status"] == "extracted"]
    assert len(waiting) + len(extracted) == len(told) >= 10
    for one in extracted:
        planned = [s for s in one["segments"] if s["class"] == "planner-intended"]
        check_frames(root / records[one["pass_id"]]["video_path"], root, planned)
    confirmed = [one for one in waiting if confirm_and_take_back(root, one)]
    assert confirmed, "no diverged pass could be confirmed as proposed"
    assert snapshot(root) != made
    while recoil("undo", project=root).code == 0:
        pass
    now = snapshot(root)
    assert {name for name in made | now if made.get(name) != now.get(name)} == set(STATES)
    # What was found in a pass that waits stays known: it is no change of anybody's.
    assert {p: r for p, r in records_of(root).items() if p not in waiting} == {
        p: r for p, r in records.items() if p not in waiting
    }


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("episode", [1, 2])
def test_that_in_each_episode_of_the_demo_one_pass_waits_to_be_rendered(
    demo: Path, episode: int
) -> None:
    before = snapshot(demo)

    order = ["--episode", str(episode), "--grouping", "coverage", "--dry-run"]
    told = recoil("generate", *order, "--json", project=demo).json

    waiting = [beat["scene_id"] for beat in told["beats"] if not beat["done"]]
    (waits,) = (one.pass_id for one in WAITING if one.episode == episode)
    assert (waiting, len(told["beats"]), told["total_usd"]) == ([waits], 7, 0)
    assert snapshot(demo) == before


def test_that_a_demo_is_not_made_over_something_else(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "mine.txt").write_text("mine")

    said = recoil("demo", "--out", tmp_path)

    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert snapshot(tmp_path).keys() == {"demo/mine.txt"}


def confirm_and_take_back(root: Path, pass_id: str) -> bool:
    """Confirm what the review proposes, check every clip, undo; False when a cut is missing."""
    shown = recoil("review", "show", pass_id, "--json", project=root).json
    points = shown["proposed_timestamps"]
    if len(points) != len(shown["segment_shot_ids"]) - 1:
        return False
    before = snapshot(root)
    words = ["review", "confirm", pass_id, "--at", ",".join(map(str, points)), "--json"]
    segments = recoil(*words, project=root).json["segments"]
    assert sum(segment["frames"] for segment in segments) == shown["frames"]
    check_frames(root / shown["video"], root, segments)
    assert recoil("undo", project=root).code == 0
    assert snapshot(root) == before
    return True


def check_frames(video: Path, root: Path, segments: list[dict[str, str]]) -> None:
    """Each clip begins and ends with the very frames of the pass that it should."""
    whole, start = pictures(video), 0
    for clip in (pictures(root / segment["path"]) for segment in segments):
        for index, picture in ((start, clip[0]), (start + len(clip) - 1, clip[-1])):
            near = range(max(0, index - 2), min(len(whole), index + 3))
            off = {frame: float(np.abs(whole[frame] - picture).mean()) for frame in near}
            assert off[index] <= min(off.values()) + 0.05, (index, off)
        start += len(clip)
    assert start == len(whole)


def records_of(root: Path) -> dict[str, dict[str, str]]:
    """All pass records of the project."""
    documents = [json.loads((root / state).read_text()) for state in STATES]
    return {pass_id: record for each in documents for pass_id, record in each["passes"].items()}


def pictures(video: Path) -> NDArray[np.int16]:
    """All frames, small and grey."""
    with av.open(str(video)) as source:
        grey = [
            frame.reformat(width=180, height=320, format="gray").to_ndarray()
            for frame in source.decode(video=0)
        ]
    return np.array(grey, dtype=np.int16)
