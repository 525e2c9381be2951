"""Small pictures are upright, opaque and as high as was asked, and lie in the cache."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from engine.errors import ProbeFailed
from engine.media.thumbnail import thumbnail
from engine.store.cache import Caches
from tests.helpers.clips import make_clip, make_text, read_number

if TYPE_CHECKING:
    from pathlib import Path


def a_still(path: Path, size: tuple[int, int] = (90, 160), **more: object) -> Path:
    Image.new("RGB", size, "#204080").save(path, **more)
    return path


def seen(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg))
    picture.load()
    return picture


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp"])
def test_that_a_picture_is_made_small(tmp_path, name) -> None:
    still = a_still(tmp_path / name, (540, 960))

    small = seen(thumbnail(still, 160))

    assert small.size == (90, 160)
    assert small.mode == "RGB"


def test_that_a_small_picture_is_not_blown_up(tmp_path) -> None:
    still = a_still(tmp_path / "a.png")

    assert seen(thumbnail(still, 720)).size == (90, 160)


def test_that_a_picture_taken_sideways_stands_upright(tmp_path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    still = a_still(tmp_path / "a.jpg", (320, 180), exif=exif)

    assert seen(thumbnail(still, 160)).size == (90, 160)


def test_that_holes_in_a_picture_are_grey(tmp_path) -> None:
    place = tmp_path / "a.png"
    Image.new("RGBA", (90, 160), (255, 0, 0, 0)).save(place)

    red, green, blue = seen(thumbnail(place, 160)).getpixel((45, 80))

    assert max(red, green, blue) - min(red, green, blue) <= 2
    assert 120 <= red <= 134


def test_that_it_is_made_once_and_again_when_the_file_changed(tmp_path) -> None:
    caches = Caches(tmp_path / "cache")
    still = a_still(tmp_path / "a.png", (540, 960))
    first = thumbnail(still, 160, caches)
    kept = thumbnail(still, 160, caches)

    a_still(still, (960, 540))

    assert kept == first
    assert seen(thumbnail(still, 90, caches)).size == (160, 90)


def test_that_a_moment_of_a_video_is_found(tmp_path) -> None:
    caches = Caches(tmp_path / "cache")
    clip = make_clip(tmp_path / "a.mp4", shots=(12, 12), audio=False)

    jpegs = [thumbnail(clip.path, 320, caches, Fraction(15, 24)) for _ in range(2)]

    assert [number_in(jpeg) for jpeg in jpegs] == [15, 15]
    assert number_in(thumbnail(clip.path, 320)) == 0


@pytest.mark.parametrize("name", ["a.png", "a.mp4"])
def test_that_text_shows_no_picture(tmp_path, name) -> None:
    with pytest.raises(ProbeFailed, match=name):
        thumbnail(make_text(tmp_path / name), 160)


def test_that_half_a_picture_is_refused(tmp_path) -> None:
    still = a_still(tmp_path / "a.png", (540, 960))
    still.write_bytes(still.read_bytes()[:60])

    with pytest.raises(ProbeFailed, match="no picture can be read"):
        thumbnail(still, 160)


def number_in(jpeg: bytes) -> int:
    import av

    return read_number(av.VideoFrame.from_image(seen(jpeg)))
