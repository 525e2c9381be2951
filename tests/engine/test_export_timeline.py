"""A cut on a timeline: every frame counted once, at any rate."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.cut_list import CutOrigin, EpisodeCut
from engine.domain.paths import ProjectPath
from engine.domain.timing import FrameSpan
from engine.errors import UserError
from engine.export.edl import edl_text
from engine.export.timeline import lay_out
from tests.helpers.clips import make_clip
from tests.helpers.exports import FILM, FOLDER, NTSC, Clip, a_cut, a_project, a_timeline

RATES = [FILM, Fraction(24), Fraction(25), NTSC, Fraction(30), Fraction(16), Fraction(60)]
clips = st.builds(Clip, st.integers(1, 400), st.sampled_from(RATES))


class Anywhere:
    """A project in which every path lies where it says."""

    def resolve(self, path: ProjectPath) -> Path:
        return Path("/show") / str(path)


@given(st.lists(st.integers(1, 400), min_size=1, max_size=20), st.sampled_from(RATES))
def test_that_clips_of_the_timelines_rate_keep_every_frame(
    frames: list[int], rate: Fraction
) -> None:
    timeline = lay_out(Anywhere(), a_cut(*frames, rate=rate))

    assert [shot.record.count for shot in timeline.shots] == frames
    assert [shot.source.frames.count for shot in timeline.shots] == frames
    assert timeline.frames == sum(frames)


@given(st.lists(clips, min_size=1, max_size=20), st.sampled_from(RATES))
def test_that_shots_touch_and_never_need_more_than_their_clip_has(
    said: list[Clip], rate: Fraction
) -> None:
    timeline = lay_out(Anywhere(), a_cut(*said), rate=rate)

    assert timeline.shots[0].record.first == 0
    assert all(a.record.end == b.record.first for a, b in pairwise(timeline.shots))
    for shot, clip in zip(timeline.shots, said, strict=True):
        wanted = clip.frames / clip.rate
        assert shot.record.count == 1 or shot.record.count / rate <= wanted
        assert wanted - shot.record.count / rate < 1 / rate


@pytest.mark.parametrize(
    ("frames", "rate", "kept"),
    [
        (121, Fraction(121 * 1000, 5020), 121),  # the last frame is half as long
        (120, Fraction(120 * 1000, 5030), 120),  # the last frame stays a little longer
        (50, Fraction(30), 40),
        (24, Fraction(12), 48),
        (100, Fraction(50, 3), 144),
    ],
)
def test_that_a_rate_that_nobody_meant_costs_no_frame(
    frames: int, rate: Fraction, kept: int
) -> None:
    timeline = lay_out(Anywhere(), a_cut(24, Clip(frames, rate)))

    assert timeline.shots[1].record.count == kept


def test_that_a_missing_shot_keeps_its_planned_length_and_its_reason(tmp_path: Path) -> None:
    timeline = a_timeline(tmp_path, a_cut(24, 0, 24))

    (missing,) = timeline.missing
    assert missing.record == FrameSpan(24, 72)
    assert missing.item.reason == "not rendered"
    assert missing.name == "EP001_SH02 (missing)"


def test_that_no_shots_and_senseless_handles_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no shots to export"):
        a_timeline(tmp_path, EpisodeCut(1, Fraction(24), (9, 16), ()))
    with pytest.raises(UserError, match="frames of handles: -1"):
        a_timeline(tmp_path, a_cut(24), handles=-1)


def test_that_handles_come_from_the_video_a_clip_was_cut_from(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    video = project.root / FOLDER / "EP001_COV_001_SH1_2_take1.mp4"
    video.parent.mkdir(parents=True)
    make_clip(video, shots=(10, 24, 20), size=(64, 64))
    origin = CutOrigin(ProjectPath(f"{FOLDER}/{video.name}"), Fraction(10, 24), Fraction(34, 24))
    cut = a_cut(24, 30)
    cut = replace(cut, items=(replace(cut.items[0], origin=origin), cut.items[1]))

    timeline = lay_out(project, cut, handles=12)

    first, second = (shot.source for shot in timeline.shots)
    assert first.media.file == video
    assert (first.frames, first.head, first.tail) == (FrameSpan(10, 34), 10, 12)
    assert (second.frames, second.head, second.tail) == (FrameSpan(0, 30), 0, 0)
    assert [shot.number for shot in timeline.short_of_handles] == [1, 2]
    assert lay_out(project, cut).shots[0].source.media.path == cut.items[0].clip
    lines = edl_text(timeline).split("\r\n")
    assert "* FROM CLIP NAME:  EP001_COV_001_SH1_2_take1.mp4" in lines
    assert "* HANDLES: 10 HEAD, 12 TAIL" in lines
    assert any("00:00:00:10 00:00:01:10 01:00:00:00 01:00:01:00" in line for line in lines)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (Fraction(10, 24), Fraction(33, 24)),
        (Fraction(105, 240), Fraction(345, 240)),
        (Fraction(40, 24), Fraction(64, 24)),
    ],
)
def test_that_handles_that_are_not_exact_leave_the_clip_itself(
    tmp_path: Path, start: Fraction, end: Fraction
) -> None:
    project = a_project(tmp_path)
    video = project.root / FOLDER / "pass.mp4"
    video.parent.mkdir(parents=True)
    make_clip(video, shots=(54,), size=(64, 64))
    cut = a_cut(24)
    origin = CutOrigin(ProjectPath(f"{FOLDER}/pass.mp4"), start, end)
    cut = replace(cut, items=(replace(cut.items[0], origin=origin),))

    timeline = lay_out(project, cut, handles=8)

    assert timeline.shots[0].source.media.path == cut.items[0].clip
