"""The review of a pass, and what its confirm does."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine.domain.cut_edit import Origin
from engine.domain.cut_points import read_times
from engine.errors import Busy, Conflict, CorruptFile, CutFailed, NotFound, ProbeFailed, Refused
from engine.jobs import JobContext, Stopped
from engine.workspace import confirmed, review
from engine.workspace.extraction import extract_waiting
from engine.workspace.pass_videos import video_of
from engine.workspace.review import ConfirmedCut, open_review, open_video, waiting_reviews
from tests.helpers.clips import make_text, numbers_in
from tests.helpers.passes import (
    VIDEO_FOLDER,
    Pass,
    a_pass,
    a_project,
    clip_of,
    clips_in,
    opened,
    snapshot,
    state_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.domain.timing import Timeline
    from engine.workspace.confirmed import Confirmed
    from tests.helpers.projects import ProjectFiles


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_project(tmp_path)


def a_diverged_pass(files: ProjectFiles) -> Pass:
    """Three shots are planned, four are shown, and the plan fits badly: it waits in review."""
    made = a_pass(files, frames=(24, 24, 24, 24), planned=[0.4, 0.4, 3.2])
    extract_waiting(opened(files), None, JobContext())
    return made


def confirm(
    files: ProjectFiles, pass_id: str, text: str, job: JobContext | None = None
) -> ConfirmedCut:
    def choose(shots: Sequence[str], timeline: Timeline, kept: Sequence[Fraction]) -> Confirmed:
        return confirmed.from_points(read_times(text), shots, timeline, kept)

    return review.confirm(opened(files), pass_id, choose, job or JobContext())


def confirm_map(files: ProjectFiles, pass_id: str, document: object) -> ConfirmedCut:
    def choose(shots: Sequence[str], timeline: Timeline, _kept: Sequence[Fraction]) -> Confirmed:
        return confirmed.from_map(document, shots, timeline)

    return review.confirm(opened(files), pass_id, choose, JobContext())


# -- opening -----------------------------------------------------------------


def test_that_a_review_holds_all_the_panel_shows(files: ProjectFiles) -> None:
    made = a_diverged_pass(files)

    sheet = open_review(opened(files), made.pass_id, None, JobContext())

    assert (sheet.pass_id, sheet.video, sheet.status) == (
        made.pass_id,
        made.video,
        "segmentation_review",
    )
    assert sheet.reason.startswith("cuts diverged")
    assert sheet.size == (96, 160)
    assert sheet.has_audio
    assert [shot.number for shot in sheet.shots] == ["011", "012", "013"]
    assert [shot.prompt for shot in sheet.shots] == ["shot 0", "shot 1", "shot 2"]
    assert sheet.planned == (10, 19)
    assert sheet.planned_known
    assert sheet.needed == 2
    assert sheet.detection.cuts == (24, 48, 72)
    assert sheet.track.count == sheet.timeline.count == 96
    assert {cut.origin for cut in sheet.cuts} == {Origin.PROPOSED}


def test_that_opening_a_review_writes_nothing(files: ProjectFiles) -> None:
    made = a_diverged_pass(files)
    before = snapshot(files.root)

    open_review(opened(files), made.pass_id, None, JobContext())

    assert snapshot(files.root) == before


def test_that_without_a_plan_the_review_shows_equal_slices(files: ProjectFiles) -> None:
    made = a_pass(files)

    sheet = open_review(opened(files), made.pass_id, None, JobContext())

    assert sheet.planned == (24, 48)
    assert not sheet.planned_known
    assert sheet.proposal is None
    assert [cut.frame for cut in sheet.cuts] == [24, 48]
    assert all(cut.confidence and cut.confidence > 0.9 for cut in sheet.cuts)


def test_that_an_extracted_pass_opens_with_its_segments_and_clips(files: ProjectFiles) -> None:
    made = a_diverged_pass(files)
    confirm(files, made.pass_id, "0.5,3")

    sheet = open_review(opened(files), made.pass_id, None, JobContext())

    assert [(cut.frame, cut.origin) for cut in sheet.cuts] == [(12, Origin.HAND), (72, Origin.HAND)]
    assert [(clip.shot_id, clip.frames and clip.frames.count) for clip in sheet.clips] == [
        ("EP001_SH11", 12),
        ("EP001_SH12", 60),
        ("EP001_SH13", 24),
    ]


def test_that_a_loose_video_is_reviewed_without_a_project() -> None:
    clip = clip_of((24, 24, 24))

    plain = open_video(clip.path, None, None, None, JobContext())
    planned = open_video(clip.path, [Fraction(1)] * 3, None, None, JobContext())

    assert (plain.pass_id, plain.shots, plain.needed) == (None, (), None)
    assert [cut.frame for cut in plain.cuts] == [24, 48]
    assert [shot.number for shot in planned.shots] == ["001", "002", "003"]
    assert planned.verdict.summary == "all 3 shots matched"


def test_that_waiting_passes_are_listed_with_their_reasons(files: ProjectFiles) -> None:
    made = a_diverged_pass(files)
    a_pass(files, 2)

    (waiting,) = waiting_reviews(opened(files))

    assert waiting.pass_id == made.pass_id
    assert waiting.reason == "cuts diverged: 3 found, 2 needed, 1 of them where planned"


@pytest.mark.parametrize("pass_id", ["EP001_PASS_099_SH01", "", "no such"])
def test_that_an_unknown_pass_is_not_found(files: ProjectFiles, pass_id: str) -> None:
    a_pass(files)

    with pytest.raises(NotFound, match="pass not found"):
        open_review(opened(files), pass_id, None, JobContext())


def test_that_the_beginning_of_an_id_is_enough_when_it_is_the_only_one(files: ProjectFiles) -> None:
    a_pass(files, 1)
    a_pass(files, 2)

    sheet = open_review(opened(files), "EP001_PASS_002", None, JobContext())

    assert sheet.pass_id == "EP001_PASS_002_SH21_22_23_A_JADE"
    with pytest.raises(Refused, match="2 passes begin with EP001_PASS"):
        open_review(opened(files), "EP001_PASS", None, JobContext())


def test_that_a_missing_and_an_unreadable_video_are_told_apart(files: ProjectFiles) -> None:
    made = a_pass(files)
    make_text(made.video)
    with pytest.raises(ProbeFailed):
        open_review(opened(files), made.pass_id, None, JobContext())

    made.video.unlink()

    with pytest.raises(NotFound, match="video not found"):
        open_review(opened(files), made.pass_id, None, JobContext())


# -- confirming --------------------------------------------------------------


def test_that_a_confirm_cuts_exactly_where_it_says(files: ProjectFiles) -> None:
    made = a_diverged_pass(files)

    done = confirm(files, made.pass_id, "0.5,3")

    shown = [numbers_in(files.root / VIDEO_FOLDER / name) for name in clips_in(files)]
    assert shown == [list(range(12)), list(range(12, 72)), list(range(72, 96))]
    assert done.timestamps["1"] == {"start": 0.5, "end": 3.0}
    record = state_of(files)[made.pass_id]
    assert (record["status"], record["extraction_method"]) == ("extracted", "human_confirmed")
    assert record["confirmed_timestamps"] == record["segment_timestamps"] == done.timestamps
    assert "extracting_from" not in record
    assert "review_reason" not in record


def test_that_undo_brings_the_review_back_to_the_byte_and_redo_the_clips(
    files: ProjectFiles,
) -> None:
    made = a_diverged_pass(files)
    before = snapshot(files.root)
    confirm(files, made.pass_id, "0.5,3")
    after = snapshot(files.root)

    opened(files).changes.undo()
    assert snapshot(files.root) == before
    assert state_of(files)[made.pass_id]["status"] == "segmentation_review"

    opened(files).changes.redo()
    assert snapshot(files.root) == after


def test_that_a_second_confirm_replaces_clips_and_undo_brings_the_first_back(
    files: ProjectFiles,
) -> None:
    made = a_diverged_pass(files)
    confirm(files, made.pass_id, "0.5,3")
    first = snapshot(files.root)

    confirm(files, made.pass_id, "1,2")

    shown = [len(numbers_in(files.root / VIDEO_FOLDER / name)) for name in clips_in(files)]
    assert shown == [24, 24, 48]
    opened(files).changes.undo()
    assert snapshot(files.root) == first


def test_that_a_second_confirm_replaces_the_boundary_frames_too(files: ProjectFiles) -> None:
    made = a_diverged_pass(files)
    folder = made.video.parent / "boundary_frames"
    confirm(files, made.pass_id, "0.5,3")
    files.text(f"{VIDEO_FOLDER}/boundary_frames/{made.video.stem}_seg07.jpg", "of an older cut")
    first = snapshot(folder)

    confirm(files, made.pass_id, "1,2")

    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"{made.video.stem}_seg0{n}.jpg" for n in range(3)]
    assert [numbers_in(folder / name) for name in names] == [[0], [24], [48]]
    opened(files).changes.undo()
    assert snapshot(folder) == first


def test_that_undo_keeps_what_others_changed_in_the_meantime(files: ProjectFiles) -> None:
    made = a_diverged_pass(files)
    confirm(files, made.pass_id, "0.5,3")
    other = "EP001_PASS_007_SH71_A_JADE"
    path = files.root / "state/visual/passes/ep_001_pass_state.json"
    state = json.loads(path.read_text())
    state["passes"][other] = {"pass_id": other, "status": "pending"}
    path.write_text(json.dumps(state))

    opened(files).changes.undo()

    assert state_of(files)[other]["status"] == "pending"
    assert state_of(files)[made.pass_id]["status"] == "segmentation_review"


def test_that_extras_that_were_cut_before_are_cut_again(files: ProjectFiles) -> None:
    made = a_pass(files, frames=(24, 24, 24, 24), planned=[1, 3])
    extract_waiting(opened(files), None, JobContext())
    assert len([name for name in clips_in(files) if "~" in name]) == 2

    confirm(files, made.pass_id, "2")

    shown = {name: numbers_in(files.root / VIDEO_FOLDER / name) for name in clips_in(files)}
    assert shown == {
        "shot_011_FROM_PASS_001_A_JADE_take1.mp4": list(range(48)),
        "shot_012_FROM_PASS_001_A_JADE_take1.mp4": list(range(48, 96)),
        "shot_012~a_FROM_PASS_001_A_JADE_take1.mp4": list(range(72, 96)),
    }


def test_that_a_map_may_leave_gaps_and_name_extras(files: ProjectFiles) -> None:
    made = a_diverged_pass(files)
    segments = [
        {"start": 0, "end": 0.5},
        {"start": 1, "end": 2, "shot_id": "EP001_SH12"},
        {"start": 2.5, "end": 4},
        {"start": 3, "end": 4, "class": "model-added"},
    ]

    confirm_map(files, made.pass_id, {"segments": segments})

    shown = {name: numbers_in(files.root / VIDEO_FOLDER / name) for name in clips_in(files)}
    assert shown == {
        "shot_011_FROM_PASS_001_A_JADE_take1.mp4": list(range(12)),
        "shot_012_FROM_PASS_001_A_JADE_take1.mp4": list(range(24, 48)),
        "shot_013_FROM_PASS_001_A_JADE_take1.mp4": list(range(60, 96)),
        "shot_013~a_FROM_PASS_001_A_JADE_take1.mp4": list(range(72, 96)),
    }


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ({"segments": [{"start": 0, "end": 1}]}, "3 segments needed, 1 given"),
        ({"0": {"start": 0, "end": 1}, "2": {"start": 1, "end": 2}}, "keys must be 0 to 1"),
        ([], "not a map of segments"),
        ({"segments": [1, 2, 3]}, "not a segment with start and end: 1"),
        ({"segments": [{"start": 0}] * 3}, "end is not a number: None"),
        ({"segments": [{"start": 0, "end": 2}] * 3}, "segments overlap at 0.0 s"),
        ({"segments": [{"start": 3, "end": 99}] * 3}, "is not in the video"),
        ({"segments": [{"start": 1, "end": 1}] * 3}, "has no frame"),
        (
            {"segments": [{"start": k, "end": k + 1, "shot_id": "EP001_SH99"} for k in range(3)]},
            "segment of EP001_SH99 where EP001_SH11 is planned",
        ),
    ],
)
def test_that_a_map_that_does_not_fit_is_refused(
    files: ProjectFiles, document: object, line: str
) -> None:
    made = a_diverged_pass(files)
    before = snapshot(files.root)

    with pytest.raises(Exception, match=line):
        confirm_map(files, made.pass_id, document)

    assert snapshot(files.root) == before


def test_that_a_failed_cut_leaves_the_old_clips_and_says_why(
    files: ProjectFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = a_diverged_pass(files)
    confirm(files, made.pass_id, "0.5,3")
    before = snapshot(files.root)
    monkeypatch.setattr("engine.media.cut._cut_best", _fail)

    with pytest.raises(CutFailed, match=r"shot_011_FROM_PASS_001_A_JADE_take1[.]mp4 was not"):
        confirm(files, made.pass_id, "1,2")

    now = snapshot(files.root)
    state = "state/visual/passes/ep_001_pass_state.json"
    assert {name for name in now | before if now.get(name) != before.get(name)} == {state}
    record = state_of(files)[made.pass_id]
    assert record["status"] == "segmentation_review"
    assert "the disk is on fire" in str(record["review_reason"])
    assert "extracting_from" not in record


def test_that_a_stopped_confirm_goes_back_to_review(files: ProjectFiles) -> None:
    made = a_diverged_pass(files)
    job = JobContext()
    job.cancel()

    with pytest.raises(Stopped):
        confirm(files, made.pass_id, "0.5,3", job)

    assert state_of(files)[made.pass_id]["status"] == "segmentation_review"
    assert clips_in(files) == []
    end = opened(files).ops.ops()[-1]
    assert (end.name, end.status, end.line["outputs"]) == (
        "confirm",
        "failed",
        {"error": "stopped"},
    )


def test_that_a_confirm_is_noted_and_a_refused_one_is_not(files: ProjectFiles) -> None:
    made = a_diverged_pass(files)
    noted = len(opened(files).ops.ops())

    with pytest.raises(Refused):
        confirm(files, made.pass_id, "0.5")
    confirm(files, made.pass_id, "0.5,3")

    begun, ended = opened(files).ops.ops()[noted:]
    assert (begun.name, begun.status, ended.status) == ("confirm", "started", "completed")
    assert begun.line["args"]["timestamps"]["0"] == {"start": 0.0, "end": 0.5}  # type: ignore[index]
    (change,) = (one for one in opened(files).changes.history() if one.kind == "confirm")
    assert ended.line["outputs"]["change"] == change.id  # type: ignore[index]
    assert len(ended.line["outputs"]["segments"]) == 3  # type: ignore[index]


def test_that_a_corrupt_sidecar_of_an_old_clip_stops_the_confirm(files: ProjectFiles) -> None:
    made = a_diverged_pass(files)
    confirm(files, made.pass_id, "0.5,3")
    files.text(f"{VIDEO_FOLDER}/shot_012_FROM_PASS_001_A_JADE_take1.mp4.json", "{torn")
    before = snapshot(files.root)

    with pytest.raises(CorruptFile, match="shot_012"):
        confirm(files, made.pass_id, "1,2")

    assert snapshot(files.root) == before


def test_that_a_pass_somebody_is_cutting_is_busy(files: ProjectFiles) -> None:
    made = a_diverged_pass(files)
    before = snapshot(files.root)

    with (
        opened(files).locks.lease("extract", made.pass_id),
        pytest.raises(Busy, match=made.pass_id),
    ):
        confirm(files, made.pass_id, "0.5,3")

    assert snapshot(files.root) == before


def test_that_a_confirm_of_a_pass_changed_meanwhile_is_a_conflict(
    files: ProjectFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = a_diverged_pass(files)
    look = video_of

    def look_while_somebody_confirms(*where: object) -> object:
        monkeypatch.setattr(review, "video_of", look)
        seen = look(*where)  # type: ignore[arg-type]
        confirm(files, made.pass_id, "1,2")
        return seen

    monkeypatch.setattr(review, "video_of", look_while_somebody_confirms)

    with pytest.raises(Conflict, match=made.pass_id):
        confirm(files, made.pass_id, "0.5,3")

    first = state_of(files)[made.pass_id]["confirmed_timestamps"]["0"]  # type: ignore[index]
    assert first == {"start": 0.0, "end": 1.0}


def _fail(_work: object, _reader: object, order: object) -> None:
    raise CutFailed(order.target, "the disk is on fire")  # type: ignore[attr-defined]
