"""How panels lie on a storyboard sheet."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.board_art import art_in
from engine.domain.board_sheet import UPRIGHT, asked_sheet, drawn_sheet, shape_of

if TYPE_CHECKING:
    from engine.domain.board_sheet import Sheet

SIZES = ((768, 1376), (1376, 768), (1024, 1024))
SHAPES = st.sampled_from([Fraction(9, 16), Fraction(16, 9), Fraction(1), Fraction(4, 5)])


def overlaps(sheet: Sheet) -> list[tuple[int, int]]:
    boxes = sheet.boxes()
    return [
        (one, other)
        for one in range(len(boxes))
        for other in range(one)
        if all(
            boxes[one][axis] < boxes[other][axis] + boxes[other][axis + 2]
            and boxes[other][axis] < boxes[one][axis] + boxes[one][axis + 2]
            for axis in (0, 1)
        )
    ]


@given(st.integers(2, 40), SHAPES)
def test_that_drawn_panels_lie_apart_inside_their_sheet(count: int, shape: Fraction) -> None:
    sheet = drawn_sheet(count, shape)

    assert len(sheet.areas) == count
    assert overlaps(sheet) == []
    for left, top, width, height in sheet.boxes():
        assert left >= 0
        assert top >= 0
        assert left + width <= sheet.size[0]
        assert top + height <= sheet.size[1]
        assert width / height == pytest.approx(float(shape), rel=0.06)
    assert max(sheet.size) <= 4096
    assert all(side % 2 == 0 for side in sheet.size)


@given(st.integers(2, 40), SHAPES)
def test_that_a_sheet_survives_its_way_through_a_body(count: int, shape: Fraction) -> None:
    areas = [list(area) for area in drawn_sheet(count, shape).areas]

    read = art_in({"artifact": "a.png", "areas": areas})

    assert [list(area) for area in read.areas] == areas


@pytest.mark.parametrize(("count", "grid"), [(2, (2, 1)), (3, (3, 1)), (4, (4, 1)), (6, (3, 2))])
def test_that_upright_panels_stand_beside_each_other(count: int, grid: tuple[int, int]) -> None:
    sheet = drawn_sheet(count, UPRIGHT)

    assert (sheet.columns, sheet.rows) == grid


def test_that_a_model_is_asked_for_a_size_it_draws() -> None:
    six = asked_sheet(6, UPRIGHT, SIZES)
    three = asked_sheet(3, UPRIGHT, SIZES)
    one = asked_sheet(1, UPRIGHT, SIZES)

    assert (six.size, six.columns, six.rows, six.ratio) == ((1024, 1024), 3, 2, "1:1")
    assert (three.size, three.columns, three.ratio) == ((1376, 768), 3, "16:9")
    assert (one.size, one.areas, one.ratio) == ((768, 1376), (), "9:16")


@pytest.mark.parametrize(
    ("said", "shape"),
    [("16:9", Fraction(16, 9)), (None, UPRIGHT), ("wide", UPRIGHT), ("0:9", UPRIGHT)],
)
def test_that_a_shape_is_read_or_upright(said: str | None, shape: Fraction) -> None:
    assert shape_of(said) == shape


@pytest.mark.parametrize(
    "areas", [[[0, 0, 2, 1]], [[0, 0, 1]], [["a", 0, 1, 1]], [[0, 0, 0, 1]], "x", [[-1, 0, 1, 1]]]
)
def test_that_areas_that_are_none_are_passed_over(areas: object) -> None:
    assert art_in({"artifact": "a.png", "areas": areas}).areas == ()
