"""The tag of a take says who or where it is about."""

from __future__ import annotations

import pytest
from hypothesis import given

from engine.domain.ids import check_tag
from engine.orchestration.tags import tag_of
from tests.helpers.shots import entry, plans, shots_of

BATCHES = {
    "A_JADE": [(["jade"], "kitchen"), (["lin", "jade"], "street")],
    "COV_KITCHEN": [(["jade"], "kitchen"), (["lin"], "kitchen")],
    "COV_ENV": [(["jade"], "kitchen"), ([], "street")],
    "COV_OLD_PIER": [([], "old_pier"), ([], "old_pier")],
    "A_MARYJANE_B": [(["mary-jane_2b"], "x"), (["mary-jane_2b"], "y")],
    "COV_X": [(["123"], "x"), (["123"], "x")],
}
ALONE = {
    "SOLO_JADE": (["jade"], False),
    "SOLO_ENV": ([], False),
    "SOLO": (["jade", "lin"], False),
    "SOLO_LI": (["Lië"], False),
}


@pytest.mark.parametrize("tag", BATCHES)
def test_that_a_batch_is_called_by_who_or_where(tag: str) -> None:
    people = enumerate(BATCHES[tag], start=1)
    shots = shots_of(
        *(entry(f"{n}", characters=who, location_id=where) for n, (who, where) in people)
    )

    assert tag_of(shots) == tag


def test_that_two_common_characters_leave_the_place() -> None:
    both = ["jade", "lin"]

    assert tag_of(shots_of(entry("1", characters=both), entry("2", characters=both))) == (
        "COV_KITCHEN"
    )


@pytest.mark.parametrize("tag", ALONE)
def test_that_a_single_shot_is_a_solo(tag: str) -> None:
    people, is_env_only = ALONE[tag]

    assert tag_of(shots_of(entry("1", characters=people, is_env_only=is_env_only))) == tag


def test_that_a_place_without_people_is_one_whoever_is_named() -> None:
    assert tag_of(shots_of(entry("1", is_env_only=True))) == "SOLO_ENV"


@given(plans())
def test_that_every_tag_is_a_semantic_tag(entries: list[dict[str, object]]) -> None:
    shots = shots_of(*entries)

    for start in range(len(shots)):
        check_tag(tag_of(shots[start:]))
        check_tag(tag_of(shots[start : start + 1]))
