from __future__ import annotations

import logging
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from engine.domain.detection import LadderStep
from engine.errors import ProbeFailed
from engine.media.detect import detect
from engine.store.cache import Caches
from tests.helpers.clips import make_clip, make_text

if TYPE_CHECKING:
    from pathlib import Path

SHOTS = (24, 30, 20, 28)


def seconds(frames: tuple[int, ...]) -> list[Fraction]:
    return [Fraction(n, 24) for n in frames]


def test_that_the_expected_number_of_cuts_converges_at_once(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=SHOTS, audio=0)

    found = detect(clip.path, expected=3, durations=seconds(SHOTS))

    assert found.detection.cuts == clip.cuts
    assert found.detection.converged
    assert found.detection.history == (LadderStep(27.0, 3),)
    assert found.scan.timeline.count == 102


def test_that_more_cuts_than_planned_are_aligned(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=SHOTS, audio=0)

    found = detect(clip.path, expected=2, durations=seconds((24, 50, 28))).detection

    assert found.converged
    assert found.alignment is not None
    assert found.alignment.score == 1
    assert found.alignment.extras == (Fraction(54, 24),)


def test_that_more_cuts_without_durations_are_said_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    clip = make_clip(tmp_path / "clip.mp4", shots=SHOTS, audio=0)

    with caplog.at_level(logging.INFO):
        found = detect(clip.path, expected=1).detection

    assert found.skipped_alignment
    assert "alignment skipped" in caplog.text


def test_that_cuts_without_a_plan_are_those_of_the_first_threshold(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=SHOTS, audio=0)

    assert detect(clip.path).detection.cuts == clip.cuts


def test_that_all_answers_come_from_one_decode(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=SHOTS, audio=0)
    caches = Caches(tmp_path / "cache")
    first = detect(clip.path, 3, seconds(SHOTS), caches)

    again = detect(clip.path, 3, seconds(SHOTS), caches)

    assert again.detection == first.detection
    assert again.scan.strip == first.scan.strip


@pytest.mark.parametrize("content", ["#EXTM3U\n/etc/hostname\n", "", "hello"])
def test_that_what_cannot_be_decoded_is_an_error_and_never_zero_cuts(tmp_path: Path, content: str):
    path = make_text(tmp_path / "pass.mp4", content)

    with pytest.raises(ProbeFailed, match=r"^pass\.mp4: ") as refusal:
        detect(path, expected=2, caches=Caches(tmp_path / "cache"))

    assert "\n" not in str(refusal.value)
