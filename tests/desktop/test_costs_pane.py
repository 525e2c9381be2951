"""Where the money went: figures, tables that sort, and an honest nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from engine.domain.costs import CostReport, Spending
from recoil_desktop.actions.catalogue import ALL_ACTIONS
from recoil_desktop.actions.registry import ActionRegistry
from recoil_desktop.models.costs_model import CostColumn, CostsModel
from recoil_desktop.theme import Themes
from recoil_desktop.views.costs import CostsPane, CostsShown
from recoil_desktop.widgets.budget_bar import Budget
from tests.helpers.runs import CENT

SEEDANCE = Spending("seedance", 4, 0, 900 * CENT, 100 * CENT, 200 * CENT, 2, 1, 9000)
KLING = Spending("kling", 1, 0, 300 * CENT)
DAYS = (Spending("2026-05-04", 1, 0, 10 * CENT), Spending("2026-05-05", 4, 0, 20 * CENT))
TOTAL = Spending("total", 5, 0, 1200 * CENT, 100 * CENT, 200 * CENT, 2, 1, 9000)
REPORT = CostReport(TOTAL, (SEEDANCE, KLING), (Spending("EP001_SH01", 5, 0, 1200 * CENT),), DAYS)


class Nobody:
    """A desk at which nobody sits."""

    def __getattr__(self, verb: str):
        return lambda *_arguments: None


@pytest.fixture
def pane(qtbot, qapp) -> CostsPane:
    pane = CostsPane(ActionRegistry(ALL_ACTIONS, Nobody()), Themes())
    qtbot.addWidget(pane)
    pane.resize(820, 600)
    pane.show()
    return pane


def texts(pane: CostsPane, column: CostColumn) -> list[str]:
    return [pane.model.index(row, column).data() for row in range(pane.model.rowCount())]


def test_that_before_any_job_the_pane_says_what_it_is_for(pane) -> None:
    assert pane.empty.isVisible()
    assert "Animatics are free" in pane.empty.text


def test_that_figures_and_tables_are_those_of_the_report(pane) -> None:
    pane.show_costs(CostsShown(REPORT, Budget(billed=1200 * CENT), "$12.00 billed"))

    figures = {name: figure.value.text() for name, figure in pane.figures.items()}
    assert figures == {"second": "$1.33", "rejected": "$2.00", "failed": "$1.00", "kept": "67 %"}
    assert texts(pane, CostColumn.NAME) == ["seedance", "kling"]
    assert texts(pane, CostColumn.KEPT) == ["67 %", ""]
    assert pane.note.text() == "$12.00 billed"


def test_that_days_come_newest_first_and_shots_have_a_table(pane, qtbot) -> None:
    pane.show_costs(CostsShown(REPORT, Budget()))

    qtbot.mouseClick(pane.tabs.button(2), Qt.MouseButton.LeftButton)
    assert texts(pane, CostColumn.NAME) == ["2026-05-05", "2026-05-04"]
    assert pane.model.headerData(0, Qt.Orientation.Horizontal) == "Day"
    qtbot.mouseClick(pane.tabs.button(1), Qt.MouseButton.LeftButton)

    assert texts(pane, CostColumn.NAME) == ["EP001_SH01"]


def test_that_a_click_on_a_column_sorts_and_what_nobody_knows_is_last(pane) -> None:
    pane.show_costs(CostsShown(REPORT, Budget()))

    pane.table.sortByColumn(CostColumn.SECOND, Qt.SortOrder.AscendingOrder)
    assert texts(pane, CostColumn.NAME) == ["seedance", "kling"]
    pane.table.sortByColumn(CostColumn.BILLED, Qt.SortOrder.AscendingOrder)

    assert texts(pane, CostColumn.NAME) == ["kling", "seedance"]


def test_that_another_episode_and_all_periods_can_be_wanted(pane, qtbot) -> None:
    pane.show_episodes((1, 2))
    with qtbot.waitSignal(pane.wanted):
        pane.episode.setCurrentIndex(2)
    assert pane.wanted_episode == 2

    pane.show_episodes((1, 2, 3))

    assert pane.wanted_episode == 2
    with qtbot.waitSignal(pane.wanted):
        pane.every_period.setChecked(True)


def test_that_a_damaged_ledger_is_told(pane) -> None:
    pane.show_costs(CostsShown(REPORT, Budget(), "note", "line 7 is torn"))

    assert pane.note.text() == "line 7 is torn"


def test_that_a_narrow_pane_keeps_names_and_money(pane) -> None:
    pane.show_costs(CostsShown(REPORT, Budget()))
    pane.resize(480, 400)

    assert pane.table.isColumnHidden(CostColumn.SECOND)
    assert not pane.table.isColumnHidden(CostColumn.BILLED)


def test_that_the_table_is_a_sound_model(qapp, qtmodeltester) -> None:
    model = CostsModel()
    model.show("Model", [SEEDANCE, KLING])
    model.sort(CostColumn.NAME)

    qtmodeltester.check(model)
