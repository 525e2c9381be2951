"""A large project is there at once: it grows, it is remembered, and what was wrong is mended."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.nodes import Node, walk
from engine.jobs import JobContext, Stopped
from engine.store.cache import Caches
from engine.store.project import Project
from engine.workspace.columns import packed, unpacked
from engine.workspace.tree import ProjectTree
from tests.helpers.projects import ProjectFiles, many_files
from tests.helpers.trees import EP1, a_pass

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.paths import ProjectPath

CLIP = "renders/ep_001/EP001_SH2_take1.mp4"


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    files = ProjectFiles(tmp_path / "show")
    files.settings()
    many_files(files, episodes=3, shots=3)
    a_pass(files)
    files.media("assets/char/jade/a.png", status="canonical", tags=["hero", "two words"], stars=4)
    files.media("renders/ep_002/_orphans/shot_009.mp4")
    return files


@pytest.fixture
def caches(tmp_path: Path) -> Caches:
    return Caches(tmp_path / "cache")


def a_tree(files: ProjectFiles, caches: Caches | None = None) -> ProjectTree:
    return ProjectTree(Project.open(files.root), caches)


def kept(files: ProjectFiles, caches: Caches) -> Node:
    """The tree of somebody who opened the project before."""
    tree = a_tree(files, caches)
    tree.build()
    tree.keep()
    return tree.root


def status_of(root: Node, path: str) -> str:
    return next(node.status for node in walk(root) if node.path and node.path.text == path)


def count_reads(tree: ProjectTree, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    read: list[str] = []
    real = tree.project.sidecars.read_each

    def counted(folder: ProjectPath, names: list[str]):
        read.extend(f"{folder}/{name}" for name in names)
        return real(folder, names)

    monkeypatch.setattr(tree.project.sidecars, "read_each", counted)
    return read


def test_that_a_small_project_is_whole_at_once(files: ProjectFiles) -> None:
    tree = a_tree(files)

    tree.open(patience=60)

    assert tree.is_whole
    assert tree.root == a_tree(files).build()


def test_that_a_large_project_is_there_before_it_is_read(files: ProjectFiles) -> None:
    tree = a_tree(files)

    root = tree.open(patience=0)

    assert not tree.is_whole
    episodes = root.children[-1].children
    assert [(node.name, node.detail.summary) for node in episodes] == [
        ("EP001", "reading…"),
        ("EP002", "reading…"),
        ("EP003", "reading…"),
    ]


def test_that_it_grows_into_the_same_tree(
    files: ProjectFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.workspace.tree._SHOW_EVERY", -1)
    tree, grown = a_tree(files), list[Node]()
    tree.grown = grown.append
    tree.open(patience=0)

    root = tree.build()

    assert root == a_tree(files).build()
    sizes = [sum(1 for _ in walk(each)) for each in grown]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 3
    assert grown[-1] is root


def test_that_a_stopped_look_is_gone_on_with(files: ProjectFiles) -> None:
    tree, job = a_tree(files), JobContext()
    tree.open(patience=0)
    job.cancel()
    with pytest.raises(Stopped):
        tree.build(job)

    assert not tree.is_whole
    assert tree.finish() == a_tree(files).build()


def test_that_a_change_meanwhile_is_in_it(files: ProjectFiles) -> None:
    tree = a_tree(files)
    tree.open(patience=0)
    files.document(f"{CLIP}.json", {"status": "pinned"})

    assert status_of(tree.refresh([EP1]), CLIP) == "pinned"


def test_that_what_was_seen_is_shown_before_it_is_read_again(
    files: ProjectFiles, caches: Caches, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept(files, caches)
    tree = a_tree(files, caches)
    grown: list[Node] = []
    tree.grown = grown.append
    read = count_reads(tree, monkeypatch)
    tree.open(patience=0)

    after = tree.build()

    assert grown[0] == before
    assert after is grown[0]
    assert read == []


def test_that_passes_are_known_from_what_is_remembered(files: ProjectFiles, caches: Caches) -> None:
    kept(files, caches)
    tree = a_tree(files, caches)
    told: list[int] = []
    tree.grown = lambda _root: told.append(len(tree.passes))
    tree.open(patience=0)

    tree.build()

    assert told[0] == len(tree.passes) > 0


def test_that_what_changed_meanwhile_is_seen(files: ProjectFiles, caches: Caches) -> None:
    kept(files, caches)
    files.document(f"{CLIP}.json", {"status": "pinned"})
    files.media("renders/ep_001/new.mp4")
    (files.root / "renders/ep_003/EP003_SH1_take1.mp4").unlink()

    tree = a_tree(files, caches)
    root = tree.build()

    assert root == a_tree(files).build()
    assert status_of(root, CLIP) == "pinned"


def test_that_a_sidecar_written_in_its_place_is_found_by_the_look_that_follows(
    files: ProjectFiles, caches: Caches
) -> None:
    kept(files, caches)
    sidecar = files.root / f"{CLIP}.json"
    folder = sidecar.parent.stat()
    with sidecar.open("r+", encoding="utf-8") as file:  # no name changes in the folder
        file.write('{"status": "rejected"}')
        file.truncate()
    os.utime(sidecar.parent, ns=(folder.st_atime_ns, folder.st_mtime_ns))

    assert status_of(a_tree(files, caches).build(), CLIP) == "rejected"


@pytest.mark.parametrize("rubbish", [b"", b"{}", b"[1]", b"null", b'{"layout": 0}', b"\xff\xfe"])
def test_that_rubbish_in_the_cache_is_as_good_as_nothing(
    files: ProjectFiles, caches: Caches, rubbish: bytes
) -> None:
    before = kept(files, caches)
    for kind, keys in {
        "index": ("renders/ep_001", "assets/char/jade"),
        "branch": ("ep_001", "assets/char"),
    }.items():
        for key in keys:
            caches.put(kind, f"{files.root}\n{key}", rubbish)

    assert a_tree(files, caches).build() == before


def test_that_torn_columns_are_as_good_as_nothing(files: ProjectFiles, caches: Caches) -> None:
    before = kept(files, caches)
    for kind, key in (("index", "renders/ep_001"), ("branch", "ep_001")):
        data = caches.get(kind, f"{files.root}\n{key}") or b""
        caches.put(kind, f"{files.root}\n{key}", data.replace(b"take", b"|", 1))

    assert a_tree(files, caches).build() == before


def test_that_only_what_changed_is_kept_again(
    files: ProjectFiles, caches: Caches, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = a_tree(files, caches)
    tree.build()
    tree.keep()
    put: list[str] = []
    monkeypatch.setattr(caches, "put", lambda _kind, key, _data: put.append(key.partition("\n")[2]))
    files.document(f"{CLIP}.json", {"status": "pinned"})
    tree.refresh([EP1])

    tree.keep()

    assert put == ["renders/ep_001", "ep_001"]


def test_that_a_full_or_broken_cache_changes_nothing(files: ProjectFiles, tmp_path: Path) -> None:
    (tmp_path / "no folder").write_text("")
    tree = a_tree(files, Caches(tmp_path / "no folder"))

    tree.build()
    tree.keep()

    assert tree.root == a_tree(files).build()


VALUES = st.one_of(st.none(), st.integers(), st.booleans(), st.text(), st.sampled_from("ab|\t;~^"))


@given(st.lists(VALUES, max_size=200))
def test_that_a_column_comes_back_as_it_was(column: list[object]) -> None:
    back = unpacked(packed(column))

    assert [(type(one), one) for one in back] == [(type(one), one) for one in column]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text("ab|\t;~^\n", max_size=3), min_size=90, max_size=200))
def test_that_many_texts_come_back_as_they_were(column: list[str]) -> None:
    assert unpacked(packed(column)) == column
