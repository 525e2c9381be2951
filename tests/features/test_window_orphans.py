"""Videos that nobody knows, through the window: dropped, registered, deleted, brought back."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.domain.nodes import NodeKind
from tests.helpers.cli import recoil
from tests.helpers.drags import drag_over, drop_on, files_of, give_up
from tests.helpers.hands import CTRL, SHIFT, Eyes, Hands
from tests.helpers.orphans import QUARANTINE, aged, an_orphan
from tests.helpers.passes import LONG_AGO, a_project, clip_of, clips_in, snapshot, state_of
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

    from recoil_desktop.views.trash_browser import TrashDialog
    from tests.helpers.projects import ProjectFiles

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")

Key = Qt.Key
WIDTH = 96


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_show_of_three(tmp_path)


def without_times(root: Path) -> dict[str, object]:
    """The files of a project by their hashes; documents by what they say, moments left out."""
    found: dict[str, object] = dict(snapshot(root))
    for name in found:
        if name.endswith(".json"):
            text = (root / name).read_text()
            found[name] = re.sub(r'"[0-9]{4}-[0-9-]+T[0-9:]+Z"', "then", text)
    return {name: known for name, known in found.items() if not name.startswith("state/snapshots")}


@pytest.mark.slow
def test_that_a_dropped_video_becomes_a_pass_and_everything_is_undone_and_redone(
    on_loop, qapp, files, tmp_path
) -> None:
    video = a_video(tmp_path)
    before = snapshot(files.root)

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            episode = line(eyes, NodeKind.EPISODE)

            assert drag_over(stage, episode, files_of(video))
            assert stage.session.orphans.drops.lit.words == "Register in EP001"
            give_up(stage)
            assert stage.session.orphans.drops.lit is None

            drop_on(stage, episode, files_of(video))
            dialog = await the_dialog(stage)
            assert not dialog.button.isEnabled()
            tick(dialog, "4", "5")
            dialog.form.tag.setFocus()
            dialog.form.tag.selectAll()
            QTest.keyClicks(dialog.form.tag, "b mika")
            QTest.keyClicks(dialog.form.model, "wan-2")
            assert dialog.form.trouble == ""
            click(dialog.button)
            await stage.until(lambda: len(clips_in(files)) == 2)
            await stage.rest()
            assert stage.session.orphans.registering.dialog is None
            (record,) = state_of(files).values()
            assert record["pass_id"] == "EP001_PASS_001_SH04_05_B_MIKA"
            assert record["status"] == "extracted"
            (chosen,) = stage.session.parts.tree.selection
            assert chosen.detail.pass_id == record["pass_id"], "it is shown what came of it"
            done = snapshot(files.root)

            stage.session.parts.tree.setFocus()
            for _ in range(2):
                hands.key(Key.Key_Z, CTRL)
                await stage.rest()
            assert clips_in(files) == []
            assert not any((files.root / "renders/ep_001").glob("*.mp4"))
            for _ in range(2):
                hands.key(Key.Key_Z, CTRL | SHIFT)
                await stage.rest()
            assert snapshot(files.root) == done
            await stage.until(lambda: len(eyes.lines(NodeKind.SEGMENT)) == 2)

    on_loop(main())

    assert video.exists()
    assert {name for name in before if not name.endswith(".jsonl")} <= set(snapshot(files.root))


@pytest.mark.slow
def test_that_several_videos_are_asked_about_one_after_another_and_escape_ends_it(
    on_loop, qapp, files, tmp_path
) -> None:
    videos = [a_video(tmp_path, f"{name}.mp4") for name in ("one", "two", "three")]

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            eyes = Eyes(stage, WIDTH)
            Hands(stage).open_branches()
            shot = line(eyes, NodeKind.SHOT, "SH05")

            drop_on(stage, shot, files_of(*videos))
            dialog = await the_dialog(stage)
            assert dialog.count.text() == "1 of 3"
            assert dialog.form.model_shots.chosen == ("EP001_SH05",)
            QTest.keyClicks(dialog.form.model, "kling")
            QTest.keyClick(dialog.form.notes, Key.Key_Return, CTRL)
            await stage.until(lambda: dialog.count.text() == "2 of 3")
            await stage.until(dialog.form.model_shots.rowCount)
            assert dialog.form.model.currentText() == "kling"
            QTest.keyClick(dialog, Key.Key_Escape)
            await stage.rest()

    on_loop(main())

    assert [*state_of(files)] == ["EP001_PASS_001_SH05_PICKUP"]


@pytest.mark.slow
def test_that_orphans_are_swept_shown_registered_deleted_and_restored(on_loop, qapp, files) -> None:
    stray = aged(files.media("renders/ep_001/any.mp4", notes="keep me"), LONG_AGO)
    os.utime(an_orphan(files, clip_of((24,)).path, "EP001_PASS_007_SH06_A_JADE_take2.mp4"))

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            await stage.until(lambda: not stray.exists())
            await stage.until(lambda: len(eyes.lines(NodeKind.ORPHAN)) == 2)
            assert "1 video that nobody knows is in quarantine" in stage.said
            tree = stage.session.parts.tree
            quarantine = line(eyes, NodeKind.QUARANTINE)
            assert tree.view.isExpanded(tree.model.index_of(quarantine.key)), "opens by itself"

            hands.click_tree(line(eyes, NodeKind.ORPHAN, "any"))
            await press(stage, "orphan.delete", Key.Key_Delete, CTRL)
            await stage.until(lambda: len(eyes.lines(NodeKind.ORPHAN)) == 1)
            await stage.rest()

            hands.key(Key.Key_T, CTRL | SHIFT)
            await stage.rest()
            browser: TrashDialog = stage.session.trash.dialog
            await stage.until(lambda: browser.list.model.rows)
            assert [row.title for row in browser.list.model.rows] == ["any.mp4"]
            click(browser.button)
            await stage.until(lambda: len(eyes.lines(NodeKind.ORPHAN)) == 2)
            await stage.until(lambda: not browser.list.model.rows)
            QTest.keyClick(browser, Key.Key_Escape)

            tree.setFocus()
            hands.click_tree(line(eyes, NodeKind.ORPHAN, "PASS_007"))
            await press(stage, "orphan.register", Key.Key_R, CTRL | SHIFT)
            dialog = await the_dialog(stage)
            assert dialog.form.model_shots.chosen == ("EP001_SH06",), "its name says so"
            assert dialog.form.model_shots.shots[0].reason == "its name says so"
            assert dialog.form.tag.text() == "A_JADE"
            QTest.keyClicks(dialog.form.model, "wan-2")
            QTest.keyClick(dialog, Key.Key_Return)
            await stage.until(lambda: len(eyes.lines(NodeKind.ORPHAN)) == 1)
            await stage.rest()

    on_loop(main())

    assert (files.root / "renders/ep_001/EP001_COV_001_SH6_take2.mp4").exists()


def test_that_several_files_are_archived_at_once_and_undo_brings_them_back(
    on_loop, qapp, files
) -> None:
    for take in (1, 2):
        aged(files.media(f"renders/ep_001/EP001_SH4_take{take}.mp4", status="pinned"), LONG_AGO)

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            before = snapshot(files.root)
            hands.open_branches()
            takes = [node for node in eyes.lines(NodeKind.TAKE) if "SH4" in node.name]
            hands.click_tree(takes[0])
            hands.key(Key.Key_Down, SHIFT)
            await press(stage, "media.archive", Key.Key_A, CTRL | SHIFT)
            await stage.until(lambda: not eyes.lines(NodeKind.TAKE))
            await stage.rest()
            assert "Archive 2 files" in stage.said
            hands.key(Key.Key_Z, CTRL)
            await stage.until(lambda: len(eyes.lines(NodeKind.TAKE)) == 2)
            await stage.rest()
            assert snapshot(files.root) == before

    on_loop(main())


def test_that_a_video_dropped_on_the_quarantine_waits_there(on_loop, qapp, files, tmp_path) -> None:
    video = a_video(tmp_path)
    os.utime(an_orphan(files, clip_of((24,)).path))

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            eyes = Eyes(stage, WIDTH)
            drop_on(stage, line(eyes, NodeKind.QUARANTINE), files_of(video))
            await stage.until(lambda: len(eyes.lines(NodeKind.ORPHAN)) == 2)
            await stage.rest()

    on_loop(main())

    assert (files.root / QUARANTINE / "pick up.mp4").exists()
    assert video.exists()


def test_that_shots_nobody_planned_are_typed(on_loop, qapp, tmp_path) -> None:
    files = a_project(tmp_path)
    os.utime(an_orphan(files, clip_of((24,)).path))

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            Hands(stage).click_tree(line(Eyes(stage, WIDTH), NodeKind.ORPHAN))
            await press(stage, "orphan.register", Key.Key_R, CTRL | SHIFT)
            registering = stage.session.orphans.registering
            await stage.until(lambda: registering.dialog and not registering.dialog.form.waits)
            dialog = registering.dialog
            QTest.keyClicks(dialog.form.others, "12, kitchen")
            assert dialog.reason.text().startswith("Not a shot: 'kitchen'")
            for _ in range(len(", kitchen")):
                QTest.keyClick(dialog.form.others, Key.Key_Backspace)
            QTest.keyClicks(dialog.form.model, "kling")
            click(dialog.button)
            await stage.until(lambda: registering.dialog is None)
            await stage.rest()

    on_loop(main())

    assert [*state_of(files)] == ["EP001_PASS_001_SH12_PICKUP"]


def test_that_an_orphan_is_dragged_from_the_tree_onto_its_shot(on_loop, qapp, files) -> None:
    os.utime(an_orphan(files, clip_of((24,)).path))

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            Hands(stage).open_branches()
            eyes = Eyes(stage, WIDTH)
            tree = stage.session.parts.tree
            orphan = tree.model.index_of(line(eyes, NodeKind.ORPHAN).key)
            dragged = tree.model.mimeData([orphan])

            drop_on(stage, line(eyes, NodeKind.SHOT, "SH05"), dragged)
            dialog = await the_dialog(stage)
            assert dialog.form.model_shots.chosen == ("EP001_SH05",)
            QTest.keyClicks(dialog.form.model, "kling")
            click(dialog.button)
            await stage.until(lambda: not eyes.lines(NodeKind.ORPHAN))
            await stage.rest()

    on_loop(main())

    assert not any((files.root / QUARANTINE).glob("*.mp4")), "it was moved"
    assert (files.root / "renders/ep_001/EP001_COV_001_SH5_take1.mp4").exists()


def test_that_the_shot_a_video_is_dropped_on_is_the_ticked_line_however_the_plan_spells_it(
    on_loop, qapp, files, tmp_path
) -> None:
    files.plan(1, *(f"EP001_SH{number}" for number in range(1, 9)))
    video = a_video(tmp_path, "new.mp4")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            Hands(stage).open_branches()

            drop_on(stage, line(Eyes(stage, WIDTH), NodeKind.SHOT, "SH7"), files_of(video))
            dialog = await the_dialog(stage)
            await stage.until(dialog.form.model_shots.rowCount)
            shots = [shot.shot_id for shot in dialog.form.model_shots.shots]
            chosen = dialog.form.model_shots.chosen
            QTest.keyClick(dialog, Key.Key_Escape)
            await stage.rest()
            return shots, chosen

    shots, chosen = on_loop(main())

    assert chosen == ("EP001_SH07",)
    assert shots[0] == "EP001_SH07"
    assert len(shots) == 8


def test_that_a_project_dropped_on_a_line_that_takes_no_video_is_opened(
    on_loop, qapp, files, tmp_path
) -> None:
    other = a_project(tmp_path, "other")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(files.root)
            category = line(Eyes(stage, WIDTH), NodeKind.CATEGORY)
            drop_on(stage, category, files_of(other.root))
            await stage.until(lambda: stage.session.projects.current.root == other.root)
            await stage.rest()

    on_loop(main())


@pytest.mark.slow
def test_that_window_and_command_line_leave_the_same_files(on_loop, qapp, tmp_path) -> None:
    shows = [a_project(tmp_path / name) for name in ("window", "line")]
    for files in shows:
        files.plan(1, "EP001_SH04", "EP001_SH05")
        aged(files.media("renders/ep_001/EP001_SH4_take1.mp4", status="pinned"), LONG_AGO)
        orphan = an_orphan(files, clip_of(FRAMES).path, "EP001_PASS_007_SH04_05_A_JADE_take2.mp4")
        files.document(f"{QUARANTINE}/{orphan.name}.json", {"notes": "found on a disk"})
    window, other = shows

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(window.root)
            hands, eyes = Hands(stage), Eyes(stage, WIDTH)
            hands.open_branches()
            hands.click_tree(line(eyes, NodeKind.ORPHAN))
            await press(stage, "orphan.register", Key.Key_R, CTRL | SHIFT)
            dialog = await the_dialog(stage)
            QTest.keyClicks(dialog.form.model, "wan-2")
            click(dialog.button)
            await stage.until(lambda: len(clips_in(window)) == 2)
            await stage.rest()
            hands.click_tree(line(eyes, NodeKind.TAKE, "SH4_take1"))
            await press(stage, "media.archive", Key.Key_A, CTRL | SHIFT)
            await stage.until((window.root / "_history").exists)
            await stage.rest()

    on_loop(main())
    words = ("--episode", 1, "--shots", "SH4,SH5", "--tag", "A_JADE", "--model", "wan-2")
    for call in (
        ("orphans", "sweep"),
        ("orphans", "register", orphan.name, *words),
        ("archive", "renders/ep_001/EP001_SH4_take1.mp4"),
    ):
        assert recoil(*call, project=other.root).code == 0

    assert without_times(window.root) == without_times(other.root)
