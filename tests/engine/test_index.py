"""The index of a project's folders, and what a rescan costs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engine.domain.names import SegmentName
from engine.domain.paths import PROJECT_ROOT, ProjectPath
from engine.jobs import JobContext, Stopped
from engine.workspace import index as index_module
from engine.workspace.index import Index
from tests.helpers.projects import ProjectFiles

if TYPE_CHECKING:
    from pathlib import Path

EP1 = ProjectPath("renders/ep_001")


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    files = ProjectFiles(tmp_path / "show")
    files.settings()
    return files


@pytest.fixture
def index(files: ProjectFiles) -> Index:
    return Index(files.root)


def names(index: Index, folder: ProjectPath) -> list[str]:
    found = index.folder(folder)
    return [media.path.name for media in found.media] if found else []


def test_that_media_are_found_with_their_sidecars(files: ProjectFiles, index: Index) -> None:
    files.media("renders/ep_001/shot_001_FROM_PASS_001_A_take1.mp4", status="pinned")
    files.media("renders/ep_001/b.png")

    index.scan()

    plain, segment = index.folder(EP1).media  # type: ignore[union-attr]
    assert (plain.path, plain.sidecar, plain.name) == (EP1 / "b.png", None, None)
    assert segment.sidecar is not None
    assert isinstance(segment.name, SegmentName)
    assert segment.size == 5
    assert segment.modified == (files.root / segment.path.text).stat().st_mtime_ns / 1e9


@pytest.mark.parametrize(
    "path",
    [
        "renders/ep_001/.hidden.mp4",
        "renders/ep_001/boundary_frames/a_seg01.jpg",
        "renders/ep_001/_archive/a.mp4",
        "renders/_meta/a.mp4",
        "assets/_history/a.png",
        "assets/my_backup_2/a.png",
        "assets/.git/a.png",
        "prep/a.png",
        ".trash/a.mp4",
        "renders/ep_001/notes.txt",
    ],
)
def test_that_what_is_to_be_passed_over_is_not_seen(
    files: ProjectFiles, index: Index, path: str
) -> None:
    files.media(path)

    index.scan()
    index.rescan([ProjectPath(path).parent])

    assert list(index.media()) == []


@pytest.mark.parametrize("name", ["_archived", "_historys", "boundary_frames_2", "_Meta"])
def test_that_similar_names_are_not_passed_over(
    files: ProjectFiles, index: Index, name: str
) -> None:
    files.media(f"renders/ep_001/{name}/a.mp4")

    index.scan()

    assert [media.path.text for media in index.media()] == [f"renders/ep_001/{name}/a.mp4"]


def test_that_links_are_not_followed(files: ProjectFiles, index: Index, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.mp4").write_text("x")
    files.media("renders/ep_001/b.mp4")
    (files.root / "renders/ep_002").symlink_to(outside)
    (files.root / "renders/ep_001/c.mp4").symlink_to(outside / "a.mp4")

    index.scan()

    assert [media.path.name for media in index.media()] == ["b.mp4"]


def test_that_a_rescan_sees_what_came_went_and_changed(files: ProjectFiles, index: Index) -> None:
    files.media("renders/ep_001/a.mp4")
    files.media("renders/ep_001/b.mp4")
    files.media("renders/ep_001/c.mp4")
    index.scan()
    kept = index.folder(EP1).media[2]  # type: ignore[union-attr]
    (files.root / "renders/ep_001/a.mp4").unlink()
    files.document("renders/ep_001/b.mp4.json", {})
    files.media("renders/ep_001/d.mp4")

    changed = index.rescan([EP1])

    assert changed == {EP1}
    assert names(index, EP1) == ["b.mp4", "c.mp4", "d.mp4"]
    assert index.folder(EP1).media[0].sidecar is not None  # type: ignore[union-attr]
    assert index.folder(EP1).media[1] is kept  # type: ignore[union-attr]


def test_that_nothing_changed_means_the_same_folder(files: ProjectFiles, index: Index) -> None:
    files.media("renders/ep_001/a.mp4")
    index.scan()
    before, revision = index.folder(EP1), index.revision(PROJECT_ROOT)

    assert index.rescan([EP1]) == frozenset()
    assert index.scan() == frozenset()
    assert index.folder(EP1) is before
    assert index.revision(PROJECT_ROOT) == revision


def test_that_a_replaced_file_of_the_same_size_and_time_is_seen(
    files: ProjectFiles, index: Index
) -> None:
    target = files.media("renders/ep_001/a.mp4")
    before = target.stat()
    index.scan()
    other = files.text("renders/ep_001/.tmp", "other")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(target)

    assert index.rescan([EP1]) == {EP1}


def test_that_revisions_rise_on_the_way_up_only(files: ProjectFiles, index: Index) -> None:
    files.media("renders/ep_001/a.mp4")
    files.media("renders/ep_002/a.mp4")
    index.scan()
    other, own = index.revision(ProjectPath("renders/ep_002")), index.revision(EP1)

    files.media("renders/ep_001/b.mp4")
    index.rescan([EP1])

    assert index.revision(ProjectPath("renders/ep_002")) == other
    assert index.revision(EP1) > own
    assert index.revision(ProjectPath("renders")) == index.revision(EP1)
    assert index.revision(PROJECT_ROOT) == index.revision(EP1)


def test_that_new_folders_below_a_touched_one_are_read(files: ProjectFiles, index: Index) -> None:
    index.scan()
    files.media("renders/ep_003/deep/er/a.mp4")

    index.rescan([PROJECT_ROOT])

    assert [media.path.text for media in index.media()] == ["renders/ep_003/deep/er/a.mp4"]


def test_that_a_touched_folder_nobody_knows_yet_is_found_by_its_parent(
    files: ProjectFiles, index: Index
) -> None:
    files.media("renders/ep_001/a.mp4")
    index.scan()
    files.media("renders/ep_002/x/y/a.mp4")

    index.rescan([ProjectPath("renders/ep_002/x/y")])

    assert len(list(index.media())) == 2


def test_that_a_folder_that_went_takes_all_below_it_along(
    files: ProjectFiles, index: Index
) -> None:
    target = files.media("renders/ep_001/x/y/a.mp4")
    index.scan()
    target.unlink()
    for folder in (target.parent, target.parent.parent, target.parent.parent.parent):
        folder.rmdir()

    changed = index.rescan([ProjectPath("renders")])

    assert {path.text for path in changed} == {
        "renders",
        "renders/ep_001",
        "renders/ep_001/x",
        "renders/ep_001/x/y",
    }
    assert list(index.media()) == []


def test_that_a_folder_that_cannot_be_read_keeps_what_was_known(
    files: ProjectFiles, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.media("renders/ep_001/a.mp4")
    index.scan()

    with monkeypatch.context() as patch:
        patch.setattr(index_module, "_read_folder", _refuse)
        index.rescan([EP1])

    assert names(index, EP1) == ["a.mp4"]
    assert index.unreadable == {"renders/ep_001": "Permission denied"}
    index.rescan([EP1])
    assert index.unreadable == {}


def test_that_one_changed_file_costs_one_folder_however_large_the_project(
    files: ProjectFiles, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    for episode in range(1, 40):
        files.media(f"renders/ep_{episode:03d}/a.mp4")
    index.scan()
    looked: list[Path] = []
    real = index_module._read_folder
    monkeypatch.setattr(
        index_module, "_read_folder", lambda path: (looked.append(path), real(path))[1]
    )

    index.rescan([EP1])

    assert looked == [files.root / EP1.text]


def test_that_a_stopped_scan_forgets_nothing_it_saw(files: ProjectFiles, index: Index) -> None:
    files.media("renders/ep_001/a.mp4")
    files.media("assets/char/jade/a.png")
    context = JobContext(lambda _progress: context.cancel(), min_interval=0)

    with pytest.raises(Stopped):
        index.scan(context)
    index.scan()

    assert len(list(index.media())) == 2
    assert index.revision(EP1) > 0
    assert index.revision(ProjectPath("assets/char/jade")) > 0


def test_that_folders_beyond_any_reason_are_not_entered(files: ProjectFiles, index: Index) -> None:
    files.media("assets/" + "d/" * 80 + "a.png")

    index.scan()

    assert list(index.media()) == []


def _refuse(_path: Path) -> None:
    raise PermissionError(13, "Permission denied")
