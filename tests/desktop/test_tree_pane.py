"""The project pane keeps its place while the tree changes, filters, and is used by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from engine.domain.nodes import Node, NodeDetail, NodeKind, walk
from engine.domain.paths import ProjectPath
from engine.domain.query import parse_query
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
    qtbot.waitUntil(lambda: pane._shown_query == parse_query(text))


def shown(pane) -> list[str]:
    return [node.name for node in walk(pane.model.tree)][1:]


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


def test_that_a_line_is_whole_though_a_search_hides_what_is_below_it(pane, qtbot) -> None:
    filter_by(pane, qtbot, "kind:pass PASS_001")
    assert shown(pane) == ["Episodes", "EP001", "PASS_001"]

    pane.select("pass 1")

    (chosen,) = pane.selection
    assert [clip.key for clip in chosen.children] == ["clip 1", "clip 2"]


def test_that_the_tree_is_as_before_when_the_filter_is_cleared(pane, qtbot) -> None:
    before = pane.expanded_keys()
    filter_by(pane, qtbot, "shot_002")

    pane.head.field.setFocus()
    qtbot.keyClick(pane.head.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not pane._shown_query)

    assert pane.expanded_keys() == before


def test_that_new_files_obey_the_filter(pane, qtbot) -> None:
    filter_by(pane, qtbot, "shot_00")

    pane.show_tree(a_tree(a_pass(1, a_clip(1), a_clip(2), a_clip(3)), a_pass(9)))

    assert "shot_003.mp4" in shown(pane)
    assert "PASS_009" not in shown(pane)


def test_that_statuses_are_filtered_from_the_menu(pane, qtbot) -> None:
    pane.head.choose(statuses=("review",))

    qtbot.waitUntil(lambda: shown(pane) == ["Episodes", "EP001", "PASS_002"])


def test_that_nothing_found_says_what_to_do(pane, qtbot) -> None:
    filter_by(pane, qtbot, "unicorn")

    assert pane.empty.isVisible()
    assert "clear the search" in pane.empty.text


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
    assert {"Review cuts", "Cut pass"} <= set(titles)
    assert "Reject clip…" not in titles
    assert titles[:2] == ["Review cuts", "Cut pass"], "the day's work comes first"
    assert titles[-1] == "Export…"
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


def test_that_searching_says_how_much_was_found(pane, qtbot) -> None:
    filter_by(pane, qtbot, "kind=clip")

    assert pane.head.field.hint.text() == "2 found"
    assert pane.head.field.hint.isVisibleTo(pane)


def test_that_what_is_not_understood_leaves_the_tree_as_it_is(pane, qtbot) -> None:
    filter_by(pane, qtbot, "shot_002")
    before = shown(pane)

    pane.head.field.setText("stauts=cut")
    qtbot.waitUntil(lambda: "no such key" in pane.head.field.hint.text())

    assert shown(pane) == before


def test_that_an_agent_selects_what_a_search_hides(pane, qtbot) -> None:
    filter_by(pane, qtbot, "shot_002")

    pane.select_all(["clip 1", "pass 2", "nowhere"])

    assert [node.key for node in pane.selection] == ["clip 1", "pass 2"]
    assert pane.head.field.text() == ""


def test_that_open_lines_come_back_when_they_have_been_read(pane) -> None:
    pane.clear()
    pane.show_tree(a_tree())
    pane.restore({"episodes", "ep 1", "pass 1"}, "clip 2")

    pane.show_tree(a_tree(a_pass(1, a_clip(1), a_clip(2))))

    assert "pass 1" in pane.expanded_keys()
    assert [node.key for node in pane.selection] == ["clip 2"]


def test_that_what_never_came_is_not_waited_for(pane) -> None:
    pane.restore({"pass 7"}, "clip 9")
    pane.settle()

    pane.show_tree(a_tree(a_pass(7, a_clip(9))))

    assert pane.selection == ()
    assert "pass 7" not in pane.expanded_keys()


def test_that_answers_to_an_older_question_are_not_shown(qtbot) -> None:
    late = []
    pane = TreePane(
        ActionRegistry(ALL_ACTIONS, Nobody()),
        Themes(),
        beside=lambda work, then: late.append((work, then)),
    )
    qtbot.addWidget(pane)
    pane.show_tree(a_tree(a_pass(1, a_clip(1), a_clip(2))))
    pane.search(parse_query("shot_001"))
    pane.search(parse_query("shot_002"))

    while late:
        work, then = late.pop(0)
        then(work())

    assert shown(pane) == ["Episodes", "EP001", "PASS_001", "shot_002.mp4"]


def test_that_kept_searches_are_offered_in_the_menu(pane, qtbot) -> None:
    pane.head.show_saved({"dailies": "e01 status=review"})
    pane.head.saved_menu.aboutToShow.emit()
    (first, *_others) = pane.head.saved_menu.actions()

    first.trigger()

    assert pane.head.field.text() == "e01 status=review"
