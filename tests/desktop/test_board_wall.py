"""The wall: what keys and mouse choose, what stays where it is, what a card looks like."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from engine.domain.board import CardStatus, PictureKind
from engine.domain.paths import ProjectPath
from engine.store.cache import Caches
from recoil_desktop.actions.catalogue import ALL_ACTIONS
from recoil_desktop.actions.registry import ActionRegistry
from recoil_desktop.delegates.thumbnails import Thumbnails
from recoil_desktop.theme import Themes
from recoil_desktop.views.board.pane import BoardPane, BoardShown
from tests.helpers import mouse
from tests.helpers.hands import CTRL, SHIFT
from tests.helpers.panels import InlineJobs
from tests.helpers.walls import a_board, a_card, a_panel

if TYPE_CHECKING:
    from collections.abc import Iterator

Key = Qt.Key
WAIT = 10_000


class Nobody:
    """A desk at which nobody sits."""

    def __getattr__(self, verb: str):
        return lambda *_arguments: None


@pytest.fixture
def pane(qtbot, tmp_path) -> Iterator[BoardPane]:
    thumbnails = Thumbnails(Caches(tmp_path / "cache"))
    made = BoardPane(ActionRegistry(ALL_ACTIONS, Nobody()), Themes(), thumbnails, InlineJobs())
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.show_board(BoardShown((1, 2), a_board(20), 1, tmp_path, is_read=True))
    made.wall.setFocus()
    yield made
    thumbnails.close()


def chosen(pane: BoardPane) -> list[str]:
    return [card.key for card in pane.chosen_cards]


def cell_of(pane: BoardPane, row: int) -> QPoint:
    return pane.wall.visualRect(pane.wall.board.index(row, 0)).topLeft()


def place_of(pane: BoardPane, row: int, panel: int | None = None) -> QPoint:
    """The middle of a panel, or of the title of a card."""
    layout = pane.wall.cards.layout_of(pane.wall.board.cards[row])
    room = layout.title if panel is None else layout.panels[panel]
    return cell_of(pane, row) + (room.center() if panel is not None else room.topLeft())


def batch(*numbers: int) -> list[str]:
    return [f"BATCH_{number:03d}" for number in numbers]


def test_that_arrows_walk_over_the_ends_of_rows_and_columns(pane) -> None:
    wall = pane.wall
    columns = wall._columns
    assert columns == 3
    walked = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Left,
                Key.Key_Up, Key.Key_End, Key.Key_Down, Key.Key_Right, Key.Key_Home):  # fmt: skip
        QTest.keyClick(wall, key)
        walked += chosen(pane)

    assert walked == batch(2, 3, 4, 7, 6, 3, 20, 20, 20, 1)


def test_that_down_from_a_full_row_reaches_a_shorter_last_one(pane) -> None:
    pane.wall.choose(batch(18))

    QTest.keyClick(pane.wall, Key.Key_Down)

    assert chosen(pane) == batch(20)


def test_that_several_are_chosen_with_shift_and_control(pane) -> None:
    QTest.keyClick(pane.wall, Key.Key_Right, SHIFT)
    QTest.mouseClick(pane.wall.viewport(), mouse.LEFT, CTRL, place_of(pane, 4))

    assert chosen(pane) == batch(1, 2, 5)


def test_that_a_click_on_a_panel_chooses_it_and_escape_lets_go(pane) -> None:
    QTest.mouseClick(pane.wall.viewport(), mouse.LEFT, mouse.NO_KEYS, place_of(pane, 1, 2))
    clicked = pane.chosen_panel.segment_id

    QTest.keyClick(pane.wall, Key.Key_Escape)
    card = (pane.chosen_panel, chosen(pane))
    QTest.keyClick(pane.wall, Key.Key_Escape)

    assert clicked == "EP001_SH22"
    assert card == (None, batch(2))
    assert chosen(pane) == []


def test_that_panels_are_walked_round(pane) -> None:
    walked = []
    for step in (1, 1, 1, 1, -1):
        pane.wall.walk_panels(step)
        walked.append(pane.chosen_panel.number if pane.chosen_panel else "")

    assert walked == ["010", "011", "012", "", "012"]


def test_that_what_is_chosen_stays_when_others_change_the_wall(pane, tmp_path) -> None:
    pane.wall.choose(batch(3), "EP001_SH31")
    board = a_board(20)
    cards = (a_card(99), *board.cards[1:])

    pane.show_board(BoardShown((1, 2), replace(board, cards=cards), 1, tmp_path, is_read=True))

    assert chosen(pane) == batch(3)
    assert pane.chosen_panel.segment_id == "EP001_SH31"


def test_that_what_is_chosen_is_known_in_the_midst_of_a_change(pane, tmp_path) -> None:
    pane.wall.selectAll()
    heard: list[list[str]] = []
    pane.chosen_changed.connect(lambda: heard.append(chosen(pane)))
    cards = tuple(card for card in a_board(20).cards if card.key not in batch(2, 5, 19))

    pane.show_board(BoardShown((1, 2), replace(a_board(20), cards=cards), 1, tmp_path))

    assert len(heard) > 1
    assert heard[-1] == [card.key for card in cards]


def test_that_another_episode_begins_with_nothing_chosen(pane, tmp_path) -> None:
    pane.wall.choose(batch(3))

    pane.show_board(BoardShown((1, 2), replace(a_board(2), episode=2), 2, tmp_path, is_read=True))

    assert chosen(pane) == []


def test_that_the_wheel_zooms_around_the_pointer_and_stops_at_the_ends(qtbot, pane) -> None:
    wall = pane.wall
    at = QPointF(place_of(pane, 4))
    mouse.wheel(wall.viewport(), at, 2, CTRL)
    first = wall.zoom
    under = wall.indexAt(at.toPoint()).row()
    mouse.wheel(wall.viewport(), at, 40, CTRL)
    widest = wall.zoom
    mouse.wheel(wall.viewport(), at, -80, CTRL)

    assert first == round(236 * 1.2**2)
    assert under == 4
    assert (widest, wall.zoom) == (640, 168)
    assert pane.head.slider.value() == 168


def test_that_the_mark_of_a_card_that_waits_approves_it(pane) -> None:
    asked: list[list[str]] = []
    pane.approval_wanted.connect(lambda: asked.append(chosen(pane)))
    layout = pane.wall.cards.layout_of(pane.wall.board.cards[4])
    mark = cell_of(pane, 4) + layout.title.topRight() + QPoint(-12, 8)

    QTest.mouseClick(pane.wall.viewport(), mouse.LEFT, mouse.NO_KEYS, mark)

    assert asked == [batch(5)]


def test_that_there_is_no_mark_where_nothing_waits(pane, tmp_path) -> None:
    approved = a_card(1, status=CardStatus.APPROVED)
    pane.show_board(BoardShown((1,), replace(a_board(0), cards=(approved,)), 1, tmp_path))
    asked: list[object] = []
    pane.approval_wanted.connect(lambda: asked.append(1))
    layout = pane.wall.cards.layout_of(approved)
    mark = cell_of(pane, 0) + layout.title.topRight() + QPoint(-12, 8)

    QTest.mouseClick(pane.wall.viewport(), mouse.LEFT, mouse.NO_KEYS, mark)

    assert asked == []


def test_that_a_picture_that_comes_is_on_its_card(qtbot, pane, tmp_path) -> None:
    still = QImage(90, 160, QImage.Format.Format_RGB32)
    still.fill(Qt.GlobalColor.red)
    still.save(str(tmp_path / "still.png"))
    kind = PictureKind.STILL
    panel = a_panel(1, picture=ProjectPath("still.png"), picture_kind=kind)
    card = a_card(1, panels=1)
    cards = (replace(card, panels=(panel,)),)
    pane.show_board(BoardShown((1,), replace(a_board(0), cards=cards), 1, tmp_path, is_read=True))

    def is_red() -> None:
        at = place_of(pane, 0, 0)
        colour = pane.wall.viewport().grab().toImage().pixelColor(at)
        assert (colour.red(), colour.green()) > (240, 0)
        assert colour.green() < 15

    qtbot.waitUntil(is_red, timeout=WAIT)


def test_that_a_broken_card_is_told_from_the_others(pane, tmp_path) -> None:
    cards = (a_card(1), a_card(2, broken="EP001_BATCH_002.json: not JSON", panels=0))
    pane.show_board(BoardShown((1,), replace(a_board(0), cards=cards), 1, tmp_path, is_read=True))

    image = pane.wall.viewport().grab().toImage()

    edge = cell_of(pane, 1) + pane.wall.cards.layout_of(cards[1]).card.topLeft()
    row = [image.pixelColor(edge.x() + x, edge.y()).red() for x in range(20, 120)]
    assert max(row) > 200 > min(row) + 100  # dashes


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (BoardShown(), "Reading the board"),
        (BoardShown(is_read=True), "No episode has a plan"),
        (BoardShown((1,), episode=1, is_read=True), "No batches yet"),
        (BoardShown((1,), episode=1, is_read=True, problem="no such folder"), "can't be read"),
    ],
)
def test_that_an_empty_wall_says_what_comes_next(pane, shown, words) -> None:
    pane.show_board(shown)

    assert pane.empty.isVisible()
    assert words in pane.empty._title.text()
    offers = [button.isVisible() for button in pane.empty.buttons]
    assert offers == [words == "No batches yet"] * 2
