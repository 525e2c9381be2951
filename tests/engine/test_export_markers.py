"""Comments stand on the frames they are about, and none is lost."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine.domain.comments import Target
from engine.domain.cut_list import CutOrigin
from engine.domain.paths import ProjectPath
from engine.domain.timing import FrameSpan
from engine.export.reels import reel_names
from tests.helpers.exports import FOLDER, Clip, a_comment, a_cut, a_timeline, clip_name

if TYPE_CHECKING:
    from pathlib import Path

    from engine.export.timeline import CutTimeline, Marker


def markers_of(timeline: CutTimeline, number: int) -> tuple[Marker, ...]:
    return timeline.shots[number - 1].markers


def test_that_a_note_stands_on_its_frames(tmp_path: Path) -> None:
    timeline = a_timeline(tmp_path, a_cut(24, 48), a_comment(2, "hands", frames=(10, 19)))

    (marker,) = markers_of(timeline, 2)
    assert marker.record == marker.source == FrameSpan(10, 20)
    assert (marker.name, marker.note) == ("hands", "hands")


def test_that_frames_of_another_rate_are_found_on_the_timeline(tmp_path: Path) -> None:
    cut = a_cut(24, Clip(60, Fraction(30)))

    timeline = a_timeline(tmp_path, cut, a_comment(2, "hands", frames=(30, 34)))

    (marker,) = markers_of(timeline, 2)
    assert marker.source == FrameSpan(30, 35)
    assert marker.record == FrameSpan(24, 28)


def test_that_frames_beyond_the_end_stand_on_the_last_one(tmp_path: Path) -> None:
    timeline = a_timeline(tmp_path, a_cut(24), a_comment(1, "late", frames=(90, 99)))

    (marker,) = markers_of(timeline, 1)
    assert marker.record == FrameSpan(23, 24)


def test_that_a_note_on_the_pass_stands_on_the_shot_that_shows_its_frames(tmp_path: Path) -> None:
    origin = CutOrigin(ProjectPath(f"{FOLDER}/pass.mp4"), Fraction(1), Fraction(2))
    cut = a_cut(24, 24)
    cut = replace(cut, items=(cut.items[0], replace(cut.items[1], origin=origin)))
    on_pass = a_comment(1, "flicker", frames=(30, 31), path=f"{FOLDER}/pass.mp4")

    timeline = a_timeline(tmp_path, cut, on_pass)

    (marker,) = markers_of(timeline, 2)
    assert marker.record == FrameSpan(6, 8)


def test_that_a_note_on_another_take_says_which(tmp_path: Path) -> None:
    other = a_comment(1, "better", frames=(9, 9), path=f"{FOLDER}/EP001_SH1_take7.mp4")

    timeline = a_timeline(tmp_path, a_cut(24), other)

    (marker,) = markers_of(timeline, 1)
    assert marker.name == "better (on EP001_SH1_take7.mp4)"
    assert marker.record == FrameSpan(0, 1)


def test_that_a_note_on_a_batch_stands_on_its_first_shot(tmp_path: Path) -> None:
    note = a_comment(1, "pace", target_type=Target.BATCH, segment_id=None)

    timeline = a_timeline(tmp_path, a_cut(24, 24), note)

    assert [marker.name for marker in markers_of(timeline, 2)] == ["pace (BATCH_001)"]


def test_that_a_note_on_a_shot_that_is_gone_is_not_lost(tmp_path: Path) -> None:
    timeline = a_timeline(tmp_path, a_cut(24), a_comment(40, "cut?"))

    assert [marker.name for marker in markers_of(timeline, 1)] == ["cut? (EP001_SH40)"]


def test_that_notes_stand_on_gaps_too_and_in_order(tmp_path: Path) -> None:
    notes = [a_comment(2, "second", frames=(9, 9)), a_comment(2, "first line\nsecond line")]

    timeline = a_timeline(tmp_path, a_cut(24, 0), *notes)

    found = markers_of(timeline, 2)
    assert [marker.name for marker in found] == [
        "first line second line",
        "second (on EP001_SH2_take1.mp4)",
    ]
    assert found[0].note == "first line\nsecond line"


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("shot_033a_FROM_PASS_011_A_JADE_take1.mp4", "033A"),
        ("EP001_SH12_take2.mp4", "12"),
        ("EP001_COV_011_SH1_2_take1.mp4", "P011"),
        ("Brücke am Abend.mp4", "BRC"),
        ("日本.mp4", ""),
        ("A7.mp4", "A7"),
    ],
)
def test_that_a_reel_begins_with_what_it_shows(name: str, begins: str) -> None:
    (reel,) = reel_names([ProjectPath(f"{FOLDER}/{name}")]).values()

    assert reel.startswith(begins)
    assert len(reel) <= 8
    assert reel.isascii()
    assert reel.isalnum()


def test_that_reels_differ_and_stay_the_same() -> None:
    paths = [ProjectPath(clip_name(number)) for number in range(1, 400)]
    paths += [ProjectPath(f"{FOLDER}/{take}/EP001_SH7_take{take}.mp4") for take in range(200)]

    names = reel_names(paths)

    assert len(set(names.values())) == len(paths)
    assert reel_names(reversed(paths)) == names
    assert reel_names([ProjectPath("renders/BL.mp4")])[ProjectPath("renders/BL.mp4")] != "BL"
