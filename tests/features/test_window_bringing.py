"""Videos from elsewhere brought in with the keyboard alone: chosen in a dialog, or pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from engine.domain.nodes import NodeKind
from tests.helpers.drags import files_of
from tests.helpers.hands import CTRL, SHIFT, Eyes, Hands
from tests.helpers.passes import a_project, snapshot
from tests.helpers.registering import a_show_of_three, a_video, line, press, the_dialog
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.projects import ProjectFiles
    from tests.helpers.windows import Stage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")

Key = Qt.Key


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_show_of_three(tmp_path)


@pytest.fixture(autouse=True)
def clean_clipboard(qapp) -> Iterator[None]:
    yield
    QGuiApplication.clipboard().clear()


async def give_up(stage: Stage) -> None:
    """Leave the dialog with Esc."""
    registering = stage.session.orphans.registering
    QTest.keyClick(registering.dialog, Key.Key_Escape)
    await stage.until(lambda: registering.dialog is None)
    await stage.rest()


def test_that_a_video_is_chosen_for_the_episode_by_its_path(on_loop, qapp, files, tmp_path) -> None:
    video = a_video(tmp_path)

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)  # nothing is selected: the first episode takes it
            stage.session.parts.tree.setFocus()
            await press(stage, "orphan.bring", Key.Key_I, CTRL | SHIFT)
            chooser = stage.shell.window.findChild(QFileDialog, "bring")
            assert chooser.windowTitle() == "Register in EP001: choose videos"
            name = chooser.findChild(QLineEdit, "fileNameEdit")
            name.insert(str(video))  # letter by letter Qt's own completion wants a real screen
            QTest.keyClick(name, Key.Key_Return)
            dialog = await the_dialog(stage)
            assert dialog.file.said == str(video)
            await give_up(stage)

    on_loop(main())


def test_that_videos_copied_elsewhere_are_pasted_for_the_selected_shot(
    on_loop, qapp, files, tmp_path
) -> None:
    video = a_video(tmp_path)

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            hands, eyes = Hands(stage), Eyes(stage, 96)
            hands.open_branches()
            hands.click_tree(line(eyes, NodeKind.SHOT, "SH05"))
            QGuiApplication.clipboard().setMimeData(files_of(video))
            await press(stage, "orphan.paste", Key.Key_V, CTRL)
            dialog = await the_dialog(stage)
            assert dialog.form.model_shots.chosen == ("EP001_SH05",)
            await give_up(stage)

    on_loop(main())


def test_that_there_is_nothing_to_paste_is_said(on_loop, qapp, files) -> None:
    words, address = QMimeData(), QMimeData()
    words.setText("a video")
    address.setUrls(["https://example.com/a.mp4"])
    before = snapshot(files.root)

    async def main():
        said = []
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            stage.session.parts.tree.setFocus()
            for copied in (words, address):
                QGuiApplication.clipboard().setMimeData(copied)
                await press(stage, "orphan.paste", Key.Key_V, CTRL)
                await stage.rest()
            said += stage.said
        return said

    assert on_loop(main()) == [
        "No video to paste: copy video files in your file manager first",
        "An address is no file: download the video from example.com first",
    ]
    assert {one for one in snapshot(files.root) if "snapshots" not in one} == set(before)


def test_that_a_project_without_an_episode_says_so(on_loop, qapp, tmp_path) -> None:
    empty = a_project(tmp_path)

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(empty.root)
            stage.session.parts.tree.setFocus()
            await press(stage, "orphan.bring", Key.Key_I, CTRL | SHIFT)
            await stage.rest()
            assert stage.shell.window.findChild(QFileDialog, "bring") is None
            return list(stage.said)

    assert on_loop(main()) == ["This project has no episode yet"]
