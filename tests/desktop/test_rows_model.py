"""Lists keep their rows, and show nothing as something."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from recoil_desktop.models.rows_model import Row, RowsModel
from recoil_desktop.theme import Themes
from recoil_desktop.views.list_pane import ListPane
from recoil_desktop.widgets.empty import EmptyState


def rows(keys: str) -> list[Row]:
    return [Row(key, key.upper()) for key in keys]


@pytest.mark.parametrize("seed", range(5))
def test_that_any_list_becomes_any_other(qapp, qtmodeltester, seed) -> None:
    dice = random.Random(seed)
    model = RowsModel()

    for _ in range(40):
        wanted = rows("".join(dice.sample("abcdefgh", dice.randint(0, 8))))
        model.sync(wanted)
        assert list(model.rows) == wanted

    qtmodeltester.check(model)


def test_that_a_row_that_stays_keeps_its_index(qapp) -> None:
    model = RowsModel()
    model.sync(rows("abc"))
    kept = QPersistentModelIndex(model.index(1))

    model.sync(rows("xbyc"))

    assert kept.data() == "B"


@pytest.fixture
def pane(qtbot):
    themes = Themes()
    pane = ListPane(themes, EmptyState(themes, "inbox", "No pass waits", "They come here."))
    qtbot.addWidget(pane)
    pane.resize(400, 200)
    pane.show()
    return pane


def test_that_an_empty_list_says_what_belongs_there(pane) -> None:
    assert pane.empty.isVisible()

    pane.show_rows(rows("a"))

    assert pane.list.isVisible()
    assert not pane.empty.isVisible()


def test_that_enter_opens_and_delete_stops_the_current_row(pane, qtbot) -> None:
    pane.show_rows([Row("a", "A", is_stoppable=True)])
    pane.list.setCurrentIndex(pane.model.index(0))
    seen = []
    pane.activated.connect(lambda row: seen.append(("open", row.key)))
    pane.stop_requested.connect(lambda row: seen.append(("stop", row.key)))

    qtbot.keyClick(pane.list, Qt.Key.Key_Return)
    qtbot.keyClick(pane.list, Qt.Key.Key_Delete)

    assert seen == [("open", "a"), ("stop", "a")]


def test_that_the_cross_of_a_row_stops_it(pane, qtbot) -> None:
    from recoil_desktop.delegates.row import stop_spot

    pane.show_rows([Row("a", "A", "Working", progress=0.4, is_stoppable=True)])
    spot = stop_spot(pane.list.visualRect(pane.model.index(0)))

    with qtbot.waitSignal(pane.stop_requested) as caught:
        qtbot.mouseClick(pane.list.viewport(), Qt.MouseButton.LeftButton, pos=spot.center())

    assert caught.args[0].key == "a"
