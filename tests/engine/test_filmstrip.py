from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.errors import ProbeFailed
from engine.media.filmstrip import TILE_HEIGHT, filmstrip, frame_picture, poster
from engine.media.opencv import cv2
from engine.media.probe import probe
from engine.media.scores import scan_cached
from engine.store.cache import Caches
from tests.helpers.clips import BITS, make_clip, make_text

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def picture(jpeg: bytes) -> NDArray[np.uint8]:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


def number_in(jpeg: bytes, cell: int) -> int:
    row = picture(jpeg)[-cell // 2 - 1]
    return sum(1 << n for n in range(BITS) if row[n * cell + cell // 2].mean() > 128)


@pytest.mark.parametrize("gop", [12, 250])
def test_that_a_scan_leaves_a_strip_over_the_whole_video(tmp_path: Path, gop: int):
    clip = make_clip(tmp_path / "clip.mp4", shots=(48, 48, 48), gop=gop, audio=0)

    strip = scan_cached(clip.path, None).strip

    assert strip is not None
    times = [tile.time for tile in strip.tiles]
    assert times[0] == 0
    assert max(b - a for a, b in pairwise([*times, Fraction(6)])) < Fraction(1, 2)
    assert (strip.width, strip.height) == (68, TILE_HEIGHT)
    assert {picture(tile.jpeg).shape for tile in strip.tiles} == {(TILE_HEIGHT, 68, 3)}


def test_that_a_tile_shows_the_frame_of_its_time(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(36, 36), audio=0)

    strip = scan_cached(clip.path, None).strip

    assert strip is not None
    for tile in strip.tiles:
        exact = picture(frame_picture(clip.path, int(tile.time * 24), TILE_HEIGHT))
        assert np.abs(picture(tile.jpeg).astype(int) - exact).mean() < 2


def test_that_the_tile_at_a_time_is_the_last_one_before_it(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(48,), audio=0)

    strip = scan_cached(clip.path, None).strip

    assert strip is not None
    second, third = strip.tiles[1:3]
    assert strip.tile_at(third.time) is third
    assert strip.tile_at(third.time - Fraction(1, 1000)) is second
    assert strip.tile_at(Fraction(-1)) is strip.tiles[0]
    assert strip.tile_at(Fraction(99)) is strip.tiles[-1]


def test_that_the_strip_stays_in_the_cache(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(24, 24), audio=0)
    caches = Caches(tmp_path / "cache")
    assert filmstrip(clip.path, caches) is None

    made = scan_cached(clip.path, caches).strip

    assert made is not None
    assert filmstrip(clip.path, caches) == made


def test_that_a_turned_video_has_turned_pictures(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(12, 12), rotation=90, audio=0)

    strip = scan_cached(clip.path, None).strip

    assert strip is not None
    assert strip.width > strip.height == TILE_HEIGHT
    assert picture(poster(clip.path, height=90)).shape == (90, 160, 3)


def test_that_the_poster_is_the_first_frame_and_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    clip = make_clip(tmp_path / "clip.mp4", shots=(12, 12), kind="plain")
    caches = Caches(tmp_path / "cache")

    first = poster(clip.path, caches, height=320)

    assert number_in(first, clip.cell) == 0
    with monkeypatch.context() as patch:
        patch.setattr("engine.media.filmstrip.open_first_picture", None)
        assert poster(clip.path, caches, height=320) == first


@pytest.mark.parametrize("options", [{}, {"gop": 250}, {"b_frames": 5}, {"hidden": 5}])
def test_that_the_picture_of_a_frame_is_that_frame(tmp_path: Path, options: dict[str, int]):
    clip = make_clip(tmp_path / "clip.mp4", shots=(30, 30), **options)
    timeline = probe(clip.path).timeline

    for frame in (0, 1, 29, 30, 31, clip.frames - 1):
        jpeg = frame_picture(clip.path, frame, 320, timeline)
        assert number_in(jpeg, clip.cell) == frame


def test_that_a_variable_rate_shows_the_right_frame(tmp_path: Path):
    stamps = [0, 40, 80, 200, 240, 400, 433, 466, 500, 1000]
    clip = make_clip(tmp_path / "clip.mp4", shots=(10,), stamps=stamps)

    assert [number_in(frame_picture(clip.path, n, 320), clip.cell) for n in range(10)] == [
        *range(10)
    ]


def test_that_a_frame_outside_is_refused(tmp_path: Path):
    clip = make_clip(tmp_path / "clip.mp4", shots=(12,), size=(64, 64))

    with pytest.raises(ProbeFailed, match="has no frame 12: it has 12"):
        frame_picture(clip.path, 12)


def test_that_text_has_no_poster(tmp_path: Path):
    with pytest.raises(ProbeFailed, match="a playlist dressed as mp4"):
        poster(make_text(tmp_path / "pass.mp4"), Caches(tmp_path / "cache"))
