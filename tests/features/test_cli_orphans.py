"""From a video that nobody knows to a pass with clips, by the command line; and what is refused."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.helpers.cli import recoil
from tests.helpers.clips import make_text
from tests.helpers.disks import make_unreadable
from tests.helpers.orphans import QUARANTINE, aged, an_orphan
from tests.helpers.passes import LONG_AGO, a_project, clip_of, clips_in, snapshot, state_of

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.helpers.projects import ProjectFiles

FRAMES = (24, 24)
SAID = ("--episode", "1", "--tag", "A_JADE", "--model", "wan-2")


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    made = a_project(tmp_path)
    made.plan(1, "EP001_SH04", "EP001_SH05", "EP001_SH06")
    return made


def told(files: ProjectFiles, *words: object) -> dict[str, Any]:
    said = recoil(*words, "--json", project=files.root)
    assert said.code == 0, said
    answer: dict[str, Any] = said.json
    return answer


def refused(files: ProjectFiles, *words: object) -> str:
    """The one line a command refuses with, after which everything is as before."""
    before = snapshot(files.root)

    said = recoil(*words, project=files.root)

    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1), said
    assert snapshot(files.root) == before
    return said.err


def sidecar(files: ProjectFiles, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files.root / f"{path}.json").read_text())
    return found


# -- the whole way -----------------------------------------------------------


def test_that_an_orphan_becomes_a_pass_and_all_of_it_can_be_taken_back(
    files: ProjectFiles,
) -> None:
    orphan = an_orphan(files, clip_of(FRAMES).path, "kitchen_take3.mp4")
    files.document(f"{QUARANTINE}/{orphan.name}.json", {"notes": "nice", "cost_usd": 0.4, "x": 1})
    files.text(f"{QUARANTINE}/.{orphan.name}.extracted", "old")
    before = snapshot(files.root)

    done = told(files, "orphans", "register", orphan.name, "--shots", "SH4,5", *SAID)

    video = "renders/ep_001/EP001_COV_001_SH4_5_take3.mp4"
    assert (done["pass_id"], done["video_path"]) == ("EP001_PASS_001_SH04_05_A_JADE", video)
    assert done["status"] == "extracted"
    assert len(clips_in(files)) == 2
    known = sidecar(files, video)
    assert known["source"] == "registered_orphan"
    assert (known["format_type"], known["take"], known["status"]) == ("B", 3, "registered")
    assert (known["notes"], known["cost_usd"], known["x"]) == ("nice", 0.4, 1)
    record = state_of(files)[done["pass_id"]]
    assert record["registered_from_orphan"] is True
    assert record["reconstructed_provenance"]["original_name"] == "kitchen_take3.mp4"  # type: ignore[index]
    for _ in range(2):
        told(files, "undo")
    after = snapshot(files.root)
    state = "state/visual/passes/ep_001_pass_state.json"
    assert {name: found for name, found in after.items() if name != state} == before


def test_that_a_video_from_elsewhere_is_copied_and_left_alone(
    files: ProjectFiles, tmp_path: Path
) -> None:
    video = aged(shutil.copy(clip_of((24,)).path, tmp_path / "Pick Up.MP4"), LONG_AGO)

    done = told(files, "orphans", "register", video, "--shots", "EP001_SH06", *SAID)

    assert done["video_path"] == "renders/ep_001/EP001_COV_001_SH6_take1.mp4"
    assert (files.root / done["video_path"]).read_bytes() == video.read_bytes()
    assert video.exists()


def test_that_a_sweep_a_list_and_a_delete_answer_with_their_keys(files: ProjectFiles) -> None:
    aged(files.media("renders/ep_001/any.mp4", notes="x"), LONG_AGO)

    assert told(files, "orphans", "sweep", "--propose")["proposed"][0]["episode"] == "EP001"
    swept = told(files, "orphans", "sweep", "--episode", "EP001")
    assert (swept["moved"], swept["proposed"]) == (1, [])
    (orphan,) = told(files, "orphans", "list")["orphans"]
    assert orphan["reason"] == "its name says nothing"
    gone = told(files, "orphans", "delete", orphan["path"], "--episode", "1")
    assert gone["trash_path"].endswith("renders/ep_001/_orphans/any.mp4")
    (entry,) = told(files, "trash", "list")["entries"]
    back = told(files, "trash", "restore", entry["id"])
    assert back["restored_to"] == orphan["path"]
    assert sidecar(files, orphan["path"])["notes"] == "x"


def test_that_archiving_and_restoring_answer_with_their_keys(files: ProjectFiles) -> None:
    files.media("assets/prop/lamp.png", status="pinned")

    away = told(files, "archive", "assets/prop/lamp.png")["destination"]
    assert away == "_history/archives/assets/prop/lamp.png"
    assert told(files, "archives")["archived"][0]["origin"] == "assets/prop/lamp.png"
    files.media("assets/prop/lamp.png")
    assert "the name is taken" in refused(files, "restore", "assets/prop/lamp.png")
    back = told(files, "restore", "assets/prop/lamp.png", "--keep-both")["restored_to"]
    assert back == "assets/prop/lamp (2).png"
    assert sidecar(files, back)["status"] == "pinned"


def test_that_a_video_waits_in_quarantine_until_somebody_knows_it(
    files: ProjectFiles, tmp_path: Path
) -> None:
    video = aged(shutil.copy(clip_of((24,)).path, tmp_path / "clip.mp4"), LONG_AGO)

    put = told(files, "orphans", "quarantine", video, "--episode", "1")["path"]

    assert put == "renders/ep_001/_orphans/clip.mp4"
    assert video.exists()


def test_that_files_moved_by_hand_keep_what_is_known_of_them(files: ProjectFiles) -> None:
    video = aged(files.media("renders/ep_001/EP001_SH4_take1.mp4", notes="mine"), LONG_AGO)
    told(files, "orphans", "sweep")
    video.rename(video.with_name("EP001_SH5_take1.mp4"))

    swept = told(files, "orphans", "sweep")

    assert [one["to"] for one in swept["followed"]] == ["renders/ep_001/EP001_SH5_take1.mp4"]
    assert sidecar(files, "renders/ep_001/EP001_SH5_take1.mp4")["notes"] == "mine"


# -- suggestions -------------------------------------------------------------


def test_that_shots_are_suggested_with_the_reasons(files: ProjectFiles) -> None:
    shots = [{"shot_id": f"EP001_SH{n:02d}", "duration_s": n} for n in (1, 2, 9)]
    files.document("state/visual/plans/ep_001_plan.json", {"shots": shots})
    orphan = an_orphan(files, clip_of(FRAMES).path)
    log = {
        "op_id": "op_1", "event": "render", "status": "started",
        "ts": "2023-11-14T22:12:20Z", "args": {"shot_id": "EP001_SH09"},
    }  # fmt: skip
    files.text("state/visual/ops.log.jsonl", json.dumps(log) + "\n")

    found = told(files, "orphans", "suggest", orphan.name, "--episode", "1")["suggestions"]

    assert [one["shots"] for one in found] == [["EP001_SH09"], ["EP001_SH02"], ["EP001_SH01"]]
    assert found[0]["reasons"][0] == "written 1 min after “render” ran"
    assert found[1]["reasons"][0] == "2.0 s long, 2.0 s planned"


# -- bad input ---------------------------------------------------------------


def bad_file(folder: Path, kind: str) -> Path:
    place = folder / "video.mp4"
    match kind:
        case "empty":
            place.touch()
        case "text":
            make_text(place, "to be rendered")
        case "playlist":
            make_text(place)
        case "cut off":
            place.write_bytes(clip_of(FRAMES).path.read_bytes()[:2000])
        case "folder":
            place.mkdir()
        case "picture":
            place = folder / "still.png"
            place.write_bytes(b"\x89PNG\r\n\x1a\n")
    if place.is_file():
        aged(place, LONG_AGO)
    return place


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("missing", "file not found: video.mp4"),
        ("empty", "the file is empty"),
        ("text", "text dressed as mp4"),
        ("playlist", "a playlist dressed as mp4"),
        ("cut off", "cut off"),
        ("folder", "is a folder"),
        ("picture", "not a video that a project holds"),
    ],
)
def test_that_what_is_no_video_is_not_registered(
    files: ProjectFiles, tmp_path: Path, kind: str, line: str
) -> None:
    place = bad_file(tmp_path, kind)

    assert line in refused(files, "orphans", "register", place, "--shots", "SH4", *SAID)


def test_that_a_growing_file_is_not_registered(
    files: ProjectFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = an_orphan(files, clip_of(FRAMES).path)
    monkeypatch.setattr("engine.media.probe.is_growing", lambda _path: True)

    said = refused(files, "orphans", "register", orphan.name, "--shots", "SH4", *SAID)

    assert "still being written" in said


def test_that_a_file_nobody_may_read_is_not_registered(
    files: ProjectFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = an_orphan(files, clip_of(FRAMES).path)
    make_unreadable(monkeypatch, orphan)

    said = recoil("orphans", "register", orphan.name, "--shots", "SH4", *SAID, project=files.root)

    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "permission denied" in said.err.lower()
    assert orphan.exists()
    assert not list((files.root / "renders/ep_001").glob("EP001_COV*"))


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--shots", "kitchen"), "not a shot"),
        (("--shots", "EP002_SH04"), "EP002_SH04 is not a shot of EP001"),
        (("--shots", "SH4,4"), "twice"),
        (("--shots", ","), "say which shots"),
        (("--shots", "SH4", "--tag", "a jade"), "not a tag"),
        (("--shots", "SH4", "--model", "unknown"), "say the model"),
        (("--shots", "SH4", "--episode", "EP009"), "episode not found: EP009"),
    ],
)
def test_that_bad_words_are_refused(files: ProjectFiles, words: tuple[str, ...], line: str) -> None:
    orphan = an_orphan(files, clip_of(FRAMES).path)

    assert line in refused(files, "orphans", "register", orphan.name, *SAID, *words)


@pytest.mark.parametrize(
    "path", ["../outside.mp4", "renders/../../outside.mp4", "C:\\outside.mp4", "a\x00b.mp4"]
)
def test_that_a_path_that_leads_out_is_refused(
    files: ProjectFiles, tmp_path: Path, path: str
) -> None:
    aged(shutil.copy(clip_of((24,)).path, tmp_path / "outside.mp4"), LONG_AGO)

    said = refused(files, "orphans", "register", path, "--shots", "SH4", *SAID)

    assert "not a path inside the project" in said or "not a file" in said
    for words in (("archive", path), ("restore", path), ("orphans", "delete", path)):
        more = ("--episode", "1") if words[0] == "orphans" else ()
        assert refused(files, *words, *more)


def test_that_a_link_in_quarantine_is_not_followed(files: ProjectFiles, tmp_path: Path) -> None:
    outside = aged(shutil.copy(clip_of((24,)).path, tmp_path / "outside.mp4"), LONG_AGO)
    (files.root / QUARANTINE).mkdir(parents=True)
    (files.root / QUARANTINE / "link.mp4").symlink_to(outside)

    path = f"{QUARANTINE}/link.mp4"
    assert "link" in refused(files, "orphans", "register", path, "--shots", "SH4", *SAID)
    assert "link" in refused(files, "orphans", "delete", path, "--episode", "1")


def test_that_a_taken_name_is_refused(files: ProjectFiles) -> None:
    orphan = an_orphan(files, clip_of(FRAMES).path)
    files.media("renders/ep_001/EP001_COV_001_SH4_take1.mp4")

    said = refused(files, "orphans", "register", orphan.name, "--shots", "SH4", *SAID)

    assert "the name is taken: renders/ep_001/EP001_COV_001_SH4_take1.mp4" in said


@pytest.mark.parametrize(
    "document",
    [f"{QUARANTINE}/old_take.mp4.json", "state/visual/passes/ep_001_pass_state.json"],
)
def test_that_a_corrupt_document_stays_byte_for_byte(files: ProjectFiles, document: str) -> None:
    orphan = an_orphan(files, clip_of(FRAMES).path)
    files.text(document, "{torn")

    said = refused(files, "orphans", "register", orphan.name, "--shots", "SH4", *SAID)

    assert "corrupt file" in said


def test_that_a_pass_is_not_registered_again(files: ProjectFiles) -> None:
    pass_id = "EP001_PASS_001_SH04_A"
    video = "renders/ep_001/EP001_COV_001_SH4_take1.mp4"
    files.record(1, pass_id, video_path=video)
    place = files.root / video
    place.parent.mkdir(parents=True, exist_ok=True)
    aged(shutil.copy(clip_of((24,)).path, place), LONG_AGO)

    said = refused(files, "orphans", "register", video, "--shots", "SH4", *SAID)

    assert f"belongs to {pass_id} already" in said


def test_that_only_orphans_are_deleted(files: ProjectFiles) -> None:
    files.media("renders/ep_001/EP001_SH4_take1.mp4")

    said = refused(
        files, "orphans", "delete", "renders/ep_001/EP001_SH4_take1.mp4", "--episode", "1"
    )

    assert "not in the quarantine of EP001" in said
