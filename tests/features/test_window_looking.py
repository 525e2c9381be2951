"""Takes are compared, played among their neighbours and dragged out, with keys and mouse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.domain.nodes import NodeKind, walk
from recoil_desktop.actions.looking import LOOKING_ACTIONS
from recoil_desktop.actions.registry import keys_of
from recoil_desktop.scrubber.pairing import Side
from tests.helpers import mouse
from tests.helpers.cli import recoil
from tests.helpers.hands import CTRL, Hands
from tests.helpers.looking import Takes
from tests.helpers.pixels import number_in_image
from tests.helpers.windows import a_window

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QKeySequence
    from PySide6.QtWidgets import QWidget

    from engine.domain.nodes import Node
    from tests.helpers.windows import Stage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "PulseAudio", "No audio")
Key = Qt.Key


@pytest.fixture
def takes(tmp_path: Path) -> Takes:
    """Four planned shots; the second has two takes, the third none, the first is pinned."""
    made = Takes(tmp_path)
    made.files.plan(1, "EP001_SH01", "EP001_SH02", "EP001_SH03", "EP001_SH04")
    made.add(1, 1, "pinned", frames=8)
    made.add(2, 1, "pinned", frames=10)
    made.add(2, 2, frames=9)
    made.add(4, 1, frames=6)
    return made


def node_at(stage: Stage, path: str) -> Node:
    tree = stage.session.parts.tree.model.tree
    return next(node for node in walk(tree) if node.path is not None and node.path.text == path)


def shot(stage: Stage, number: str) -> Node:
    tree = stage.session.parts.tree.model.tree
    return next(
        node for node in walk(tree) if node.kind is NodeKind.SHOT and node.name == f"SH0{number}"
    )


async def select(stage: Stage, hands: Hands, *nodes: Node) -> None:
    """Click lines of the tree, the later ones with Ctrl."""
    view = stage.session.parts.tree.view
    stage.shell.window.activateWindow()
    await stage.until(lambda: QApplication.focusWidget() is not None)
    for number, node in enumerate(nodes):
        view.scrollTo(stage.session.parts.tree.model.index_of(node.key))
        at = QPointF(hands._line(node))
        if number:
            QTest.mouseClick(view.viewport(), mouse.LEFT, CTRL, at.toPoint())
        else:
            hands.click_tree(node)
    wanted, registry = {node.key for node in nodes}, stage.session.parts.registry
    await stage.until(lambda: {node.key for node in registry.context.selection} == wanted)


def numbers(stage: Stage) -> list[int]:
    board = stage.session.parts.looking.compare.stage
    images = [board.image(side) for side in Side]
    return [-1 if image.isNull() else number_in_image(image, 96) for image in images]


def on_screen(stage: Stage) -> int:
    image = stage.session.parts.looking.reel.surface.image
    return -1 if image.isNull() else number_in_image(image, 96)


def test_that_takes_are_compared_with_keys_alone(on_loop, qapp, takes: Takes) -> None:
    async def main() -> tuple[object, ...]:
        async with a_window(qapp) as stage:
            hands = Hands(stage)
            await stage.open(takes.root)
            hands.open_branches()
            first = node_at(stage, "renders/ep_001/EP001_SH2_take1.mp4")
            second = node_at(stage, "renders/ep_001/EP001_SH2_take2.mp4")
            await select(stage, hands, second, first)
            pane = stage.session.parts.looking.compare
            pane.conductor.set_muted(True)
            hands.key(Key.Key_D, CTRL)
            await stage.until(lambda: numbers(stage) == [0, 0])
            sides = [take.path.name for take in (pane.choice.takes[pane.choice.a or 0],)]
            for _ in range(3):
                hands.key(Key.Key_Right)
            await stage.until(lambda: numbers(stage) == [3, 3])
            hands.key(Key.Key_T)
            seen = pane.stage.side
            hands.key(Key.Key_Return)  # the take in sight is selected in the tree
            await stage.until(lambda: len(stage.session.selection) == 1)
            return sides, seen, stage.session.selection[0].path.name, pane.choice.title

    sides, seen, selected, title = on_loop(main())

    assert sides == ["EP001_SH2_take2.mp4"]  # selected first
    assert seen is Side.B
    assert selected == "EP001_SH2_take1.mp4"
    assert title == "SH02"


def test_that_the_take_in_sight_is_pinned_and_a_dropped_one_is_taken_in(
    on_loop, qapp, takes: Takes
) -> None:
    async def main() -> tuple[object, ...]:
        async with a_window(qapp) as stage:
            hands, pane = Hands(stage), stage.session.parts.looking.compare
            pane.conductor.set_muted(True)
            await stage.open(takes.root)
            hands.open_branches()
            await select(stage, hands, shot(stage, "2"))
            hands.key(Key.Key_D, CTRL)
            await stage.until(lambda: numbers(stage) == [0, 0])
            hands.key(Key.Key_B)
            hands.key(Key.Key_P)
            second = "renders/ep_001/EP001_SH2_take2.mp4"
            await stage.until(lambda: node_at(stage, second).status == "pinned")
            await stage.until(lambda: "pinned" in pane.stage.caption(Side.B).title)
            model = stage.session.parts.tree.model
            fourth = node_at(stage, "renders/ep_001/EP001_SH4_take1.mp4")
            mime = model.mimeData([model.index_of(fourth.key)])
            drop(pane.stage, mime, pane.stage.width() * 0.25)
            await stage.until(lambda: pane.choice.takes[pane.choice.a].path == fourth.path)
            await stage.until(lambda: pane.pairing.is_complete and not pane.pairing.decks[0].error)
            stage.session.undo()
            await stage.until(lambda: node_at(stage, second).status == "candidate")
            return pane.choice.takes[pane.choice.b].path.text, second

    b, second = on_loop(main())

    assert b == second


def drop(widget: QWidget, mime: QMimeData, x: float) -> None:
    at, copy = QPointF(x, widget.height() / 2), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(at.toPoint(), copy, mime, mouse.LEFT, mouse.NO_KEYS)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(at, copy, mime, mouse.LEFT, mouse.NO_KEYS))


def test_that_a_shot_plays_among_its_neighbours_and_follows_the_disk(
    on_loop, qapp, takes: Takes
) -> None:
    async def main() -> tuple[object, ...]:
        async with a_window(qapp) as stage:
            hands, pane = Hands(stage), stage.session.parts.looking.reel
            pane.conductor.set_muted(True)
            await stage.open(takes.root)
            hands.open_branches()
            await select(stage, hands, node_at(stage, "renders/ep_001/EP001_SH2_take2.mp4"))
            hands.key(Key.Key_J, CTRL)
            await stage.until(lambda: pane.reel.items)
            around = [(item.key, item.take) for item in pane.reel.items]
            hands.key(Key.Key_K)
            hands.key(Key.Key_Down)
            await stage.until(lambda: pane.player.index == 1 and on_screen(stage) == 0)
            hands.key(Key.Key_E)
            whole = [(item.key, item.reason) for item in pane.reel.items]
            clip = takes.files.root / "renders/ep_001/EP001_SH1_take1.mp4.json"
            clip.write_text(json.dumps({"status": "rejected"}))  # somebody else judges
            stage.session.projects.current.look_everywhere()
            await stage.until(lambda: pane.reel.items[0].is_missing)
            await stage.rest()
            return around, whole, pane.player.item.key, pane.reel.items[0].reason

    around, whole, still_at, reason = on_loop(main())

    assert around == [("001", 1), ("002", 2), ("003", None)]
    assert whole == [("001", ""), ("002", ""), ("003", "not rendered yet"), ("004", "")]
    assert still_at == "002"
    assert reason == "its only take is rejected"


def test_that_actions_say_why_they_cannot_and_an_episode_plays_by_mouse(
    on_loop, qapp, takes: Takes
) -> None:
    async def main() -> tuple[object, ...]:
        async with a_window(qapp) as stage:
            hands, pane = Hands(stage), stage.session.parts.looking.reel
            pane.conductor.set_muted(True)
            await stage.open(takes.root)
            hands.open_branches()
            registry = stage.session.parts.registry
            hands.key(Key.Key_Escape)  # nothing is selected
            await stage.rest()
            await stage.until(lambda: not registry.context.selection)
            blocked = [
                registry.blocked_by(name)
                for name in ("take.compare", "shot.play_in_context", "episode.play")
            ]
            await select(stage, hands, shot(stage, "4"))
            registry["episode.play"].trigger()
            await stage.until(lambda: pane.reel.items)
            hands.key(Key.Key_K)
            at = pane.player.item.key
            await stage.until(lambda: on_screen(stage) >= 0)
            mouse.click(pane.strip, pane.strip.block(1).center())
            await stage.until(lambda: pane.player.index == 1 and on_screen(stage) >= 0)
            return blocked, at

    blocked, at = on_loop(main())

    assert blocked == [
        "select one or two takes of a shot",
        "select a shot, or a take of one",
        "select an episode, or something in it",
    ]
    assert at == "004"


def test_that_menus_and_palette_know_every_key_of_the_panes(on_loop, qapp, takes: Takes) -> None:
    async def main() -> tuple[object, ...]:
        async with a_window(qapp) as stage:
            hands, parts = Hands(stage), stage.session.parts
            looking, registry = parts.looking, parts.registry
            looking.compare.conductor.set_muted(True)
            await stage.open(takes.root)
            before = [registry.blocked_by(spec.id) for spec in LOOKING_ACTIONS]
            hands.open_branches()
            await select(stage, hands, shot(stage, "2"))
            hands.key(Key.Key_D, CTRL)
            await stage.until(registry["compare.toggle"].isEnabled)
            registry["compare.side"].trigger()
            await stage.until(registry["compare.side"].isChecked)
            unknown = [
                (spec.id, keys.toString())
                for spec in LOOKING_ACTIONS
                for keys in keys_of(spec)
                if not knows(looking.homes()[spec.scope], keys)
            ]
            return before, unknown

    before, unknown = on_loop(main())

    assert all(before)
    assert unknown == []


def knows(pane: Any, keys: QKeySequence) -> bool:
    """Whether a pane obeys the key by itself, as it would when the menu were not there."""
    chord = keys[0]
    kind, modifiers = QEvent.Type.ShortcutOverride, chord.keyboardModifiers()
    return pane._keys.has(QKeyEvent(kind, chord.key().value, modifiers))


def test_that_clips_leave_the_tree_as_files(on_loop, qapp, takes: Takes) -> None:
    async def main() -> list[list[str]]:
        async with a_window(qapp) as stage:
            await stage.open(takes.root)
            model = stage.session.parts.tree.model
            shots = [model.index_of(shot(stage, number).key) for number in ("2", "3")]
            take = model.index_of(node_at(stage, "renders/ep_001/EP001_SH2_take2.mp4").key)
            draggable = [
                bool(model.flags(index) & Qt.ItemFlag.ItemIsDragEnabled) for index in (*shots, take)
            ]
            mime = model.mimeData([shots[0], take])
            return [draggable, [url.toLocalFile() for url in mime.urls()]]

    draggable, files = on_loop(main())

    assert draggable == [True, False, True]
    assert [Path(file).name for file in files] == ["EP001_SH2_take1.mp4", "EP001_SH2_take2.mp4"]
    assert all(Path(file).is_file() for file in files)


# -- the same from the command line ----------------------------------------------------------


def test_that_the_command_line_shows_the_same_cut(takes: Takes) -> None:
    told = recoil("episode", "cut", "--episode", "1", "--json", project=takes.root)
    around = recoil("episode", "cut", "--episode", "1", "--around", "SH1", project=takes.root)

    facts = told.json
    assert told.code == 0, told
    assert (facts["fps"], facts["missing"], facts["size"]) == (24.0, 1, [96, 160])
    assert [item.get("clip", item.get("reason")) for item in facts["items"]] == [
        "renders/ep_001/EP001_SH1_take1.mp4",
        "renders/ep_001/EP001_SH2_take1.mp4",
        "not rendered yet",
        "renders/ep_001/EP001_SH4_take1.mp4",
    ]
    assert facts["items"][1]["start_s"] == pytest.approx(8 / 24)
    assert "EP001: 4 shots, 1 without a clip" in around.out
    assert "SH04" not in around.out


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--episode", "7"), "EP007"), (("--episode", "x"), "not an episode"),
     (("--episode", "1", "--around", "SH99"), "SH099"),
     (("--episode", "1", "--around", "??"), "not a shot")],
)  # fmt: skip
def test_that_wrong_words_are_told_in_one_line(
    words: tuple[str, ...], said: str, takes: Takes
) -> None:
    told = recoil("episode", "cut", *words, project=takes.root)

    assert told.code in {1, 2}
    assert said in told.err
    assert told.out == ""
