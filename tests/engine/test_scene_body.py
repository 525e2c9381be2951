"""A body cut at its beats: one beat is written, every other byte stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import CorruptFile, NotFound, Refused
from engine.store.scene_body import BodyInHand, BodyText, StructureChanged
from tests.helpers.scenes import a_beat, a_body, a_take

PLACE = Path("ep_001_BATCH_001.json")
LAYOUTS: list[dict[str, Any]] = [
    {"indent": 2},
    {"indent": 4},
    {"indent": "\t"},
    {"indent": None},
    {"indent": None, "separators": (",", ":")},
    {"indent": 1, "ensure_ascii": True},
]
WORDS = st.text(max_size=6)
BEATS = st.integers(0, 5)


def text_of(body: object, **layout: Any) -> bytes:
    return json.dumps(body, **({"ensure_ascii": False} | layout)).encode(errors="surrogatepass")


def body_of(body: object) -> BodyText:
    return BodyText.of(text_of(body, indent=2), PLACE)


def in_hand(*beats: dict[str, object]) -> tuple[BodyText, BodyInHand]:
    body = body_of(a_body(*beats))
    return body, BodyInHand(body)


@pytest.mark.parametrize("layout", LAYOUTS)
@given(count=BEATS, words=WORDS)
def test_that_a_body_in_pieces_is_the_same_body(
    layout: dict[str, Any], count: int, words: str
) -> None:
    data = text_of(a_body() | {"beats": [a_beat(n, prompt=words) for n in range(count)]}, **layout)

    body = BodyText.of(data, PLACE)

    assert body.as_bytes() == data
    assert body.ids == tuple(f"b{number}" for number in range(count))


@pytest.mark.parametrize("layout", LAYOUTS)
@given(words=WORDS, number=st.integers(0, 2))
def test_that_one_beat_is_written_in_the_manner_of_the_file(
    layout: dict[str, Any], words: str, number: int
) -> None:
    data = a_body(*(a_beat(n, prompt="ж\u2028 “x”") for n in range(3)))
    body = BodyText.of(text_of(data, **layout), PLACE)
    changed = a_beat(number, a_take(1, note=words), prompt="ж\u2028 “x”")

    after = body.with_beat(f"b{number}", changed)

    beats: Any = data["beats"]
    beats[number] = changed
    assert json.loads(after.as_bytes()) == data
    if "separators" not in layout and (words.isascii() or not layout.get("ensure_ascii")):
        assert after.as_bytes() == text_of(data, **layout)
    untouched = [n for n in range(3) if n != number]
    assert [after.beats[n] for n in untouched] == [body.beats[n] for n in untouched]
    assert after.gaps == body.gaps


def test_that_spaces_lines_and_marks_of_others_stay() -> None:
    odd = (
        '\ufeff  {"a":1 ,\r\n"beats"\t: [ {"beat_id":"b1"} ,\r\n {"beat_id" : "b2","n":1.50}  ]'
        ' , "z": {"beats": [{"beat_id": "no"}]} }\n\n'
    )
    body = BodyText.of(odd.encode(), PLACE)

    after = body.with_beat("b1", {"beat_id": "b1", "approved": True})

    assert body.ids == ("b1", "b2")
    assert after.as_bytes().decode() == odd.replace(
        '{"beat_id":"b1"}', '{"beat_id": "b1", "approved": true}'
    )


@pytest.mark.parametrize("beats", [None, []])
def test_that_a_body_may_have_no_beats(beats: object) -> None:
    body = body_of({"scene_id": "B", "beats": beats})

    assert body.ids == ()
    assert body.as_bytes() == text_of({"scene_id": "B", "beats": beats}, indent=2)
    with pytest.raises(NotFound, match="beat not found: b1"):
        body.read_beat("b1")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{",
        b'{"beats": 5}',
        b'{"beats": [5]}',
        b'{"beats": [{"takes": 5}]}',
        b'{"beats": [], "beats": []}',
        b'{"beats": [{"beat_id": "b"}, {"beat_id": "b"}]}',
        b"\xff",
    ],
)
def test_that_what_is_no_body_is_corrupt(data: bytes) -> None:
    with pytest.raises(CorruptFile):
        BodyText.of(data, PLACE)


def test_that_nothing_changed_is_the_very_same_body() -> None:
    body, hand = in_hand(a_beat(1), a_beat(2))

    hand.beat("b1")["takes"] = []

    assert hand.beat_ids() == ("b1", "b2")
    assert hand.result(is_versioned=True) is body


def test_that_status_may_change_in_a_version() -> None:
    _, hand = in_hand(a_beat(1))
    beat = hand.beat("b1")

    beat |= {"takes": [a_take(1)], "primary_take_id": "t1", "board": {"status": "approved"}}
    beat["beat_metadata"]["inputs_fingerprint"] = "f"  # type: ignore[index]

    assert b'"t1"' in hand.result(is_versioned=True).as_bytes()


@pytest.mark.parametrize(
    "change",
    [
        {"beat_metadata": {}},
        {"unknown": 1},
        {"beat_metadata": a_beat(1, prompt="snow")["beat_metadata"]},
    ],
)
def test_that_structure_may_not_change_in_a_version(change: dict[str, object]) -> None:
    _, hand = in_hand(a_beat(1))

    hand.beat("b1").update(change)

    with pytest.raises(StructureChanged, match="rederive"):
        hand.result(is_versioned=True)
    assert hand.result(is_versioned=False)


@pytest.mark.parametrize(
    "change",
    [
        {"beat_id": "b2"},
        {"takes": 5},
        {"takes": [{"index": "many"}]},
        {"zz": float("nan")},
        {"zz": {1, 2}},
        {"zz": json.loads("[" * 63 + "]" * 63)},
    ],
)
def test_that_a_beat_stays_one_that_can_be_read(change: dict[str, object]) -> None:
    _, hand = in_hand(a_beat(1))

    hand.beat("b1").update(change)

    with pytest.raises(Refused):
        hand.result(is_versioned=False)


def test_that_a_body_does_not_outgrow_what_can_be_read() -> None:
    body = body_of(a_body())
    huge = a_beat(1, a_take(1, note="x" * (16 * 1024 * 1024)))

    with pytest.raises(Refused, match="16 MiB"):
        body.with_beat("b1", huge).as_bytes()
