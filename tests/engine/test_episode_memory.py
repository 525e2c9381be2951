"""An episode in which one file changed is not made anew, and comes out as if it were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.domain.nodes import Node, walk
from engine.store.project import Project
from engine.workspace import episode_files, episode_shots
from engine.workspace.tree import ProjectTree
from tests.helpers.projects import ProjectFiles, many_files
from tests.helpers.trees import EP1, PASS, VIDEO, a_pass

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SEGMENT = "renders/ep_001/shot_002_FROM_PASS_011_A_JADE_take1.mp4"
TAKE = "renders/ep_001/EP001_SH2_take1.mp4"


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    files = ProjectFiles(tmp_path / "show")
    files.settings()
    many_files(files, episodes=6, shots=3)
    a_pass(files)
    files.plan(1, "EP001_SH1", "EP001_SH2")
    return files


@pytest.fixture
def tree(files: ProjectFiles) -> ProjectTree:
    tree = ProjectTree(Project.open(files.root))
    tree.build()
    return tree


CHANGES: dict[str, Callable[[ProjectFiles], object]] = {
    "a status": lambda files: files.document(f"{TAKE}.json", {"status": "pinned"}),
    "an unreadable sidecar": lambda files: files.text(f"{TAKE}.json", "{"),
    "a take that is a segment": lambda files: files.document(
        f"{TAKE}.json", {"source_type": "pass_segment", "source_pass_id": PASS}
    ),
    "a segment's status": lambda files: files.document(
        f"{SEGMENT}.json", {"status": "rejected", "source_pass_id": PASS}
    ),
    "a segment that is gone": lambda files: (files.root / SEGMENT).unlink(),
    "a pass's video": lambda files: files.media(VIDEO, pass_id=PASS, status="rejected"),
    "a record": lambda files: files.record(1, PASS, status="segmentation_review"),
    "a record that is gone": lambda files: files.document(
        "state/visual/passes/ep_001_pass_state.json", {"passes": {}}
    ),
    "a plan": lambda files: files.plan(1, "EP001_SH7"),
    "a new take": lambda files: files.media("renders/ep_001/EP001_SH2_take9.mp4"),
    "a take in quarantine": lambda files: files.media("renders/ep_001/_orphans/EP001_SH2.mp4"),
    "a stray": lambda files: files.media("renders/ep_001/tests.mp4"),
}


def test_that_one_change_after_the_other_gives_a_tree_made_anew(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    for what, change in (*CHANGES.items(), *reversed(CHANGES.items())):
        if what != "a segment that is gone" or (files.root / SEGMENT).exists():
            change(files)

        tree.build()

        assert tree.root == ProjectTree(Project.open(files.root)).build(), what


@pytest.mark.parametrize("what", CHANGES)
def test_that_each_change_gives_a_tree_made_anew(
    what: str, files: ProjectFiles, tree: ProjectTree
) -> None:
    files.media("renders/ep_001/first.mp4")  # what was looked at last is remembered
    tree.build()

    CHANGES[what](files)
    tree.build()

    assert tree.root == ProjectTree(Project.open(files.root)).build()


def test_that_only_what_changed_is_told_apart_and_made(
    files: ProjectFiles, tree: ProjectTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.document(f"{TAKE}.json", {"status": "pinned"})
    tree.refresh([EP1])
    placed = _counted(monkeypatch, episode_files, "_placed")
    shots = _counted(monkeypatch, episode_shots, "_shot_node")

    files.document(f"{TAKE}.json", {"status": "rejected"})
    tree.refresh([EP1])

    assert (len(placed), len(shots)) == (1, 1)


def test_that_many_episodes_are_not_all_remembered(files: ProjectFiles, tree: ProjectTree) -> None:
    for episode in (1, 2, 3, 4, 5, 6, 1):
        before = {id(node): node for node in walk(tree.root)}
        take = f"renders/ep_{episode:03}/EP{episode:03}_SH1_take1.mp4"
        files.document(f"{take}.json", {"status": "candidate", "notes": str(len(before))})
        tree.build()

        new = [node.key for node in walk(tree.root) if id(node) not in before]
        assert len(new) <= len(_way_to(tree.root, take))

    assert len(tree._memories) < 6


def _counted(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[object]:
    calls: list[object] = []
    real = getattr(module, name)

    def counted(*arguments: object, **words: object) -> object:
        calls.append(arguments)
        return real(*arguments, **words)

    monkeypatch.setattr(module, name, counted)
    return calls


def _way_to(root: Node, path: str) -> list[str]:
    """The lines from the root to a file's."""
    if root.path is not None and root.path.text == path:
        return [root.key]
    ways = (_way_to(child, path) for child in root.children)
    found = next(filter(None, ways), [])
    return [root.key, *found] if found else []
