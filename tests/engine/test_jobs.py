"""Progress of a piece of work names the piece; stopping the whole stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.jobs import JobContext, Progress, Stopped
from engine.workspace.extraction import extract_waiting
from tests.helpers.passes import a_pass, a_project, opened

if TYPE_CHECKING:
    from pathlib import Path


def test_that_what_a_piece_reports_names_it() -> None:
    told: list[Progress] = []
    whole = JobContext(told.append, min_interval=0)

    whole.during("PASS 011").during("clip 2").report(3, 8)
    whole.during("PASS 012").report(1, None, "shot_021")

    assert told == [Progress(3, 8, "PASS 011: clip 2"), Progress(1, None, "PASS 012: shot_021")]


def test_that_stopping_the_whole_stops_a_piece_and_the_other_way_round() -> None:
    whole = JobContext()
    piece = whole.during("PASS 011")

    piece.cancel()

    for job in (whole, piece, whole.during("PASS 012")):
        with pytest.raises(Stopped):
            job.check()


def test_that_the_name_of_a_new_piece_is_told_at_once() -> None:
    told: list[Progress] = []
    whole = JobContext(told.append, min_interval=1000)

    for name in ("one", "two"):
        piece = whole.during(name)
        piece.report(0, 8)
        piece.report(1, 8)

    assert [progress.note for progress in told] == ["one", "two"]


def test_that_progress_names_the_pass_and_the_clip(tmp_path: Path) -> None:
    files = a_project(tmp_path)
    a_pass(files, 1)
    a_pass(files, 2)
    notes: list[str] = []
    job = JobContext(lambda progress: notes.append(progress.note), min_interval=0)

    extract_waiting(opened(files), None, job)

    told = list(dict.fromkeys(notes))
    assert told[0] == "EP001 PASS 001, 1 of 2: finding its cuts"
    assert "EP001 PASS 002, 2 of 2: finding its cuts" in told
    clips = [note for note in told if note.startswith("EP001 PASS 001, 1 of 2: clip ")]
    assert "EP001 PASS 001, 1 of 2: clip 1 of 3, shot_011_FROM_PASS_001_A_JADE_take1" in clips
    assert len(clips) == 3
