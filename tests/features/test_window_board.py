"""The board of an episode through the window: verdicts, notes, a closer look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.domain.board import CardStatus
from engine.domain.comments import NewComment
from engine.workspace.board import board_of
from engine.workspace.comments import add_comment, read_comments
from recoil_desktop.dialogs.ask import AskDialog
from recoil_desktop.dialogs.render_boards import RenderBoardsDialog
from tests.helpers import mouse
from tests.helpers.boards import board_in, boards_of, give_art
from tests.helpers.clips import make_clip
from tests.helpers.hands import CTRL, SHIFT, Hands
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project
    from recoil_desktop.views.board.pane import BoardPane
    from tests.helpers.windows import Stage as Window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")

Key = Qt.Key
FIRST, SECOND = "BATCH_001", "BATCH_002"
TAKE = "renders/ep_001/shot_001.mp4"


@pytest.fixture
def project(tmp_path) -> Project:
    """Two batches with art that nobody has judged."""
    made = boards_of(tmp_path)
    for batch in (FIRST, SECOND):
        give_art(made, batch)
    return made


def give_take(project: Project) -> Path:
    """The first shot has a video."""
    take = project.root / TAKE
    take.parent.mkdir(parents=True, exist_ok=True)
    return make_clip(take, shots=(24,), audio=False).path


async def on_the_board(stage: Window, project: Project) -> tuple[Hands, BoardPane]:
    """Open the project and go to its board, by key."""
    await stage.open(project.root)
    hands, pane = Hands(stage), stage.session.parts.wall.board
    assert not stage.session.board_room.watch.is_read  # nobody has looked at it yet
    hands.key(Key.Key_B, CTRL)
    await stage.until(lambda: pane.wall.board.rowCount() == 2)
    await stage.rest()
    return hands, pane


def states(pane: BoardPane) -> list[str]:
    return [card.status.value for card in pane.wall.board.cards]


def click_card(pane: BoardPane, row: int, keys: Qt.KeyboardModifier = mouse.NO_KEYS) -> None:
    wall = pane.wall
    cell = wall.visualRect(wall.board.index(row, 0))
    title = wall.cards.layout_of(wall.board.cards[row]).title.translated(cell.topLeft())
    QTest.mouseClick(wall.viewport(), mouse.LEFT, keys, title.topLeft())


def statuses_on_disk(project: Project) -> list[CardStatus]:
    return [card.status for card in board_of(project, 1).cards]


def test_that_boards_are_approved_rejected_and_taken_back_by_keys(on_loop, qapp, project) -> None:
    async def main():
        async with a_window(qapp) as stage:
            hands, pane = await on_the_board(stage, project)
            assert states(pane) == ["proposed", "proposed"]
            hands.key(Key.Key_Home)
            hands.key(Key.Key_A)
            await stage.until(lambda: states(pane) == ["approved", "proposed"])
            hands.key(Key.Key_Right)
            hands.key(Key.Key_X)
            await stage.until(lambda: stage.shell.window.findChild(AskDialog))
            dialog = stage.shell.window.findChild(AskDialog)
            QTest.keyClicks(dialog.field, "the room is mirrored")
            hands.click(dialog.button)
            await stage.until(lambda: states(pane) == ["approved", "rejected"])
            await stage.rest()
            stage.shell.window.activateWindow()
            await stage.until(QApplication.focusWidget)
            assert board_in(project, SECOND)["status"] == "rejected"
            hands.key(Key.Key_Z, CTRL)
            await stage.until(lambda: states(pane) == ["approved", "proposed"])
            await stage.rest()
            hands.key(Key.Key_Z, CTRL)
            await stage.until(lambda: states(pane) == ["proposed", "proposed"])
            await stage.rest()
            hands.key(Key.Key_A, CTRL)
            hands.key(Key.Key_A)
            await stage.until(lambda: states(pane) == ["approved", "approved"])
            await stage.rest()
            return stage.action("board.approve").toolTip()

    why = on_loop(main())

    assert statuses_on_disk(project) == [CardStatus.APPROVED, CardStatus.APPROVED]
    assert project.changes.history(1)[0].title == "Approve 2 boards"
    assert "approved already" in why


def test_that_one_click_on_its_mark_chooses_and_approves_a_card(on_loop, qapp, project) -> None:
    async def main():
        async with a_window(qapp) as stage:
            hands, pane = await on_the_board(stage, project)
            wall = pane.wall
            cell = wall.visualRect(wall.board.index(1, 0))
            title = wall.cards.layout_of(wall.board.cards[1]).title.translated(cell.topLeft())
            mark = QPointF(title.topRight()) + QPointF(-10, 8)
            mouse.move(wall.viewport(), mark, held=mouse.NONE)
            mouse.click(wall.viewport(), mark)
            await stage.until(lambda: states(pane) == ["proposed", "approved"])
            await stage.rest()
            approved = [card.batch_id for card in pane.chosen_cards]
            pane.wall.setFocus()
            hands.key(Key.Key_N)
            return approved, [card.batch_id for card in pane.chosen_cards]

    assert on_loop(main()) == ([SECOND], [FIRST])


def test_that_notes_are_written_resolved_edited_and_deleted(on_loop, qapp, project) -> None:
    async def main():
        async with a_window(qapp, size=(1440, 900)) as stage:
            hands, pane = await on_the_board(stage, project)
            notes = stage.session.parts.wall.comments
            click_card(pane, 0)
            hands.key(Key.Key_Period)
            hands.key(Key.Key_C)
            await stage.until(lambda: QApplication.focusWidget() is notes.compose.words)
            hands.type("Six fingers")
            hands.key(Key.Key_Return)
            await stage.until(lambda: len(notes.list.rows.rows) == 1)
            await stage.until(lambda: pane.wall.board.cards[0].open_comments == 1)
            await stage.rest()
            written = read_comments(project, 1)[0]
            notes.list.setFocus()
            hands.key(Key.Key_Down)
            hands.key(Key.Key_R)
            await stage.until(lambda: pane.wall.board.cards[0].open_comments == 0)
            await stage.rest()
            hands.key(Key.Key_E)
            await stage.until(lambda: notes.compose.edited)
            hands.key(Key.Key_A, CTRL)
            hands.type("Five fingers")
            hands.key(Key.Key_Return)
            await stage.until(lambda: notes.list.rows.rows[0].title == "Five fingers")
            await stage.rest()
            hands.key(Key.Key_Delete)
            await stage.until(lambda: not notes.list.rows.rows)
            await stage.rest()
            hands.key(Key.Key_Z, CTRL)
            await stage.until(lambda: len(notes.list.rows.rows) == 1)
            await stage.rest()
            return written

    written = on_loop(main())

    (kept,) = read_comments(project, 1)
    assert (written.body, written.batch_id, written.segment_id) == (
        "Six fingers",
        FIRST,
        "EP001_SH01",
    )
    assert (kept.body, kept.resolved) == ("Five fingers", True)


def test_that_a_filter_leaves_what_fits_and_says_what_is_wrong(on_loop, qapp, project) -> None:
    async def main():
        async with a_window(qapp) as stage:
            hands, pane = await on_the_board(stage, project)
            hands.key(Key.Key_Home)
            hands.key(Key.Key_A)
            await stage.until(lambda: states(pane) == ["approved", "proposed"])
            hands.key(Key.Key_F, CTRL)
            hands.type("status=approved")
            await stage.until(lambda: states(pane) == ["approved"])
            hands.key(Key.Key_A, CTRL)
            hands.type("nothing like this")
            await stage.until(lambda: pane.wall.board.rowCount() == 0)
            said = pane.empty.text
            hands.key(Key.Key_Escape)
            hands.key(Key.Key_Escape)
            await stage.until(lambda: pane.wall.board.rowCount() == 2)
            hands.type("colour=red")
            await stage.until(lambda: pane.head.field.problem)
            assert pane.wall.board.rowCount() == 2
            await stage.rest()
            return said

    assert "No card fits the filter" in on_loop(main())


def test_that_art_is_drawn_from_the_wall(on_loop, qapp, tmp_path) -> None:
    project = boards_of(tmp_path)

    async def main():
        async with a_window(qapp) as stage:
            hands, pane = await on_the_board(stage, project)
            assert states(pane) == ["none", "none"]
            hands.key(Key.Key_End)
            hands.key(Key.Key_R, SHIFT)
            await stage.until(lambda: stage.shell.window.findChild(RenderBoardsDialog))
            dialog = stage.shell.window.findChild(RenderBoardsDialog)
            await stage.until(dialog.button.isEnabled)
            assert "$0.00" in dialog.answer.text()
            hands.click(dialog.button)
            await stage.until(lambda: states(pane) == ["none", "proposed"])
            await stage.rest()

    on_loop(main())

    assert (project.root / f"prep/ep_001/storyboards/{SECOND}_v1.png").is_file()


def test_that_panels_are_looked_at_closer_and_opened(on_loop, qapp, project) -> None:
    async def main():
        async with a_window(qapp) as stage:
            hands, pane = await on_the_board(stage, project)
            viewer = stage.session.parts.viewer
            hands.key(Key.Key_Home)
            hands.key(Key.Key_Space)
            await stage.until(pane.preview.isVisible)
            await stage.until(lambda: not pane.preview.media.surface.image.isNull())
            for _ in range(3):
                hands.key(Key.Key_Right)
            await stage.until(lambda: pane.wall.current_card.batch_id == SECOND)
            hands.key(Key.Key_Escape)
            assert not pane.preview.isVisible()
            hands.key(Key.Key_Return)
            await stage.until(lambda: viewer.path is not None)
            await stage.rest()
            return viewer.path.name

    assert on_loop(main()) == f"{SECOND}_v1.png"


def test_that_cards_go_into_the_lightbox_and_out_again(on_loop, qapp, project) -> None:
    async def main():
        async with a_window(qapp) as stage:
            hands, _pane = await on_the_board(stage, project)
            lightbox = stage.session.parts.wall.lightbox
            hands.key(Key.Key_A, CTRL)
            hands.key(Key.Key_L)
            await stage.until(lambda: lightbox.count == 2)
            await stage.rest()
            hands.key(Key.Key_L, CTRL)
            hands.key(Key.Key_Right)
            assert lightbox.chosen.exhibit.path.endswith(f"{SECOND}_v1.png")
            hands.key(Key.Key_Delete)
            await stage.until(lambda: lightbox.count == 1)
            stage.session.parts.window.toasts.clear()
            for path in ("project.json", "../elsewhere.mp4", "/etc/passwd.mp4"):
                lightbox.files_dropped.emit((project.root / path,))
            refused = stage.said
            hands.key(Key.Key_Delete, SHIFT)
            await stage.until(lambda: lightbox.count == 0)
            await stage.rest()
            return lightbox.empty.text, refused

    text, refused = on_loop(main())

    assert "Drag cards" in text
    assert len(refused) == 3
    assert "project.json is no video and no picture." in refused
    assert "The lightbox shows files of the open project only." in refused


def test_that_what_others_do_to_the_board_is_seen(on_loop, qapp, project) -> None:
    from engine.workspace.board_decisions import BoardWish, approve

    async def main():
        async with a_window(qapp) as stage:
            _hands, pane = await on_the_board(stage, project)
            click_card(pane, 1)
            approve(project, 1, [BoardWish.of(FIRST)])
            await stage.until(lambda: states(pane) == ["approved", "proposed"])
            add_comment(project, 1, NewComment(batch_id=FIRST, body="From elsewhere"))
            await stage.until(lambda: pane.wall.board.cards[0].open_comments == 1)
            body = project.root / str(project.scenes.path(1, FIRST))
            body.write_text("{")
            await stage.until(lambda: any(card.broken for card in pane.wall.board.cards))
            await stage.rest()
            return [card.batch_id for card in pane.chosen_cards], len(pane.wall.board.cards)

    chosen, count = on_loop(main())

    assert chosen == [SECOND]
    assert count == 2


def test_that_a_note_at_the_playhead_is_a_mark_that_leads_back(on_loop, qapp, tmp_path) -> None:
    project = boards_of(tmp_path)
    take = give_take(project)

    async def main():
        async with a_window(qapp, size=(1440, 900)) as stage:
            hands, pane = await on_the_board(stage, project)
            viewer, notes = stage.session.parts.viewer, stage.session.parts.wall.comments
            await stage.until(lambda: pane.wall.board.cards[0].panels[0].take is not None)
            hands.key(Key.Key_Return)
            await stage.until(lambda: viewer.player.path == take)
            await stage.until(lambda: not viewer.surface.image.isNull())
            viewer.setFocus()
            for _ in range(5):
                hands.key(Key.Key_Period)
            hands.key(Key.Key_K, CTRL | SHIFT)
            await stage.until(lambda: QApplication.focusWidget() is notes.compose.words)
            hands.type("The cup jumps")
            hands.key(Key.Key_Return)
            await stage.until(lambda: len(notes.list.rows.rows) == 1)
            await stage.rest()
            marks = [(mark.first, mark.last) for mark in viewer.seek_bar.marks]
            viewer.show_frames(20)
            notes.list.setFocus()
            hands.key(Key.Key_Return)
            await stage.until(lambda: viewer.current_frame == 5)
            await stage.rest()
            return marks

    marks = on_loop(main())

    (note,) = read_comments(project, 1)
    assert (note.frames, note.path) == ((5, 5), TAKE)
    assert (note.batch_id, note.segment_id) == (FIRST, "EP001_SH01")
    assert marks == [(5, 5)]


def test_that_a_note_can_begin_in_the_viewer_before_the_board_was_seen(
    on_loop, qapp, tmp_path
) -> None:
    project = boards_of(tmp_path)
    give_take(project)

    async def main():
        async with a_window(qapp, size=(1440, 900)) as stage:
            await stage.open(project.root)
            hands, viewer = Hands(stage), stage.session.parts.viewer
            stage.session.parts.inspector.clip_requested.emit(TAKE)
            await stage.until(lambda: viewer.current_frame == 0)
            await stage.until(lambda: not viewer.surface.image.isNull())
            viewer.setFocus()
            words = stage.session.parts.wall.comments.compose.words
            hands.key(Key.Key_K, CTRL | SHIFT)
            await stage.until(lambda: QApplication.focusWidget() is words)
            hands.type("Too dark")
            hands.key(Key.Key_Return)
            await stage.until(lambda: read_comments(project, 1))
            await stage.rest()

    on_loop(main())

    (note,) = read_comments(project, 1)
    assert (note.segment_id, note.frames) == ("EP001_SH01", (0, 0))
