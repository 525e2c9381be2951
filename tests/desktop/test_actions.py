"""Actions explain themselves, have one key each, and cover every verb of the engine."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from engine.commands.catalog import all_commands
from engine.domain.nodes import Node, NodeDetail, NodeKind
from engine.domain.paths import ProjectPath
from recoil_desktop.actions.catalogue import ALL_ACTIONS, COMMAND_ACTIONS, WITHOUT_ACTION
from recoil_desktop.actions.context import Context
from recoil_desktop.actions.desk import Desk
from recoil_desktop.actions.menus import GROUPS, MENU_BAR, context_menu, fill
from recoil_desktop.actions.registry import ActionRegistry, keys_of
from recoil_desktop.actions.review_state import ReviewState
from recoil_desktop.actions.spec import ActionSpec, Menu, Scope
from recoil_desktop.icons import icon_names
from recoil_desktop.session.session import Session

VIDEO = Node(
    "v", "shot_001", NodeKind.SEGMENT, "candidate", ProjectPath("renders/ep_001/a.mp4"),
    NodeDetail(pass_id="EP001_PASS_001_SH01_A", shot_id="EP001_SH01"),
)  # fmt: skip
PASS = Node(
    "p", "PASS_001", NodeKind.PASS, "extracted", ProjectPath("renders/ep_001/p.mp4"),
    NodeDetail(pass_id="EP001_PASS_001_SH01_A"),
)  # fmt: skip


class Nobody:
    """A desk at which nobody sits."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getattr__(self, verb: str):
        return lambda *_arguments: self.asked.append(verb)


def a_registry(*specs: ActionSpec) -> ActionRegistry:
    return ActionRegistry(specs or ALL_ACTIONS, Nobody())


def a_spec(action_id: str, shortcut: str = "", scope: Scope = Scope.WINDOW, **more) -> ActionSpec:
    return ActionSpec(action_id, action_id.title(), lambda desk: desk.did(), (Menu.FILE,),
                      shortcut, scope=scope, **more)  # fmt: skip


def test_that_a_disabled_action_says_why_and_does_nothing(qapp) -> None:
    spec = a_spec("pass.cut", "Ctrl+E", blocked_by=lambda c: None if c.project else "open one")
    desk = Nobody()
    registry = ActionRegistry([spec], desk)
    action = registry["pass.cut"]

    action.trigger()

    assert desk.asked == []
    assert "open one" in action.toolTip()
    registry.refresh(Context(project="Nightfall"))
    action.trigger()
    assert desk.asked == ["did"]
    assert "Ctrl+E" in action.toolTip()


def test_that_two_actions_of_one_name_are_a_mistake(qapp) -> None:
    with pytest.raises(ValueError, match=r"two actions named pass\.cut"):
        a_registry(a_spec("pass.cut"), a_spec("pass.cut"))


@pytest.mark.parametrize("scope", list(Scope))
def test_that_no_key_means_two_things_in_one_place(scope) -> None:
    owners = defaultdict(set)
    for spec in ALL_ACTIONS:
        if spec.scope is scope:
            for keys in keys_of(spec):
                owners[keys.toString()].add(spec.id)

    assert {keys: ids for keys, ids in owners.items() if len(ids) > 1} == {}


def test_that_every_key_can_be_typed() -> None:
    empty = [spec.id for spec in ALL_ACTIONS for keys in keys_of(spec) if not keys.toString()]

    assert empty == []


def test_that_within_the_panel_its_keys_win(qapp) -> None:
    registry = a_registry(
        a_spec("history.undo", "Ctrl+Z; Alt+Backspace"),
        a_spec("cut.undo", "Ctrl+Z", Scope.SEGMENTATION),
    )
    undo = registry["history.undo"]

    registry.enter(Scope.SEGMENTATION)

    assert undo.shortcuts() == [QKeySequence("Alt+Backspace")]
    registry.enter(Scope.WINDOW)
    assert undo.shortcuts() == [QKeySequence("Ctrl+Z"), QKeySequence("Alt+Backspace")]


def test_that_undo_in_the_panel_is_the_project_s_until_a_cut_was_edited(qapp) -> None:
    registry = a_registry()
    undo, redo = registry["history.undo"], registry["history.redo"]
    registry.enter(Scope.SEGMENTATION)
    fresh = ReviewState(has_video=True)

    registry.refresh(Context(review=fresh))

    assert undo.shortcuts() == [QKeySequence("Ctrl+Z")]
    for edited in (replace(fresh, can_undo=True), replace(fresh, can_redo=True)):
        registry.refresh(Context(review=edited))
        assert undo.shortcuts() == redo.shortcuts() == []


@pytest.mark.parametrize("spec", ALL_ACTIONS, ids=lambda spec: spec.id)
def test_that_every_action_has_a_menu_and_an_icon_that_exists(spec) -> None:
    assert spec.menus
    assert not spec.icon or spec.icon in icon_names()
    assert spec.title[0].isupper()


@pytest.mark.parametrize("menu", list(MENU_BAR))
def test_that_every_menu_of_the_bar_has_something_in_it(qapp, qtbot, menu) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    filled = fill(QMenu(parent), a_registry(), menu)

    assert not filled.isEmpty()


def test_that_a_context_menu_leaves_out_what_does_not_apply(qapp, qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    registry = a_registry()
    registry.refresh(Context(project="Nightfall", selection=(PASS,)))

    titles = [each.text() for each in context_menu(parent, registry, Menu.TREE_CONTEXT).actions()]

    assert "Review cuts" in titles
    assert "Make shot again…" not in titles


@pytest.mark.parametrize(
    ("action", "context", "reason"),
    [
        ("pass.review", Context(), "select something in the tree"),
        ("pass.review", Context(selection=(VIDEO,)), "select a pass"),
        ("pass.review", Context(selection=(PASS, VIDEO)), "select one line only"),
        ("pass.review", Context(selection=(PASS,)), None),
        ("pass.extract", Context(project="N", offline="gone", selection=(PASS,)),
         "the project is offline: gone"),
        ("shot.regenerate", Context(project="N", selection=(PASS,)),
         "select a clip that was cut from a pass"),
        ("take.reject", Context(project="N"), "select takes, clips or pictures in the tree"),
        ("take.reject", Context(project="N", selection=(VIDEO,)), None),
        ("take.pin", Context(project="N", selection=(VIDEO, VIDEO)), None),
        ("asset.canonical", Context(project="N", selection=(VIDEO, VIDEO)),
         "select one file only: one stands for an asset"),
        ("shot.start_frame", Context(project="N", selection=(VIDEO,)), "select a picture"),
        ("history.undo", Context(project="N"), "nothing to undo"),
        ("history.undo", Context(project="N", undo_title="Confirm"), None),
        ("history.redo", Context(project="N"), "nothing to redo"),
        ("jobs.cancel", Context(), "nothing is running"),
        ("project.close", Context(), "open a project first"),
        ("media.segment", Context(selection=(VIDEO,)), None),
        ("cut.confirm", Context(), "open a pass or a video first"),
        ("cut.confirm",
         Context(review=ReviewState(has_video=True, pass_id="x", blocked="needs 2 cuts, 3 placed")),
         "needs 2 cuts, 3 placed"),
    ],
)  # fmt: skip
def test_that_what_blocks_an_action_is_said_in_words(action, context, reason) -> None:
    spec = next(spec for spec in ALL_ACTIONS if spec.id == action)

    assert spec.blocked_by(context) == reason


def test_that_every_command_has_an_action_or_a_reason_why_not() -> None:
    names = {command.name for command in all_commands()}
    ids = {spec.id for spec in ALL_ACTIONS}

    assert names - set(COMMAND_ACTIONS) - set(WITHOUT_ACTION) == set()
    assert set(COMMAND_ACTIONS.values()) <= ids


def test_that_the_session_has_every_verb_that_actions_ask_for() -> None:
    verbs = {name for name in vars(Desk) if not name.startswith("_")}

    assert {verb for verb in verbs if not hasattr(Session, verb)} == set()


def test_that_a_tooltip_names_the_action_its_key_and_its_tip(qapp) -> None:
    registry = a_registry(a_spec("pass.cut", "Ctrl+E", tip="Find the cuts"))

    assert registry["pass.cut"].toolTip() == "Pass.Cut (Ctrl+E): Find the cuts"


@pytest.mark.parametrize("menu", GROUPS)
def test_that_every_group_of_a_menu_with_an_order_of_its_own_has_its_place(menu: Menu) -> None:
    used = {spec.group for spec in ALL_ACTIONS if menu in spec.menus}

    assert used == {*GROUPS[menu]}
    assert len(GROUPS[menu]) == len(used)


def test_that_no_two_actions_have_the_same_name() -> None:
    titles = [spec.title for spec in ALL_ACTIONS]

    assert sorted(titles) == sorted(set(titles))
