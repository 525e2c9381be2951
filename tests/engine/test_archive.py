"""Archive and trash: out of sight with everything, and back as it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.domain.paths import ProjectPath
from engine.errors import Busy, CorruptFile, NotFound, Refused
from engine.workspace.archive import archive, archived, keep_both, restore
from engine.workspace.trash import restore_from_trash, throw_away, trash_entries
from tests.helpers.orphans import EPISODE, a_show, an_old_file
from tests.helpers.store import snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

PASS = "EP001_PASS_011_SH01_02_A_JADE"
VIDEO = f"{EPISODE}/EP001_COV_011_SH1_2_take1.mp4"
PUT_AWAY = f"_history/archives/{VIDEO}"
FACTS: dict[str, object] = {"status": "pinned", "model": "wan", "unknown": [1, 2]}


@pytest.fixture
def show(tmp_path: Path) -> Project:
    show = a_show(tmp_path)
    an_old_file(show.root, VIDEO, b"film")
    document(show, f"{VIDEO}.json", FACTS)
    an_old_file(show.root, f"{EPISODE}/.EP001_COV_011_SH1_2_take1.mp4.extracted")
    an_old_file(show.root, f"{EPISODE}/boundary_frames/EP001_COV_011_SH1_2_take1_seg00.jpg")
    state = {"schema_version": 1, "passes": {PASS: {"pass_id": PASS, "video_path": VIDEO}}}
    document(show, str(show.passes.path(1)), state)
    return show


def document(show: Project, path: str, keys: object) -> None:
    an_old_file(show.root, path, json.dumps(keys, indent=4).encode())


def read(show: Project, path: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((show.root / path).read_text())
    return found


def record(show: Project) -> dict[str, object]:
    passes = read(show, str(show.passes.path(1)))["passes"]
    assert isinstance(passes, dict)
    found: dict[str, object] = passes[PASS]
    return found


# -- files -------------------------------------------------------------------


def test_that_a_file_goes_with_all_that_belongs_to_it(show: Project) -> None:
    moved = archive(show, ProjectPath(VIDEO))

    assert moved.target.text == PUT_AWAY
    assert not any((show.root / EPISODE).glob("*.mp4*"))
    sidecar = read(show, f"{PUT_AWAY}.json")
    assert sidecar["status"] == "archived"
    assert sidecar["archived_from"] == VIDEO
    assert sidecar["archived_at"] == "2026-05-04T12:00:00Z"
    assert sidecar["unknown"] == [1, 2]
    assert (show.root / f"{PUT_AWAY}.json").with_name(".EP001_COV_011_SH1_2_take1.mp4.extracted")
    assert record(show)["video_path"] is None
    assert record(show)["video_archived_to"] == PUT_AWAY


@pytest.mark.parametrize("said", [VIDEO, PUT_AWAY])
def test_that_restoring_brings_it_back_as_it_was(show: Project, said: str) -> None:
    before = snapshot(show)
    archive(show, ProjectPath(VIDEO))

    moved = restore(show, ProjectPath(said))

    assert moved.target.text == VIDEO
    after = snapshot(show)
    assert after.keys() == before.keys()
    assert read(show, f"{VIDEO}.json") == FACTS | {"updated_at": "2026-05-04T12:00:00Z"}
    assert record(show) == {"pass_id": PASS, "video_path": VIDEO}
    assert not (show.root / "_history/archives/renders").exists()


def test_that_undo_is_exact_and_redo_does_it_again(show: Project) -> None:
    before = snapshot(show)
    archive(show, ProjectPath(VIDEO))
    archived_state = snapshot(show)

    show.changes.undo()

    assert snapshot(show) == before
    show.changes.redo()
    assert snapshot(show) == archived_state


def test_that_restore_never_overwrites(show: Project) -> None:
    archive(show, ProjectPath(VIDEO))
    an_old_file(show.root, VIDEO, b"another film")

    with pytest.raises(Refused, match="the name is taken"):
        restore(show, ProjectPath(VIDEO))
    moved = restore(show, ProjectPath(VIDEO), keep_both)

    assert moved.target.name == "EP001_COV_011_SH1_2_take1 (2).mp4"
    assert (show.root / VIDEO).read_bytes() == b"another film"
    assert (show.root / str(moved.target)).read_bytes() == b"film"


def test_that_a_second_file_of_the_same_name_is_kept_beside_the_first(show: Project) -> None:
    archive(show, ProjectPath(VIDEO))
    an_old_file(show.root, VIDEO, b"another film")

    moved = archive(show, ProjectPath(VIDEO))

    assert moved.target.name == "EP001_COV_011_SH1_2_take1 (2).mp4"
    assert restore(show, moved.target).target.text == VIDEO


def test_that_a_file_without_a_sidecar_remembers_where_it_was(show: Project) -> None:
    an_old_file(show.root, "assets/prop/lamp/lamp.png")

    moved = archive(show, ProjectPath("assets/prop/lamp/lamp.png"))

    assert read(show, f"{moved.target}.json")["archived_from"] == "assets/prop/lamp/lamp.png"
    restore(show, moved.target)
    assert read(show, "assets/prop/lamp/lamp.png.json")["status"] == "untracked"


# -- folders -----------------------------------------------------------------


def a_folder(show: Project) -> None:
    document(show, "assets/prop/lamp/a.png.json", {"status": "canonical"})
    for name in ("a.png", "b.png", "notes.txt", "deep/c.mp4"):
        an_old_file(show.root, f"assets/prop/lamp/{name}", name.encode())
    (show.root / "assets/prop/lamp/empty").mkdir()


def test_that_a_folder_goes_whole_and_every_sidecar_says_so(show: Project) -> None:
    a_folder(show)

    archive(show, ProjectPath("assets/prop/lamp"))

    away = "_history/archives/assets/prop/lamp"
    assert not (show.root / "assets/prop/lamp").exists()
    assert (show.root / away / "empty").is_dir()
    assert (show.root / away / "notes.txt").read_bytes() == b"notes.txt"
    assert read(show, f"{away}/a.png.json")["archived_status"] == "canonical"
    assert read(show, f"{away}/deep/c.mp4.json")["archived_from"] == "assets/prop/lamp/deep/c.mp4"


def test_that_a_folder_comes_back_and_all_of_it_can_be_undone_and_redone(show: Project) -> None:
    a_folder(show)
    states = [snapshot(show)]
    archive(show, ProjectPath("assets/prop/lamp"))
    states.append(snapshot(show))
    restore(show, ProjectPath("assets/prop/lamp"))
    states.append(snapshot(show))

    for state in (states[1], states[0]):
        show.changes.undo()
        assert snapshot(show) == state
    for state in (states[1], states[2]):
        show.changes.redo()
        assert snapshot(show) == state
    assert read(show, "assets/prop/lamp/a.png.json")["status"] == "canonical"


def test_that_records_of_an_archived_episode_say_where_their_videos_are(show: Project) -> None:
    archive(show, ProjectPath(EPISODE))

    assert record(show)["video_archived_to"] == PUT_AWAY
    restore(show, ProjectPath(EPISODE))
    assert record(show) == {"pass_id": PASS, "video_path": VIDEO}


def test_that_a_folder_is_not_restored_into_one_that_is_there(show: Project) -> None:
    a_folder(show)
    archive(show, ProjectPath("assets/prop/lamp"))
    an_old_file(show.root, "assets/prop/lamp/new.png")

    with pytest.raises(Refused, match="the name is taken"):
        restore(show, ProjectPath("assets/prop/lamp"))
    moved = restore(show, ProjectPath("assets/prop/lamp"), keep_both)

    assert moved.target.text == "assets/prop/lamp (2)"


# -- refusals ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("output/video/ep_001/x.mp4", "what lies in output"),
        ("outputs/x.mp4", "what lies in outputs"),
        ("renders", "this is not archived"),
        ("state/visual", "this is not archived"),
        ("_history/archives/x.mp4", "this is not archived"),
        (".trash/2026-05-04", "this is not archived"),
        (f"{VIDEO}.json", "it goes along"),
    ],
)
def test_that_what_is_not_archived_stays(show: Project, path: str, line: str) -> None:
    before = snapshot(show)

    with pytest.raises(Refused, match=line):
        archive(show, ProjectPath(path))

    assert snapshot(show) == before


def test_that_what_is_not_there_is_said(show: Project) -> None:
    with pytest.raises(NotFound):
        archive(show, ProjectPath("renders/ep_001/no.mp4"))
    with pytest.raises(NotFound):
        restore(show, ProjectPath("renders/ep_001/no.mp4"))


@pytest.mark.parametrize("path", [VIDEO, EPISODE])
def test_that_a_corrupt_sidecar_stays_byte_for_byte(show: Project, path: str) -> None:
    an_old_file(show.root, f"{VIDEO}.json", b"{torn")
    before = snapshot(show)

    with pytest.raises(CorruptFile):
        archive(show, ProjectPath(path))

    assert snapshot(show) == before


def test_that_a_pass_that_is_being_cut_stays(show: Project) -> None:
    with show.locks.lease("extract", PASS), pytest.raises(Busy):
        archive(show, ProjectPath(VIDEO))


def test_that_a_link_on_the_way_is_refused(show: Project, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    an_old_file(tmp_path, "elsewhere/x.mp4")
    (show.root / "renders/ep_002").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(Refused, match="link"):
        archive(show, ProjectPath("renders/ep_002/x.mp4"))

    assert (tmp_path / "elsewhere/x.mp4").exists()


def test_that_the_archive_is_listed(show: Project) -> None:
    archive(show, ProjectPath(VIDEO))

    (found,) = archived(show)

    assert (found.path.text, found.origin.text, found.size) == (PUT_AWAY, VIDEO, 4)
    assert found.at == "2026-05-04T12:00:00Z"


# -- trash -------------------------------------------------------------------


def thrown(show: Project, path: str = VIDEO) -> str:
    with show.changes.writing() as draft:
        throw_away(show, draft, ProjectPath(path))
        return draft.commit("trash", "Delete it").id


def test_that_the_trash_is_listed_and_brings_everything_back(show: Project) -> None:
    before = snapshot(show)
    entry_id = thrown(show)

    (entry,) = trash_entries(show)

    assert (entry.id, entry.title, len(entry.files)) == (entry_id, "Delete it", 4)
    assert [one.origin.text for one in entry.media] == [
        VIDEO, f"{EPISODE}/boundary_frames/EP001_COV_011_SH1_2_take1_seg00.jpg",
    ]  # fmt: skip
    restore_from_trash(show, entry_id[:8])
    assert snapshot(show) == before
    assert trash_entries(show) == ()
    show.changes.undo()
    assert len(trash_entries(show)) == 1


def test_that_the_trash_never_overwrites(show: Project) -> None:
    entry_id = thrown(show)
    an_old_file(show.root, VIDEO, b"another")

    with pytest.raises(Refused, match="the name is taken"):
        restore_from_trash(show, entry_id)


def test_that_trash_of_other_tools_is_shown_and_not_guessed_at(show: Project) -> None:
    an_old_file(show.root, ".trash/2026-01-02/film.mp4")

    (entry,) = trash_entries(show)

    assert entry.trouble == "nobody noted where it was"
    with pytest.raises(Refused, match="nobody noted"):
        restore_from_trash(show, entry.id)


def test_that_a_manifest_cannot_lead_out(show: Project) -> None:
    files = [{"name": "../../outside.mp4", "origin": VIDEO}, {"name": VIDEO, "origin": "x.mp4"}]
    document(show, ".trash/2026-01-02/00000001-a/manifest.json", {"files": files})

    assert trash_entries(show) == ()


def test_that_an_unknown_entry_is_said(show: Project) -> None:
    with pytest.raises(NotFound, match="trash entry not found"):
        restore_from_trash(show, "nothing")
