"""Ctrl+Z takes back what was done in this window; anything else only where it was chosen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from engine.commands.curation import undo
from engine.store.project import Project
from recoil_desktop.models.subject import Notes
from tests.helpers.projects import ProjectFiles
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.windows import Stage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

MINE = "renders/ep_001/EP001_SH1_take1.mp4"
OTHER = "renders/ep_001/EP001_SH2_take1.mp4"
NOTHING_HERE = "nothing was done in this window"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with two files that nobody cuts by itself."""
    files = ProjectFiles(tmp_path / "Nightfall")
    files.settings(mode="client")
    for name in (MINE, OTHER):
        files.media(name, status="pinned")
    return files.root


def change_beside(root: Path, text: str = "from outside") -> None:
    """What another program, or this one in the background, does to the project."""
    project = Project.open(root)
    with project.changes.writing() as draft:
        project.sidecars.merge(draft, project.path(OTHER), {"notes": text})
        draft.commit("sidecar", "Made in the background")


def notes_of(root: Path, name: str) -> object:
    return json.loads((root / f"{name}.json").read_text()).get("notes")


async def write(stage: Stage, text: str) -> None:
    """A change of one's own, and its menu entry."""
    before = Notes(str(notes_of(stage.session.projects.current.root, MINE) or ""))
    stage.session.curating.save_notes(MINE, Notes(text), before)
    await stage.rest()
    await stage.until(lambda: stage.action("history.undo").isEnabled())


async def look(stage: Stage) -> None:
    """Read the project's history again."""
    stage.session.projects.current.look()
    await stage.rest()
    await stage.until(lambda: not stage.session.following._soon.isActive())


def choose(stage: Stage, title: str) -> None:
    """Click the line of the history that says ``title``."""
    pane = stage.session.parts.history
    stage.session.parts.window.activateWindow()
    stage.session.show_pane("history")
    row = next(i for i, each in enumerate(pane.model.rows) if each.title == title)
    place = pane.list.visualRect(pane.model.index(row)).center()
    QTest.mouseClick(pane.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_that_a_change_of_the_background_is_not_taken_back_unseen(on_loop, qapp, root) -> None:
    change_beside(root)

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(root)
            await look(stage)
            undo = stage.action("history.undo")
            said = undo.isEnabled(), undo.text(), undo.statusTip()
            stage.session.undo()
            await stage.rest()
            return said

    is_enabled, title, tip = on_loop(main())

    assert (is_enabled, title) == (False, "Undo")
    assert NOTHING_HERE in tip
    assert notes_of(root, OTHER) == "from outside"


def test_that_undo_names_and_takes_back_ones_own_change_under_a_newer_one_of_the_background(
    on_loop, qapp, root
) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await stage.open(root)
            await write(stage, "mine")
            change_beside(root)
            await look(stage)
            title = stage.action("history.undo").text()
            stage.action("history.undo").trigger()
            await stage.until(lambda: not notes_of(root, MINE))
            await stage.until(lambda: stage.action("history.redo").isEnabled())
            return title, stage.action("history.redo").text()

    undo_title, redo_title = on_loop(main())

    assert undo_title == "Undo Edit notes of EP001_SH1_take1.mp4"
    assert redo_title == "Redo Edit notes of EP001_SH1_take1.mp4"
    assert notes_of(root, OTHER) == "from outside"


def test_that_undo_pressed_twice_takes_back_two_and_redo_makes_both_again(
    on_loop, qapp, root
) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await stage.open(root)
            await write(stage, "first")
            await write(stage, "second")
            seen = []
            for verb in (stage.session.undo, stage.session.redo):
                verb(), verb()
                await stage.rest()
                seen.append(notes_of(root, MINE))
            return seen

    assert on_loop(main()) == [None, "second"]


def test_that_the_change_chosen_in_the_history_is_the_one_that_is_taken_back(
    on_loop, qapp, root
) -> None:
    change_beside(root)

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(root)
            await write(stage, "mine")
            choose(stage, "Made in the background")
            action = stage.action("history.undo")
            await stage.until(lambda: action.text() == "Undo Made in the background")
            action.trigger()
            await stage.rest()
            await stage.until(lambda: not notes_of(root, OTHER))
            stage.session.parts.tree.setFocus()
            await stage.until(lambda: "Edit notes" in action.text())

    on_loop(main())

    assert notes_of(root, MINE) == "mine"


def test_that_a_change_taken_back_is_made_again_from_the_history(on_loop, qapp, root) -> None:
    change_beside(root)

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(root)
            pane = stage.session.parts.history
            pane.activated.emit(pane.model.rows[0])
            await stage.until(lambda: not notes_of(root, OTHER))
            await stage.until(lambda: pane.model.rows[0].tone == "muted")
            pane.menu_requested.emit(pane.model.rows[0], pane.mapToGlobal(pane.rect().center()))
            menu = pane.findChild(QMenu)
            (again,) = menu.actions()
            title = again.text()
            again.trigger()
            menu.close()
            await stage.until(lambda: notes_of(root, OTHER) == "from outside")
            await stage.rest()
            return title

    assert on_loop(main()) == "Do again"


def test_that_the_message_of_a_change_goes_when_the_change_is_taken_back(
    on_loop, qapp, root
) -> None:
    told = "Edit notes of EP001_SH1_take1.mp4"

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(root)
            await write(stage, "mine")
            assert told in stage.said
            stage.session.undo()
            await stage.until(lambda: told not in stage.said)
            await stage.rest()
            return stage.said

    assert on_loop(main()) == (f"Undone: {told}",)


def test_that_the_message_goes_when_another_window_takes_the_change_back(
    on_loop, qapp, root
) -> None:
    async def main():
        async with a_window(qapp) as stage:
            await stage.open(root)
            await write(stage, "mine")
            project = Project.open(root)
            undo(stage.session.services.context(project, None))
            await look(stage)
            await stage.until(lambda: not stage.said)

    on_loop(main())


def test_that_another_project_forgets_what_was_done_in_this_one(
    on_loop, qapp, root, tmp_path
) -> None:
    other = ProjectFiles(tmp_path / "Daybreak")
    other.settings(mode="client")

    async def main():
        async with a_window(qapp) as stage:
            await stage.open(root)
            await write(stage, "mine")
            stage.session.projects.open(other.root)
            await stage.until(lambda: stage.session.projects.current.root == other.root)
            await stage.rest()
            await stage.until(lambda: not stage.action("history.undo").isEnabled())
            stage.session.undo()
            await stage.rest()

    on_loop(main())

    assert notes_of(root, MINE) == "mine"
