"""Bad input to a project from the command line: one clear line, nothing changed."""

from __future__ import annotations

import json
import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from tests.helpers import disks
from tests.helpers.cli import recoil
from tests.helpers.clips import numbers_in
from tests.helpers.passes import (
    STATE,
    VIDEO_FOLDER,
    Pass,
    a_pass,
    a_project,
    a_record,
    clip_of,
    clips_in,
    snapshot,
    spoil,
    state_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.projects import ProjectFiles

COVERAGE = "state/visual/coverage_passes/ep_001_passes.json"
ESCAPES = (
    "../outside.mp4",
    "renders/../../outside.mp4",
    "/outside.mp4",
    "//host/share/outside.mp4",
    "\\\\host\\share\\outside.mp4",
    "C:\\outside.mp4",
    "C:outside.mp4",
    "renders/ep_001/a\x00b.mp4",
    "renders/ep_001/a.mp4:stream",
    "renders/ep_001/NUL.mp4",
    "renders/ep_001/com1",
    "renders/ep_001/a. ",
    "",
    ".",
)


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_project(tmp_path)


@pytest.fixture
def diverged(files: ProjectFiles) -> Pass:
    made = a_pass(files, frames=(24, 24, 24, 24), planned=[0.4, 0.4, 3.2])
    recoil("extract", project=files.root)
    return made


def refused(files: ProjectFiles, *words: str) -> str:
    """Call ``recoil``; the one line it refuses with, after which everything is as before."""
    before = snapshot(files.root)

    said = recoil(*words, project=files.root)

    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1), said
    assert snapshot(files.root) == before
    return said.err


# -- videos --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("missing", "video not found"),
        ("empty", "the file is empty"),
        ("cut off", "cut off"),
        ("playlist", "a playlist dressed as mp4"),
        ("text", "text dressed as mp4"),
        ("sound", "the name says mp4"),
        ("one frame", "only one frame"),
    ],
)
def test_that_a_spoiled_pass_is_neither_shown_nor_cut(
    files: ProjectFiles, diverged: Pass, kind: str, line: str
) -> None:
    spoil(diverged.video, kind)

    said = refused(files, "review", "show", diverged.pass_id)
    assert line in said
    assert diverged.video.name in said
    assert refused(files, "review", "confirm", diverged.pass_id, "--at", "1,3")


@pytest.mark.parametrize("verb", [["cuts"], ["split", "--at", "0.5", "--out", "clips"]])
def test_that_an_unreadable_video_is_refused(
    tmp_path: Path, verb: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    video = tmp_path / "video.mp4"
    shutil.copy(clip_of((24, 24)).path, video)
    disks.make_unreadable(monkeypatch, video)

    said = recoil(*verb, video)

    assert (said.code, said.out) == (1, "")
    assert said.err == "video.mp4: cannot be read: permission denied\n"
    assert not (tmp_path / "clips").exists()


@pytest.mark.slow
def test_that_a_growing_video_waits_and_is_no_failure(files: ProjectFiles) -> None:
    growing, whole = a_pass(files, 1), a_pass(files, 2)
    seen = threading.Event()

    def write_on() -> None:
        with growing.video.open("ab") as video:
            while not seen.wait(0.01):
                video.write(bytes(100))
                video.flush()

    writer = threading.Thread(target=write_on, name="writer")
    growing.video.touch()
    writer.start()
    said = recoil("extract", "--json", project=files.root)
    seen.set()
    writer.join()

    told = {one["pass_id"]: (one["status"], one["reason"]) for one in said.json["passes"]}
    assert (said.code, said.err) == (0, "")
    assert told[growing.pass_id] == ("registered", "is still being written")
    assert told[whole.pass_id][0] == "extracted"


# -- plans ---------------------------------------------------------------------


@pytest.mark.parametrize("length", [-1, 0, 1e300])
def test_that_an_impossible_plan_is_never_cut_by(files: ProjectFiles, length: float) -> None:
    made = a_pass(files, planned=[1, length, 1])
    before = snapshot(files.root)

    said = recoil("extract", "--json", project=files.root)

    assert said.err == f"1 of 1 pass failed: {made.pass_id}\n"
    assert "segment 1 has no usable duration" in said.json["passes"][0]["reason"]
    assert snapshot(files.root) == before


def test_that_plans_that_do_not_sum_up_or_are_empty_are_tolerated(files: ProjectFiles) -> None:
    longer = a_pass(files, 1, planned=[1.2, 1.2, 9])
    empty = a_pass(files, 2)
    document = json.loads((files.root / COVERAGE).read_text())
    files.coverage(1, *document["passes"], {"pass_id": empty.pass_id, "segments": []})

    told = recoil("extract", "--json", project=files.root).json["passes"]

    assert [(one["pass_id"], one["status"]) for one in told] == [
        (longer.pass_id, "extracted"),
        (empty.pass_id, "extracted"),
    ]


def test_that_a_plan_with_a_number_that_is_none_is_corrupt_and_stays(files: ProjectFiles) -> None:
    a_pass(files, planned=[1, float("nan"), 1])

    before = snapshot(files.root)
    said = recoil("extract", "--json", project=files.root)

    assert said.code == 1
    assert "ep_001_passes.json" in said.json["passes"][0]["reason"]
    assert snapshot(files.root) == before


# -- paths ---------------------------------------------------------------------


@pytest.mark.parametrize("path", ESCAPES)
def test_that_no_path_leads_out_of_the_project(
    files: ProjectFiles, diverged: Pass, path: str, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.mp4"
    shutil.copy(diverged.video, outside)
    before = outside.read_bytes()

    assert refused(files, "sidecar", path)
    assert refused(files, "sidecar", path, "--set", 'notes="x"')
    assert refused(files, "segment", "reject", path, "--reason", "x")
    # A document is no better than a person.
    a_record(files, diverged.pass_id, state_of(files)[diverged.pass_id] | {"video_path": path})
    if path:
        for more in (["show", diverged.pass_id], ["confirm", diverged.pass_id, "--at", "1,3"]):
            assert refused(files, "review", *more)

    assert outside.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["outside.mp4", "show"]


@pytest.mark.parametrize("what", ["video", "folder"])
def test_that_a_link_on_the_way_out_is_refused(
    files: ProjectFiles, diverged: Pass, what: str, tmp_path: Path
) -> None:
    linked = diverged.video if what == "video" else diverged.video.parent
    linked.rename(tmp_path / "elsewhere")
    linked.symlink_to(tmp_path / "elsewhere")
    video = f"{VIDEO_FOLDER}/{diverged.video.name}"

    for words in (
        ["review", "show", diverged.pass_id],
        ["review", "confirm", diverged.pass_id, "--at", "1,3"],
        ["sidecar", video, "--set", 'notes="x"'],
        ["segment", "reject", video, "--reason", "x"],
    ):
        assert "a link lies in the way" in refused(files, *words)


def test_that_one_linked_video_does_not_keep_the_others_from_being_cut(
    files: ProjectFiles, tmp_path: Path
) -> None:
    linked, fine = a_pass(files, 1), a_pass(files, 2)
    linked.video.rename(tmp_path / "elsewhere.mp4")
    linked.video.symlink_to(tmp_path / "elsewhere.mp4")

    said = recoil("extract", "--json", project=files.root)

    told = {one["pass_id"]: (one["status"], one["reason"]) for one in said.json["passes"]}
    assert said.err == f"1 of 2 passes failed: {linked.pass_id}\n"
    assert "a link lies in the way" in told[linked.pass_id][1]
    assert told[fine.pass_id][0] == "extracted"
    assert len(clips_in(files)) == 3


def test_that_a_linked_episode_is_named_and_does_not_keep_the_others_from_being_cut(
    files: ProjectFiles, tmp_path: Path
) -> None:
    made = a_pass(files)
    files.record(2, "EP002_PASS_001_SH01", segment_shot_ids=["EP002_SH01"])
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(made.video, tmp_path / "elsewhere" / "EP002_COV_001_SH1_take1.mp4")
    (files.root / "renders/ep_002").symlink_to(tmp_path / "elsewhere")
    line = "a link lies in the way: renders/ep_002 (ep_002)"

    said = recoil("extract", "--json", project=files.root)

    assert said.code == 1
    assert [one["status"] for one in said.json["passes"]] == ["extracted"]
    assert said.json["refused"] == [{"episode": "EP002", "reason": line}]
    assert said.err == f"EP002: {line}\n"
    assert refused(files, "extract", "--episode", "2") == f"{line}\n"
    assert refused(files, "extract", "--pass", "EP002_PASS_001") == f"{line}\n"
    assert len(list((tmp_path / "elsewhere").iterdir())) == 1


# -- names ---------------------------------------------------------------------


def test_that_videos_with_names_from_outside_the_grammar_are_left_alone(
    files: ProjectFiles,
) -> None:
    made = a_pass(files)
    odd = ("EP1.mp4", "EP001_COV_.mp4", "shot_.mp4", "%03d.mp4", "concat:a.mp4", "ép 1 (2).mp4")
    for name in odd:
        shutil.copy(made.video, made.video.parent / name)
    before = snapshot(files.root)

    told = recoil("extract", "--json", project=files.root).json["passes"]

    assert [one["pass_id"] for one in told] == [made.pass_id]
    changed = set(before.items()) - set(snapshot(files.root).items())
    assert {name for name, _content in changed} == {STATE}
    tree = recoil("tree", project=files.root).out
    assert all(name in tree for name in odd)


# -- disks ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "extract",
        "review confirm EP001_PASS_001 --at 1,3",
        f"segment reject {VIDEO_FOLDER}/shot_021_FROM_PASS_002_A_JADE_take1.mp4 --reason x",
        f"sidecar {VIDEO_FOLDER}/shot_021_FROM_PASS_002_A_JADE_take1.mp4 --set notes=null",
        "regenerate SH11 --from EP001_PASS_001 --reason x",
        "undo",
    ],
)
@pytest.mark.parametrize("reason", ["the disk is read-only", "the disk is full"])
def test_that_a_disk_that_takes_nothing_is_told(
    files: ProjectFiles, words: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_pass(files, 1, frames=(24, 24, 24, 24), planned=[0.4, 0.4, 3.2])
    a_pass(files, 2)
    recoil("extract", project=files.root)
    a_pass(files, 3)
    if reason == "the disk is full":
        disks.make_full(monkeypatch)
    else:
        disks.make_read_only(monkeypatch, files.root)
    before = snapshot(files.root)

    said = recoil(*words.split(), project=files.root)

    assert said.code == 1
    assert said.err.count("\n") == 1
    assert reason in said.err + said.out
    monkeypatch.undo()
    assert snapshot(files.root) == before


def test_that_a_project_on_a_read_only_disk_can_be_looked_at(
    files: ProjectFiles, diverged: Pass, monkeypatch: pytest.MonkeyPatch
) -> None:
    disks.make_read_only(monkeypatch, files.root)

    for words in (["tree"], ["review", "list"], ["review", "show", "EP001"], ["project", "health"]):
        assert recoil(*words, project=files.root).code == 0


# -- and what is good ----------------------------------------------------------


def test_that_extracted_clips_tile_their_pass_and_undo_takes_them_back(
    files: ProjectFiles,
) -> None:
    a_pass(files, frames=(30, 20, 22), planned=[1.25, 0.8, 0.9])
    before = snapshot(files.root)

    recoil("extract", project=files.root)

    numbers = [numbers_in(files.root / VIDEO_FOLDER / name) for name in clips_in(files)]
    assert [(clip[0], clip[-1]) for clip in numbers] == [(0, 29), (30, 49), (50, 71)]
    assert sum(map(len, numbers)) == 72
    assert all((files.root / VIDEO_FOLDER / f"{name}.json").is_file() for name in clips_in(files))
    recoil("undo", project=files.root)
    assert snapshot(files.root) == before
