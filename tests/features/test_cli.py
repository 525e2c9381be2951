"""The command line itself: help, globals, exit codes, what it loads, projects."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.cli import with_globals_first
from engine.commands.catalog import all_commands
from engine.domain.ids import PassId
from tests.helpers.cli import recoil
from tests.helpers.passes import a_pass, a_project, clip_of

if TYPE_CHECKING:
    from typing import Any

ROOT = Path(__file__).parents[2]
HEAVY = ("av", "cv2", "numpy", "scenedetect", "PySide6", "httpx2")
ROOMS = ("engine.store.project", "engine.domain.documents", "engine.orchestration")  # nobody enters


def python(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *words]
    around = os.environ | environment
    return subprocess.run(
        command, cwd=ROOT, env=around, capture_output=True, text=True, check=False
    )


def test_that_every_command_explains_itself_with_examples() -> None:
    for command in all_commands():
        said = recoil(*command.name.split(), "--help")

        assert said.code == 0
        assert command.help in " ".join(said.out.split())
        assert "Examples:\n    recoil" in said.out, command.name
        for parameter in command.parameters:
            assert parameter.words.help


@pytest.mark.parametrize("words", [[], ["review"], ["--help"], ["project", "-h"]])
def test_that_without_a_command_there_is_help(words: list[str]) -> None:
    said = recoil(*words)

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Usage: recoil")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["nonsense"], "No such command 'nonsense' (see recoil --help)"),
        (["review", "nonsense"], "No such command 'nonsense' (see recoil review --help)"),
        (["review", "confirm"], "Missing argument 'PASS' (see recoil review confirm --help)"),
        (["cuts", "x.mp4", "--shots", "many"], "Invalid value for '--shots'"),
        (["cuts", "x.mp4", "--wrong"], "No such option"),
        (["regenerate", "SH1", "--from", "X"], "Missing option '--reason'"),
    ],
)
def test_that_wrong_usage_is_one_line_and_exit_code_2(words: list[str], line: str) -> None:
    plain, told = recoil(*words), recoil(*words, "--json")

    assert (plain.code, plain.out) == (2, "")
    assert plain.err.startswith(line)
    assert plain.err.count("\n") == 1
    assert told.json["error"]["code"] == "usage"


def test_that_global_options_may_stand_anywhere() -> None:
    line = ["cuts", "--json", "a.mp4", "--project=show", "--projects-root", "here", "--", "--json"]

    assert with_globals_first(line) == [
        "--json",
        "--project=show",
        "--projects-root",
        "here",
        "cuts",
        "a.mp4",
        "--",
        "--json",
    ]


@pytest.mark.parametrize("words", [["--help"], ["projects"], ["paths"]])
def test_that_the_start_is_quick_and_loads_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    # As it is once installed: its byte code is there after the first start.
    installed = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path)}
    loaded = python("-X", "importtime", "-m", "engine.cli", *words, **installed).stderr
    took = []
    for _ in range(3):
        before = os.times()
        assert python("-m", "engine.cli", *words, **installed).returncode == 0
        after = os.times()
        took.append(sum(after[2:4]) - sum(before[2:4]))  # of the child; a busy machine counts less

    modules = {line.rpartition("|")[2].strip() for line in loaded.splitlines()}
    assert not modules & {*HEAVY, *ROOMS}
    assert min(took) < 0.4


def test_that_projects_are_made_chosen_and_listed(tmp_path: Path) -> None:
    where = ["--projects-root", tmp_path]
    made = recoil("project", "new", "harbor", "--title", "Harbor", "--json", *where)
    recoil("project", "new", "dunes", "--mode", "client", *where)
    (tmp_path / "_hidden").mkdir()

    assert made.json == {"project": "harbor", "path": str(tmp_path / "harbor")}
    listed = recoil("projects", "--json", *where).json
    assert (listed["projects"], listed["current"]) == (["dunes", "harbor"], "dunes")
    recoil("project", "use", "harbor", *where)
    assert recoil("projects", *where).out == "  dunes\n* harbor\n"
    settings = json.loads((tmp_path / "dunes/project.json").read_text())
    assert (settings["mode"], settings["title"]) == ("client", "dunes")


def test_that_choosing_a_project_clears_selection_and_viewer(
    tmp_path: Path, own_state: Path
) -> None:
    a_project(tmp_path)
    (own_state / "state.json").write_text(
        json.dumps({"project": "old", "selection": ["x"], "viewer": {"a": 1}, "theirs": 1})
    )

    recoil("project", "use", "show", "--projects-root", tmp_path)

    state = json.loads((own_state / "state.json").read_text())
    assert state == {"project": "show", "selection": [], "theirs": 1}


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["project", "use", "nowhere"], "project not found: nowhere"),
        (["project", "use", "../show"], "project not found: ../show"),
        (["project", "use", "_hidden"], "project not found: _hidden"),
        (["project", "new", "show"], "there is a project already: show"),
        (["project", "new", "bad name"], "not a project name: 'bad name'"),
        (["project", "new", "x", "--mode", "opera"], "not a mode: 'opera'"),
        (["extract"], "no project: say --project NAME"),
        (["extract", "--project", "nowhere"], "project not found: nowhere"),
        (["extract", "--project", "./no/where"], "project not found: ./no/where"),
    ],
)
def test_that_bad_projects_are_refused(tmp_path: Path, words: list[str], line: str) -> None:
    a_project(tmp_path)
    before = sorted(path.name for path in tmp_path.rglob("*"))

    said = recoil(*words, "--projects-root", tmp_path)

    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert said.err.startswith(line)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_that_health_counts_what_needs_somebody(tmp_path: Path) -> None:
    files = a_project(tmp_path)
    a_pass(files, status="segmentation_review")
    files.text("renders/ep_001/EP001_SH7_take1.mp4.json", "{torn")
    files.media("renders/ep_001/EP001_SH7_take1.mp4")

    health = recoil("project", "health", "--json", project=files.root).json

    assert health["reviews"] == 1
    assert health["corrupt"] == ["renders/ep_001/EP001_SH7_take1.mp4.json"]
    assert {"dangling", "orphans", "stale", "stuck", "offline"} <= set(health)


def test_that_the_tree_and_the_newest_files_are_told(tmp_path: Path) -> None:
    files = a_project(tmp_path)
    made = a_pass(files)

    tree = recoil("tree", "--json", project=files.root).json
    recent = recoil("recent", "--limit", "1", "--json", project=files.root).json

    assert tree["file_count"] == 1
    assert any(node["path"].endswith(made.video.name) for node in _walk(tree["tree"]))
    assert recent["total"] == 1
    assert recent["files"][0]["path"] == f"renders/ep_001/{made.video.name}"
    assert PassId.parse(made.pass_id).title in recoil("tree", project=files.root).out


def test_that_paths_and_doctor_tell_about_this_machine(tmp_path: Path, own_state: Path) -> None:
    paths = recoil("paths", "--json", "--projects-root", tmp_path).json
    health = recoil("doctor", "--json").json

    assert paths["projects_root"] == str(tmp_path)
    assert paths["state_dir"] == str(own_state)
    assert health["ok"]
    assert any(check["name"] == "encoder libx264" and check["ok"] for check in health["checks"])


def test_that_an_internal_error_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fall_over(*_where: object) -> None:
        raise RuntimeError("two\nlines")

    monkeypatch.setattr("engine.workspace.loose.check_video", fall_over)

    plain = recoil("cuts", tmp_path / "x.mp4")
    told = recoil("cuts", tmp_path / "x.mp4", "--json")

    assert plain.code == told.code == 1
    assert plain.err == "internal error: RuntimeError: two lines (--verbose tells more)\n"
    assert told.json["error"]["code"] == "internal"


@pytest.mark.slow
def test_that_an_interrupt_stops_the_work_and_exits_with_130(tmp_path: Path) -> None:
    clip = clip_of((400, 400, 400))
    command = [sys.executable, "-m", "engine.cli", "split", str(clip.path), "--at", "10,30"]
    out = tmp_path / "out"

    with subprocess.Popen(
        [*command, "--out", str(out)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        while not out.is_dir():  # cutting begins
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=30)

    assert (process.returncode, error) == (130, "interrupted\n")
    assert not list(out.glob("*.part"))


def _walk(node: Any) -> list[Any]:
    return [{"path": "", **node}, *(each for child in node["children"] for each in _walk(child))]
