"""What comparing a selection means, and what stays of it when the project changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.domain.nodes import Node, NodeDetail, NodeKind
from engine.domain.paths import ProjectPath
from recoil_desktop.models.compare_takes import TakeChoice, again, choice_of, why_not
from recoil_desktop.models.tree_drag import dragged_files

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = "renders/ep_001"


def take(
    name: str, status: str = "candidate", kind: NodeKind = NodeKind.TAKE, **more: object
) -> Node:
    path = ProjectPath(f"{FOLDER}/{name}")
    detail = NodeDetail(episode=1, take=int(name[-5]) if "take" in name else None, **more)
    return Node(f"k/{name}", name, kind, status, path, detail)


def shot(name: str, *takes: Node) -> Node:
    detail = NodeDetail(episode=1, shot_id=f"EP001_{name}")
    return Node(f"ep_001/shot/{name}", name, NodeKind.SHOT, detail=detail, children=takes)


ONE = take("EP001_SH1_take1.mp4", "rejected")
TWO = take("EP001_SH1_take2.mp4", "pinned")
THREE = take("EP001_SH1_take3.mp4")
STILL = take("shot_001.png", "pinned")
OTHER = take("EP001_SH2_take1.mp4")
PASS_1 = Node(
    "p/1",
    "011 A_JADE",
    NodeKind.PASS,
    path=ProjectPath(f"{FOLDER}/EP001_COV_011_SH1_2_take1.mp4"),
    detail=NodeDetail(episode=1, take=1),
    children=(
        take("EP001_COV_011_SH1_2_take2.mp4"),
        take("shot_001_FROM_PASS_011_A_JADE_take1.mp4", kind=NodeKind.SEGMENT),
    ),
)
STRAY = take("walk.mp4", kind=NodeKind.MEDIA)


def tree(*shots: Node) -> Node:
    passes = Node("g/p", "passes", NodeKind.GROUP, children=(PASS_1,))
    group = Node("g/s", "shots", NodeKind.GROUP, children=shots)
    episode = Node("ep_001", "EP001", NodeKind.EPISODE, detail=NodeDetail(episode=1),
                   children=(passes, group, STRAY))  # fmt: skip
    return Node(
        "",
        "",
        NodeKind.ROOT,
        children=(Node("c", "Episodes", NodeKind.CATEGORY, children=(episode,)),),
    )


ROOT = tree(shot("SH01", ONE, TWO, THREE, STILL), shot("SH02", OTHER))


def sides(choice: TakeChoice) -> list[str | None]:
    return [None if at is None else choice.takes[at].path.name for at in (choice.a, choice.b)]


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        ([THREE, ONE], [THREE, ONE]),  # what is selected first is A
        ([THREE], [THREE, TWO]),  # against the best of the others
        ([TWO], [TWO, THREE]),
        ([STILL], [STILL, TWO]),  # a picture has no other picture here
        ([OTHER], [OTHER, None]),
        ([PASS_1], [PASS_1, PASS_1.children[0]]),
        ([THREE, OTHER], [THREE, OTHER]),  # of two shots
        ([STRAY, TWO], [STRAY, TWO]),
    ],
)
def test_that_a_selection_of_files_is_compared(
    selection: Sequence[Node], wanted: Sequence[Node | None]
) -> None:
    found = sides(choice_of(ROOT, selection))

    assert found == [None if one is None or one.path is None else one.path.name for one in wanted]


def test_that_a_shot_is_its_two_best_clips_and_offers_all_its_takes() -> None:
    choice = choice_of(ROOT, [ROOT.children[0].children[0].children[1].children[0]])

    assert sides(choice) == [TWO.name, THREE.name]
    assert [one.title for one in choice.takes] == ["take 1", "take 2", "take 3", "shot_001.png"]
    assert choice.title == "SH01"


def test_that_a_selection_that_means_nothing_says_why() -> None:
    folder = Node("f", "char", NodeKind.FOLDER)

    assert why_not([]) == "select one or two takes of a shot"
    assert why_not([folder]) == "select a shot, or takes of one"
    assert why_not([THREE]) is None
    assert choice_of(ROOT, [folder]) == TakeChoice()


def test_that_a_changed_project_gives_new_words_and_drops_what_is_gone() -> None:
    choice = choice_of(ROOT, [THREE, ONE])
    promoted = replace(THREE, status="pinned")
    later = tree(shot("SH01", TWO, promoted), shot("SH02", OTHER))

    renewed = again(choice, later, THREE.path, ONE.path)

    assert sides(renewed) == [THREE.name, None]
    assert [one.status for one in renewed.takes] == ["pinned", "pinned"]
    assert again(choice, ROOT, THREE.path, ONE.path) == choice


def test_that_a_dragged_shot_is_its_best_clip_and_every_file_goes_once() -> None:
    one = ROOT.children[0].children[0].children[1].children[0]

    files = dragged_files([one, TWO, STILL, Node("f", "char", NodeKind.FOLDER), shot("SH09", ONE)])

    assert files == (f"{FOLDER}/{TWO.name}", f"{FOLDER}/{STILL.name}")
