"""One rule for the colours of files that name none, in everything that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.media.filmstrip import TILE_HEIGHT, frame_picture, poster
from engine.media.frame_finder import FrameFinder
from engine.media.opencv import cv2
from engine.media.probe import probe
from engine.media.proxy import make_proxy
from engine.media.scores import scan_cached
from engine.store.cache import Caches
from tests.helpers.clips import make_clip
from tests.helpers.pixels import pixels_of

if TYPE_CHECKING:
    from pathlib import Path

BT709, BT601 = 1, 6
SD, TALL, HD = (320, 240), (352, 608), (720, 720)


def mean_of(jpeg: bytes) -> np.ndarray:
    rows = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    return rows[:, :, ::-1].mean(axis=(0, 1))


def exact(video: Path, timeline_of: Path) -> np.ndarray:
    finder = FrameFinder(video, probe(timeline_of).timeline, 1 << 24)
    try:
        picture = finder.find(0, (720, 720))
        assert picture is not None
        return pixels_of(picture)[:, :, :3].mean(axis=(0, 1))
    finally:
        finder.close()


def all_that_is_shown(video: Path, folder: Path) -> dict[str, np.ndarray]:
    """The mean red, green and blue of the first frame, in every way it can be seen."""
    caches = Caches(folder / "caches")
    strip = scan_cached(video, caches).strip
    assert strip is not None
    assert strip.height == TILE_HEIGHT
    return {
        "exact frame": exact(video, video),
        "proxy": exact(make_proxy(video, folder / "proxy.mp4"), video),
        "poster": mean_of(poster(video, caches)),
        "tile of the filmstrip": mean_of(strip.tiles[0].jpeg),
        "single frame": mean_of(frame_picture(video, 0)),
    }


@pytest.mark.parametrize(
    ("size", "named"), [(SD, BT601), (TALL, BT709), (HD, BT709), (HD, BT601), (SD, BT709)]
)
def test_that_all_that_is_shown_has_the_colours_the_file_names(
    size: tuple[int, int], named: int, tmp_path: Path
) -> None:
    clip = make_clip(tmp_path / "a.mp4", shots=(24,), size=size, audio=0, colour=named)

    shown = all_that_is_shown(clip.path, tmp_path)

    first = shown["exact frame"]
    # Compression and small sizes make noise; a wrong matrix shifts a channel by ten and more.
    assert {way: np.abs(mean - first).max() < 2 for way, mean in shown.items()} == dict.fromkeys(
        shown, True
    )


@pytest.mark.parametrize(("size", "like"), [(SD, BT601), (TALL, BT709), (HD, BT709)])
def test_that_a_file_that_names_none_is_shown_as_players_show_it(
    size: tuple[int, int], like: int, tmp_path: Path
) -> None:
    unnamed = make_clip(tmp_path / "a.mp4", shots=(24,), size=size, audio=0)
    named = make_clip(tmp_path / "b.mp4", shots=(24,), size=size, audio=0, colour=like)
    wrong = make_clip(tmp_path / "c.mp4", shots=(24,), size=size, audio=0, colour=7 - like)

    shown = all_that_is_shown(unnamed.path, tmp_path)

    wanted, other = exact(named.path, named.path), exact(wrong.path, wrong.path)
    assert np.abs(wanted - other).max() > 4
    assert {way: np.abs(mean - wanted).max() < 2 for way, mean in shown.items()} == dict.fromkeys(
        shown, True
    )
