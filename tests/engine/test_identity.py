"""Files that were moved or renamed by hand are known by their content, and keep what is known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.domain.paths import ProjectPath
from engine.store.cache import Caches
from engine.workspace import identity
from engine.workspace.identity import Found, IdentityBook, follow_moved
from engine.workspace.index import Index
from tests.helpers.orphans import EPISODE, a_show, an_old_file

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

OLD = f"{EPISODE}/EP001_COV_011_SH1_2_take1.mp4"
NEW = f"{EPISODE}/harbor.mp4"
PASS = "EP001_PASS_011_SH01_02"


@pytest.fixture
def show(tmp_path: Path) -> Project:
    show = a_show(tmp_path)
    an_old_file(show.root, OLD, b"film" * 100_000)
    document(show, f"{OLD}.json", {"status": "pinned", "video_path": OLD})
    an_old_file(show.root, f"{EPISODE}/.EP001_COV_011_SH1_2_take1.mp4.extracted")
    an_old_file(show.root, f"{EPISODE}/boundary_frames/EP001_COV_011_SH1_2_take1_seg00.jpg")
    passes = {PASS: {"pass_id": PASS, "video_path": OLD}}
    document(show, str(show.passes.path(1)), {"schema_version": 1, "passes": passes})
    return show


@pytest.fixture
def caches(tmp_path: Path) -> Caches:
    return Caches(tmp_path / "cache")


def document(show: Project, path: str, keys: object) -> None:
    an_old_file(show.root, path, json.dumps(keys).encode())


def look(show: Project, caches: Caches) -> tuple[Found, ...]:
    """What somebody who opens the project recognises."""
    index = Index(show.root)
    index.scan()
    book = IdentityBook(show, caches)
    found, _change = follow_moved(show, index.media(), book)
    book.learn(index.media())
    return found


def rename(show: Project, old: str = OLD, new: str = NEW) -> None:
    place = show.root / new
    place.parent.mkdir(parents=True, exist_ok=True)
    (show.root / old).rename(place)


@pytest.mark.parametrize("new", [NEW, "renders/ep_002/harbor.mp4", "sequences/day/harbor.mp4"])
def test_that_a_renamed_video_keeps_everything(show: Project, caches: Caches, new: str) -> None:
    assert look(show, caches) == ()
    rename(show, new=new)

    assert look(show, caches) == (Found(ProjectPath(OLD), ProjectPath(new)),)

    sidecar = show.sidecars.read(ProjectPath(new))
    assert sidecar is not None
    assert (sidecar.status, sidecar.video_path) == ("pinned", new)
    assert not (show.root / f"{OLD}.json").exists()
    assert show.files.exists(ProjectPath(new).marker())
    assert len(show.sidecars.boundary_frames(ProjectPath(new))) == 1
    assert show.passes.read(1).passes[PASS].video_path == new
    assert look(show, caches) == ()


def test_that_a_stub_gives_way_to_what_is_known(show: Project, caches: Caches) -> None:
    look(show, caches)
    rename(show)
    show.sidecars.ensure_stub(ProjectPath(NEW))

    look(show, caches)

    sidecar = show.sidecars.read(ProjectPath(NEW))
    assert sidecar is not None
    assert sidecar.status == "pinned"


def test_that_what_somebody_wrote_there_stays(show: Project, caches: Caches) -> None:
    look(show, caches)
    rename(show)
    document(show, f"{NEW}.json", {"status": "candidate", "notes": "mine"})

    look(show, caches)

    sidecar = show.sidecars.read(ProjectPath(NEW))
    assert sidecar is not None
    assert sidecar.notes == "mine"
    assert show.passes.read(1).passes[PASS].video_path == NEW


def test_that_a_copy_is_no_move(show: Project, caches: Caches) -> None:
    look(show, caches)
    an_old_file(show.root, NEW, (show.root / OLD).read_bytes())

    assert look(show, caches) == ()
    assert (show.root / f"{OLD}.json").exists()


def test_that_a_list_that_is_not_complete_yet_loses_nothing(
    show: Project, caches: Caches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "_GONE_KEPT", 0)
    look(show, caches)
    an_old_file(show.root, NEW, (show.root / OLD).read_bytes())
    index = Index(show.root)
    index.scan()
    book = IdentityBook(show, caches)
    seen = [file for file in index.media() if file.path.text == NEW]

    assert book.moved(seen) == ()
    book.learn(seen)
    (show.root / OLD).unlink()
    (show.root / NEW).rename(show.root / EPISODE / "EP001_SH1_take1.mp4")
    index.scan()
    assert book.moved(index.media()) == (), "two of them are gone"


def test_that_of_two_copies_nobody_knows_which_was_moved(show: Project, caches: Caches) -> None:
    look(show, caches)
    for name in ("one", "two"):
        an_old_file(show.root, f"{EPISODE}/{name}.mp4", (show.root / OLD).read_bytes())
    (show.root / OLD).unlink()

    assert look(show, caches) == ()


def test_that_another_file_of_the_same_size_is_another(show: Project, caches: Caches) -> None:
    look(show, caches)
    (show.root / OLD).unlink()
    an_old_file(show.root, NEW, b"mlif" * 100_000)

    assert look(show, caches) == ()


def test_that_without_its_cache_nothing_is_guessed(show: Project, tmp_path: Path) -> None:
    look(show, Caches(tmp_path / "one"))
    rename(show)

    assert look(show, Caches(tmp_path / "other")) == ()


def test_that_a_large_project_is_learnt_in_pieces(
    show: Project, caches: Caches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "AT_ONCE", 2)
    for number in range(3):
        an_old_file(show.root, f"{EPISODE}/EP001_SH{number}_take1.mp4", b"x" * number)
    index = Index(show.root)
    index.scan()
    book = IdentityBook(show, caches)

    learnt = [book.learn(index.media()) for _ in range(3)]

    assert learnt == [False, False, True]


def test_that_undo_puts_it_back_and_it_is_not_followed_again(show: Project, caches: Caches) -> None:
    look(show, caches)
    rename(show)
    look(show, caches)

    show.changes.undo()

    assert (show.root / f"{OLD}.json").exists()
    assert look(show, caches) == ()
