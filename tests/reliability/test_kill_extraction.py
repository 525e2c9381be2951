"""kill -9 while passes are cut and confirmed: nothing lost, nothing half, and it goes on."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import av
import pytest

from tests.helpers.cli import recoil
from tests.helpers.clips import numbers_in
from tests.helpers.passes import (
    VIDEO_FOLDER,
    Pass,
    a_pass,
    a_project,
    clips_in,
    state_of,
)

if TYPE_CHECKING:
    from tests.helpers.projects import ProjectFiles

ROOT = Path(__file__).parents[2]
LONGEST = 0.9  # seconds; a whole run takes about as long
SETTLED = {"registered", "segmentation_review", "extracted", "extracting"}


def killed_after(seconds: float, files: ProjectFiles, *words: str) -> bool:
    """Start ``recoil`` and kill it; says whether it was still at work."""
    command = [sys.executable, "-m", "engine.cli", "--projects-root", str(files.root.parent)]
    command += ["--project", files.root.name, *words]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        threading.Event().wait(seconds)
        was_running = process.poll() is None
        process.kill()
    return was_running


def check_nothing_is_half(files: ProjectFiles, videos: dict[str, bytes]) -> None:
    """Whatever stands under a final name is whole, and what was there is still there."""
    for name, content in videos.items():
        assert (files.root / VIDEO_FOLDER / name).read_bytes() == content
    for path in files.root.rglob("*.json"):
        json.loads(path.read_text())
    for name in clips_in(files):
        with av.open(str(files.root / VIDEO_FOLDER / name)) as clip:
            assert sum(1 for _ in clip.decode(video=0)) > 0
    for record in state_of(files).values():
        assert record["status"] in SETTLED


def videos_of(files: ProjectFiles) -> dict[str, bytes]:
    folder = files.root / VIDEO_FOLDER
    return {path.name: path.read_bytes() for path in folder.glob("EP001_*.mp4")}


def leftovers(files: ProjectFiles) -> list[str]:
    """Unfinished files anywhere: parts, temporaries, journals, staging folders."""
    found = [*files.root.rglob("*.part"), *files.root.rglob(".tmp*")]
    found += [*files.root.glob("state/txn/*.json"), *files.root.glob("state/staging/*")]
    return [path.relative_to(files.root).as_posix() for path in found]


def whole(files: ProjectFiles, made: Pass, spans: list[tuple[int, int]]) -> None:
    """The clips of a pass are exactly these runs of frames, each with its sidecar."""
    counter = made.pass_id.split("_")[2]
    names = [name for name in clips_in(files) if f"PASS_{counter}_" in name]
    shown = [numbers_in(files.root / VIDEO_FOLDER / name) for name in names]
    assert shown == [list(range(first, end)) for first, end in spans]
    for name in names:
        sidecar = json.loads((files.root / VIDEO_FOLDER / f"{name}.json").read_text())
        assert sidecar["source_pass_id"] == made.pass_id


def kill_while_extracting(folder: Path, dice: random.Random) -> None:
    files = a_project(folder)
    first, second = a_pass(files, 1, frames=(24, 30, 24)), a_pass(files, 2, frames=(24, 36))
    videos = videos_of(files)

    killed_after(dice.uniform(0.05, LONGEST), files, "extract")

    check_nothing_is_half(files, videos)
    said = recoil("extract", "--json", project=files.root)
    assert said.code == 0, said
    whole(files, first, [(0, 24), (24, 54), (54, 78)])
    whole(files, second, [(0, 24), (24, 60)])
    assert {record["status"] for record in state_of(files).values()} == {"extracted"}
    assert leftovers(files) == []


def kill_while_confirming(folder: Path, dice: random.Random) -> None:
    """The editor's first cuts stand; a second confirm is killed: it is all old or all new."""
    files = a_project(folder)
    made = a_pass(files, frames=(24, 24, 24, 24), shots=3, status="segmentation_review")
    videos = videos_of(files)
    recoil("review", "confirm", made.pass_id, "--at", "1,3", project=files.root)
    old, new = [(0, 24), (24, 72), (72, 96)], [(0, 12), (12, 48), (48, 96)]

    words = ["review", "confirm", made.pass_id, "--at", "0.5,2"]
    killed_after(dice.uniform(0.05, LONGEST), files, *words)

    check_nothing_is_half(files, videos)
    begun = state_of(files)[made.pass_id]["confirmed_timestamps"]["0"]["end"]  # type: ignore[index]
    said = recoil("extract", "--json", project=files.root)
    assert said.code == 0, said
    whole(files, made, new if begun == 0.5 else old)
    assert state_of(files)[made.pass_id]["status"] == "extracted"
    assert leftovers(files) == []
    if begun == 0.5:
        recoil("undo", project=files.root)
        whole(files, made, old)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_that_a_killed_extraction_or_confirm_is_finished_at_the_next_start(
    tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)

    kill_while_extracting(tmp_path / "extract", dice)
    kill_while_confirming(tmp_path / "confirm", dice)


@pytest.mark.reliability
@pytest.mark.timeout(1800)
def test_that_fifty_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - a failure can be played again
    dice = random.Random(seed)

    for number in range(25):
        kill_while_extracting(tmp_path / f"extract{number}", dice)
        kill_while_confirming(tmp_path / f"confirm{number}", dice)
