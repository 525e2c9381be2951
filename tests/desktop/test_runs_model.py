"""The tree of batches, beats and takes as Qt sees it."""

from __future__ import annotations

import random
import time

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from recoil_desktop.models.roles import RunRole
from recoil_desktop.models.run_book import RunBook
from recoil_desktop.models.runs_model import Column, RunsModel
from tests.helpers.runs import (
    a_planned_beat,
    chosen,
    completed,
    dispatched,
    progress,
    the_beginning,
)


@pytest.mark.parametrize("seed", range(3))
def test_that_any_course_of_a_run_is_a_sound_model(qapp, qtmodeltester, seed) -> None:
    dice, book, model = random.Random(seed), RunBook(), RunsModel()
    book.hear(the_beginning(*(a_planned_beat(n) for n in range(1, 6))))
    model.sync(book.tree)
    for _ in range(60):
        number, attempt = dice.randint(1, 7), dice.randint(1, 3)
        make = dice.choice([dispatched, progress, completed, chosen])
        book.hear([make(number, attempt)])
        model.sync(book.tree)

    qtmodeltester.check(model)
    assert model.tree == book.tree


def test_that_a_line_keeps_its_place_while_it_changes(qapp, qtbot) -> None:
    book, model = RunBook(), RunsModel()
    book.hear(the_beginning(a_planned_beat(1), a_planned_beat(2)))
    model.sync(book.tree)
    kept = QPersistentModelIndex(model.index(1, Column.STATE))

    with qtbot.waitSignal(model.dataChanged) as changed:
        book.hear([dispatched(2), progress(2)])
        model.sync(book.tree)

    assert kept.data() == "rendering 40 %"
    assert (changed.args[0].row(), changed.args[1].column()) == (1, Column.NOTE)


def test_that_columns_have_names_and_numbers_stand_right(qapp) -> None:
    model = RunsModel()
    names = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]

    assert names == ["Batch", "State", "Takes", "Checks", "Cost", "Note"]
    alignment = model.headerData(
        Column.COST, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole
    )
    assert alignment & Qt.AlignmentFlag.AlignRight


def test_that_checks_are_told_one_by_one_in_the_tooltip(qapp) -> None:
    book, model = RunBook(), RunsModel()
    book.hear([*the_beginning(a_planned_beat(1)), dispatched(), completed(), chosen()])
    model.sync(book.tree)

    tip = model.index(0, Column.CHECKS).data(Qt.ItemDataRole.ToolTipRole)

    assert tip == "Decodable: pass\nIdentity: not checked"
    assert model.index(0, 0).data(RunRole.LINE).word == "done"


def test_that_a_thousand_beats_follow_their_run_without_a_stall(qapp) -> None:
    book, model = RunBook(), RunsModel()
    book.hear(the_beginning(*(a_planned_beat(n) for n in range(1, 1001))))
    model.sync(book.tree)
    steps = []

    for number in range(1, 201):
        began = time.perf_counter()
        book.hear([dispatched(number), progress(number)])
        model.sync(book.tree)
        steps.append(time.perf_counter() - began)

    steps.sort()
    assert steps[len(steps) // 2] < 0.010
