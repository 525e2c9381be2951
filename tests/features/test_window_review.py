"""From a rendered pass to its clips and back, through the window with mouse and keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from engine.domain.nodes import NodeKind
from tests.desktop.conftest import nothing_leaks, on_loop  # noqa: F401 - fixtures
from tests.helpers.clips import numbers_in
from tests.helpers.hands import ALT, CTRL, SHIFT, Eyes, Hands
from tests.helpers.passes import (
    VIDEO_FOLDER,
    Pass,
    a_pass,
    a_project,
    clips_in,
    snapshot,
    state_of,
)
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.projects import ProjectFiles

pytestmark = [
    pytest.mark.slow,
    pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio"),
]

Key = Qt.Key
WIDTH = 96
SHOTS = ["EP001_SH21", "EP001_SH22", "EP001_SH23"]


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_project(tmp_path)


def a_diverged_pass(files: ProjectFiles, counter: int = 2) -> Pass:
    """Three shots were wanted; the model cut three times, and not where it should."""
    return a_pass(files, counter, frames=(24, 24, 24, 24), planned=[0.4, 0.4, 3.2])


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


def numbers_of(files: ProjectFiles, names: list[str]) -> list[int]:
    """The burnt-in numbers of all frames of these clips, one clip after another."""
    return [n for name in names for n in numbers_in(files.root / VIDEO_FOLDER / name)]


def shot_in_sidecar(files: ProjectFiles, clip: str) -> str:
    """The shot that a clip's sidecar names."""
    shot: str = json.loads((files.root / f"{clip}.json").read_text())["shot_id"]
    return shot
