"""``recoil generate`` from the plan to takes, clips and versions, as an editor would see it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from engine.providers.fake_fal import FakeFal
from tests.helpers.cli import recoil
from tests.helpers.generate import (
    BODIES,
    COVERAGE,
    STATE,
    a_covered_show,
    a_show,
    contents,
    say_otherwise,
)

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project
    from tests.helpers.cli import Said

OPS = "state/visual/ops.log.jsonl"
RENDERS = "renders/ep_001"


def generate(project: Project, *words: object) -> Said:
    return recoil("generate", "--episode", "1", *words, project=project.root)


def told(project: Project, *words: object) -> Any:
    said = generate(project, *words, "--json")
    assert said.code == 0, said
    return said.json


def document(project: Project, path: str) -> Any:
    return json.loads((project.root / path).read_text())


def passes_of(project: Project) -> list[str]:
    return [one["pass_id"] for one in document(project, COVERAGE)["passes"]]


def videos(project: Project) -> list[str]:
    return sorted(path.name for path in (project.root / RENDERS).glob("EP*.mp4"))


# -- before --------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_that_a_dry_run_of_the_demo_tells_its_beats_and_touches_nothing(
    demo: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(demo, tmp_path / "demo")
    before = contents(root)

    said = recoil("generate", "--episode", "1", "--dry-run", "--json", project=root)
    lines = recoil("generate", "--episode", "1", "--dry-run", project=root).out.splitlines()

    beats = said.json["beats"]
    shots = [shot for beat in beats for shot in beat["shot_ids"]]
    assert said.code == 0
    assert len(shots) == len(set(shots)) >= 10
    assert all(beat["estimate_usd"] == 0 and not beat["done"] for beat in beats)
    assert all(beat["target"].startswith(f"{RENDERS}/EP001_") for beat in beats)
    assert said.json["total_usd"] == 0
    assert len(lines) == len(beats) + 1
    assert contents(root) == before


def test_that_a_dry_run_for_a_paid_model_sums_its_estimates(tmp_path: Path) -> None:
    project = a_show(tmp_path, seconds=2)
    before = contents(project.root)

    answer = told(project, "--dry-run", "--model", "seedance-2.0")

    # The second beat is two seconds long; the model renders, and charges, no less than four.
    assert [beat["estimate_usd"] for beat in answer["beats"]] == pytest.approx([1.8204, 1.2136])
    assert [beat["charged_s"] for beat in answer["beats"]] == [6, 4]
    assert answer["total_usd"] == pytest.approx(3.034)
    told_people = generate(project, "--dry-run", "--model", "seedance-2.0").out
    assert "2 s (charged as 4 s), $1.21" in told_people
    assert contents(project.root) == before


# -- the run -------------------------------------------------------------------


@pytest.mark.slow
def test_that_a_run_makes_real_videos_with_their_origin_and_leaves_its_books(
    tmp_path: Path,
) -> None:
    project = a_show(tmp_path)

    answer = told(project)

    assert videos(project) == ["EP001_CONT_001_SH1_2_3_take1.mp4", "EP001_CONT_002_SH4_take1.mp4"]
    assert answer["outputs"] == [f"{RENDERS}/{name}" for name in videos(project)]
    assert answer["rendered_shot_ids"] == [f"EP001_SH{n:02d}" for n in (1, 2, 3, 4)]
    assert (answer["spent_usd"], answer["reserved_usd"], answer["halted"]) == (0, 0, None)
    check_video(project.root / RENDERS / videos(project)[0], frames=72)
    check_sidecar(project)
    check_books(project, answer["run_id"])


def check_video(video: Path, frames: int) -> None:
    from engine.media.probe import probe

    info = probe(video)
    assert (info.width, info.height, info.frames) == (720, 1280, frames)
    assert info.audio


def check_sidecar(project: Project) -> None:
    batch = document(project, f"{RENDERS}/EP001_CONT_001_SH1_2_3_take1.mp4.json")
    origin = batch["provenance"]
    assert (batch["status"], batch["model"], batch["take"]) == ("candidate", "animatic", 1)
    assert origin["grouping"]["strategy"] == "continuity"
    assert origin["grouping"]["shot_ids"] == ["EP001_SH01", "EP001_SH02", "EP001_SH03"]
    assert (origin["batch_id"], origin["scene_version"]) == ("BATCH_001", 1)
    assert origin["beat_id"] == "BATCH_001__cont"
    assert "Something happens, 2." in origin["prompt"]
    assert origin["refs"] == []
    assert origin["dispatch_id"].startswith("d_")
    assert set(batch["checks"].values()) <= {"pass", "not checked"}


def check_books(project: Project, run_id: str) -> None:
    body = document(project, f"{BODIES}/ep_001_BATCH_001.json")
    beat = body["beats"][0]
    assert beat["primary_take_id"] == beat["takes"][0]["take_id"]
    assert beat["takes"][0]["status"] == "succeeded"
    lines = [json.loads(line) for line in (project.root / OPS).read_text().splitlines()]
    run = [line for line in lines if line["event"] == "generate"]
    assert [line["status"] for line in run] == ["started", "completed"]
    assert run[0]["args"]["run_id"] == run_id
    figures = recoil("costs", "--json", project=project.root).json
    assert (figures["billed"], figures["reserved"], figures["unknown"]) == (0, 0, 0)


@pytest.mark.slow
def test_that_a_second_run_sends_nothing_and_renders_nothing(tmp_path: Path) -> None:
    project = a_covered_show(tmp_path, mode="feature")
    told(project, "--grouping", "coverage")
    before = contents(project.root, but=(OPS, "state/locks", "state/visual/derivation"))

    answer = told(project, "--grouping", "coverage")
    dry = told(project, "--grouping", "coverage", "--dry-run")

    assert (answer["outputs"], answer["rendered_shot_ids"]) == ([], [])
    assert all(beat["done"] for beat in dry["beats"])
    after = contents(project.root, but=(OPS, "state/locks", "state/visual/derivation"))
    assert after == before


@pytest.mark.slow
def test_that_coverage_passes_that_come_are_cut_by_themselves(tmp_path: Path) -> None:
    project = a_covered_show(tmp_path)
    first, second = passes_of(project)

    answer = told(project, "--pass", first)

    records = document(project, STATE)["passes"]
    clips = sorted(path.name for path in (project.root / RENDERS).glob("shot_*.mp4"))
    assert answer["outputs"] == [f"{RENDERS}/EP001_COV_001_SH1_2_take1.mp4"]
    assert records.keys() == {first}
    assert records[first]["status"] == "extracted"
    assert [one["take"] for one in records[first]["takes"]] == [1]
    assert clips == [f"shot_00{n}_FROM_PASS_001_A_JADE_take1.mp4" for n in (1, 2)]
    told(project, "--grouping", "coverage")
    assert document(project, STATE)["passes"][second]["status"] == "extracted"


def test_that_a_project_that_does_nothing_by_itself_keeps_its_passes_whole(tmp_path: Path) -> None:
    project = a_covered_show(tmp_path, mode="feature")

    told(project, "--pass", "EP001_PASS_002_SH03_04_A_JADE")

    (record,) = document(project, STATE)["passes"].values()
    assert record["status"] == "registered"
    assert not list((project.root / RENDERS).glob("shot_*"))


# -- versions ------------------------------------------------------------------


@pytest.mark.slow
def test_that_new_words_stop_a_versioned_batch_until_it_is_conformed(tmp_path: Path) -> None:
    project = a_covered_show(tmp_path, mode="feature")
    batch = "EP001_PASS_001_SH01_02_A_JADE"
    words = ("rederive", "--episode", "1", "--grouping", "coverage")

    def rederive(*more: object) -> Any:
        said = recoil(*words, *more, "--json", project=project.root)
        assert said.code == 0, said
        return said.json

    written = rederive()["written"]
    say_otherwise(project, 2, "It snows.")
    candidates = rederive()["candidate_versions"]
    say_otherwise(project, 1, "It rains.")
    drifted = generate(project, "--pass", batch)
    rederive()
    diff = rederive("--batch", batch, "--diff", "1", "2")["diff"]
    conformed = rederive("--batch", batch, "--conform", "3")
    boardless = generate(project, "--pass", batch)
    rederive("--batch", batch, "--mark-derived", "3")
    rendered = told(project, "--pass", batch)
    reverted = rederive("--batch", batch, "--revert", "1")
    status = recoil(*words, "--status", project=project.root).out

    assert len(written) == 2
    assert candidates == {batch: 2}
    assert drifted.code == 1
    assert f"{batch}: blocked, content drift (recoil rederive --episode 1 --batch" in drifted.out
    assert drifted.err == "1 batch blocked\n"
    changed = [shot for shot in diff["shots"] if shot["kind"] == "changed"]
    assert [shot["shot_id"] for shot in changed] == ["EP001_SH02"]
    assert conformed["active_version"] == 3
    assert f"{batch}: blocked, active version not derived" in boardless.out
    assert f"--batch {batch} --mark-derived 3)" in boardless.out
    assert rendered["outputs"] == [f"{RENDERS}/EP001_COV_001_SH1_2_take1.mp4"]
    assert reverted["active_version"] == 1
    assert f"{batch}: version 1 (pending), candidates 2, 3" in status


# -- two at once ---------------------------------------------------------------


@pytest.mark.slow
def test_that_an_episode_is_run_by_one_and_the_other_is_told_by_whom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = a_show(tmp_path, seconds=4)
    with FakeFal(queued=10**6) as server:
        monkeypatch.setenv("RECOIL_FAL_URL", server.url)
        monkeypatch.setenv("FAL_KEY", "x")
        words = ("--model", "seedance-2.0", "--concurrency", "1")
        first = started(project, *words)
        wait_until(lambda: server.counts().jobs == 1)

        second = generate(project, *words)
        dry = generate(project, "--dry-run")
        first.send_signal(signal.SIGINT)
        _, said = first.communicate(timeout=60)

    assert (second.code, second.out, second.err.count("\n")) == (1, "", 1)
    assert second.err.startswith(f"busy: EP001 is held by cli.py, pid {first.pid} on ")
    assert dry.code == 0
    assert server.counts().posts == 1
    assert (first.returncode, said) == (130, "interrupted\n")


def started(project: Project, *words: str) -> subprocess.Popen[str]:
    root = ["--projects-root", str(project.root.parent), "--project", project.name]
    return subprocess.Popen(
        [sys.executable, "-m", "engine.cli", *root, "generate", "--episode", "1", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )


def wait_until(is_so: Any, patience: float = 60) -> None:
    until, pause = time.monotonic() + patience, threading.Event()
    while not is_so():
        assert time.monotonic() < until, "it never came"
        pause.wait(0.01)
