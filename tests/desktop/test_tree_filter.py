"""Filtering keeps what matches, what leads there, and sharing."""

from __future__ import annotations

from engine.domain.nodes import Node, NodeDetail, NodeKind
from recoil_desktop.models.tree_filter import FilteredTree, TreeFilter


def a_node(key: str, *children: Node, kind=NodeKind.MEDIA, status: str = "", **detail) -> Node:
    return Node(key, key, kind, status, None, NodeDetail(**detail), children)


CLIP = a_node("shot 010", kind=NodeKind.SEGMENT, status="pinned", model="seedance")
OTHER = a_node("shot 011", kind=NodeKind.SEGMENT, status="rejected")
PASS = a_node("PASS_001", CLIP, OTHER, kind=NodeKind.PASS, status="extracted")
LONELY = a_node("PASS_002", kind=NodeKind.PASS, status="segmentation_review")
ROOT = a_node("root", a_node("Episode 1", PASS, LONELY, kind=NodeKind.EPISODE))


def names(node: Node) -> list[str]:
    return [name for child in node.children for name in (child.name, *names(child))]


def kept(**wanted) -> list[str]:
    return names(FilteredTree(TreeFilter(**wanted)).apply(ROOT))


def test_that_no_filter_is_the_same_tree() -> None:
    assert FilteredTree().apply(ROOT) is ROOT


def test_that_a_match_keeps_the_way_to_it() -> None:
    assert kept(text="010") == ["Episode 1", "PASS_001", "shot 010"]


def test_that_everything_below_a_match_stays() -> None:
    assert kept(text="pass_001") == ["Episode 1", "PASS_001", "shot 010", "shot 011"]


def test_that_every_word_has_to_match_in_any_field() -> None:
    assert kept(text="SEEDANCE shot") == ["Episode 1", "PASS_001", "shot 010"]
    assert kept(text="seedance 011") == []


def test_that_statuses_and_kinds_filter_as_well() -> None:
    assert kept(statuses=frozenset({"segmentation_review"})) == ["Episode 1", "PASS_002"]
    assert kept(kinds=frozenset({"segment"}), text="011") == ["Episode 1", "PASS_001", "shot 011"]


def test_that_an_unchanged_branch_is_the_same_object_after_filtering() -> None:
    filtered = FilteredTree(TreeFilter(text="010"))
    before = filtered.apply(ROOT)
    grown = a_node("root", *ROOT.children, a_node("Episode 2", kind=NodeKind.EPISODE))

    after = filtered.apply(grown)

    assert after.children[0] is before.children[0]
