"""Searching the tree: what is left of it, what leads there, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.nodes import Node, NodeDetail, NodeKind, walk
from engine.domain.query import EVERYTHING, parse_query
from engine.domain.query_facts import facts_of_node
from engine.domain.search import Finder

if TYPE_CHECKING:
    from collections.abc import Iterable


def a_node(key: str, *children: Node, kind=NodeKind.MEDIA, status: str = "", **detail) -> Node:
    return Node(key, key, kind, status, None, NodeDetail(**detail), children)


CLIP = a_node("shot 010", kind=NodeKind.SEGMENT, status="pinned", model="seedance", episode=1)
OTHER = a_node("shot 011", kind=NodeKind.SEGMENT, status="rejected", tags=("hero",), episode=1)
PASS = a_node("PASS_001", CLIP, OTHER, kind=NodeKind.PASS, status="extracted", episode=1)
WAITING = a_node("PASS_002", kind=NodeKind.PASS, status="segmentation_review", episode=1)
EPISODE = a_node("Episode 1", PASS, WAITING, kind=NodeKind.EPISODE, episode=1)
PICTURE = a_node("jade.png", status="candidate")
ROOT = a_node(
    "root",
    a_node("Assets", a_node("char", PICTURE, kind=NodeKind.ASSET_TYPE), kind=NodeKind.CATEGORY),
    a_node("Episodes", EPISODE, kind=NodeKind.CATEGORY),
    kind=NodeKind.ROOT,
)


def names(node: Node) -> list[str]:
    return [name for child in node.children for name in (child.name, *names(child))]


def kept(text: str) -> list[str]:
    return names(Finder().pruned(ROOT, parse_query(text)).tree)


def test_that_no_query_is_the_same_tree() -> None:
    assert Finder().pruned(ROOT, EVERYTHING).tree is ROOT


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("010", ["Episodes", "Episode 1", "PASS_001", "shot 010"]),
        ("pass_001", ["Episodes", "Episode 1", "PASS_001", "shot 010", "shot 011"]),
        ("SEEDANCE shot", ["Episodes", "Episode 1", "PASS_001", "shot 010"]),
        ("seedance 011", []),
        ("status=review", ["Episodes", "Episode 1", "PASS_002"]),
        ("kind=clip 011", ["Episodes", "Episode 1", "PASS_001", "shot 011"]),
        ("kind=clip -tag:hero", ["Episodes", "Episode 1", "PASS_001", "shot 010"]),
        ("e01 status=pinned,rejected", ["Episodes", "Episode 1", "PASS_001", "shot 010",
                                        "shot 011"]),
        ("e02", []),
        ("jade", ["Assets", "char", "jade.png"]),
        ("assets", ["Assets", "char", "jade.png"]),
        ("kind=pass", ["Episodes", "Episode 1", "PASS_001", "PASS_002"]),
        ("unicorn", []),
    ],
)  # fmt: skip
def test_that_matches_stay_with_the_way_to_them(text: str, lines: list[str]) -> None:
    assert kept(text) == lines


def test_that_an_unchanged_branch_is_the_same_object_after_searching() -> None:
    finder, query = Finder(), parse_query("010")
    before = finder.pruned(ROOT, query).tree
    more = a_node("Episode 2", a_node("shot 010"), kind=NodeKind.EPISODE, episode=2)
    grown = a_node("root", ROOT.children[0], a_node("Episodes", EPISODE, more))

    after = finder.pruned(grown, query).tree

    assert after.children[0].children[0] is before.children[0].children[0]
    assert names(after)[-2:] == ["Episode 2", "shot 010"]


def test_that_only_what_changed_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    finder, read = Finder(), list[str]()
    text_of = facts_of_node.__globals__["text_of"]
    monkeypatch.setattr(
        "engine.domain.search.text_of", lambda node: (read.append(node.name), text_of(node))[1]
    )
    finder.pruned(ROOT, parse_query("010"))
    read.clear()
    changed = a_node("Episode 2", kind=NodeKind.EPISODE)

    finder.pruned(a_node("root", a_node("Episodes", EPISODE, changed)), parse_query("status=cut"))

    assert read == ["Episode 2"]


def test_that_matches_come_once_from_top_to_bottom() -> None:
    finder = Finder()

    assert [node.name for node in finder.find(ROOT, parse_query("shot"))] == [
        "shot 010",
        "shot 011",
    ]


def test_that_what_there_is_to_be_found_is_told() -> None:
    assert Finder().vocabulary(ROOT) == {
        "status": ("candidate", "extracted", "pinned", "rejected", "segmentation_review"),
        "model": ("seedance",),
        "tag": ("hero",),
    }


TERMS = ("status=pinned", "model=wan", "-010", "010", "take>=2", "tag:hero", "stars<3", "e01",
         "kind=clip", "is:extra", "shot=3", "-status=cut")  # fmt: skip


def some_tree(draw: st.DrawFn) -> Node:
    kinds = (NodeKind.SEGMENT, NodeKind.EXTRA, NodeKind.TAKE, NodeKind.PASS)

    def line(key: str, children: Iterable[Node] = ()) -> Node:
        detail = NodeDetail(
            model=draw(st.sampled_from(["wan-2.2", "seedance", ""])),
            take=draw(st.sampled_from([None, 1, 2, 3])),
            stars=draw(st.integers(0, 5)),
            tags=draw(st.sampled_from([(), ("hero",), ("hero", "b")])),
            episode=draw(st.sampled_from([1, 2])),
            shot_id=draw(st.sampled_from(["", "EP001_SH03", "EP001_SH04"])),
        )
        status = draw(st.sampled_from(["pinned", "extracted", ""]))
        return Node(
            key, f"shot {key}", draw(st.sampled_from(kinds)), status, None, detail, tuple(children)
        )

    branches = [
        line(f"b{number}", [line(f"{number}/{place}/010") for place in range(3)])
        for number in range(draw(st.integers(0, 4)))
    ]
    return a_node("root", a_node("Episodes", *branches, kind=NodeKind.CATEGORY))


@settings(max_examples=30, deadline=None)
@given(st.data(), st.lists(st.sampled_from(TERMS), min_size=1, max_size=3))
def test_that_searching_branches_finds_what_judging_each_line_finds(data, terms) -> None:
    root = some_tree(data.draw)
    query = parse_query(" ".join(terms))
    expected = [node.key for node in walk(root) if query.matches(facts_of_node(node))]

    found = Finder().pruned(root, query)

    assert found.count == len([key for key in expected if key != "root"])
    assert set(expected) - {"root"} <= {node.key for node in walk(found.tree)}
