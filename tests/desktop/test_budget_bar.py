"""Four figures against a cap, each with what it means."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtGui import QColor

from recoil_desktop.theme import DARK, Themes
from recoil_desktop.widgets.amounts import amount
from recoil_desktop.widgets.budget_bar import Budget, BudgetBar
from tests.helpers.runs import CENT

HALF = Budget(estimated=1000 * CENT, reserved=1500 * CENT, billed=1000 * CENT, unknown=500 * CENT,
              cap=5000 * CENT)  # fmt: skip


@pytest.fixture
def bar(qtbot) -> BudgetBar:
    bar = BudgetBar(Themes())
    qtbot.addWidget(bar)
    bar.resize(720, bar.height())
    bar.show()
    return bar


def colour_at(bar: BudgetBar, share: float) -> QColor:
    image = bar.grab().toImage()
    x = 12 + share * (bar.width() - 24)
    return QColor(
        image.pixel(round(x * image.devicePixelRatio()), round(37 * image.devicePixelRatio()))
    )


def test_that_every_figure_says_what_it_means(bar) -> None:
    bar.show_budget(HALF)
    bar.grab()

    tips = {bar.tip_at(figure.place.center().x()).partition(":")[0] for figure in bar._figures}

    assert tips == {"Billed $10.00", "Reserved $15.00", "Unknown $5.00", "Estimated $10.00"}
    assert bar.tip_at(bar.width() - 1) == "$25.00 of $50.00 are free"


def test_that_the_bar_is_as_long_as_the_money(bar) -> None:
    bar.show_budget(HALF)

    assert colour_at(bar, 0.1) == DARK.accent
    assert colour_at(bar, 0.45) == DARK.warn
    assert colour_at(bar, 0.8) == DARK.line


def test_that_a_run_that_does_not_fit_is_marked(bar) -> None:
    fits, exceeds = (Budget(billed=10, cap=100, coming=coming) for coming in (90, 91))

    assert (fits.is_over, exceeds.is_over) == (False, True)
    bar.show_budget(exceeds)
    assert "This run" in {figure.name for figure in (bar.grab(), bar._figures)[1]}


def test_that_without_a_cap_nothing_is_too_much(bar) -> None:
    bar.show_budget(Budget(billed=100 * CENT))

    assert not bar.budget.is_over
    assert bar.tip_at(bar.width() - 1) == "$1.00 billed and reserved together"
    assert bar.accessibleDescription().startswith("Billed $1.00, Reserved $0.00")


def test_that_a_narrow_bar_leaves_out_figures_and_never_overlaps(bar) -> None:
    bar.resize(300, bar.height())
    bar.show_budget(HALF)
    bar.grab()

    places = [figure.place for figure in bar._figures]

    assert 0 < len(places) < 4
    assert all(one.right() < other.left() for one, other in pairwise(places))


@pytest.mark.parametrize(
    ("micro", "words"),
    [(0, "$0.00"), (758_500, "$0.76"), (4_200, "$0.0042"), (1_234_567_890, "$1,234.57"),
     (-30_000, "-$0.03")],
)  # fmt: skip
def test_that_amounts_have_as_many_places(micro, words) -> None:
    assert amount(micro) == words
