"""The demo from the command line: made, extracted, reviewed, confirmed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from tests.helpers.cli import recoil
from tests.helpers.passes import snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_that_the_demo_goes_from_passes_to_clips_and_back(tmp_path: Path) -> None:
    made = recoil("demo", "--out", tmp_path, "--json").json
    root = tmp_path / made["project"]
    told = recoil("extract", "--json", project=root).json["passes"]
    waiting = [one["pass_id"] for one in told if one["status"] == "segmentation_review"]
    assert len(told) >= 10
    assert waiting
    assert len(waiting) < len(told)

    confirmed = [one for one in waiting if confirm_and_take_back(root, one)]

    assert confirmed, "no diverged pass could be confirmed as proposed"


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
    check_frames(pictures(root / shown["video"]), [pictures(root / s["path"]) for s in segments])
    assert recoil("undo", project=root).code == 0
    assert snapshot(root) == before
    return True


def check_frames(whole: NDArray[np.int16], clips: list[NDArray[np.int16]]) -> None:
    """Each clip begins and ends with the very frames of the pass that it should."""
    start = 0
    for clip in clips:
        for index, picture in ((start, clip[0]), (start + len(clip) - 1, clip[-1])):
            near = range(max(0, index - 2), min(len(whole), index + 3))
            off = {frame: float(np.abs(whole[frame] - picture).mean()) for frame in near}
            assert off[index] <= min(off.values()) + 0.05, (index, off)
        start += len(clip)
    assert start == len(whole)


def pictures(video: Path) -> NDArray[np.int16]:
    """All frames, small and grey."""
    with av.open(str(video)) as source:
        grey = [
            frame.reformat(width=180, height=320, format="gray").to_ndarray()
            for frame in source.decode(video=0)
        ]
    return np.array(grey, dtype=np.int16)
