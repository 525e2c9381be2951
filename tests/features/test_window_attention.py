"""What needs somebody, in the window: from the badge to the place where it is done, with keys."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from engine.domain.inbox import InboxKind
from engine.domain.nodes import NodeKind
from tests.helpers.cli import recoil
from tests.helpers.hands import ALT, CTRL, Eyes, Hands
from tests.helpers.waiting import VIDEO, a_waiting_show
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.projects import ProjectFiles
    from tests.helpers.windows import Stage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")

Key = Qt.Key


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_waiting_show(tmp_path / "show")


async def opened(stage: Stage, files: ProjectFiles) -> Hands:
    """Drop the project on the window and wait until it is known what waits."""
    hands = Hands(stage)
    hands.drop(files.root)
    await stage.until(lambda: stage.session.attention.inbox.items)
    await stage.rest()
    return hands


def choose(stage: Stage, kind: InboxKind) -> None:
    """Put the keyboard on the first row of this kind, as if somebody had walked there."""
    pane = stage.session.parts.attention.inbox.pane
    row = next(place for place, row in enumerate(pane.model.rows) if row.item.kind is kind)
    pane.list.setFocus()
    pane.list.setCurrentIndex(pane.model.index(row))


def is_in_front(stage: Stage, name: str) -> bool:
    return not stage.session.parts.window.docks[name].visibleRegion().isEmpty()


def test_that_every_row_of_the_inbox_opens_its_place(on_loop, qapp, files) -> None:
    async def main():
        async with a_window(qapp) as stage:
            hands = await opened(stage, files)
            session, parts = stage.session, stage.session.parts
            count = len(session.attention.inbox.items)
            assert parts.window.status.needs.text() == f"{count} need you"
            assert "1 pass to review" in parts.window.status.needs.toolTip()

            hands.key(Key.Key_I, CTRL)
            assert parts.attention.inbox.pane.list.hasFocus()
            choose(stage, InboxKind.ORPHANS)
            hands.key(Key.Key_Return)
            await stage.until(
                lambda: [one.kind for one in parts.tree.selection] == [NodeKind.QUARANTINE]
            )

            choose(stage, InboxKind.VERSION)
            hands.key(Key.Key_Return)
            await stage.until(lambda: is_in_front(stage, "versions"))

            choose(stage, InboxKind.LOST)
            hands.key(Key.Key_Return)
            await stage.until(lambda: parts.runs.chosen_line is not None)
            assert parts.runs.chosen_line.scene_id == "BATCH_002"

            choose(stage, InboxKind.REVIEW)
            hands.key(Key.Key_Return)
            await stage.until(lambda: any("COV_001" in said for said in stage.said))
            assert is_in_front(stage, "segmentation")

            choose(stage, InboxKind.STUCK)
            hands.key(Key.Key_Return)
            await stage.until(lambda: "health" in session.dialogs._open)
            session.dialogs.opened("health").close()
            await stage.rest()

    on_loop(main())


def test_that_a_take_is_judged_and_leaves_queue_and_inbox(on_loop, qapp, files) -> None:
    async def main():
        async with a_window(qapp) as stage:
            hands = await opened(stage, files)
            inbox, queue = stage.session.attention.inbox, stage.session.parts.reviews
            hands.key(Key.Key_I, CTRL)
            choose(stage, InboxKind.JUDGEMENT)

            hands.key(Key.Key_Return)
            await stage.until(lambda: queue.chosen is not None)
            assert "Jade stands in the rain" in queue.detail.text.toPlainText()
            await stage.until(lambda: not queue.detail.resolve_button.visibleRegion().isEmpty())
            hands.click(queue.detail.resolve_button)
            await stage.until(_has_the_keys)
            hands.type("rewritten")
            hands.key(Key.Key_Return)
            await stage.until(
                lambda: all(one.kind is not InboxKind.JUDGEMENT for one in inbox.items)
            )
            await stage.until(lambda: queue.chosen is None)

    on_loop(main())

    lines = (files.root / "state/visual/review_queue.jsonl").read_text().splitlines()
    assert json.loads(lines[-1])["resolution"] == "rewritten"
    assert recoil("reviews", "--json", project=files.root).json["reviews"] == []


def _has_the_keys() -> bool:
    """Whether a dialog is there that keys go to."""
    focus = QApplication.focusWidget()
    return focus is not None and focus.window().isModal()


def test_that_account_recent_and_open_with_are_worked_with_keys(
    on_loop, qapp, files, tmp_path, own_state
) -> None:
    player = tmp_path / "player"
    player.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > "{tmp_path}/opened"\n')
    player.chmod(player.stat().st_mode | stat.S_IXUSR)

    async def main():
        async with a_window(qapp) as stage:
            hands, eyes = await opened(stage, files), Eyes(stage, 96)
            session, parts = stage.session, stage.session.parts
            session.services.settings.set("open_with.programs", str(player))

            hands.key(Key.Key_A, CTRL | ALT)
            account = parts.attention.account
            await stage.until(lambda: len(account.shots.pane.model.rows) == 7)
            hands.key(Key.Key_Down)
            hands.key(Key.Key_Return)
            await stage.until(lambda: is_in_front(stage, "segmentation"))
            assert account.summary.text() == "0 of 7 planned shots have a clip"

            hands.key(Key.Key_N, CTRL | ALT)
            recent = parts.attention.recent
            await stage.until(lambda: recent.model.total == 3)
            recent.field.setFocus()
            hands.type("1_2_take")
            await stage.until(lambda: recent.model.total == 1)
            hands.key(Key.Key_Down)
            hands.key(Key.Key_Home)
            hands.key(Key.Key_Return)
            await stage.until(lambda: is_in_front(stage, "viewer"))
            await stage.until(lambda: [str(one.path) for one in parts.tree.selection] == [VIDEO])
            assert eyes.lines(NodeKind.PASS)[0].path == parts.tree.selection[0].path

            await stage.until(stage.action("media.open_with").isEnabled)
            hands.key(Key.Key_O, CTRL | ALT)
            await stage.until(_has_the_keys)
            hands.key(Key.Key_Down)
            hands.key(Key.Key_Return)
            await stage.until((tmp_path / "opened").exists)
            stage.shell.window.activateWindow()
            await stage.until(lambda: QApplication.focusWidget() and not _has_the_keys())
            hands.key(Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
            assert QGuiApplication.clipboard().text() == str(files.root / VIDEO)

            player.unlink()
            hands.key(Key.Key_O, CTRL | ALT)
            await stage.until(_has_the_keys)
            hands.key(Key.Key_Return)  # the program of last time is chosen
            await stage.until(lambda: f"There is no program {player}" in stage.said)
            await stage.rest()

    on_loop(main())

    assert (tmp_path / "opened").read_text() == f"{files.root / VIDEO}|"
    used = recoil("stats", "--json").json["actions"]
    assert {"pane.account", "pane.recent", "media.open_with"} <= {one["name"] for one in used}


def test_that_what_others_do_is_seen_and_the_inbox_follows(on_loop, qapp, files) -> None:
    began = {"ts": "2026-05-04T12:00:00Z", "op_id": "op_1", "event": "extract", "status": "started"}

    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            inbox = stage.session.attention.inbox
            rows = stage.session.parts.activity
            files.text("state/visual/ops.log.jsonl", json.dumps(began) + "\n")
            (files.root / "renders/ep_001/_orphans/found.mp4").unlink()

            await stage.until(lambda: all(one.kind is not InboxKind.ORPHANS for one in inbox.items))
            await stage.until(lambda: rows._operations)
            return [row.title for row in rows._operations]

    assert on_loop(main()) == ["Cut passes"]


def test_that_what_changed_for_half_an_hour_is_kept_in_a_snapshot(on_loop, qapp, files) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await opened(stage, files)
            await stage.until(lambda: snapshots(files))
            keeping = stage.session.attention.keeping

            keeping.keep()
            await stage.rest()
            assert len(snapshots(files)) == 1
            (kept,) = snapshots(files)
            kept.rename(kept.with_name("20260504T120000Z.zip"))
            files.plan(3, "EP003_SH01")
            await stage.until(lambda: keeping._has_changed)
            keeping.keep()
            await stage.until(lambda: len(snapshots(files)) == 2)
            await stage.rest()

    on_loop(main())


def snapshots(files: ProjectFiles) -> list[Path]:
    return sorted((files.root / "state/snapshots").glob("*.zip"))
