"""``recoil cuts`` gives PySceneDetect's own cuts at every threshold of the ladder.

Compared on every pass of the demo, and on the videos in the folder ``RECOIL_BENCH_MEDIA`` if set.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scenedetect import VideoOpenFailure

from engine.media.scores import scan
from engine.workspace.demo import PASSES
from engine.workspace.demo_documents import video_path
from tests.helpers.cli import recoil
from tests.helpers.pyscenedetect import by_pyscenedetect, cuts_of_a_fresh_run

if TYPE_CHECKING:
    from tests.helpers.pyscenedetect import Theirs

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

LADDER = (20.0, 22.0, 24.0, 27.0, 30.0, 35.0, 40.0)
SUFFIXES = {".mp4", ".mov", ".webm"}
FIRST = video_path(PASSES[0])


def _real_videos() -> list[Path]:
    folder = os.environ.get("RECOIL_BENCH_MEDIA")
    found = sorted(Path(folder).iterdir()) if folder else []
    return [path.absolute() for path in found if path.suffix.lower() in SUFFIXES]


VIDEOS = [*(Path(video_path(script)) for script in PASSES), *_real_videos()]


@pytest.mark.parametrize("video", VIDEOS, ids=lambda path: path.stem)
def test_that_cuts_are_those_of_pyscenedetect_at_every_threshold(demo: Path, video: Path) -> None:
    path = demo / video  # an absolute one stays itself
    theirs = _theirs(path)
    if theirs is None or len(theirs.times) == 1:
        assert recoil("cuts", path).code == 1  # there is nothing to compare
        return

    ours = scan(path)

    assert {t: ours.track.cuts_at(t) for t in LADDER} == {t: theirs.frames(t) for t in LADDER}
    assert len(theirs.times) == ours.timeline.count
    for threshold in LADDER:
        times = [float(ours.timeline.time(cut)) for cut in ours.track.cuts_at(threshold)]
        assert times == pytest.approx(theirs.cuts[threshold], abs=1e-3)
    check_command(path, theirs)


def _theirs(path: Path) -> Theirs | None:
    try:
        return by_pyscenedetect(path, LADDER)
    except VideoOpenFailure:
        return None


def check_command(path: Path, theirs: Theirs) -> None:
    """``recoil cuts`` ends at the threshold whose cuts are as many as the shots need."""
    for shots in sorted({len(cuts) + 1 for cuts in theirs.cuts.values()} | {2, 99}):
        told = recoil("cuts", path, "--shots", shots, "--json").json
        assert {step["threshold"]: step["cuts"] for step in told["history"]} == {
            step["threshold"]: len(theirs.cuts[step["threshold"]]) for step in told["history"]
        }
        expected = theirs.cuts[told["threshold_used"]]
        assert told["cut_points"] == pytest.approx(expected, abs=1e-3)
        assert told["detected_cuts"] == len(expected)


def test_that_the_yardstick_says_what_fresh_runs_say(demo: Path) -> None:
    some = (LADDER[0], 27.0, LADDER[-1])

    theirs = by_pyscenedetect(demo / FIRST, some)

    assert theirs.cuts == {each: cuts_of_a_fresh_run(demo / FIRST, each) for each in some}
