"""The size of a picture in words, and objects merged into objects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.orchestration.payload_config import merged, size_of

JSON = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda below: st.dictionaries(st.sampled_from("abc"), below, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from("abc"), JSON, max_size=3)


@given(OBJECTS, OBJECTS)
def test_that_merging_twice_is_merging_once(
    base: dict[str, object], over: dict[str, object]
) -> None:
    once = merged(base, over)

    assert merged(once, over) == once
    assert merged(base, {}) == base
    assert once.keys() == base.keys() | over.keys()


@pytest.mark.parametrize(
    ("resolution", "ratio", "size"),
    [
        ("720x1280", None, (720, 1280)),
        ("1080 X 1920", "16:9", (1080, 1920)),
        ("720p", "9:16", (720, 1280)),
        ("1080p", "16:9", (1920, 1080)),
        ("480p", "21:9", (1120, 480)),
        (None, "9:16", (720, 1280)),
        (None, "1:1", (720, 720)),
        ("721x1281", None, (720, 1280)),
        ("4K", "9:16", None),
        ("720p", None, None),
        (None, "auto", None),
        (1080, "9:16", (1080, 1920)),
        ("99999x99999", None, None),
        (None, "1:30000", None),
    ],
)
def test_that_the_size_is_read_from_the_usual_words(
    resolution: object, ratio: str | None, size: tuple[int, int] | None
) -> None:
    assert size_of(resolution, ratio) == size
