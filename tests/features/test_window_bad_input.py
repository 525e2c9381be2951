"""Bad input through the window: one clear line on screen, nothing changed, the window lives on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.helpers import disks
from tests.helpers.clips import make_sound, make_text
from tests.helpers.hands import CTRL, Eyes, Hands
from tests.helpers.passes import (
    STATE,
    VIDEO_FOLDER,
    Pass,
    a_pass,
    a_project,
    a_record,
    clip_of,
    clips_in,
    snapshot,
    spoil,
    state_of,
)
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.helpers.projects import ProjectFiles
    from tests.helpers.windows import Stage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")

Key = Qt.Key
REPOSITORY = Path(__file__).parents[2]
_HOLD = """
import sys, pathlib
from engine.store.project import Project
project = Project.open(pathlib.Path(sys.argv[1]))
with project.locks.lease("extract", sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""
WIDTH = 96


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_project(tmp_path)


@pytest.fixture
def diverged(files: ProjectFiles) -> Pass:
    return a_pass(files, frames=(24, 24, 24, 24), planned=[0.4, 0.4, 3.2])


def app() -> QApplication:
    """The application, which every test of a window has."""
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


@asynccontextmanager
async def at_review(made: Pass) -> AsyncIterator[tuple[Stage, Hands, Eyes]]:
    """The window with the project of a pass, which waits in the tree for its review."""
    async with a_window(app()) as stage:
        hands, eyes = Hands(stage), Eyes(stage, WIDTH)
        hands.drop(made.video.parents[2])
        await stage.until(lambda: eyes.status_of(made) == "segmentation_review")
        await stage.rest()
        hands.open_branches()
        hands.click_tree(eyes.line_of(made))
        stage.session.parts.window.toasts.clear()
        yield stage, hands, eyes


@contextmanager
def another_process_cutting(made: Pass) -> Iterator[int]:
    """Another process holds the pass as if it were cutting it; gives its id."""
    command = [sys.executable, "-c", _HOLD, str(made.video.parents[2]), made.pass_id]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield other.pid
        other.communicate()


async def one_line(stage: Stage) -> str:
    """The one message on screen, once it is there."""
    await stage.until(lambda: stage.said)
    await stage.rest()
    (said,) = stage.said
    assert "\n" not in said
    return said


# -- videos --------------------------------------------------------------------


def dropped(folder: Path, kind: str) -> Path:
    video = folder / "video.mp4"
    whole = clip_of((24, 24)).path
    match kind:
        case "empty":
            video.touch()
        case "cut off":
            video.write_bytes(whole.read_bytes()[:2000])
        case "text":
            make_text(video, "to be rendered")
        case "playlist":
            make_text(video)
        case "sound":
            make_sound(folder / "video.wav").rename(video)
        case "one frame":
            shutil.copy(clip_of((1,)).path, video)
        case "folder":
            video.mkdir()
        case "unreadable":
            shutil.copy(whole, video)
    return video


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("missing", "File not found: video.mp4"),
        ("empty", "the file is empty"),
        ("cut off", "cut off or still being written"),
        ("text", "text dressed as mp4"),
        ("playlist", "a playlist dressed as mp4"),
        ("sound", "the name says mp4"),
        ("one frame", "only one frame"),
        ("folder", "is no project"),
        ("unreadable", "permission denied"),
    ],
)
def test_that_what_is_no_video_is_refused_when_dropped(
    on_loop, tmp_path, monkeypatch, kind, line
) -> None:
    video = dropped(tmp_path, kind)
    before = snapshot(tmp_path)
    if kind == "unreadable":
        disks.make_unreadable(monkeypatch, video)

    async def main():
        async with a_window(app()) as stage:
            Hands(stage).drop(video)
            return await one_line(stage)

    said = on_loop(main())

    monkeypatch.undo()
    assert line in said
    assert "video.mp4" in said
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("missing", "not found"),
        ("empty", "the file is empty"),
        ("cut off", "cut off"),
        ("playlist", "a playlist dressed as mp4"),
        ("sound", "the name says mp4"),
        ("one frame", "only one frame"),
    ],
)
def test_that_a_spoiled_pass_says_so_when_it_is_opened(
    on_loop, files, diverged, kind, line
) -> None:
    async def main():
        async with at_review(diverged) as (stage, hands, _eyes):
            spoil(diverged.video, kind)
            before = snapshot(files.root)
            hands.key(Key.Key_Return)
            said = await one_line(stage)
            assert snapshot(files.root) == before
            return said

    assert line in on_loop(main())


# -- documents -----------------------------------------------------------------


def test_that_a_pass_that_is_gone_meanwhile_is_not_found(on_loop, files, diverged) -> None:
    async def main():
        async with at_review(diverged) as (stage, hands, _eyes):
            files.document(STATE, {"schema_version": 1, "passes": {}})
            hands.key(Key.Key_Return)
            return await one_line(stage)

    assert f"Pass not found: {diverged.pass_id}" in on_loop(main())


@pytest.mark.parametrize("what", ["sidecar", "state"])
def test_that_a_corrupt_document_is_shown_and_kept_byte_for_byte(
    on_loop, files, diverged, what
) -> None:
    path = STATE if what == "state" else f"{VIDEO_FOLDER}/{diverged.video.name}.json"

    async def main():
        async with at_review(diverged) as (stage, hands, eyes):
            hands.key(Key.Key_Return)
            await stage.until(lambda: eyes.proof() == [23, 24])
            files.text(path, '{"passes": {torn')
            before = snapshot(files.root)
            hands.key(Key.Key_Return, CTRL)
            said = await one_line(stage)
            assert snapshot(files.root) == before
            return said

    said = on_loop(main())

    assert "orrupt file" in said
    assert path.rpartition("/")[2] in said
    assert clips_in(files) == []


@pytest.mark.parametrize("torn", [STATE, f"{VIDEO_FOLDER}/EP001_COV_001_SH11_12_13_take1.mp4.json"])
def test_that_opening_a_project_writes_nothing_over_a_corrupt_document(
    on_loop, files, torn
) -> None:
    spoiled, fine = a_pass(files, 1), a_pass(files, 2)
    corrupt = files.text(torn, "{torn")

    async def main():
        async with a_window(app()) as stage:
            Hands(stage).drop(files.root)
            eyes = Eyes(stage, WIDTH)
            await stage.until(lambda: stage.session.projects.current)
            await stage.until(lambda: torn == STATE or eyes.status_of(fine) == "extracted")
            await stage.rest()

    on_loop(main())

    assert corrupt.read_text() == "{torn"
    assert all("PASS_001" not in name for name in clips_in(files))
    assert not (spoiled.video.parent / f".{spoiled.video.name}.extracted").exists()


@pytest.mark.parametrize("length", [-1, "soon", float("nan")])
def test_that_an_impossible_plan_is_told_and_nothing_is_cut(on_loop, files, length) -> None:
    made = a_pass(files, planned=[1, length, 1])

    async def main():
        async with a_window(app()) as stage:
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            hands.drop(files.root)
            said = await one_line(stage)
            return eyes.status_of(made), said

    status, said = on_loop(main())

    assert status == "registered"
    assert said.startswith(f"{made.pass_id}: ")
    assert clips_in(files) == []


def test_that_a_recorded_path_out_of_the_project_is_never_opened(
    on_loop, files, diverged, tmp_path
) -> None:
    outside = shutil.copy(diverged.video, tmp_path / "outside.mp4")

    async def main():
        async with at_review(diverged) as (stage, _hands, _eyes):
            record = state_of(files)[diverged.pass_id] | {"video_path": "../outside.mp4"}
            a_record(files, diverged.pass_id, record)
            stage.session.review(diverged.pass_id)
            return await one_line(stage)

    assert "not a path inside the project" in on_loop(main()).lower()
    assert outside.is_file()


# -- disks and others ----------------------------------------------------------


@pytest.mark.parametrize("reason", ["the disk is full", "the disk is read-only"])
def test_that_a_confirm_on_a_disk_that_takes_nothing_is_told(
    on_loop, files, diverged, monkeypatch, reason
) -> None:
    async def main():
        async with at_review(diverged) as (stage, hands, eyes):
            hands.key(Key.Key_Return)
            await stage.until(lambda: eyes.proof() == [23, 24])
            before = snapshot(files.root)
            with monkeypatch.context() as patch:
                if "full" in reason:
                    disks.make_full(patch)
                else:
                    disks.make_read_only(patch, files.root)
                hands.key(Key.Key_Return, CTRL)
                said = await one_line(stage)
            assert snapshot(files.root) == before
            hands.key(Key.Key_Return, CTRL)
            await stage.until(lambda: eyes.status_of(diverged) == "extracted")
            await stage.rest()
            return said

    assert reason in on_loop(main())
    assert len(clips_in(files)) == 3


def test_that_a_confirm_of_a_pass_that_another_process_cuts_is_told(
    on_loop, files, diverged
) -> None:
    async def main():
        async with at_review(diverged) as (stage, hands, eyes):
            hands.key(Key.Key_Return)
            await stage.until(lambda: eyes.proof() == [23, 24])
            with another_process_cutting(diverged) as pid:
                before = snapshot(files.root)
                hands.key(Key.Key_Return, CTRL)
                said = await one_line(stage)
                assert snapshot(files.root) == before
            return said, pid

    said, pid = on_loop(main())

    assert said.startswith(f"Busy: {diverged.pass_id} is held by ")
    assert f"pid {pid}" in said
