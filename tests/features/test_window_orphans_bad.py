"""What cannot be registered, through the window: one clear line, and nothing has changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest

from engine.domain.nodes import NodeKind
from tests.helpers import disks
from tests.helpers.cli import recoil
from tests.helpers.clips import make_text
from tests.helpers.drags import drop_on, files_of
from tests.helpers.hands import CTRL, SHIFT, Eyes, Hands
from tests.helpers.orphans import QUARANTINE, an_orphan
from tests.helpers.passes import clip_of, snapshot
from tests.helpers.registering import (
    FRAMES,
    a_show_of_three,
    a_video,
    click,
    line,
    press,
    the_dialog,
    tick,
)
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.projects import ProjectFiles

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")

Key = Qt.Key
WIDTH = 96


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_show_of_three(tmp_path)


def test_that_the_dialog_says_what_is_missing_and_what_is_taken(on_loop, qapp, files) -> None:
    os.utime(an_orphan(files, clip_of((24,)).path))
    files.media("renders/ep_001/EP001_COV_001_SH4_take1.mp4")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            hands.click_tree(line(eyes, NodeKind.ORPHAN))
            await press(stage, "orphan.register", Key.Key_R, CTRL | SHIFT)
            dialog = await the_dialog(stage)
            said = [dialog.reason.text()]
            tick(dialog, "4")
            said.append(dialog.reason.text())
            QTest.keyClicks(dialog.form.model, "unknown")
            said.append(dialog.reason.text())
            dialog.form.model.setCurrentText("wan")
            dialog.form.tag.setText("_a")
            said.append(dialog.reason.text())
            dialog.form.tag.setText("A")
            before = snapshot(files.root)
            click(dialog.button)
            await stage.until(lambda: "taken" in dialog.reason.text())
            await stage.rest()
            said.append(dialog.reason.text())
            assert snapshot(files.root) == before
            assert dialog.button.isEnabled(), "something else may be tried"
            dialog.reject()
            return said

    said = on_loop(main())

    assert said[0] == "Say which shots are in it"
    assert said[1].startswith("Say the model")
    assert said[2].startswith("Say the model")
    assert said[3].startswith("Not a tag")
    assert said[4] == "The name is taken: renders/ep_001/EP001_COV_001_SH4_take1.mp4"


def test_that_a_full_disk_leaves_everything_as_it_was(
    on_loop, qapp, files, tmp_path, monkeypatch
) -> None:
    video = a_video(tmp_path)

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            drop_on(stage, line(Eyes(stage, WIDTH), NodeKind.EPISODE), files_of(video))
            dialog = await the_dialog(stage)
            tick(dialog, "4")
            QTest.keyClicks(dialog.form.model, "wan")
            before = snapshot(files.root)
            with monkeypatch.context() as patch:
                disks.make_full(patch)
                click(dialog.button)
                await stage.until(lambda: "full" in dialog.reason.text())
                await stage.rest()
            assert snapshot(files.root) == before
            dialog.reject()

    on_loop(main())

    assert list((files.root / "state").rglob("*.mp4")) == [], "no half copy is left"


def test_that_the_archive_never_overwrites_and_offers_to_keep_both(on_loop, qapp, files) -> None:
    for _ in range(2):
        files.media("assets/prop/lamp/lamp.png", status="pinned")
        if not (files.root / "_history").exists():
            assert recoil("archive", "assets/prop/lamp/lamp.png", project=files.root).code == 0
    files.media("output/video/ep_001/EP001_SH4_take1.mp4")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            hands.open_branches()
            hands.click_tree(line(eyes, NodeKind.TAKE, "SH4"))
            await stage.until(lambda: stage.action("media.view").isEnabled())
            assert not stage.action("media.archive").isEnabled(), "the old layout stays"

            hands.key(Key.Key_T, CTRL | SHIFT)
            await stage.rest()
            browser = stage.session.trash.dialog
            browser.tabs.setCurrentIndex(1)
            await stage.until(lambda: browser.list.model.rows)
            click(browser.button)
            await stage.until(lambda: "taken" in browser.reason.text())
            stage.session.projects.current.look_everywhere()
            await stage.rest()
            assert "taken" in browser.reason.text(), "it is said until something changes"
            click(browser.both)
            await stage.until(lambda: not browser.list.model.rows)
            await stage.rest()
            browser.reject()

    on_loop(main())

    assert (files.root / "assets/prop/lamp/lamp (2).png").exists()


def an_address() -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/clip.mp4")])
    return mime


def a_text() -> QMimeData:
    mime = QMimeData()
    mime.setText("/somewhere/clip.mp4")
    return mime


REFUSED = {
    "folder": "is a folder",
    "text file": "text dressed as mp4",
    "playlist": "a playlist dressed as mp4",
    "empty": "the file is empty",
    "unreadable": "permission denied",
    "gone": "not found",
    "growing": "still being written",
    "picture": "not a video that a project holds",
    "address": "An address is no file",
    "words": "Text is no video",
}


def spoiled(folder: Path, kind: str, patch: pytest.MonkeyPatch) -> QMimeData:
    """What is dragged in when it is no video."""
    folder.mkdir()
    video = a_video(folder, "still.png" if kind == "picture" else "video.mp4")
    match kind:
        case "folder":
            video.unlink()
            video.mkdir()
        case "text file" | "playlist":
            make_text(video, *(("to be rendered",) if kind == "text file" else ()))
        case "empty":
            video.write_bytes(b"")
        case "unreadable":
            disks.make_unreadable(patch, video)
        case "gone":
            video.unlink()
        case "growing":
            patch.setattr("engine.media.probe.is_growing", lambda _path: True)
        case "address":
            return an_address()
        case "words":
            return a_text()
    return files_of(video)


@pytest.mark.slow
def test_that_what_is_no_video_is_refused_in_one_line_each(on_loop, qapp, files, tmp_path) -> None:
    async def main():
        said = {}
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            episode = line(Eyes(stage, WIDTH), NodeKind.EPISODE)
            before = snapshot(files.root)
            for kind in REFUSED:
                stage.session.parts.window.toasts.clear()
                with pytest.MonkeyPatch.context() as patch:
                    drop_on(stage, episode, spoiled(tmp_path / kind, kind, patch))
                    await stage.until(lambda: stage.said)
                    await stage.rest()
                (said[kind],) = stage.said
                assert stage.session.orphans.registering.dialog is None
                assert snapshot(files.root) == before
        return said

    said = on_loop(main())

    assert {kind: REFUSED[kind] in words and "\n" not in words for kind, words in said.items()} == (
        dict.fromkeys(REFUSED, True)
    ), said


def test_that_a_corrupt_sidecar_is_said_and_kept(on_loop, qapp, files) -> None:
    orphan = an_orphan(files, clip_of(FRAMES).path)
    files.text(f"{QUARANTINE}/{orphan.name}.json", "{torn")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            hands.open_branches()
            hands.click_tree(line(eyes, NodeKind.ORPHAN))
            await press(stage, "orphan.register", Key.Key_R, CTRL | SHIFT)
            await stage.until(lambda: stage.said)
            await stage.rest()
            return stage.said

    (said,) = on_loop(main())

    assert "corrupt file" in said.lower()
    assert (files.root / QUARANTINE / f"{orphan.name}.json").read_text() == "{torn"
