"""JSON over several lines is laid out as everybody lays it out."""

from __future__ import annotations

import json
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.store.json_layout import laid_out


class Colour(StrEnum):
    RED = "red"


class Number(IntEnum):
    ONE = 1


KEYS = (
    st.text(max_size=8)
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from([Colour.RED, Number.ONE, 10**40, -0.0, 1e300])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.tuples(inner) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES, st.sampled_from(["", " ", "  ", "\t", "    "]), st.booleans())
def test_that_it_is_the_library_s_layout(value: object, indent: str, is_ascii: bool) -> None:
    expected = json.dumps(value, indent=indent, ensure_ascii=is_ascii, allow_nan=False)

    assert laid_out(value, indent, is_ascii=is_ascii) == expected


@pytest.mark.parametrize("value", [float("nan"), {"a": [float("inf")]}])
def test_that_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        laid_out(value, "  ", is_ascii=False)


@pytest.mark.parametrize("value", [{"a": {1, 2}}, [object()], {(1, 2): "a"}, b"a"])
def test_that_what_is_no_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match=r"of JSON|is no JSON"):
        laid_out(value, "  ", is_ascii=False)


def test_that_what_holds_itself_is_refused() -> None:
    value: list[object] = []
    value.append(value)

    with pytest.raises(ValueError, match="holds itself"):
        laid_out(value, "  ", is_ascii=False)
