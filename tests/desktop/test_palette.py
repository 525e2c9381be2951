"""The palette lists every action and is used by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from recoil_desktop.actions.catalogue import ALL_ACTIONS
from recoil_desktop.actions.context import Context
from recoil_desktop.actions.registry import ActionRegistry
from recoil_desktop.dialogs.palette import Palette
from recoil_desktop.models.palette_model import Entry
from recoil_desktop.theme import Themes


class Desk:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getattr__(self, verb: str):
        return lambda *arguments: self.asked.append(" ".join([verb, *map(str, arguments)]))


@pytest.fixture
def stage(qtbot):
    host = QWidget()
    host.resize(900, 700)
    field = QLineEdit()
    QVBoxLayout(host).addWidget(field)
    qtbot.addWidget(host)
    desk = Desk()
    registry = ActionRegistry(ALL_ACTIONS, desk)
    opened: list[str] = []
    places = (Entry("open n", "Open project Nightfall", lambda: opened.append("Nightfall")),)
    palette = Palette(host, registry, Themes(), lambda: places)
    with qtbot.waitActive(host):
        host.show()
    field.setFocus()
    return palette, desk, registry, opened, field


def titles(palette):
    return [palette.model.index(row).data() for row in range(palette.model.rowCount())]


def test_that_every_action_is_in_the_palette(stage) -> None:
    palette, *_ = stage

    palette.open()

    wanted = {spec.title.rstrip("…") for spec in ALL_ACTIONS if spec.id != "palette.open"}
    assert wanted <= set(titles(palette))


def test_that_typing_and_enter_run_an_action(stage, qtbot) -> None:
    palette, desk, *_ = stage
    palette.open()

    qtbot.keyClicks(palette.field, "light col")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)

    assert desk.asked == ["choose_theme light"]
    assert not palette.isVisible()


def test_that_the_arrow_keys_choose_and_stop_at_the_ends(stage, qtbot) -> None:
    palette, *_ = stage
    palette.open()

    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == 0
    for _ in range(3):
        qtbot.keyClick(palette.field, Qt.Key.Key_Down)

    assert palette.list.currentIndex().row() == 3


def test_that_a_blocked_action_stays_and_says_why(stage, qtbot) -> None:
    palette, desk, *_ = stage
    palette.open()

    qtbot.keyClicks(palette.field, "close project")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)

    assert palette.isVisible()
    assert desk.asked == []
    assert palette.model.entry(0).blocked == "open a project first"


def test_that_projects_and_passes_can_be_opened_from_it(stage, qtbot) -> None:
    palette, _desk, _registry, opened, _field = stage
    palette.open()

    qtbot.keyClicks(palette.field, "nightfall")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)

    assert opened == ["Nightfall"]


def test_that_what_was_used_last_comes_first(stage, qtbot) -> None:
    palette, _desk, registry, *_ = stage
    registry.refresh(Context(project="Nightfall"))
    registry["project.health"].trigger()

    palette.open()

    assert titles(palette)[0] == "Project health"


def test_that_escape_closes_it_and_gives_the_keys_back(stage, qtbot) -> None:
    palette, *_, field = stage
    palette.open()

    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)

    assert not palette.isVisible()
    assert field.hasFocus()


def test_that_a_click_beside_it_closes_it(stage, qtbot) -> None:
    palette, *_ = stage
    palette.open()

    qtbot.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))

    assert not palette.isVisible()


def test_that_nothing_found_says_so(stage, qtbot) -> None:
    palette, *_ = stage
    palette.open()

    qtbot.keyClicks(palette.field, "zzzz")

    assert not palette.list.isVisible()
    assert palette._empty.isVisible()
