"""The project pane keeps its place while the tree changes, filters, and is used by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from engine.domain.nodes import Node, NodeDetail, NodeKind
from engine.domain.paths import ProjectPath
from recoil_desktop.actions.catalogue import ALL_ACTIONS
from recoil_desktop.actions.context import Context
from recoil_desktop.actions.registry import ActionRegistry
from recoil_desktop.theme import Themes
from recoil_desktop.views.tree_pane import TreePane


class Nobody:
    def __getattr__(self, verb: str):
        return lambda *_arguments: None


def a_clip(number: int, status: str = "candidate") -> Node:
    path = ProjectPath(f"renders/ep_001/shot_{number:03d}.mp4")
    return Node(f"clip {number}", f"shot_{number:03d}.mp4", NodeKind.SEGMENT, status, path)


def a_pass(number: int, *clips: Node, status: str = "extracted") -> Node:
    pass_id = f"EP001_PASS_{number:03d}_SH01_A"
    path = ProjectPath(f"renders/ep_001/pass_{number}.mp4")
    detail = NodeDetail(pass_id=pass_id, summary=f"{len(clips)} clips")
    return Node(f"pass {number}", f"PASS_{number:03d}", NodeKind.PASS, status, path, detail, clips)


def a_tree(*passes: Node) -> Node:
    episode = Node("ep 1", "EP001", NodeKind.EPISODE, children=passes)
    episodes = Node("episodes", "Episodes", NodeKind.CATEGORY, children=(episode,))
    return Node("", "Nightfall", NodeKind.ROOT, children=(episodes,))


@pytest.fixture
def pane(qtbot):
    registry = ActionRegistry(ALL_ACTIONS, Nobody())
    pane = TreePane(registry, Themes())
    pane.selection_changed.connect(
        lambda nodes: registry.refresh(Context(project="Nightfall", selection=nodes))
    )
    qtbot.addWidget(pane)
    pane.resize(300, 500)
    with qtbot.waitActive(pane):
        pane.show()
    pane.show_tree(a_tree(a_pass(1, a_clip(1), a_clip(2)), a_pass(2, status="segmentation_review")))
    return pane


def filter_by(pane, qtbot, text: str) -> None:
    pane.head.field.setText(text)
    qtbot.waitUntil(lambda: pane._filtered.wanted.text == text)


def shown(pane) -> list[str]:
    return [pane.model.node(index).name for index in pane._indexes()]


def test_that_the_first_episode_is_open_at_once(pane) -> None:
    assert {"episodes", "ep 1"} <= pane.expanded_keys()


def test_that_selection_and_expansion_survive_a_changed_tree(pane, qtbot) -> None:
    pane.expand_keys({"pass 1"})
    pane.select("clip 2")

    pane.show_tree(a_tree(a_pass(0), a_pass(1, a_clip(1), a_clip(2, "pinned")), a_pass(2)))

    assert [node.key for node in pane.selection] == ["clip 2"]
    assert "pass 1" in pane.expanded_keys()


def test_that_a_selection_is_told_once_things_have_settled(pane, qtbot) -> None:
    with qtbot.waitSignal(pane.selection_changed) as caught:
        pane.select("pass 1")
        pane.select("pass 2")

    assert [node.key for node in caught.args[0]] == ["pass 2"]


def test_that_filtering_shows_what_matches_and_the_way_there(pane, qtbot) -> None:
    filter_by(pane, qtbot, "shot_002")

    assert shown(pane) == ["Episodes", "EP001", "PASS_001", "shot_002.mp4"]
    assert "pass 1" in pane.expanded_keys()


def test_that_the_tree_is_as_before_when_the_filter_is_cleared(pane, qtbot) -> None:
    before = pane.expanded_keys()
    filter_by(pane, qtbot, "shot_002")

    pane.head.field.setFocus()
    qtbot.keyClick(pane.head.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: pane._filtered.wanted.shows_all)

    assert pane.expanded_keys() == before


def test_that_new_files_obey_the_filter(pane, qtbot) -> None:
    filter_by(pane, qtbot, "shot_00")

    pane.show_tree(a_tree(a_pass(1, a_clip(1), a_clip(2), a_clip(3)), a_pass(9)))

    assert "shot_003.mp4" in shown(pane)
    assert "PASS_009" not in shown(pane)


def test_that_statuses_are_filtered_from_the_menu(pane, qtbot) -> None:
    pane.head.choose(statuses=("segmentation_review",))

    qtbot.waitUntil(lambda: shown(pane) == ["Episodes", "EP001", "PASS_002"])


def test_that_nothing_found_says_what_to_do(pane, qtbot) -> None:
    filter_by(pane, qtbot, "unicorn")

    assert pane.empty.isVisible()
    assert "clear the filter" in pane.empty.text


def test_that_down_goes_from_the_filter_to_the_tree(pane, qtbot) -> None:
    pane.focus_filter()

    qtbot.keyClick(pane.head.field, Qt.Key.Key_Down)

    assert pane.view.hasFocus()


def test_that_enter_opens_and_escape_clears_the_selection(pane, qtbot) -> None:
    pane.select("pass 1")

    with qtbot.waitSignal(pane.activated) as caught:
        qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert caught.args[0].key == "pass 1"

    qtbot.keyClick(pane.view, Qt.Key.Key_Escape)
    assert pane.selection == ()


def test_that_the_context_menu_offers_what_applies_to_the_line(pane, qtbot) -> None:
    pane.select("pass 2")
    spot = pane.view.visualRect(pane.model.index_of("pass 2")).center()

    pane.view.customContextMenuRequested.emit(spot)

    menu = pane.findChild(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    titles = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert titles[:2] == ["Review cuts", "Cut pass"]
    assert "Reject clip…" not in titles
    menu.close()


def test_that_an_offline_project_wears_a_banner(pane) -> None:
    pane.head.show_offline("its marker cannot be read")
    assert pane.head.banner.isVisible()

    pane.head.show_offline(None)
    assert not pane.head.banner.isVisible()


@pytest.mark.parametrize("width", [180, 300, 600])
def test_that_lines_of_any_width_can_be_painted(pane, width) -> None:
    pane.resize(width, 400)
    pane.expand_keys({"pass 1"})

    picture = pane.grab()

    assert picture.width() == max(width, pane.minimumWidth())
    assert pane.view.indexAt(QPoint(40, 20)).data() is not None
