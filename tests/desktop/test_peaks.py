"""The highest value under each pixel: none is lost, none appears where there is nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from recoil_desktop.scrubber.bars import draw_bars
from recoil_desktop.scrubber.peaks import NOTHING, Peaks, Pyramid, share_of

values = st.lists(st.floats(0, 1, width=32), min_size=1, max_size=300)


@given(values, st.integers(20, 400))
def test_that_the_highest_value_is_seen_at_every_zoom(heights: list[float], width: int) -> None:
    row = Pyramid(heights).heights(0, width / len(heights), width)

    assert row.max() == np.float32(max(heights))
    assert len(row) == width


@given(values, st.floats(0, 1), st.floats(1, 40))
def test_that_zoomed_in_each_pixel_has_the_value_it_lies_in(
    heights: list[float], at: float, zoom: float
) -> None:
    first, width = at * (len(heights) - 1), 200

    row = Pyramid(heights).heights(first, zoom, width)

    for x in range(width):
        lies_in = {int(first + (x + part) / zoom) for part in (0, 0.5, 1)}
        allowed = [heights[place] if place < len(heights) else NOTHING for place in lies_in]
        assert row[x] in np.array(allowed, np.float32)


def test_that_there_is_nothing_after_the_last_value() -> None:
    row = Pyramid([0.5, 0.25]).heights(0, 10, 50)

    assert row[:20].tolist() == [0.5] * 10 + [0.25] * 10
    assert set(row[20:].tolist()) == {NOTHING}


def test_that_a_place_outside_all_values_shows_nothing() -> None:
    row = Pyramid([0.5, 0.25]).heights(7, 10, 5)

    assert row.tolist() == [NOTHING] * 5


@pytest.mark.parametrize("score", [-3.0, 0.0, 27.0, 100.0, 250.0])
def test_that_scores_are_drawn_as_high_as_they_are_read(score: float) -> None:
    peaks = Peaks([score])

    row = peaks.heights(0, 4, 4)

    assert row[0] == pytest.approx(share_of(score))
    assert (len(peaks), peaks[0]) == (1, score)


@pytest.mark.parametrize("density", [1.0, 2.0])
def test_that_bars_are_painted_in_their_colours_pixel_by_pixel(density: float) -> None:
    image = QImage(4, 2, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(density)
    image.fill(QColor("#000000"))
    inks = np.array([[0, 1, 2, 0], [1, 0, 0, 2]], np.uint8)
    colours = (QColor("#ff0000"), QColor(0, 0, 255, 128))

    painter = QPainter(image)
    draw_bars(painter, inks, colours, density)
    painter.end()

    red, half = QColor("#ff0000").name(), QColor(0, 0, 128).name()
    black = "#000000"
    rows = [[image.pixelColor(x, y).name() for x in range(4)] for y in range(2)]
    assert rows == [[black, red, half, black], [red, black, black, half]]
