"""Judging takes in the window, with keys and mouse; the command line leaves the same files."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.domain.nodes import NodeKind, walk
from recoil_desktop.dialogs.pick import PickDialog
from recoil_desktop.dialogs.reject import RejectDialog
from tests.helpers import mouse
from tests.helpers.cli import recoil
from tests.helpers.curation import CLIP, JADE, LEARNING, LOOSE, SHOT, STILL, TAKE_1, TAKE_2, a_show
from tests.helpers.hands import CTRL, SHIFT, Hands
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from tests.helpers.projects import ProjectFiles
    from tests.helpers.windows import Stage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")

Key = Qt.Key
VOLATILE = {"updated_at", "created_at"}
PICTURES = (STILL, LOOSE, f"{JADE}/jade_1.png", f"{JADE}/jade_2.png")


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    """A show whose pictures can be looked at."""
    files = a_show(tmp_path)
    for number, name in enumerate(PICTURES):
        image = QImage(36, 64, QImage.Format.Format_RGB32)
        image.fill(QColor.fromHsv(number * 80, 120, 200))
        assert image.save(str(files.root / name))
    for clip in (TAKE_1, TAKE_2, CLIP):
        (files.root / clip).write_bytes(b"")  # nothing that a player would open
    return files


def node_at(stage: Stage, path: str) -> Node:
    tree = stage.session.parts.tree.model.tree
    return next(node for node in walk(tree) if node.path is not None and node.path.text == path)


def status_at(stage: Stage, path: str) -> str:
    return node_at(stage, path).status


def dialog_of(stage: Stage, kind: type[Any]) -> Any:
    return next((each for each in stage.shell.window.findChildren(kind) if each.isVisible()), None)


def has_keys(dialog: Any) -> bool:
    """Whether a dialog is there and has the keyboard."""
    focus = QApplication.focusWidget()
    return dialog is not None and focus is not None and focus.window() is dialog


async def select(stage: Stage, hands: Hands, *paths: str) -> None:
    """Click lines of the tree, the later ones with Ctrl."""
    view = stage.session.parts.tree.view
    stage.shell.window.activateWindow()  # no window manager does it here after a dialog
    await stage.until(lambda: QApplication.focusWidget() is not None)
    for number, path in enumerate(paths):
        node = node_at(stage, path)
        view.scrollTo(stage.session.parts.tree.model.index_of(node.key))
        if number:
            at = QPointF(hands._line(node))
            _ctrl_click(view.viewport(), at)
        else:
            hands.click_tree(node)
    await stage.until(lambda: len(stage.session.parts.registry.context.selection) == len(paths))


def _ctrl_click(widget: Any, at: QPointF) -> None:
    QTest.mouseClick(widget, mouse.LEFT, CTRL, at.toPoint())


def shot_of(stage: Stage, shot: str) -> Node:
    tree = stage.session.parts.tree.model.tree
    return next(n for n in walk(tree) if n.kind is NodeKind.SHOT and n.detail.shot_id == shot)


def documents(root: Path) -> dict[str, object]:
    """All files but the program's books, documents without their times."""
    found: dict[str, object] = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        is_book = name.startswith(("state/history", "state/locks", "state/txn", "state/staging",
                                   "state/snapshots", ".trash", LEARNING))  # fmt: skip
        if path.is_file() and not is_book and not name.endswith(".lock"):
            found[name] = _timeless(path)
    return found


def _timeless(path: Path) -> object:
    if path.suffix != ".json":
        return path.read_bytes()

    def clean(value: object) -> object:
        if isinstance(value, dict):
            return {key: clean(each) for key, each in value.items() if key not in VOLATILE}
        return value

    return clean(json.loads(path.read_text()))


async def judge_all(stage: Stage, hands: Hands) -> None:
    """Pin, star, reject, cast and choose a first frame, by keys alone once a line is chosen."""
    await select(stage, hands, TAKE_1, CLIP)
    hands.key(Key.Key_P)
    await stage.until(lambda: status_at(stage, TAKE_1) == status_at(stage, CLIP) == "pinned")
    hands.key(Key.Key_4)
    await stage.until(lambda: node_at(stage, CLIP).detail.stars == 4)

    await select(stage, hands, TAKE_2)
    hands.key(Key.Key_X)
    await stage.until(lambda: has_keys(dialog_of(stage, RejectDialog)))
    hands.type("wrong hand")
    assert dialog_of(stage, RejectDialog).mode.value == "anatomy_limb_miscount"
    hands.key(Key.Key_Return)
    await stage.until(lambda: status_at(stage, TAKE_2) == "rejected")

    await select(stage, hands, f"{JADE}/jade_1.png")
    hands.key(Key.Key_H)
    await stage.until(lambda: status_at(stage, f"{JADE}/jade_1.png") == "canonical")
    await select(stage, hands, LOOSE)
    hands.key(Key.Key_H)
    await stage.until(lambda: has_keys(dialog_of(stage, PickDialog)))
    hands.type("jade")
    hands.key(Key.Key_Return)
    await stage.until(lambda: status_at(stage, f"{JADE}/jade_1.png") == "candidate")

    await select(stage, hands, STILL)
    hands.key(Key.Key_F)
    await stage.until(lambda: has_keys(dialog_of(stage, PickDialog)))
    hands.type("sh04")
    hands.key(Key.Key_Return)
    await stage.until(lambda: status_at(stage, STILL) == "pinned")
    await stage.rest()
    await select(stage, hands, STILL)


def judge_all_by_command(root: Path) -> None:
    """The same on the command line."""
    for line in (
        f"promote {TAKE_1} {CLIP} --status pinned",
        f"star {TAKE_1} {CLIP} 4",
        f"reject {TAKE_2} --mode anatomy_limb_miscount --reason",
        f"promote {JADE}/jade_1.png --canonical char jade",
        f"promote {LOOSE} --canonical char jade",
        f"start-frame {STILL} {SHOT}",
    ):
        words = [*line.split(), *(["wrong hand"] if line.endswith("--reason") else [])]
        assert recoil(*words, project=root).code == 0


def test_that_a_right_click_on_another_line_offers_what_applies_to_that_line(
    on_loop, qapp, files
) -> None:
    async def main():
        async with a_window(qapp) as stage:
            hands = Hands(stage)
            await stage.open(files.root)
            hands.open_branches()
            await select(stage, hands, STILL)

            of_take = await hands.menu_on_tree(node_at(stage, TAKE_1))
            of_still = await hands.menu_on_tree(node_at(stage, STILL))
            return of_take, of_still

    of_take, of_still = on_loop(main())

    assert "shot.start_frame" in of_still
    assert "shot.start_frame" not in of_take
    assert {"media.view", "media.archive"} <= {*of_take}


def test_that_takes_are_judged_by_keys_undone_and_done_again(
    on_loop, qapp, files, tmp_path
) -> None:
    twin = tmp_path / "twin" / "demo"
    shutil.copytree(files.root, twin)

    async def main() -> None:
        async with a_window(qapp, size=(1440, 900)) as stage:
            hands = Hands(stage)
            await stage.open(files.root)
            hands.open_branches()
            before = documents(files.root)

            await judge_all(stage, hands)
            after = documents(files.root)
            _save(stage, "judged")
            undo = stage.action("history.undo")
            titles = []
            for _ in range(6):
                titles.append(undo.text())
                hands.key(Key.Key_Z, CTRL)
                await stage.rest()
                await stage.until(lambda: undo.text() != titles[-1])
            assert titles[:3] == [
                "Undo Begin SH4 with EP001_SH4_take1.png", "Undo Make coat.png canonical for jade",
                "Undo Make jade_1.png canonical for jade",
            ]  # fmt: skip
            assert titles[3:] == [
                "Undo Reject take 2 of SH4", "Undo Give 4 stars to 2 files", "Undo Pin 2 files",
            ]  # fmt: skip
            await stage.until(lambda: status_at(stage, TAKE_1) == "candidate")
            assert documents(files.root) == before

            for _ in range(6):
                hands.key(Key.Key_Z, CTRL | SHIFT)
                await stage.rest()
            await stage.until(lambda: status_at(stage, TAKE_2) == "rejected")
            assert documents(files.root) == after

    on_loop(main())
    judge_all_by_command(twin)
    assert documents(twin) == documents(files.root)


def test_that_a_shot_shows_its_takes_passes_and_first_frame_and_stars_are_pressed(
    on_loop, qapp, files
) -> None:
    assert recoil("start-frame", STILL, SHOT, project=files.root).code == 0

    async def main() -> None:
        async with a_window(qapp, size=(1440, 900)) as stage:
            hands, inspector = Hands(stage), stage.session.parts.inspector
            await stage.open(files.root)
            hands.open_branches()
            stage.session.show_pane("inspector")
            hands.click_tree(shot_of(stage, SHOT))
            await stage.until(lambda: inspector.subject and inspector.subject.title == SHOT)
            assert [line.path for line in inspector.subject.takes] == [TAKE_1, STILL, TAKE_2]
            assert inspector.frame.isVisible()
            _save(stage, "shot")
            hands.click_tree(shot_of(stage, "EP001_SH02"))
            await stage.until(lambda: inspector.subject.title == "EP001_SH02")
            assert "0:02.00 – 0:05.00" in inspector.subject.shots[0].fix

            await select(stage, hands, TAKE_2)
            await stage.until(lambda: inspector.subject.path == TAKE_2)
            place = inspector.stars.place_of(3).center()
            mouse.click(inspector.stars, QPointF(place))
            await stage.until(lambda: node_at(stage, TAKE_2).detail.stars == 3)
            _save(stage, "take")

    on_loop(main())


def test_that_notes_somebody_else_wrote_meanwhile_are_shown_and_none_is_lost(
    on_loop, qapp, files
) -> None:
    async def main() -> None:
        async with a_window(qapp, size=(1440, 900)) as stage:
            hands, notes = Hands(stage), stage.session.parts.inspector.notes
            await stage.open(files.root)
            hands.open_branches()
            await select(stage, hands, TAKE_2)
            await stage.until(lambda: notes.typed.text == "good light")
            QTest.mouseClick(notes.text.viewport(), mouse.LEFT)
            await stage.until(notes.text.hasFocus)
            hands.type("mine: ")
            theirs = json.loads((files.root / f"{TAKE_2}.json").read_text())
            files.document(f"{TAKE_2}.json", theirs | {"notes": "theirs", "tags": ["night"]})
            await stage.until(notes.conflict.isVisible)
            _save(stage, "conflict")
            assert notes.conflict.words.text() == "theirs\nnight"
            assert not notes.save.isEnabled()

            hands.click(notes.conflict.mine)
            hands.click(notes.save)
            await stage.until(lambda: "mine" in (files.root / f"{TAKE_2}.json").read_text())
            kept = json.loads((files.root / f"{TAKE_2}.json").read_text())
            assert kept["tags"] == ["night"]

    on_loop(main())


def test_that_what_cannot_be_judged_says_why_and_changes_nothing(on_loop, qapp, files) -> None:
    files.text(f"{TAKE_1}.json", "{broken")

    async def main() -> None:
        async with a_window(qapp) as stage:
            hands = Hands(stage)
            await stage.open(files.root)
            hands.open_branches()
            before = documents_or_bytes(files.root)
            await select(stage, hands, TAKE_2, TAKE_1)
            hands.key(Key.Key_P)
            await stage.until(lambda: any("orrupt file" in said for said in stage.said))
            hands.click_tree(shot_of(stage, SHOT).children[0])
            await select(stage, hands, TAKE_2)
            hands.key(Key.Key_F)
            assert dialog_of(stage, PickDialog) is None
            assert "select a picture" in stage.action("shot.start_frame").toolTip()
            assert documents_or_bytes(files.root) == before

    on_loop(main())


def documents_or_bytes(root: Path) -> dict[str, bytes]:
    """Everything people call the project, as it is."""
    found = (path for path in sorted(root.rglob("*")) if path.is_file())
    named = {str(path.relative_to(root)): path.read_bytes() for path in found}
    return {name: held for name, held in named.items() if not name.startswith("state/")}


def _save(stage: Stage, name: str) -> None:
    """For whoever wants to look: ``RECOIL_TEST_PICTURES`` names a folder."""
    if folder := os.environ.get("RECOIL_TEST_PICTURES"):
        stage.shell.window.grab().save(str(Path(folder) / f"{name}.png"))


def test_that_keys_are_about_the_line_that_was_just_reached(on_loop, qapp, files) -> None:
    async def main() -> None:
        async with a_window(qapp) as stage:
            hands = Hands(stage)
            await stage.open(files.root)
            hands.open_branches()
            await select(stage, hands, TAKE_1)
            for key in (Key.Key_P, Key.Key_Down, Key.Key_Down, Key.Key_P):
                hands.key(key)
            await stage.until(lambda: status_at(stage, TAKE_1) == "pinned")
            await stage.until(lambda: status_at(stage, TAKE_2) == "pinned")

    on_loop(main())
