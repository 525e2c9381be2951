"""Checks of rendered takes, on real videos."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
import pytest

from engine.domain.take_checks import Finding, TakeExpectation
from engine.jobs import JobContext
from engine.media.checks import look_at
from engine.media.filmstrip import frame_picture
from tests.helpers.clips import make_clip

TWO_SECONDS = TakeExpectation(
    is_picture=False, duration=Fraction(2), size=(180, 320), shots=2, start_frame=None
)


def verdicts(path, expected=TWO_SECONDS):
    return {check.name: check for check in look_at(path, expected, JobContext()).checks}


def test_that_a_sound_take_passes_what_was_looked_at(tmp_path):
    clip = make_clip(tmp_path / "a.mp4", shots=(24, 24), audio=False)

    found = verdicts(clip.path)

    assert {n for n, c in found.items() if c.verdict is Finding.PASS} == {
        *("decodable", "duration", "size", "black", "frozen", "cuts")
    }
    assert found["start frame"].verdict is Finding.NOT_CHECKED
    assert found["identity"].verdict is Finding.NOT_CHECKED


def test_that_text_dressed_as_a_take_fails_hard(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_text("<html>sorry</html>")

    found = look_at(path, TWO_SECONDS, JobContext())

    assert found.hard_failure().name == "decodable"


def test_that_half_of_a_take_fails_hard_and_a_second_less_does_not(tmp_path):
    clip = make_clip(tmp_path / "a.mp4", shots=(12, 8), audio=False)
    near = TakeExpectation(is_picture=False, duration=Fraction(3, 2), shots=2)

    assert verdicts(clip.path)["duration"].is_hard
    assert verdicts(clip.path, near)["duration"].verdict is Finding.FAIL
    assert not verdicts(clip.path, near)["duration"].is_hard


def test_that_another_shape_is_told(tmp_path):
    clip = make_clip(tmp_path / "a.mp4", shots=(24, 24), audio=False, size=(320, 180))

    assert verdicts(clip.path)["size"].note == "320x180, 180x320 was asked for"


def test_that_a_batch_without_a_cut_is_not_plausible(tmp_path):
    clip = make_clip(tmp_path / "a.mp4", shots=(48,), audio=False)

    assert verdicts(clip.path)["cuts"].verdict is Finding.FAIL


def test_that_a_black_take_fails_hard(tmp_path):
    black = _video_of(tmp_path / "black.mp4", [np.zeros((320, 180, 3), np.uint8)] * 48)

    assert verdicts(black)["black"].is_hard


def test_that_a_take_in_which_nothing_moves_fails_hard(tmp_path):
    still = np.random.default_rng(3).integers(60, 200, (320, 180, 3), np.uint8)
    frozen = _video_of(tmp_path / "still.mp4", [cv2.blur(still, (9, 9))] * 48)

    assert verdicts(frozen)["frozen"].is_hard


@pytest.mark.parametrize(("frame", "verdict"), [(0, Finding.PASS), (40, Finding.FAIL)])
def test_that_a_take_begins_with_its_start_frame(tmp_path, frame, verdict):
    clip = make_clip(tmp_path / "a.mp4", shots=(24, 24), audio=False)
    picture = tmp_path / "start.jpg"
    picture.write_bytes(frame_picture(clip.path, frame))
    expected = TakeExpectation(is_picture=False, shots=2, start_frame=picture)

    assert verdicts(clip.path, expected)["start frame"].verdict is verdict


def test_that_a_start_frame_that_is_gone_is_not_called_fine(tmp_path):
    clip = make_clip(tmp_path / "a.mp4", shots=(24, 24), audio=False)
    expected = TakeExpectation(is_picture=False, shots=2, start_frame=tmp_path / "gone.png")

    assert verdicts(clip.path, expected)["start frame"].verdict is Finding.NOT_CHECKED


def test_that_a_keyframe_of_one_colour_fails_hard(tmp_path):
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.full((64, 36, 3), 90, np.uint8))
    expected = TakeExpectation(is_picture=True, size=(36, 64))

    assert look_at(path, expected, JobContext()).hard_failure().name == "black"


def _video_of(path, pictures):
    import av

    height, width = pictures[0].shape[:2]
    with av.open(str(path), "w") as video:
        stream = video.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            for packet in stream.encode(frame):
                video.mux(packet)
        for packet in stream.encode(None):
            video.mux(packet)
    return path
