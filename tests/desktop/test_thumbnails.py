"""Thumbnails answer at once, load beside the window, and are told when they are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from engine.store.cache import Caches
from recoil_desktop.delegates.thumbnails import Thumbnails
from tests.helpers.clips import make_clip, make_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

WAIT = 10_000


@pytest.fixture
def thumbnails(qtbot: QtBot, tmp_path: Path) -> Iterator[Thumbnails]:
    made = Thumbnails(Caches(tmp_path / "cache"), height=90, limit=3)
    yield made
    made.close()


def a_picture(path: Path, width: int = 400, height: int = 300) -> Path:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    image.save(str(path))
    return path


def test_that_a_videos_poster_comes_later_and_is_told(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    clip = make_clip(tmp_path / "pass.mp4", shots=(12,))

    with qtbot.waitSignal(thumbnails.loaded, timeout=WAIT) as loaded:
        at_once = thumbnails.get(clip.path)

    poster = thumbnails.get(clip.path)
    assert at_once is None
    assert loaded.args == [clip.path]
    assert poster is not None
    assert poster.height() == 90


def test_that_a_picture_is_made_small(qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path) -> None:
    path = a_picture(tmp_path / "still.png")

    with qtbot.waitSignal(thumbnails.loaded, timeout=WAIT):
        thumbnails.get(path)

    small = thumbnails.get(path)
    assert small is not None
    assert (small.width(), small.height()) == (120, 90)


def test_that_a_file_without_a_picture_is_asked_once(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    path = make_text(tmp_path / "list.mp4")

    with qtbot.waitSignal(thumbnails.loaded, timeout=WAIT):
        thumbnails.get(path)

    assert thumbnails.get(path) is None
    assert thumbnails._asked == set()


def test_that_only_the_last_ones_are_kept(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    paths = [a_picture(tmp_path / f"{n}.png") for n in range(5)]

    for path in paths:
        with qtbot.waitSignal(thumbnails.loaded, timeout=WAIT):
            thumbnails.get(path)

    assert [wish.path for wish in thumbnails._kept] == paths[2:]


def test_that_a_changed_file_is_loaded_again(
    qtbot: QtBot, thumbnails: Thumbnails, tmp_path: Path
) -> None:
    path = a_picture(tmp_path / "still.png")
    with qtbot.waitSignal(thumbnails.loaded, timeout=WAIT):
        thumbnails.get(path)
    a_picture(path, 300, 300)

    thumbnails.forget(path)
    with qtbot.waitSignal(thumbnails.loaded, timeout=WAIT):
        thumbnails.get(path)

    again = thumbnails.get(path)
    assert again is not None
    assert again.width() == 90


def test_that_nothing_is_loaded_after_close(thumbnails: Thumbnails, tmp_path: Path) -> None:
    path = a_picture(tmp_path / "still.png")

    thumbnails.close()

    assert thumbnails.get(path) is None
    assert thumbnails._pool is None
