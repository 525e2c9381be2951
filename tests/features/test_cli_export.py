"""An episode leaves by the command line, in every format."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import opentimelineio as otio
import pytest
from PySide6.QtPdf import QPdfDocument

from tests.helpers.cli import recoil
from tests.helpers.clips import make_clip
from tests.helpers.projects import ProjectFiles

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

FOLDER = "renders/ep_001"
FORMATS = {
    "otio": ".otio",
    "edl": ".edl",
    "fcpxml": ".fcpxml",
    "csv": ".csv",
    "contact-sheet": ".pdf",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three planned shots, two of them with a clip, one of these with sound."""
    files = ProjectFiles(tmp_path_factory.mktemp("made") / "show")
    files.settings(title="Hafen Nächte", fps=24)
    shots = [
        {"shot_id": f"EP001_SH{number:02d}", "duration_s": 2, "raw": {"prompt": f"Über {number}"}}
        for number in (1, 2, 3)
    ]
    files.document("state/visual/plans/ep_001_plan.json", {"shots": shots})
    for number in (1, 3):
        path = f"{FOLDER}/EP001_SH{number}_take1.mp4"
        files.document(f"{path}.json", {"status": "pinned", "shot_id": f"EP001_SH{number:02d}"})
        make_clip(files.root / path, shots=(12 * number,), size=(64, 64), audio=number == 1)
    note = {
        "id": "cmt_1", "target_type": "panel", "batch_id": "B1", "segment_id": "EP001_SH03",
        "body": "wrong hand", "tag": "fix", "author": "Mo", "resolved": False,
        "path": f"{FOLDER}/EP001_SH3_take1.mp4", "frames": [4, 6],
    }  # fmt: skip
    comments = {"schema_version": 1, "comments": [note]}
    files.document("prep/ep_001/comments.json", comments)
    return files.root


@pytest.fixture
def files(made: Path, tmp_path: Path) -> ProjectFiles:
    shutil.copytree(made, tmp_path / "show")
    return ProjectFiles(tmp_path / "show")


@pytest.mark.parametrize("form", FORMATS)
def test_that_an_episode_is_exported(files: ProjectFiles, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"ep1{FORMATS[form]}"
    before = sorted(files.root.rglob("*"))

    said = recoil("export", form, "--episode", "1", "--out", out, "--json", project=files.root)

    assert said.code == 0, said
    told = said.json
    assert told["path"] == str(out)
    assert out.stat().st_size == told["size"]
    assert (told["shots"], told["clips"], told["frames"], told["markers"]) == (3, 2, 96, 1)
    assert [shot["shot_id"] for shot in told["missing"]] == ["EP001_SH02"]
    assert sorted(files.root.rglob("*")) == before


def test_that_the_words_of_a_sheet_can_be_searched(
    qapp: QApplication, files: ProjectFiles, tmp_path: Path
) -> None:
    out = tmp_path / "ep1.pdf"
    recoil("export", "contact-sheet", "--episode", "1", "--out", out, project=files.root)

    document = QPdfDocument()
    document.load(str(out))
    words = document.getAllText(0).text()
    title = document.metaData(QPdfDocument.MetaDataField.Title)
    pages = document.pageCount()
    document.close()

    assert (pages, title) == (1, "Hafen Nächte EP001")
    for said in ("Hafen Nächte EP001", "Über 1", "pinned, take 1", "no clip", "1 missing"):
        assert said in words


def test_that_people_are_told_what_lacks(files: ProjectFiles, tmp_path: Path) -> None:
    out = tmp_path / "ep1.edl"

    said = recoil(
        "export", "edl", "--episode", "EP001", "--out", out, "--handles", "6", project=files.root
    )

    assert said.code == 0
    assert said.out.splitlines()[0] == f"{out}: 3 shots, 4.00 s at 24, 1 comment"
    assert "EP001_SH02: no clip" in said.out
    assert "2 shots with fewer than 6 frames around" in said.out


def test_that_comments_go_along_as_wished(files: ProjectFiles, tmp_path: Path) -> None:
    out = tmp_path / "ep1.otio"

    recoil("export", "otio", "--episode", 1, "--out", out, "--markers", "open", project=files.root)
    some = otio.adapters.read_from_file(str(out)).tracks[0]
    words = ("--episode", 1, "--out", out, "--markers", "none", "--replace")
    recoil("export", "otio", *words, project=files.root)
    none = otio.adapters.read_from_file(str(out)).tracks[0]

    (marker,) = (marker for clip in some.find_clips() for marker in clip.markers)
    assert (marker.name, marker.marked_range.start_time.to_frames()) == ("wrong hand", 4)
    assert [marker for clip in none.find_clips() for marker in clip.markers] == []


def test_that_what_is_there_is_written_over_only_when_told(
    files: ProjectFiles, tmp_path: Path
) -> None:
    out = tmp_path / "ep1.csv"
    out.write_text("mine")

    refused = recoil("export", "csv", "--episode", "1", "--out", out, project=files.root)
    kept = out.read_text()
    done = recoil("export", "csv", "--episode", "1", "--out", out, "--replace", project=files.root)

    assert (refused.code, kept) == (1, "mine")
    assert "say --replace to write over it" in refused.err
    assert done.code == 0
    assert "EP001_SH01" in out.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("edl", "--out", "ep1.txt"), "ends with .edl: 'ep1.txt'"),
        (("otio", "--out", "project.json"), "ends with .otio"),
        (("otio", "--out", "nowhere/ep1.otio"), "folder not found"),
        (("otio", "--out", "folder.otio"), "there is a folder of this name"),
        (("otio", "--out", "link.otio"), "is a link"),
        (("otio", "--out", "a.otio", "--handles", "-3"), "frames of handles: -3"),
        (("otio", "--out", "a.otio", "--handles", "many"), "valid integer"),
        (("otio", "--out", "a.otio", "--rate", "fast"), "not a rate in frames a second: 'fast'"),
        (("otio", "--out", "a.otio", "--rate", "0"), "not a rate"),
        (("otio", "--out", "a.otio", "--markers", "few"), "not a choice of comments: 'few'"),
        (("edl", "--out", "a.edl", "--rate", "16"), "no timecode counts 16"),
        (("fcpxml", "--out", "a.fcpxml", "--rate", "12.5"), "no timeline runs at 12.5"),
        (("edl", "--out", "a.edl", "--episode", "9"), "episode not found"),
        (("edl", "--out", "a.edl", "--episode", "first"), "episode"),
    ],
)
def test_that_what_cannot_be_exported_is_refused_in_a_line(
    files: ProjectFiles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    reason: str,
) -> None:
    place = tmp_path / "out"
    (place / "folder.otio").mkdir(parents=True)
    (place / "link.otio").symlink_to(tmp_path / "elsewhere.otio")
    monkeypatch.chdir(place)
    before = sorted(place.iterdir())
    episode = () if "--episode" in words else ("--episode", "1")

    said = recoil("export", *words, *episode, project=files.root)

    assert said.code in {1, 2}
    assert reason in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert sorted(place.iterdir()) == before


def test_that_a_full_disk_is_told_and_leaves_what_was_there(
    files: ProjectFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "ep1.csv"
    out.write_text("mine")

    def fail(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("engine.store.files.os.write", fail)
    words = ("export", "csv", "--episode", "1", "--out", out, "--replace", "--json")
    said = recoil(*words, project=files.root)
    monkeypatch.undo()

    assert said.code == 1
    assert said.json["error"]["code"] == "disk_failed"
    assert "the disk is full" in said.json["error"]["message"]
    assert out.read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ep1.csv", "show"]


def test_that_corrupt_comments_and_plans_are_told_and_kept(
    files: ProjectFiles, tmp_path: Path
) -> None:
    comments = files.text("prep/ep_001/comments.json", '{"comments": [')
    out = tmp_path / "ep1.otio"

    refused = recoil("export", "otio", "--episode", 1, "--out", out, project=files.root)
    without = recoil(
        "export", "otio", "--episode", 1, "--out", out, "--markers", "none", project=files.root
    )

    assert refused.code == 1
    assert "comments.json" in refused.err
    assert comments.read_text() == '{"comments": ['
    assert without.code == 0
