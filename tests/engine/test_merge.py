"""A change goes into a changed document key by key, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.store.json_text import is_same_json
from engine.store.merge import Crossed, merged

KEYS = st.sampled_from(["a", "b", "c"])
LEAVES = st.integers(0, 2)
MEMBERS = st.lists(
    st.builds(lambda name, leaf: {"id": name, "leaf": leaf}, KEYS, LEAVES),
    max_size=3,
    unique_by=lambda one: one["id"],
)
DOCUMENTS = st.dictionaries(
    KEYS, LEAVES | st.dictionaries(KEYS, LEAVES, max_size=3) | MEMBERS, max_size=3
)


def test_that_keys_of_others_stay() -> None:
    result = merged({"a": 1, "theirs": 9}, {"a": 1}, {"a": 2})

    assert result == {"a": 2, "theirs": 9}


def test_that_keys_are_merged_at_every_depth() -> None:
    before = {"passes": {"P1": {"status": "review"}}}
    after = {"passes": {"P1": {"status": "extracted"}}}
    current = {"passes": {"P1": {"status": "review", "notes": "x"}, "P2": {}}}

    result = merged(current, before, after)

    assert result == {"passes": {"P1": {"status": "extracted", "notes": "x"}, "P2": {}}}


def test_that_a_key_changed_by_both_is_named() -> None:
    with pytest.raises(Crossed, match="/passes/a~1b was changed by somebody else"):
        merged({"passes": {"a/b": 3}}, {"passes": {"a/b": 1}}, {"passes": {"a/b": 2}})


def test_that_what_is_done_already_is_no_conflict() -> None:
    assert merged({"a": 2, "c": 3}, {"a": 1, "b": 1}, {"a": 2}) == {"a": 2, "c": 3}


def test_that_removed_and_added_keys_are_merged() -> None:
    assert merged({"old": 1, "x": 0}, {"old": 1}, {"new": 2}) == {"x": 0, "new": 2}


def test_that_a_list_is_one_value() -> None:
    with pytest.raises(Crossed):
        merged({"takes": [1, 2]}, {"takes": []}, {"takes": [3]})


def test_that_members_with_names_are_merged_one_by_one() -> None:
    before = {"beats": [{"beat_id": "b1", "board": None}, {"beat_id": "b2", "takes": []}]}
    after = {"beats": [{"beat_id": "b1", "board": "art"}, {"beat_id": "b2", "takes": []}]}
    current = {"beats": [{"beat_id": "b1", "board": None}, {"beat_id": "b2", "takes": ["t1"]}]}

    result = merged(current, before, after)

    assert result == {
        "beats": [{"beat_id": "b1", "board": "art"}, {"beat_id": "b2", "takes": ["t1"]}]
    }


def test_that_notes_of_others_stay_when_one_is_taken_back() -> None:
    current = {"comments": [{"id": "a"}, {"id": "mine"}, {"id": "theirs"}]}

    result = merged(
        current, {"comments": [{"id": "a"}, {"id": "mine"}]}, {"comments": [{"id": "a"}]}
    )

    assert result == {"comments": [{"id": "a"}, {"id": "theirs"}]}


def test_that_who_made_a_list_takes_back_only_what_is_theirs() -> None:
    current = {"comments": [{"id": "mine"}, {"id": "theirs"}]}

    result = merged(current, {"comments": [{"id": "mine"}]}, {})

    assert result == {"comments": [{"id": "theirs"}]}


def test_that_a_member_that_comes_back_stands_where_it_stood() -> None:
    before = {"comments": [{"id": "b"}]}
    after = {"comments": [{"id": "a"}, {"id": "b"}]}

    result = merged({"comments": [{"id": "b"}, {"id": "c"}]}, before, after)

    assert result == {"comments": [{"id": "a"}, {"id": "b"}, {"id": "c"}]}


@pytest.mark.parametrize(
    ("current", "before", "after", "where"),
    [
        ([{"id": "a", "x": 3}], [{"id": "a", "x": 1}], [{"id": "a", "x": 2}], "/list/a/x"),
        ([{"id": "a", "x": 3}], [{"id": "a", "x": 1}], [], "/list/a"),
        ([{"id": "a"}, {"id": "a"}], [{"id": "a"}], [], "/list"),
        (
            [{"id": "a"}, {"id": "b"}, {"id": "c"}],
            [{"id": "a"}, {"id": "b"}],
            [{"id": "b"}, {"id": "a"}],
            "/list",
        ),
    ],
)
def test_that_what_both_changed_in_a_list_is_a_conflict(
    current: list[object], before: list[object], after: list[object], where: str
) -> None:
    with pytest.raises(Crossed) as caught:
        merged({"list": current}, {"list": before}, {"list": after})

    assert caught.value.pointer == where


@given(DOCUMENTS, DOCUMENTS)
def test_that_an_untouched_document_becomes_what_was_wanted(
    before: dict[str, object], after: dict[str, object]
) -> None:
    assert is_same_json(merged(before, before, after), after)
    assert is_same_json(merged(after, before, after), after)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_that_taking_back_a_merge_gives_the_document_of_before(
    before: dict[str, object], after: dict[str, object], theirs: dict[str, object]
) -> None:
    try:
        done = merged(theirs, before, after)
        back = merged(done, after, before)
    except Crossed:
        return

    # Members of both, that others had put elsewhere, come back to where this change puts them.
    assert is_same_json(unordered(merged(back, before, after)), unordered(done))


def unordered(document: dict[str, object]) -> dict[str, object]:
    return {
        key: sorted(value, key=lambda one: one["id"]) if isinstance(value, list) else value
        for key, value in document.items()
    }
