"""The tree's values: sharing, walking, telling."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.nodes import (
    CoverageSummary,
    Node,
    NodeDetail,
    NodeKind,
    as_json,
    find_path,
    shared,
    walk,
)
from engine.domain.paths import ProjectPath


def line(key: str, *children: Node, status: str = "") -> Node:
    return Node(key, key, NodeKind.MEDIA, status, ProjectPath(key), children=children)


@st.composite
def trees(draw: st.DrawFn, prefix: str = "r", depth: int = 3) -> Node:
    letters = draw(st.lists(st.sampled_from("abc"), unique=True, max_size=3)) if depth else []
    children = [draw(trees(f"{prefix}/{letter}", depth - 1)) for letter in letters]
    return line(prefix, *children, status=draw(st.sampled_from(["", "pinned"])))


def test_that_an_equal_tree_is_the_old_object() -> None:
    old = line("r", line("a", line("a/1")), line("b"))
    new = line("r", line("a", line("a/1")), line("b"))

    assert shared(new, old) is old


def test_that_only_the_way_to_a_change_is_new() -> None:
    old = line("r", line("a", line("a/1")), line("b"))
    new = line("r", line("a", line("a/1")), line("b", status="pinned"))

    mixed = shared(new, old)

    assert mixed == new
    assert mixed.children[0] is old.children[0]
    assert mixed.children[1] is new.children[1]


@given(trees(), trees())
def test_that_sharing_never_changes_what_a_tree_says(old: Node, new: Node) -> None:
    mixed = shared(new, old)
    before = {node.key: node for node in walk(old)}

    assert mixed == new
    for node in walk(mixed):
        if before.get(node.key) == node:
            assert node is before[node.key]


def test_that_walking_goes_parents_first_and_finds_a_path() -> None:
    tree = line("r", line("a", line("a/1")), line("b"))

    assert [node.key for node in walk(tree)] == ["r", "a", "a/1", "b"]
    assert find_path(tree, ProjectPath("a/1")) is tree.children[0].children[0]
    assert find_path(tree, ProjectPath("c")) is None


def test_that_a_line_is_told_as_plain_values() -> None:
    detail = NodeDetail(cost_micro=420_000, coverage=CoverageSummary(2, 1, (("S1", "pinned"),)))
    node = Node("ep_001", "EP001", NodeKind.EPISODE, detail=detail, children=(line("a"),))

    told = as_json(node)

    assert told == {
        "key": "ep_001",
        "name": "EP001",
        "kind": "episode",
        "cost_usd": 0.42,
        "coverage": {"planned": 2, "covered": 1, "best": {"S1": "pinned"}},
        "children": [{"key": "a", "name": "a", "kind": "media", "path": "a", "children": []}],
    }
