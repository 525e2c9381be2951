"""From a rendered pass to its clips and back, through the window with mouse and keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.helpers.clips import make_clip, make_text, numbers_in
from tests.helpers.hands import ALT, CTRL, SHIFT, Eyes, Hands
from tests.helpers.passes import (
    VIDEO_FOLDER,
    Pass,
    a_pass,
    a_project,
    clips_in,
    snapshot,
)
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.projects import ProjectFiles
    from tests.helpers.windows import Stage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")

Key = Qt.Key
WIDTH = 96
SHOTS = ["EP001_SH21", "EP001_SH22", "EP001_SH23"]


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_project(tmp_path)


def a_diverged_pass(files: ProjectFiles, counter: int = 2) -> Pass:
    """Three shots were wanted; the model cut three times, and not where it should."""
    return a_pass(files, counter, frames=(24, 24, 24, 24), planned=[0.4, 0.4, 3.2])


@pytest.mark.slow
def test_that_a_diverged_pass_becomes_clips_with_mouse_and_keys_and_back(
    on_loop, qapp, files
) -> None:
    good, diverged = a_pass(files, 1, planned=[1, 1, 1]), a_diverged_pass(files)

    async def main():
        async with a_window(qapp) as stage:
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            panel = stage.session.parts.panel

            hands.drop(files.root)
            await stage.until(lambda: eyes.status_of(good) == "extracted")
            await stage.until(lambda: eyes.status_of(diverged) == "segmentation_review")
            assert len(eyes.clips_of(good)) == 3
            assert numbers_of(files, clips_in(files)) == list(range(72))
            await stage.rest()
            before = snapshot(files.root)

            hands.open_branches()
            hands.double_click_tree(eyes.line_of(diverged))
            await stage.until(lambda: eyes.proof() == [23, 24])
            hands.drag_cut(24, to=30)
            await stage.until(lambda: (eyes.proof(), eyes.surface()) == ([29, 30], 30))
            for key, shown in ((Key.Key_Period, 31), (Key.Key_Comma, 30), (Key.Key_End, 95)):
                hands.key(key)
                await stage.until(lambda shown=shown: eyes.surface() == shown)
            hands.key(Key.Key_P)
            hands.key(Key.Key_Right, ALT)
            await stage.until(lambda: (eyes.proof(), eyes.surface()) == ([48, 49], 49))
            assert panel.editor.cuts.frames == (30, 49)

            hands.key(Key.Key_Return, CTRL)
            await stage.until(lambda: eyes.status_of(diverged) == "extracted")
            await stage.rest()
            after = snapshot(files.root)
            clips = [str(node.path) for node in eyes.clips_of(diverged)]
            assert [numbers_in(files.root / clip) for clip in clips] == [
                list(range(30)),
                list(range(30, 49)),
                list(range(49, 96)),
            ]
            assert [shot_in_sidecar(files, clip) for clip in clips] == SHOTS
            assert stage.session.selection == (eyes.line_of(diverged),)

            hands.key(Key.Key_Z, CTRL)
            await stage.until(lambda: eyes.status_of(diverged) == "segmentation_review")
            await stage.rest()
            assert eyes.clips_of(diverged) == []
            assert "Undone: Confirm cuts of EP001 PASS 002" in stage.said
            assert panel.sheet.status == "segmentation_review"
            assert snapshot(files.root) == before
            hands.key(Key.Key_Z, CTRL | SHIFT)
            await stage.until(lambda: eyes.status_of(diverged) == "extracted")
            await stage.rest()
            assert snapshot(files.root) == after

    on_loop(main())


def test_that_a_confirm_that_is_off_says_why(on_loop, qapp, files) -> None:
    diverged = a_diverged_pass(files)

    async def main():
        async with a_window(qapp) as stage:
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            header = stage.session.parts.panel._page.header
            await review_with_keys(stage, diverged)
            await stage.until(lambda: eyes.proof() == [23, 24])
            await stage.rest()
            before = snapshot(files.root)

            hands.key(Key.Key_Delete)
            hands.key(Key.Key_Return, CTRL)
            hands.click(header.confirm)
            await stage.rest()

            assert snapshot(files.root) == before
            assert header.blocked.isVisible()
            assert header.blocked.text() in header.confirm.toolTip()
            return header.blocked.text()

    assert on_loop(main()) == "needs 2 cuts, 1 placed"


@pytest.mark.slow
def test_that_keys_pressed_in_the_moment_of_a_change_are_judged_by_it(on_loop, qapp, files) -> None:
    diverged = a_diverged_pass(files)

    async def main():
        async with a_window(qapp) as stage:
            hands, panel = Hands(stage), stage.session.parts.panel
            await review_with_keys(stage, diverged)
            await stage.until(lambda: panel.sheet)
            opened = panel.editor.cuts.frames

            panel.editor.select(opened[0])
            hands.key(Key.Key_Delete)
            hands.key(Key.Key_Z, CTRL)
            assert panel.editor.cuts.frames == opened
            panel.clear()
            await stage.rest()
            show_review, asked = panel.show_review, []
            panel.confirm_requested.disconnect()  # that it is asked for is enough here
            panel.confirm_requested.connect(lambda pass_id, _times: asked.append(pass_id))

            def show_to_a_quick_hand(sheet):
                panel.show_review = show_review
                show_review(sheet)
                hands.key(Key.Key_Return, CTRL)

            panel.show_review = show_to_a_quick_hand
            panel.open_requested.emit(diverged.pass_id)
            await stage.until(lambda: panel.sheet)
            return asked

    assert on_loop(main()) == [diverged.pass_id]


@pytest.mark.slow
def test_that_the_next_pass_opens_after_a_confirm(on_loop, qapp, files) -> None:
    first, second = a_diverged_pass(files, 2), a_diverged_pass(files, 3)

    async def main():
        async with a_window(qapp) as stage:
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            panel = stage.session.parts.panel
            await review_with_keys(stage, first)
            await stage.until(lambda: panel.sheet and panel.sheet.pass_id == first.pass_id)
            await stage.until(lambda: len(panel.queue.waiting) == 2)

            hands.key(Key.Key_Return, CTRL)
            await stage.until(lambda: panel.sheet and panel.sheet.pass_id == second.pass_id)
            await stage.until(lambda: eyes.status_of(first) == "extracted")
            assert eyes.status_of(second) == "segmentation_review"
            hands.key(Key.Key_Return, CTRL)
            await stage.until(lambda: eyes.status_of(second) == "extracted")
            await stage.until(lambda: not panel.queue.isVisible())
            await stage.rest()

    on_loop(main())

    assert numbers_of(files, clips_in(files)) == [*range(96), *range(96)]


def test_that_the_palette_finds_a_command_and_a_waiting_pass_by_typing(
    on_loop, qapp, files
) -> None:
    diverged = a_diverged_pass(files)

    async def main():
        async with a_window(qapp) as stage:
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            hands.drop(files.root)
            await stage.until(lambda: eyes.status_of(diverged) == "segmentation_review")
            await stage.rest()

            hands.key(Key.Key_K, CTRL)
            hands.type("002 sh21")
            hands.key(Key.Key_Return)
            await stage.until(lambda: eyes.proof() == [23, 24])
            hands.key(Key.Key_P, CTRL | SHIFT)
            hands.type("split even")
            hands.key(Key.Key_Return)
            return stage.session.parts.panel.editor.cuts.frames

    assert on_loop(main()) == (32, 64)


def test_that_a_dropped_video_opens_and_text_dressed_as_one_is_refused(
    on_loop, qapp, tmp_path
) -> None:
    video = make_clip(tmp_path / "Küche, Take 2.mp4", shots=(24, 24), size=(WIDTH, 160)).path
    disguised = make_text(tmp_path / "playlist.mp4")
    before = snapshot(tmp_path)

    async def main():
        async with a_window(qapp) as stage:
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            hands.drop(video)
            await stage.until(lambda: eyes.proof() == [23, 24])
            hands.drop(disguised)
            await stage.until(lambda: stage.said)
            await stage.rest()
            return stage.said, stage.session.parts.panel.sheet.video, eyes.proof()

    (said,), shown, proof = on_loop(main())

    assert "playlist.mp4" in said
    assert "\n" not in said
    assert (shown, proof) == (video, [23, 24])
    assert snapshot(tmp_path) == before


async def review_with_keys(stage: Stage, made: Pass) -> None:
    """Drop the project on the window, go to a pass in the tree and open it, all with keys."""
    hands, eyes = Hands(stage), Eyes(stage, WIDTH)
    hands.drop(made.video.parents[2])
    await stage.until(lambda: eyes.status_of(made) == "segmentation_review")
    await stage.rest()
    hands.open_branches()
    hands.click_tree(eyes.line_of(made))
    hands.key(Key.Key_Return)


def numbers_of(files: ProjectFiles, names: list[str]) -> list[int]:
    """The burnt-in numbers of all frames of these clips, one clip after another."""
    return [n for name in names for n in numbers_in(files.root / VIDEO_FOLDER / name)]


def shot_in_sidecar(files: ProjectFiles, clip: str) -> str:
    """The shot that a clip's sidecar names."""
    shot: str = json.loads((files.root / f"{clip}.json").read_text())["shot_id"]
    return shot
