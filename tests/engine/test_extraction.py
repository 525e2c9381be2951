"""Passes that are cut without being asked, and those that are not."""

from __future__ import annotations

import json
import os
import shutil
import threading
from typing import TYPE_CHECKING

import pytest

from engine.domain.names import parse_media_name
from engine.errors import CutFailed, ProbeFailed
from engine.jobs import JobContext, Stopped
from engine.store.locks import Owner
from engine.workspace.extraction import PassOutcome, extract_pass, extract_waiting
from tests.helpers.clips import make_text, numbers_in
from tests.helpers.passes import (
    VIDEO_FOLDER,
    a_pass,
    a_project,
    a_record,
    clips_in,
    opened,
    snapshot,
    state_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.projects import ProjectFiles


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_project(tmp_path)


def extracted(files: ProjectFiles) -> list[PassOutcome]:
    return list(extract_waiting(opened(files), None, JobContext()).passes)


def sidecar_of(files: ProjectFiles, clip: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((files.root / VIDEO_FOLDER / f"{clip}.json").read_text())
    return found


def test_that_a_pass_becomes_one_exact_clip_per_shot(files: ProjectFiles) -> None:
    made = a_pass(files, frames=(30, 24, 40))

    (outcome,) = extracted(files)

    assert (outcome.status, outcome.reason, outcome.error) == ("extracted", "", None)
    shown = [numbers_in(files.root / VIDEO_FOLDER / name) for name in clips_in(files)]
    assert shown == [list(range(30)), list(range(30, 54)), list(range(54, 94))]
    record = state_of(files)[made.pass_id]
    assert record["status"] == "extracted"
    assert record["extraction_method"] == "auto_verified"
    assert record["segment_timestamps"]["1"] == {"start": 1.25, "end": 2.25}  # type: ignore[index]
    marker = made.video.with_name(f".{made.video.name}.extracted")
    assert marker.read_text() == "3\n"


def test_that_a_clip_knows_where_it_came_from(files: ProjectFiles) -> None:
    made = a_pass(files, planned=[1.25, 1, 0.75])

    extracted(files)

    sidecar = sidecar_of(files, "shot_012_FROM_PASS_001_A_JADE_take1.mp4")
    assert sidecar | {"created_at": "", "updated_at": "", "extraction_id": ""} == {
        "status": "candidate",
        "created_at": "",
        "updated_at": "",
        "notes": "",
        "tags": [],
        "source": "pass_extraction",
        "source_type": "pass_segment",
        "model": "wan-2",
        "cost_usd_segment": 0.2,
        "shot_id": "EP001_SH12",
        "source_pass_id": made.pass_id,
        "source_shot_id": "EP001_SH12",
        "source_take": 1,
        "segment_index": 1,
        "segment_count": 3,
        "segment_timestamp_start": 1.0,
        "segment_timestamp_end": 2.0,
        "source_video": f"{VIDEO_FOLDER}/{made.video.name}",
        "segment_class": "planner-intended",
        "parent_shot_id": "EP001_SH12",
        "alignment_delta_s": -0.25,
        "extraction_id": "",
    }


def test_that_what_the_model_added_is_an_extra_beside_its_shot(files: ProjectFiles) -> None:
    made = a_pass(files, frames=(24, 24, 24), planned=[1, 2])

    (outcome,) = extracted(files)

    assert [clip.plan.segment.segment_class for clip in outcome.clips] == [
        "planner-intended",
        "planner-intended",
        "model-added",
    ]
    extra = sidecar_of(files, "shot_012~a_FROM_PASS_001_A_JADE_take1.mp4")
    assert (extra["segment_class"], extra["segment_index"]) == ("model-added", None)
    assert extra["parent_shot_id"] == "EP001_SH12"
    assert state_of(files)[made.pass_id]["model_added_count"] == 1


def test_that_a_diverged_pass_goes_to_its_editor_with_what_was_found(files: ProjectFiles) -> None:
    made = a_pass(files, frames=(24, 24, 24, 24), planned=[0.4, 0.4, 3.2])

    (outcome,) = extracted(files)

    assert outcome.status == "segmentation_review"
    assert outcome.reason == "cuts diverged: 3 found, 2 needed, 1 of them where planned"
    record = state_of(files)[made.pass_id]
    assert record["cuts_diverged"] is True
    assert record["scene_detection_raw"] == [1.0, 2.0, 3.0]
    assert record["alignment_score"] == 0.5
    assert record["extraction_method"] is None
    assert record["verdict"]["shots"]  # type: ignore[index]
    assert clips_in(files) == []


def test_that_a_pass_in_review_waits_for_its_editor(files: ProjectFiles) -> None:
    a_pass(files, status="segmentation_review")
    before = snapshot(files.root)

    (outcome,) = extracted(files)

    assert outcome.reason == "waits for its editor"
    assert snapshot(files.root) == before


def test_that_times_confirmed_by_another_program_are_cut(files: ProjectFiles) -> None:
    times = {"0": {"start": 0, "end": 0.5}, "1": {"start": 0.5, "end": 3.0}}
    made = a_pass(files, shots=2, status="segmentation_review", confirmed_timestamps=times)

    (outcome,) = extracted(files)

    assert outcome.status == "extracted"
    first = files.root / VIDEO_FOLDER / "shot_011_FROM_PASS_001_A_JADE_take1.mp4"
    assert numbers_in(first) == list(range(12))
    assert state_of(files)[made.pass_id]["extraction_method"] == "human_confirmed"


def test_that_confirmed_times_that_do_not_fit_go_back_to_the_editor(files: ProjectFiles) -> None:
    times = {"0": {"start": 0, "end": 99}, "1": {"start": 99, "end": 200}}
    made = a_pass(files, shots=2, status="segmentation_review", confirmed_timestamps=times)

    (outcome,) = extracted(files)

    assert outcome.status == "segmentation_review"
    assert (
        outcome.reason
        == "its confirmed times do not fit: segment 0.0 to 99.0 s is not in the video"
    )
    assert state_of(files)[made.pass_id]["confirmed_timestamps"] == {}


def test_that_one_shot_is_the_whole_file_byte_for_byte(files: ProjectFiles) -> None:
    made = a_pass(files, frames=(24, 24), shots=1)

    (outcome,) = extracted(files)

    clip = files.root / VIDEO_FOLDER / "shot_011_FROM_PASS_001_A_JADE_take1.mp4"
    assert clip.read_bytes() == made.video.read_bytes()
    assert [c.plan.segment.segment_class for c in outcome.clips] == [
        "planner-intended",
        "model-added",
    ]


def test_that_a_clip_that_exists_is_not_cut_again(files: ProjectFiles) -> None:
    a_pass(files)
    theirs = files.media(f"{VIDEO_FOLDER}/shot_012_FROM_PASS_001_A_JADE_take1.mp4", notes="mine")

    (outcome,) = extracted(files)

    assert outcome.status == "extracted"
    assert theirs.read_text() == "media"
    assert json.loads(theirs.with_name(theirs.name + ".json").read_text()) == {"notes": "mine"}


def test_that_what_was_cut_is_left_alone(files: ProjectFiles) -> None:
    made = a_pass(files)
    extracted(files)
    before = snapshot(files.root)

    assert extracted(files) == []
    (told,) = extract_pass(opened(files), made.pass_id, None, JobContext())

    assert (told.status, told.reason) == ("extracted", "cut already")
    assert snapshot(files.root) == before


@pytest.mark.parametrize("way", ["grouping", "pass_id", "old name", "video_path", "shots"])
def test_that_a_video_finds_its_record(files: ProjectFiles, way: str) -> None:
    made = a_pass(files)
    strange = made.video.with_name("EP001_COV_099_SH77_take1.mp4")
    match way:
        case "grouping":
            made.video.rename(strange)
            grouping = {"provenance": {"grouping": {"source_pass_id": made.pass_id}}}
            files.document(f"{VIDEO_FOLDER}/{strange.name}.json", grouping)
        case "pass_id":
            made.video.rename(strange)
            files.document(f"{VIDEO_FOLDER}/{strange.name}.json", {"pass_id": made.pass_id})
        case "old name":
            made.video.rename(made.video.with_name(f"{made.pass_id}_take1.mp4"))
        case "video_path":
            made.video.rename(strange)
            record = state_of(files)[made.pass_id]
            a_record(
                files, made.pass_id, {**record, "video_path": f"{VIDEO_FOLDER}/{strange.name}"}
            )

    (outcome,) = extracted(files)

    assert (outcome.pass_id, outcome.status) == (made.pass_id, "extracted")


def test_that_a_video_without_a_record_is_left_alone(files: ProjectFiles) -> None:
    a_pass(files)
    stranger = files.root / VIDEO_FOLDER / "EP001_COV_050_SH1_take1.mp4"
    shutil.copy(next((files.root / VIDEO_FOLDER).glob("EP001_COV_001*.mp4")), stranger)

    assert len(extracted(files)) == 1


def test_that_a_second_take_gets_clips_of_its_own(files: ProjectFiles) -> None:
    made = a_pass(files)
    second = made.video.with_name(made.video.name.replace("take1", "take2"))
    shutil.copy2(made.video, second)

    outcomes = extracted(files)

    assert [outcome.status for outcome in outcomes] == ["extracted", "extracted"]
    takes = [parse_media_name(name).take for name in clips_in(files)]  # type: ignore[union-attr]
    assert sorted(takes) == [1, 1, 1, 2, 2, 2]


def test_that_a_broken_video_is_told_and_the_others_go_on(files: ProjectFiles) -> None:
    broken = a_pass(files, 1)
    fine = a_pass(files, 2)
    make_text(broken.video)
    os.utime(broken.video, (1, 1))
    before = state_of(files)[broken.pass_id]

    outcomes = {outcome.pass_id: outcome for outcome in extracted(files)}

    assert outcomes[broken.pass_id].error is not None
    assert "playlist" in outcomes[broken.pass_id].reason
    assert outcomes[fine.pass_id].status == "extracted"
    assert state_of(files)[broken.pass_id] == before


def test_that_a_corrupt_sidecar_stops_its_pass_and_stays(files: ProjectFiles) -> None:
    made = a_pass(files)
    corrupt = files.text(f"{VIDEO_FOLDER}/{made.video.name}.json", "{torn")

    (outcome,) = extracted(files)

    assert outcome.error is not None
    assert made.video.name in outcome.reason
    assert corrupt.read_text() == "{torn"
    assert clips_in(files) == []


@pytest.mark.parametrize("length", [-1, 0, "soon", float("1e300")])
def test_that_an_impossible_planned_duration_stops_the_pass(
    files: ProjectFiles, length: float
) -> None:
    a_pass(files, planned=[1, length, 1])
    before = snapshot(files.root)

    (outcome,) = extracted(files)

    assert "segment 1 has no usable duration" in outcome.reason
    assert snapshot(files.root) == before


def test_that_a_plan_longer_than_the_video_is_tolerated(files: ProjectFiles) -> None:
    a_pass(files, planned=[1.2, 1.2, 9])

    (outcome,) = extracted(files)

    assert outcome.status == "extracted"


def test_that_a_stopped_extraction_leaves_the_record_as_it_was(files: ProjectFiles) -> None:
    a_pass(files)
    before = snapshot(files.root)
    job = JobContext()
    job.cancel()

    with pytest.raises(Stopped):
        extract_waiting(opened(files), None, job)

    assert snapshot(files.root) == before


def test_that_a_pass_being_rendered_is_left_alone(files: ProjectFiles) -> None:
    a_pass(files, status="generating")
    before = snapshot(files.root)

    (outcome,) = extracted(files)

    assert outcome.reason == "is still being rendered"
    assert snapshot(files.root) == before


def test_that_a_video_being_written_is_left_alone(files: ProjectFiles) -> None:
    made = a_pass(files)
    seen = threading.Event()

    def write_on() -> None:
        with made.video.open("ab") as video:
            while not seen.wait(0.01):
                video.write(bytes(100))
                video.flush()

    writer = threading.Thread(target=write_on, name="writer")
    made.video.touch()
    writer.start()
    (outcome,) = extracted(files)
    seen.set()
    writer.join()

    assert outcome.reason == "is still being written"
    assert clips_in(files) == []


def test_that_more_than_26_extras_in_a_shot_go_to_the_editor(files: ProjectFiles) -> None:
    made = a_pass(files, frames=(16,) * 34, shots=1)

    (outcome,) = extracted(files)

    assert outcome.status == "segmentation_review"
    assert outcome.reason == "more than 26 added cuts inside EP001_SH11"
    assert len(state_of(files)[made.pass_id]["scene_detection_raw"]) > 26  # type: ignore[arg-type]


def test_that_an_extraction_can_be_taken_back_to_the_byte(files: ProjectFiles) -> None:
    a_pass(files)
    before = snapshot(files.root)
    project = opened(files)
    extract_waiting(project, None, JobContext())

    project.changes.undo()

    assert snapshot(files.root) == before


# -- the log of operations -----------------------------------------------------


def ops_of(files: ProjectFiles) -> list[tuple[str, str]]:
    return [(op.name, op.status) for op in opened(files).ops.ops()]


def test_that_extraction_is_noted_pass_by_pass_under_one_parent(files: ProjectFiles) -> None:
    made = a_pass(files, 1)
    a_pass(files, 2, frames=(24, 24, 24, 24), planned=[0.4, 0.4, 3.2])

    extracted(files)

    ops = opened(files).ops.ops()
    assert [(op.name, op.status) for op in ops] == [
        ("extract", "started"),
        ("extract_pass", "started"),
        ("extract_pass", "completed"),
        ("extract_pass", "started"),
        ("extract_pass", "completed"),
        ("extract", "completed"),
    ]
    assert {op.line["parent_op_id"] for op in (ops[1], ops[3])} == {ops[0].op_id}
    assert ops[1].line["args"] == {
        "pass_id": made.pass_id,
        "video": f"{VIDEO_FOLDER}/{made.video.name}",
    }
    outputs = ops[2].line["outputs"]
    assert outputs["status"] == "extracted"  # type: ignore[index]
    assert len(outputs["segments"]) == 3  # type: ignore[index]
    assert ops[4].line["outputs"]["status"] == "segmentation_review"  # type: ignore[index]


def test_that_a_look_that_finds_nothing_to_do_leaves_no_line(files: ProjectFiles) -> None:
    a_pass(files, status="segmentation_review")
    broken = a_pass(files, 2)
    make_text(broken.video)
    os.utime(broken.video, (1, 1))

    extracted(files)

    assert ops_of(files) == []


def test_that_what_failed_while_it_was_cut_is_noted_as_failed(
    files: ProjectFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_pass(files)

    def fail(*_: object, **__: object) -> object:
        raise CutFailed(files.root / "x.mp4", "the disk is full")

    monkeypatch.setattr("engine.media.cut.cut_clips", fail)

    extracted(files)

    ends = [op for op in opened(files).ops.ops() if op.name == "extract_pass"]
    assert ends[-1].status == "failed"
    assert ends[-1].line["outputs"] == {"error": "x.mp4: the disk is full"}
    assert opened(files).ops.dangling() == ()


def test_that_what_died_is_noted_as_crashed_by_who_goes_on(files: ProjectFiles) -> None:
    made = a_pass(files, status="extracting", video_path=None)
    dead = {"host": Owner.this_process().host, "pid": 2**22, "started": 1.0}
    begun = {"ts": "x", "op_id": "op_dead", "event": "extract_pass", "status": "started"}
    files.text("state/visual/ops.log.jsonl", json.dumps(begun | {"owner": dead}) + "\n")

    extracted(files)

    assert state_of(files)[made.pass_id]["status"] == "extracted"
    assert ("extract_pass", "crashed") in ops_of(files)
    assert opened(files).ops.dangling() == ()


# -- boundary frames -----------------------------------------------------------


def pictures_in(files: ProjectFiles) -> dict[str, bytes]:
    folder = files.root / VIDEO_FOLDER / "boundary_frames"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*"))}


def shown_in(files: ProjectFiles) -> list[int]:
    """The frame numbers burnt into the pictures."""
    folder = files.root / VIDEO_FOLDER / "boundary_frames"
    return [number for name in pictures_in(files) for number in numbers_in(folder / name)]


def test_that_every_planned_segment_has_a_picture_of_its_first_frame(files: ProjectFiles) -> None:
    made = a_pass(files, frames=(30, 24, 40, 26), planned=[1.25, 1, 2.75])

    (outcome,) = extracted(files)

    stem = made.video.stem
    assert list(pictures_in(files)) == [f"{stem}_seg0{n}.jpg" for n in range(3)]
    assert shown_in(files) == [0, 30, 54]
    assert len(outcome.clips) == 4  # what the model added has none


def test_that_undo_takes_the_pictures_along_and_leaves_no_folder(files: ProjectFiles) -> None:
    a_pass(files)
    extracted(files)
    pictures = pictures_in(files)

    opened(files).changes.undo()

    assert not (files.root / VIDEO_FOLDER / "boundary_frames").exists()
    opened(files).changes.redo()
    assert pictures_in(files) == pictures


def test_that_a_clip_that_was_there_gets_the_picture_that_lacks(files: ProjectFiles) -> None:
    a_pass(files)
    files.media(f"{VIDEO_FOLDER}/shot_012_FROM_PASS_001_A_JADE_take1.mp4", notes="mine")

    extracted(files)

    assert shown_in(files) == [0, 24, 48]


def test_that_a_picture_that_cannot_be_made_keeps_no_clip_back(
    files: ProjectFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_pass(files)

    def fail(path: Path, **_: object) -> bytes:
        raise ProbeFailed(path, "damaged")

    monkeypatch.setattr("engine.media.filmstrip.poster", fail)

    (outcome,) = extracted(files)

    assert (outcome.status, len(clips_in(files))) == ("extracted", 3)
    assert pictures_in(files) == {}
