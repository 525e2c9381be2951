"""The project's tree stays up to date and shares what did not change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.domain.nodes import walk
from engine.domain.paths import ProjectPath
from engine.store.project import Project
from engine.workspace import index
from engine.workspace.tree import ProjectTree
from engine.workspace.watcher import Hint
from tests.helpers.projects import ProjectFiles, many_files
from tests.helpers.trees import EP1, PASS, a_pass, at, episode

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    files = ProjectFiles(tmp_path / "show")
    files.settings()
    return files


@pytest.fixture
def tree(files: ProjectFiles) -> ProjectTree:
    return ProjectTree(Project.open(files.root))


def test_that_keys_are_unique_and_survive_a_rescan(files: ProjectFiles, tree: ProjectTree) -> None:
    a_pass(files)
    files.media("output/video/ep_001/EP001_COV_011_SH1_2_take1.mp4")
    files.media("renders/ep_001/_orphans/shot_001.mp4")
    before = [node.key for node in walk(tree.build())]

    files.media("renders/ep_001/new.mp4")
    after = [node.key for node in walk(tree.refresh([EP1]))]

    assert len(set(before)) == len(before)
    assert set(before) <= set(after)


def test_that_nothing_changed_gives_the_same_tree(files: ProjectFiles, tree: ProjectTree) -> None:
    many_files(files, episodes=2, shots=3)
    root = tree.build()

    assert tree.build() is root
    assert tree.refresh([EP1]) is root
    assert tree.follow(Hint(is_everything=True)) is root
    assert tree.follow(Hint(frozenset([EP1]))) is root


def test_that_a_changed_sidecar_renews_only_the_way_to_it(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    many_files(files, episodes=2, shots=3)
    before = tree.build()
    files.document("renders/ep_001/EP001_SH2_take1.mp4.json", {"status": "pinned"})

    after = tree.refresh([EP1])

    old = {id(node) for node in walk(before)}
    new = [node.key for node in walk(after) if id(node) not in old]
    assert new == [
        "",
        "episodes",
        "ep_001",
        "ep_001/shots",
        "ep_001/shot/002",
        "renders/ep_001/EP001_SH2_take1.mp4",
    ]


def test_that_a_changed_record_is_seen_when_its_folder_is_touched(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    a_pass(files)
    tree.build()
    files.record(1, PASS, status="segmentation_review")

    tree.refresh([ProjectPath("state/visual/passes")])

    assert at(episode(tree), "Coverage passes").children[0].status == "segmentation_review"


def test_that_a_refresh_equals_a_tree_made_anew(files: ProjectFiles, tree: ProjectTree) -> None:
    many_files(files, episodes=2, shots=2)
    tree.build()
    files.media("renders/ep_002/EP002_SH9_take1.mp4", status="pinned")
    (files.root / "renders/ep_002/EP002_SH1_take1.mp4").unlink()
    files.media("renders/ep_003/_orphans/a.mp4")
    files.media("assets/char/jade/a.png")

    tree.refresh(map(ProjectPath, ["renders/ep_002", "renders/ep_003/_orphans", "assets"]))

    assert tree.root == ProjectTree(Project.open(files.root)).build()


def test_that_files_are_looked_at_alone_where_they_are_known(
    files: ProjectFiles, tree: ProjectTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_files(files, episodes=2, shots=2)
    tree.build()
    listed: list[object] = []
    sidecar = ProjectPath("renders/ep_001/EP001_SH2_take1.mp4.json")
    files.document(sidecar.text, {"status": "pinned"})

    with monkeypatch.context() as patch:
        patch.setattr(index, "_read_folder", listed.append)
        tree.refresh_files([sidecar, ProjectPath("state/visual/learning.jsonl")])

    assert listed == []
    assert tree.root == ProjectTree(Project.open(files.root)).build()


def test_that_files_which_come_and_go_are_seen_by_their_folders(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    many_files(files, episodes=2, shots=2)
    tree.build()
    known, new = "renders/ep_001/EP001_SH1_take1.mp4", "renders/ep_002/EP002_SH9_take1.mp4"
    (files.root / known).unlink()
    files.media(new, status="pinned")
    files.media("renders/ep_003/_orphans/a.mp4")
    files.media("output/video/ep_004/EP004_SH1_take1.mp4")  # as a folder that came
    files.record(1, PASS, status="segmentation_review")

    folders = ("renders/ep_003", "output", "state/visual/passes/any")
    places = (known, new, *folders)
    tree.refresh_files(map(ProjectPath, places))

    assert tree.root == ProjectTree(Project.open(files.root)).build()


def test_that_what_others_changed_beside_a_file_is_seen_by_the_next_look(
    files: ProjectFiles, tree: ProjectTree
) -> None:
    many_files(files, episodes=1, shots=2)
    tree.build()
    ours = "renders/ep_001/EP001_SH2_take1.mp4.json"
    files.document(ours, {"status": "pinned"})
    files.media("renders/ep_001/EP001_SH7_take1.mp4", status="candidate")

    tree.refresh_files([ProjectPath(ours)])
    tree.refresh([EP1])

    assert tree.root == ProjectTree(Project.open(files.root)).build()


def test_that_sidecars_are_read_once_until_they_change(
    files: ProjectFiles, tree: ProjectTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_files(files, episodes=1, shots=3)
    read: list[str] = []
    real = tree.project.sidecars.read_each

    def counted(folder: ProjectPath, names: list[str]) -> object:
        read.extend(f"{folder}/{name}" for name in names)
        return real(folder, names)

    monkeypatch.setattr(tree.project.sidecars, "read_each", counted)
    tree.build()
    assert len(read) == 12
    files.document("renders/ep_001/EP001_SH2_take1.mp4.json", {"status": "pinned"})

    tree.refresh([EP1])
    tree.build()

    assert read[12:] == ["renders/ep_001/EP001_SH2_take1.mp4"]
