"""Progress of a piece of work names the piece; stopping the whole stops it."""

from __future__ import annotations

import pytest

from engine.jobs import JobContext, Progress, Stopped


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
