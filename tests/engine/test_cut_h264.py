"""Parameter sets and units of H.264, as cutting reads and joins them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.media.cut_h264 import (
    IDR,
    ParameterSets,
    as_sample,
    unit_types_by_length,
    units_by_start_code,
)

HEAD = bytes([1, 100, 0, 30, 0xFF])
SEQUENCE = bytes([0x67, 100, 0, 30, 0b1000_0000])  # id 0
PICTURE = bytes([0x68, 0b1100_0000])  # id 0, of sequence set 0
OTHERS = bytes([0, 0, 0, 1, 0x67, 100, 0, 30, 0b0010_0000, 0, 0, 1, 0x68, 0b0100_1000])  # id 3, 1

units = some.binary(min_size=1, max_size=40).map(lambda data: b"\x67" + data)


@given(
    sequence=some.lists(units, min_size=1, max_size=3),
    picture=some.lists(units, min_size=1, max_size=3),
    tail=some.binary(max_size=6),
)
def test_that_a_box_built_is_the_box_parsed(
    sequence: list[bytes], picture: list[bytes], tail: bytes
) -> None:
    sets = ParameterSets(HEAD, tuple(sequence), tuple(picture), tail)

    assert ParameterSets.parse(sets.build()) == sets


@given(data=some.binary(max_size=30))
def test_that_any_other_bytes_are_refused_or_read(data: bytes) -> None:
    try:
        box = ParameterSets.parse(bytes([1]) + data)
    except ValueError:
        return

    assert box.sequence


@pytest.mark.parametrize("box", [b"", b"\x00" * 20, HEAD + b"\xe1\x00\x09", HEAD[:4] + b"\x00\xe0"])
def test_that_a_torn_box_is_an_error(box: bytes) -> None:
    with pytest.raises(ValueError, match=r"box|short|bytes"):
        ParameterSets.parse(box)


def test_that_ids_in_use_are_not_free() -> None:
    sets = ParameterSets(HEAD, (SEQUENCE,), (PICTURE,), b"").joined_by([OTHERS])

    free = sets.free_ids()

    assert free[:2] == [31, 30]
    assert not {0, 1, 3} & set(free)
    assert len(sets.sequence) == len(sets.picture) == 2


def test_that_a_sample_holds_nothing_but_slices() -> None:
    slice_unit = bytes([0x65, 1, 2, 3])
    stream = b"\0\0\0\1" + SEQUENCE + b"\0\0\1" + b"\x06\x05" + b"\0\0\1" + slice_unit

    sample = as_sample(stream)

    assert sample == b"\0\0\0\4" + slice_unit
    assert unit_types_by_length(sample) == {IDR}
    assert len(list(units_by_start_code(stream))) == 3
