"""Every panel has its place on a card, all of one size, and none lies over another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint

from recoil_desktop.delegates.board_layout import GAP, cell_of, layout_of

WIDTHS = st.integers(150, 4000)
WANTED = st.integers(168, 640)
SHAPES = st.sampled_from([9 / 16, 1.0, 4 / 3, 16 / 9, 2.39])
TEXTS = st.sampled_from([0.8, 1.0, 1.6])


@given(WIDTHS, WANTED, TEXTS)
def test_that_cards_fill_the_width_and_never_stick_out(width, wanted, texts) -> None:
    columns, cell = cell_of(width, wanted, texts)

    assert columns >= 1
    assert columns * cell.width() + GAP <= max(width, cell.width() + GAP)
    assert width - (columns * cell.width() + GAP) < columns


@given(WIDTHS, WANTED, st.integers(0, 30), SHAPES, TEXTS)
def test_that_panels_lie_in_their_strip_and_apart(width, wanted, count, shape, texts) -> None:
    _columns, cell = cell_of(width, wanted, texts)

    found = layout_of((cell.width(), cell.height()), count, shape, texts)

    assert len(found.panels) + found.hidden == count
    assert all(found.strip.contains(room) for room in found.panels)
    assert all(
        not one.intersects(other)
        for place, one in enumerate(found.panels)
        for other in found.panels[:place]
    )
    assert all(max(1, room.width()) for room in found.panels)
    for inner in (found.strip, found.title, found.foot):
        assert found.card.contains(inner)
    assert not found.strip.intersects(found.title)
    assert not found.title.intersects(found.foot)


def test_that_few_panels_leave_room_for_words_beside_them() -> None:
    one, many = (layout_of((320, 240), count, 9 / 16) for count in (1, 6))

    assert one.story.width() > 100
    assert not one.story.intersects(one.panels[0])
    assert many.story.isEmpty()


def test_that_a_point_names_the_panel_under_it() -> None:
    found = layout_of((320, 240), 3, 9 / 16)

    places = [found.panel_at(room.center()) for room in found.panels]

    assert places == [0, 1, 2]
    assert found.panel_at(QPoint(0, 0)) is None
