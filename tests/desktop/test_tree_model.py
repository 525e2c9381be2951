"""Any tree becomes any other, and what stays keeps its index."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from engine.domain.nodes import Node, NodeDetail, NodeKind
from recoil_desktop.models.roles import TreeRole
from recoil_desktop.models.tree_model import TreeModel

NOWHERE = QModelIndex()


def a_node(key: str, *children: Node, name: str = "", status: str = "", **detail: object) -> Node:
    return Node(key, name or key, NodeKind.MEDIA, status, None, NodeDetail(**detail), children)


def a_tree(*children: Node) -> Node:
    return Node("", "root", NodeKind.ROOT, children=children)


@pytest.fixture
def model(qapp):
    model = TreeModel(a_tree(a_node("a"), a_node("b")))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.QtTest)
    yield model
    del tester


def shown(model, parent=NOWHERE):
    return [
        (model.index(row, 0, parent).data(), shown(model, model.index(row, 0, parent)))
        for row in range(model.rowCount(parent))
    ]


def expected(node):
    return [(child.name, expected(child)) for child in node.children]


def test_that_an_unchanged_key_keeps_its_index(model) -> None:
    kept = QPersistentModelIndex(model.index(1, 0))

    model.sync(a_tree(a_node("c"), a_node("b")))

    assert kept.isValid()
    assert (kept.data(), kept.row()) == ("b", 1)


def test_that_an_equal_tree_is_no_news(model) -> None:
    signals = (model.rowsInserted, model.rowsRemoved, model.rowsMoved, model.dataChanged)
    spies = [QSignalSpy(signal) for signal in signals]

    model.sync(a_tree(a_node("a"), a_node("b")))

    assert [spy.count() for spy in spies] == [0, 0, 0, 0]


def test_that_a_changed_status_or_detail_repaints_one_row(model) -> None:
    spy = QSignalSpy(model.dataChanged)

    model.sync(a_tree(a_node("a", status="pinned"), a_node("b", summary="2 of 3")))

    assert spy.count() == 2
    assert model.index(0, 0).data(TreeRole.STATUS) == "pinned"
    assert model.index(1, 0).data(TreeRole.SUMMARY) == "2 of 3"


def test_that_many_new_rows_come_in_one_batch(model) -> None:
    spy = QSignalSpy(model.rowsInserted)
    many = [a_node(f"new {number}") for number in range(500)]

    model.sync(a_tree(a_node("a"), *many, a_node("b")))

    assert spy.count() == 1
    assert model.rowCount() == 502


def test_that_a_node_is_found_by_its_key(model) -> None:
    model.sync(a_tree(a_node("a", a_node("a/1", a_node("a/1/x")))))

    assert model.index_of("a/1/x").data() == "a/1/x"
    assert not model.index_of("gone").isValid()


def a_random_branch(dice: random.Random, depth: int = 0, prefix: str = "") -> tuple[Node, ...]:
    keys = dice.sample("abcdefgh", dice.randint(0, 6))
    return tuple(
        a_node(
            prefix + key,
            *(a_random_branch(dice, depth + 1, f"{prefix}{key}/") if depth < 2 else ()),
            status=dice.choice(["", "pinned"]),
        )
        for key in keys
    )


@pytest.mark.parametrize("seed", range(4))
def test_that_any_tree_becomes_any_other(model, seed) -> None:
    dice = random.Random(seed)

    for _ in range(25):
        wanted = a_tree(*a_random_branch(dice))
        model.sync(wanted)

        assert shown(model) == expected(wanted)


def test_that_replacing_shows_the_other_tree(model) -> None:
    model.replace(a_tree(a_node("x", a_node("y"))))

    assert shown(model) == [("x", [("y", [])])]


def test_that_qt_finds_nothing_wrong_with_the_model(qtmodeltester) -> None:
    qtmodeltester.check(TreeModel(a_tree(a_node("a", a_node("a/1")), a_node("b"))))
