"""``recoil cuts`` and ``recoil split`` on any video, right and wrong."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.helpers.cli import Said, recoil
from tests.helpers.clips import Clip, make_sound, make_text, numbers_in
from tests.helpers.passes import clip_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def clip() -> Clip:
    return clip_of((24, 36, 24))


def refused(said: Said, line: str) -> bool:
    """One line on standard error, nothing on standard output, exit code 1."""
    assert said.err.count("\n") == 1, said.err
    assert line in said.err
    return (said.code, said.out) == (1, "")


def test_that_cuts_are_told_with_how_they_were_found(clip: Clip) -> None:
    said = recoil("cuts", clip.path, "--shots", 3, "--json")

    assert said.code == 0
    assert said.json | {"verdict": None} == {
        "detected_cuts": 2,
        "cut_points": [1.0, 2.5],
        "threshold_used": 27.0,
        "converged": True,
        "history": [{"threshold": 27.0, "cuts": 2}],
        "model_added_cuts": [],
        "alignment_score": None,
        "alignment_skipped": False,
        "missed_boundaries": [],
        "duration_s": 3.5,
        "fps": 24.0,
        "frames": 84,
        "verdict": None,
    }


def test_that_durations_are_aligned(clip: Clip) -> None:
    said = recoil("cuts", clip.path, "--durations", "1,2.5", "--json").json

    assert said["converged"]
    assert said["alignment_score"] == 1.0
    assert said["model_added_cuts"] == [2.5]


def test_that_people_read_a_list(clip: Clip) -> None:
    said = recoil("cuts", clip.path, "--durations", "1,1.5,1")

    assert "2 cuts at threshold 27 in 3.50 s, 84 frames" in said.out
    assert "2.500 s  frame 60" in said.out
    assert "all 3 shots matched" in said.out


def test_that_a_split_is_exact_and_tells_its_clips(clip: Clip, tmp_path: Path) -> None:
    said = recoil("split", clip.path, "--out", tmp_path / "out", "--at", "1,2.5", "--json")

    clips = said.json["clips"]
    assert [(c["start"], c["end"], c["frames"], c["class"]) for c in clips] == [
        (0.0, 1.0, 24, "planner-intended"),
        (1.0, 2.5, 36, "planner-intended"),
        (2.5, 3.5, 24, "planner-intended"),
    ]
    shown = [number for c in clips for number in numbers_in(tmp_path / "out" / _name(c["path"]))]
    assert shown == list(range(84))


def test_that_a_split_by_durations_finds_the_shots(clip: Clip, tmp_path: Path) -> None:
    said = recoil("split", clip.path, "--out", tmp_path / "o", "--durations", "1.2,1.5,9", "--json")

    assert [c["frames"] for c in said.json["clips"]] == [24, 36, 24]


def test_that_durations_nobody_can_find_ask_for_times(clip: Clip, tmp_path: Path) -> None:
    said = recoil("split", clip.path, "--out", tmp_path / "out", "--durations", "1,1,1,1,1,1")

    assert refused(said, "the cuts found (1.000, 2.500) do not fit 6 shots: say --at")
    assert not (tmp_path / "out").exists()


def test_that_a_clip_that_exists_is_not_overwritten(clip: Clip, tmp_path: Path) -> None:
    recoil("split", clip.path, "--out", tmp_path, "--at", "1")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    said = recoil("split", clip.path, "--out", tmp_path, "--at", "2")

    assert refused(said, "exists already")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--shots", "0"], "a video has at least one shot: 0"),
        (["--shots", "2", "--durations", "1,2"], "say --shots or --durations, not both"),
        (["--durations", ""], "no durations given"),
        (["--durations", "1,-2"], "a duration must be more than 0: -2"),
        (["--durations", "1,nan"], "duration is not a finite number: nan"),
        (["--durations", "1,x"], "duration is not a number: 'x'"),
    ],
)
def test_that_bad_wishes_for_cuts_are_refused(clip: Clip, words: list[str], line: str) -> None:
    assert refused(recoil("cuts", clip.path, *words), line)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ([], "say either --at or --durations"),
        (["--at", "1", "--durations", "1,2"], "say either --at or --durations"),
        (["--at", ""], "no cuts given"),
        (["--at", "2,1"], "cuts must rise: 1 s after 2 s"),
        (["--at", "1,1"], "two cuts at 1 s"),
        (["--at", "-1"], "cut -1 s is not inside the video of 3.5 s"),
        (["--at", "1,99"], "cut 99 s is not inside the video of 3.5 s"),
        (["--at", "1,inf"], "cut is not a finite number: inf"),
    ],
)
def test_that_bad_wishes_for_a_split_are_refused(
    clip: Clip, tmp_path: Path, words: list[str], line: str
) -> None:
    assert refused(recoil("split", clip.path, "--out", tmp_path / "out", *words), line)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("verb", [["cuts"], ["split", "--at", "0.5", "--out", "clips"]])
@pytest.mark.parametrize(
    "kind", ["missing", "folder", "empty", "truncated", "playlist", "sound", "one frame", "locked"]
)
def test_that_what_is_no_video_is_refused_in_one_line(
    tmp_path: Path, verb: list[str], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    video = _broken(tmp_path, kind)

    said = recoil(*verb, video)

    assert refused(said, video.name)
    assert not (tmp_path / "clips").exists()


def test_that_an_error_for_programs_is_one_object(tmp_path: Path) -> None:
    said = recoil("cuts", tmp_path / "nope.mp4", "--json")

    assert (said.code, said.err) == (1, "")
    assert said.json["error"]["code"] == "video_not_found"
    assert said.json["error"]["message"].endswith("nope.mp4")


def test_that_a_folder_that_cannot_be_made_is_told(clip: Clip, tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")

    assert refused(
        recoil("split", clip.path, "--out", blocker / "out", "--at", "1"), "cannot write"
    )


def _broken(folder: Path, kind: str) -> Path:
    video = folder / "video.mp4"
    whole = clip_of((24, 24)).path
    match kind:
        case "folder":
            video.mkdir()
        case "empty":
            video.touch()
        case "truncated":
            video.write_bytes(whole.read_bytes()[:2000])
        case "playlist":
            make_text(video)
        case "sound":
            make_sound(folder / "video.wav").rename(video)
        case "one frame":
            shutil.copy(clip_of((1,)).path, video)
        case "locked":
            video.symlink_to(folder / "nowhere.mp4")
    return video


def _name(path: str) -> str:
    return os.fspath(path).rpartition("/")[2]


def test_that_json_is_the_only_thing_on_standard_output(clip: Clip) -> None:
    said = recoil("--json", "--verbose", "cuts", clip.path)

    assert json.loads(said.out)["frames"] == 84
