"""Documents are read strictly and written so that nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import CorruptFile
from engine.store.json_text import (
    DEEPEST,
    LARGEST_DOCUMENT,
    is_same_json,
    json_text,
    parse_json,
    parse_object,
)

HERE = Path("a.json")
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def nested(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": -Infinity}', "-Infinity is no number"),
        (b'{"a": 1e999}', "beyond every number"),
        (b'{"a": 1, "b": 2, "a": 3}', "the key 'a' stands there twice"),
        (b'{"a": "\xff"}', "not UTF-8 at byte 7"),
        (b"[1]", "not a JSON object but list"),
        (b"null", "not a JSON object but NoneType"),
        (nested(DEEPEST + 1).encode(), "nested deeper than 64"),
        (b"[" * 100_000, "nested deeper than 64"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
        (b" " * (LARGEST_DOCUMENT + 1), "larger than 16 MiB"),
    ],
)
def test_that_what_is_not_a_document_is_corrupt_with_its_reason(text: bytes, reason: str) -> None:
    with pytest.raises(CorruptFile, match=reason) as error:
        parse_object(text, HERE)

    assert "\n" not in str(error.value)
    assert error.value.path == HERE


def test_that_a_document_may_be_as_deep_as_allowed() -> None:
    assert json.dumps(parse_json(nested(DEEPEST), HERE)).count("{") == DEEPEST


def test_that_a_mark_at_the_beginning_is_no_part_of_the_document() -> None:
    assert parse_json(b'\xef\xbb\xbf{"a": 1}', HERE) == {"a": 1}


def test_that_big_integers_and_the_order_of_keys_survive() -> None:
    text = '{\n  "z": 12345678901234567890123456789,\n  "a": 1.5\n}\n'

    assert json_text(parse_json(text, HERE), like=text) == text


def test_that_half_a_pair_stays_escaped() -> None:
    value = parse_json(r'{"a": "\ud800", "b": "é"}', HERE)

    assert parse_json(json_text(value), HERE) == value


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, 2]}',
        '{\n    "a": 1\n}',
        '{\n\t"a": 1\n}\n',
        '{\n  "name": "\\u00e9"\n}\n',
        '{\n  "name": "é"\n}\n',
        "[\n  1\n]\n",
        "{}",
    ],
)
def test_that_a_document_is_written_in_the_manner_of_what_it_replaces(text: str) -> None:
    assert json_text(json.loads(text), like=text) == text


def test_that_what_is_no_number_is_never_written() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        json_text({"a": float("nan")})


@given(VALUES)
def test_that_every_value_comes_back(value: object) -> None:
    assert is_same_json(parse_json(json_text(value).encode(), HERE), value)


@given(VALUES, VALUES)
def test_that_values_are_the_same_when_their_texts_are(one: object, other: object) -> None:
    texts = [json.dumps(value, sort_keys=True) for value in (one, other)]

    assert is_same_json(one, other) == (texts[0] == texts[1])


def test_that_one_and_true_differ() -> None:
    assert not is_same_json({"a": 1}, {"a": True})
    assert not is_same_json({"a": [1]}, {"a": [1.0]})
