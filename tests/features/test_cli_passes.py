"""Extract, review, confirm, reject, regenerate, undo: from the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.helpers.cli import Said, recoil
from tests.helpers.clips import make_text, numbers_in
from tests.helpers.passes import (
    STATE,
    VIDEO_FOLDER,
    Pass,
    a_pass,
    a_project,
    clips_in,
    snapshot,
    state_of,
    wait_for_status,
)

if TYPE_CHECKING:
    from tests.helpers.projects import ProjectFiles


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_project(tmp_path)


@pytest.fixture
def diverged(files: ProjectFiles) -> Pass:
    made = a_pass(files, frames=(24, 24, 24, 24), planned=[0.4, 0.4, 3.2])
    recoil("extract", project=files.root)
    return made


def refused(files: ProjectFiles, before: dict[str, str], said: Said, line: str) -> None:
    assert said.err.count("\n") == 1, said.err
    assert line in said.err
    assert (said.code, said.out) == (1, "")
    assert snapshot(files.root) == before


def test_that_the_whole_way_from_pass_to_clips_and_back_works(
    files: ProjectFiles, diverged: Pass
) -> None:
    (waiting,) = recoil("review", "list", "--json", project=files.root).json["passes"]
    assert (waiting["pass_id"], waiting["status"]) == (diverged.pass_id, "segmentation_review")
    shown = recoil("review", "show", diverged.pass_id, "--json", project=files.root).json
    assert shown["video"] == f"{VIDEO_FOLDER}/{diverged.video.name}"
    assert shown["detected_timestamps"] == [1.0, 2.0, 3.0]
    assert len(shown["expected_timestamps"]) == 2
    assert shown["segment_shot_ids"] == ["EP001_SH11", "EP001_SH12", "EP001_SH13"]
    before = snapshot(files.root)

    said = recoil(
        "review", "confirm", diverged.pass_id, "--at", "1,3", "--json", project=files.root
    )

    segments = said.json["segments"]
    assert [s["frames"] for s in segments] == [24, 48, 24]
    numbers = [n for s in segments for n in numbers_in(files.root / s["path"])]
    assert numbers == list(range(96))
    assert said.json["timestamps"]["2"] == {"start": 3.0, "end": 4.0}

    undone = recoil("undo", "--json", project=files.root)
    assert undone.json["changes"][0]["title"] == "Confirm cuts of EP001 PASS 001"
    assert snapshot(files.root) == before
    redone = recoil("redo", project=files.root)
    assert redone.out == "done again: Confirm cuts of EP001 PASS 001\n"
    assert len(clips_in(files)) == 3


def test_that_extract_tells_every_pass_and_its_verdict(files: ProjectFiles) -> None:
    a_pass(files, 1, planned=[1, 1, 1])
    a_pass(files, 2, frames=(24, 24), planned=[0.5, 1, 0.5])

    told = recoil("extract", "--json", project=files.root).json["passes"]

    assert [one["status"] for one in told] == ["extracted", "segmentation_review"]
    assert told[0]["verdict"]["summary"] == "all 3 shots matched"
    assert [s["frames"] for s in told[0]["segments"]] == [24, 24, 24]
    findings = [shot["findings"] for shot in told[1]["verdict"]["shots"]]
    assert findings.count(["missing cut"]) == 2
    assert told[1]["reason"] == "cuts diverged: 1 found, 2 needed"
    listed = recoil("tree", "--json", project=files.root).out
    assert "all 3 shots matched" in listed


def test_that_extract_with_a_broken_pass_cuts_the_rest_and_fails(files: ProjectFiles) -> None:
    broken = a_pass(files, 1)
    a_pass(files, 2)
    make_text(broken.video)
    os.utime(broken.video, (1, 1))

    said = recoil("extract", "--json", project=files.root)

    assert said.code == 1
    assert said.err == f"1 of 2 passes failed: {broken.pass_id}\n"
    assert [one["status"] for one in said.json["passes"]] == ["registered", "extracted"]


def test_that_one_episode_or_one_pass_can_be_extracted(files: ProjectFiles) -> None:
    first, _second = a_pass(files, 1), a_pass(files, 2)

    told = recoil("extract", "--pass", "EP001_PASS_001", "--json", project=files.root).json
    assert [one["pass_id"] for one in told["passes"]] == [first.pass_id]
    told = recoil("extract", "--episode", "ep_001", "--json", project=files.root).json
    assert len(told["passes"]) == 1


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["extract", "--episode", "EP077"], "episode not found: EP077"),
        (["extract", "--episode", "one"], "not an episode: 'one'"),
        (["extract", "--pass", "EP001_PASS_099"], "pass not found: EP001_PASS_099"),
        (["review", "show", "EP009_PASS_001"], "pass not found: EP009_PASS_001"),
        (["review", "confirm", "nope", "--at", "1"], "pass not found: nope"),
        (["review", "confirm", "EP001_PASS_001"], "say either --at or --map"),
        (["review", "confirm", "EP001_PASS_001", "--at", "1"], "2 cuts needed, 1 given"),
        (["review", "confirm", "EP001_PASS_001", "--at", ""], "2 cuts needed, 0 given"),
        (["review", "confirm", "EP001_PASS_001", "--at", "1,2,3"], "2 cuts needed, 3 given"),
        (["review", "confirm", "EP001_PASS_001", "--at", "3,1"], "cuts must rise: 1 s after 3 s"),
        (["review", "confirm", "EP001_PASS_001", "--at", "1,1.0"], "two cuts at 1 s"),
        (["review", "confirm", "EP001_PASS_001", "--at", "1,1.01"], "fall on one frame, 24"),
        (["review", "confirm", "EP001_PASS_001", "--at", "1,4"], "cut 4 s is not inside"),
        (["review", "confirm", "EP001_PASS_001", "--at", "0,1"], "cut 0 s is not inside"),
        (["review", "confirm", "EP001_PASS_001", "--at", "1,two"], "cut is not a number: 'two'"),
        (["review", "confirm", "EP001_PASS_001", "--at", "1,NaN"], "not a finite number: NaN"),
        (["review", "confirm", "EP001_PASS_001", "--map", "no.json"], "file not found: no.json"),
        (["segment", "reject", "../../etc/passwd", "--reason", "x"], "not a path inside"),
        (["segment", "reject", "/etc/passwd", "--reason", "x"], "not a path inside"),
        (["segment", "reject", "renders/no.mp4", "--reason", "x"], "segment not found"),
        (
            ["regenerate", "EP001_SH77", "--from", "EP001_PASS_001", "--reason", "x"],
            "shot not found",
        ),
        (["regenerate", "what", "--from", "EP001_PASS_001", "--reason", "x"], "not a shot: 'what'"),
        (["regenerate", "SH11", "--from", "EP5", "--reason", "x"], "pass not found: EP5"),
        (["regenerate", "SH11", "--from", "EP001", "--reason", " "], "a reason is needed"),
        (
            ["regenerate", "SH11", "--from", "EP001", "--reason", "x", "--tag", "bad tag"],
            "not a tag: 'bad tag'",
        ),
        (["undo", "00000099-aaaaaaaa"], "change not found: 00000099-aaaaaaaa"),
        (["undo"], "nothing to undo"),
        (["redo"], "nothing to redo"),
        (["sidecar", "renders/no.mp4"], "file not found: renders/no.mp4"),
        (["sidecar", "C:\\x.mp4"], "not a path inside"),
        (["tree", "--episode", "77"], "episode not found: EP077"),
        (["history", "--limit", "0"], "say a limit of at least 1"),
    ],
)
def test_that_a_bad_request_is_one_line_and_changes_nothing(
    files: ProjectFiles, diverged: Pass, words: list[str], line: str
) -> None:
    before = snapshot(files.root)

    refused(files, before, recoil(*words, project=files.root), line)


@pytest.mark.parametrize("text", ["{torn", '{"segments": 1}', "[]", '{"a": 1, "a": 2}'])
def test_that_a_map_that_is_none_is_refused(
    files: ProjectFiles, diverged: Pass, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "map.json"
    path.write_text(text)
    before = snapshot(files.root)

    said = recoil("review", "confirm", diverged.pass_id, "--map", path, project=files.root)

    refused(files, before, said, "")


def test_that_a_corrupt_pass_state_stops_everything_and_stays(
    files: ProjectFiles, diverged: Pass
) -> None:
    (files.root / STATE).write_text('{"passes": {torn')
    before = snapshot(files.root)

    for words in (["extract"], ["review", "list"], ["review", "confirm", "EP001", "--at", "1,2"]):
        refused(files, before, recoil(*words, project=files.root), "ep_001_pass_state.json")


def test_that_a_project_without_its_marker_is_offline(files: ProjectFiles, diverged: Pass) -> None:
    (files.root / "project.json").unlink()
    before = snapshot(files.root)

    said = recoil("review", "confirm", diverged.pass_id, "--at", "1,3", project=files.root)

    refused(files, before, said, "project show is offline: project.json is not there")


def test_that_rejecting_keeps_all_else_and_regenerating_points_back(
    files: ProjectFiles, diverged: Pass
) -> None:
    recoil("review", "confirm", diverged.pass_id, "--at", "1,3", project=files.root)
    clip = f"{VIDEO_FOLDER}/{clips_in(files)[1]}"
    recoil("sidecar", clip, "--set", 'notes="keep me"', "--set", "theirs=7", project=files.root)

    said = recoil(
        "segment",
        "reject",
        clip,
        "--reason",
        "drifts",
        "--mode",
        "identity_drift",
        "--json",
        project=files.root,
    )
    new = recoil(
        "regenerate",
        "12",
        "--from",
        "EP001_PASS_001",
        "--reason",
        "drifts",
        "--json",
        project=files.root,
    )

    assert said.json["sidecar"]["status"] == "rejected"
    assert new.json["new_pass_id"] == "EP001_PASS_002_SH12_REGEN"
    assert new.json["dispatched"] is False
    assert new.json["note"].startswith("waits: plan not found")
    sidecar = json.loads((files.root / f"{clip}.json").read_text())
    assert (sidecar["notes"], sidecar["theirs"], sidecar["shot_id"]) == ("keep me", 7, "EP001_SH12")
    assert sidecar["failure_mode"] == "identity_drift"
    assert sidecar["replaced_by"] == "EP001_PASS_002_SH12_REGEN"
    record = state_of(files)["EP001_PASS_002_SH12_REGEN"]
    assert (record["status"], record["segment_shot_ids"]) == ("pending", ["EP001_SH12"])
    assert record["lineage_ref"] == {
        "original_pass_id": diverged.pass_id,
        "segment_index": 1,
        "reason": "drifts",
    }


def test_that_counters_are_never_given_out_twice(files: ProjectFiles, diverged: Pass) -> None:
    words = ["regenerate", "11", "--from", "EP001_PASS_001", "--reason", "x", "--json"]
    first = recoil(*words, project=files.root).json["new_pass_id"]
    recoil("undo", project=files.root)

    second = recoil(*words, project=files.root).json["new_pass_id"]

    assert (first[:14], second[:14]) == ("EP001_PASS_002", "EP001_PASS_003")


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ("notes", "not KEY=JSON: 'notes'"),
        ("notes=plain", "not JSON: 'plain'"),
        ("cost_usd=NaN", "not JSON: 'NaN'"),
        ("notes=7", "not for a sidecar: notes"),
        ("=1", "not KEY=JSON"),
    ],
)
def test_that_a_bad_sidecar_setting_is_refused(
    files: ProjectFiles, diverged: Pass, setting: str, line: str
) -> None:
    before = snapshot(files.root)
    video = f"{VIDEO_FOLDER}/{diverged.video.name}"

    said = recoil("sidecar", video, "--set", setting, project=files.root)

    refused(files, before, said, line)


def test_that_a_corrupt_sidecar_is_shown_by_path_and_never_written(
    files: ProjectFiles, diverged: Pass
) -> None:
    video = f"{VIDEO_FOLDER}/{diverged.video.name}"
    files.text(f"{video}.json", "{torn")
    before = snapshot(files.root)

    for words in (["sidecar", video], ["sidecar", video, "--set", "notes=1"]):
        refused(files, before, recoil(*words, project=files.root), f"{diverged.video.name}.json")


@pytest.mark.slow
def test_that_of_two_processes_confirming_one_wins_and_the_other_is_told(
    files: ProjectFiles,
) -> None:
    made = a_pass(files, frames=(400, 400, 400), status="segmentation_review")
    command = [sys.executable, "-m", "engine.cli", "--projects-root", str(files.root.parent)]
    command += ["--project", "show", "review", "confirm", made.pass_id, "--at", "10,30"]

    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL) as one:
        wait_for_status(files, made.pass_id, "extracting")
        psutil.Process(one.pid).suspend()
        other = recoil("review", "confirm", made.pass_id, "--at", "5,20", project=files.root)
        psutil.Process(one.pid).resume()

    assert (one.returncode, other.code) == (0, 1)
    assert other.err.startswith(f"busy: {made.pass_id} is held by ")
    assert f"pid {one.pid}" in other.err
    counts = [len(numbers_in(files.root / VIDEO_FOLDER / name)) for name in clips_in(files)]
    assert counts == [240, 480, 480]


def test_that_a_folder_that_cannot_be_written_is_told_in_one_line(
    files: ProjectFiles, diverged: Pass, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(files.root)

    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)

    said = recoil("review", "confirm", diverged.pass_id, "--at", "1,3", project=files.root)

    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "the disk is full" in said.err
    monkeypatch.undo()
    assert snapshot(files.root) == before
