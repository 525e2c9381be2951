"""Every command of the table answers ``--json`` with the keys the table names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.commands.catalog import all_commands
from tests.helpers.cli import recoil
from tests.helpers.passes import VIDEO_FOLDER, Pass, a_pass, a_project, clips_in

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.helpers.projects import ProjectFiles

CUTS = {
    "detected_cuts", "cut_points", "threshold_used", "converged", "history", "model_added_cuts",
    "alignment_score", "missed_boundaries", "duration_s", "fps", "frames",
}  # fmt: skip
HEALTH = {"corrupt", "dangling", "orphans", "reviews", "stale", "stuck", "offline"}
REVIEW = {
    "pass_id", "video", "duration_s", "detected_timestamps", "expected_timestamps",
    "segment_shot_ids",
}  # fmt: skip
CLIP = {"path", "start", "end", "frames", "class"}
COMMANDS = {
    "projects", "project new", "project use", "project health", "demo", "tree", "recent", "cuts",
    "split", "extract", "review list", "review show", "review confirm", "segment reject",
    "regenerate", "sidecar", "undo", "redo", "history", "paths", "doctor", "snapshot list",
    "snapshot make", "snapshot restore", "changes stuck", "changes aside", "search", "searches",
    "searches save", "searches forget", "generate", "collect",
    "jobs", "jobs decide", "costs", "rederive", "shoot", "reviews", "reviews resolve",
    "take locate", "take fetch",
    "export otio", "export edl", "export fcpxml", "export csv", "export contact-sheet", "mcp",
    "board", "board approve", "board reject", "board render", "board reference", "comment add",
    "orphans sweep", "orphans list", "orphans suggest", "orphans quarantine", "orphans register",
    "orphans delete", "archive", "archives", "restore", "trash list", "trash restore",
    "comment list", "comment resolve", "comment reopen", "comment edit", "comment delete",
}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_project(tmp_path)


@pytest.fixture
def diverged(files: ProjectFiles) -> Pass:
    return a_pass(files, frames=(24, 24, 24, 24), planned=[0.4, 0.4, 3.2])


def told(*words: object, project: Path | None = None) -> dict[str, Any]:
    """What a command answers to a program."""
    said = recoil(*words, "--json", project=project)
    assert said.code == 0, said
    answer: dict[str, Any] = said.json
    return answer


def test_that_every_command_of_the_table_is_there() -> None:
    assert {command.name for command in all_commands()} >= COMMANDS


def test_that_projects_and_trees_answer_with_their_keys(files: ProjectFiles) -> None:
    a_pass(files)
    root = files.root

    assert {"projects", "current"} <= set(told("projects", project=root))
    assert set(told("project", "health", project=root)) >= HEALTH
    tree = told("tree", project=root)
    assert {"tree", "file_count"} <= set(tree)
    assert "children" in tree["tree"]
    assert {"files", "total"} <= set(told("recent", project=root))
    assert told("paths", project=root)
    assert "changes" in told("history", project=root)
    assert "snapshots" in told("snapshot", "list", project=root)


def test_that_new_and_chosen_projects_are_named(tmp_path: Path) -> None:
    root = ["--projects-root", tmp_path]

    assert {"project", "path"} <= set(told("project", "new", "harbor", *root))
    assert told("project", "use", "harbor", *root) == {"current": "harbor"}


def test_that_any_video_answers_with_its_keys(diverged: Pass, tmp_path: Path) -> None:
    found = told("cuts", diverged.video, "--durations", "1,1,2")
    made = told("split", diverged.video, "--out", tmp_path / "clips", "--at", "1,2")

    assert set(found) >= CUTS
    assert [set(clip) >= CLIP for clip in made["clips"]] == [True] * 3


def test_that_extraction_carries_each_verdict_with_what_would_mend_it(
    files: ProjectFiles, diverged: Pass
) -> None:
    a_pass(files, 2)

    passes = {one["pass_id"]: one for one in told("extract", project=files.root)["passes"]}

    assert all(
        {"pass_id", "status", "segments", "reason", "verdict"} <= set(p) for p in passes.values()
    )
    verdict = passes[diverged.pass_id]["verdict"]
    assert {"summary", "accepted", "flagged", "ready", "shots"} <= set(verdict)
    wrong = [shot for shot in verdict["shots"] if shot["findings"] != ["matched"]]
    assert wrong
    assert all(shot["fix"] for shot in wrong)
    (good,) = (one for one in passes.values() if one["status"] == "extracted")
    assert {shot["fix"] for shot in good["verdict"]["shots"]} == {""}
    assert all(set(clip) >= CLIP for clip in good["segments"])


def test_that_reviews_and_what_follows_answer_with_their_keys(
    files: ProjectFiles, diverged: Pass
) -> None:
    root = files.root
    told("extract", project=root)

    (waiting,) = told("review", "list", project=root)["passes"]
    shown = told("review", "show", diverged.pass_id, project=root)
    done = told("review", "confirm", diverged.pass_id, "--at", "1,3", project=root)
    clip = f"{VIDEO_FOLDER}/{clips_in(files)[0]}"
    rejected = told("segment", "reject", clip, "--reason", "hands", project=root)
    again = told("regenerate", "SH11", "--from", diverged.pass_id, "--reason", "x", project=root)

    assert {"pass_id", "status", "reason"} <= set(waiting)
    assert set(shown) >= REVIEW
    assert shown["video"] == f"{VIDEO_FOLDER}/{diverged.video.name}"
    assert {"timestamps", "segments"} <= set(done)
    assert all(set(made) >= CLIP for made in done["segments"])
    assert rejected["sidecar"]["status"] == "rejected"
    assert {"new_pass_id", "dispatched"} <= set(again)
    assert told("sidecar", clip, project=root)["sidecar"]["replaced_by"] == again["new_pass_id"]
    assert "changes" in told("undo", project=root)
    assert "changes" in told("redo", project=root)
    assert json.dumps(told("project", "health", project=root)["dangling"]) == "[]"
