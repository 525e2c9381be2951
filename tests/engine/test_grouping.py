"""Shots are grouped by four strategies, and every one is somewhere."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.scenes import Grouping, Modality
from engine.errors import NotFound, UserError
from engine.orchestration.grouping import STRATEGIES, GroupIdentity, group_shots, shotset_hash
from engine.orchestration.grouping_base import identity_of
from engine.orchestration.grouping_coverage import BadCoverage
from tests.helpers.shots import PASS, coverage_of, plans, segment, shots_of, some_shots

if TYPE_CHECKING:
    import random

WHOLE = ("continuity", "oner", "solo")  # the ways that leave no shot out


@given(plans(), st.sampled_from(WHOLE))
def test_that_every_shot_is_in_exactly_one_group(
    entries: list[dict[str, object]], strategy: str
) -> None:
    shots = shots_of(*entries)

    groups = group_shots(strategy, shots)

    assert [shot for group in groups for shot in group.shots] == list(shots)
    assert len({group.scene_id for group in groups}) == len(groups)
    for group in groups:
        assert group.identity.shot_ids == tuple(shot.shot_id for shot in group.shots)
        assert group.planned == tuple(shot.duration for shot in group.shots)


# -- continuity --------------------------------------------------------------


@given(plans())
def test_that_batches_share_a_place_and_are_as_long_as_may_be(
    entries: list[dict[str, object]],
) -> None:
    groups = group_shots("continuity", shots_of(*entries))

    for group in groups:
        places = {shot.location_id for shot in group.shots}
        assert len(group.shots) == 1 or (len(places) == 1 and None not in places)
        assert len(group.shots) <= 6
        assert len(group.shots) == 1 or group.duration <= 15
        assert group.is_one_video == (len(group.shots) >= 3)
    for one, other in pairwise(groups):
        first, place = other.shots[0], one.shots[-1].location_id
        fits = len(one.shots) < 6 and one.duration + first.duration <= 15
        assert not (fits and place is not None and place == first.location_id)


def test_that_batches_are_counted_from_one() -> None:
    groups = group_shots("continuity", some_shots(13, 1))

    assert [group.scene_id for group in groups] == ["BATCH_001", "BATCH_002", "BATCH_003"]
    assert [group.identity.ordinal for group in groups] == [1, 2, 3]
    assert [len(group.shots) for group in groups] == [6, 6, 1]


def test_that_a_batch_of_fifteen_seconds_is_whole() -> None:
    groups = group_shots("continuity", some_shots(4, 5))

    assert [len(group.shots) for group in groups] == [3, 1]
    assert groups[0].duration == Fraction(15)


def test_that_three_shots_are_one_video_and_two_are_not() -> None:
    assert group_shots("continuity", some_shots(3))[0].modality is Modality.R2V_MULTI
    assert group_shots("continuity", some_shots(2))[0].modality is Modality.VIDEO_I2V


# -- oner and solo -----------------------------------------------------------


def test_that_an_oner_is_one_take_over_everything() -> None:
    shots = some_shots(4)

    (oner,) = group_shots("oner", shots)

    assert (oner.scene_id, oner.identity.ordinal) == ("ONER_001", 1)
    assert oner.modality is Modality.R2V_MULTI
    assert oner.shots == shots


def test_that_an_oner_of_one_shot_is_still_an_oner() -> None:
    (oner,) = group_shots("oner", some_shots(1))

    assert oner.modality is Modality.VIDEO_I2V
    assert oner.identity.strategy == "oner"


def test_that_a_solo_is_called_like_its_shot() -> None:
    groups = group_shots("solo", some_shots(2))

    assert [group.scene_id for group in groups] == ["EP001_SH01", "EP001_SH02"]
    assert {group.identity.ordinal for group in groups} == {0}
    assert {group.modality for group in groups} == {Modality.VIDEO_I2V}


# -- coverage ----------------------------------------------------------------


def test_that_a_pass_brings_its_segments_and_configs() -> None:
    coverage = coverage_of(
        {
            "segments": [segment("02", 2.5), segment("01", None)],
            "generation_config": {"seed": 7},
            "element_config": {"jade": {"strength": 1}},
            "arc_preamble": "Night.",
            "blueprint_image_path": "prep/board.png",
        }
    )

    (group,) = group_shots("coverage", some_shots(3), coverage)

    assert group.scene_id == PASS
    assert group.identity == GroupIdentity.of(
        group.identity.strategy, 11, ("EP001_SH02", "EP001_SH01"), PASS
    )
    assert group.modality is Modality.R2V_MULTI
    assert group.planned == (Fraction(5, 2), Fraction(2))
    assert [one.prompt for one in group.segments] == ["02 in the pass", "01 in the pass"]
    assert dict(group.generation_config) == {"seed": 7}
    assert dict(group.element_config) == {"jade": {"strength": 1}}
    assert (group.prompt_directive, group.blueprint) == ("Night.", "prep/board.png")


def test_that_wildcards_take_time_but_are_no_shots() -> None:
    coverage = coverage_of({"segments": [segment("01"), segment(None, 1.5), segment("03")]})

    (group,) = group_shots("coverage", some_shots(3), coverage)

    assert group.identity.shot_ids == ("EP001_SH01", "EP001_SH03")
    assert group.planned == (Fraction(2), Fraction(3, 2), Fraction(2))


def test_that_a_pass_of_wildcards_stands_for_its_range_of_shots() -> None:
    ends = ["EP001_SH02", "EP001_SH04"]
    coverage = coverage_of({"shot_range": ends, "segments": [segment(None, 4)]})

    (group,) = group_shots("coverage", some_shots(5), coverage)

    assert group.identity.shot_ids == ("EP001_SH02", "EP001_SH03", "EP001_SH04")
    assert group.planned == (Fraction(4),)


def test_that_a_pass_of_one_shot_is_no_batch() -> None:
    coverage = coverage_of({"segments": [segment("02")]})

    (group,) = group_shots("coverage", some_shots(2), coverage)

    assert group.modality is Modality.VIDEO_I2V
    assert group.identity.strategy == "coverage"


def test_that_passes_come_in_the_order_of_the_file_and_each_once() -> None:
    ids = ["EP001_PASS_001_SH1", "EP001_COV_002_SH1", "EP001_PASS_3_SH1"]
    coverage = coverage_of(*({"pass_id": one, "segments": [segment("01")]} for one in ids))
    wanted = [ids[2], ids[0], ids[0]]

    groups = group_shots("coverage", some_shots(1), coverage, wanted)

    assert [group.scene_id for group in groups] == [ids[0], ids[2]]
    all_of_them = group_shots("coverage", some_shots(1), coverage)
    assert [group.identity.ordinal for group in all_of_them] == [1, 2, 3]


BAD_PASSES: dict[str, tuple[dict[str, object], str]] = {
    "stranger": ({"segments": [segment("09")]}, "EP001_SH09 is not in the plan"),
    "another episode": (
        {"segments": [segment("01", source_shot_id="EP002_SH01")]},
        "EP002_SH01 is not in the plan",
    ),
    "nothing": ({}, "it names no shots"),
    "no shot": ({"segments": [segment("01"), segment("02", source_shot_id="")]}, "segment 1"),
    "no length": ({"segments": [segment("01", -1)]}, "segment 0 has no usable duration: -1"),
    "wild without length": (
        {"segments": [segment("01"), segment(None, None)]},
        "segment 1 has no usable duration",
    ),
    "no number": ({"pass_id": "kitchen", "segments": [segment("01")]}, "its id has no number"),
    "no file name": ({"pass_id": "../PASS_1", "segments": [segment("01")]}, "name a file"),
    "its episode": ({"episode_id": "EP002", "segments": [segment("01")]}, "a pass of EP002"),
}


@pytest.mark.parametrize("wrong", BAD_PASSES)
def test_that_a_pass_that_cannot_be_rendered_is_named(wrong: str) -> None:
    planned, said = BAD_PASSES[wrong]

    with pytest.raises(BadCoverage, match=r"^pass ") as refused:
        group_shots("coverage", some_shots(2), coverage_of(planned))

    assert said in str(refused.value)


def test_that_a_pass_that_is_planned_twice_is_refused_when_it_is_wanted() -> None:
    twice = {"segments": [segment("01")]}
    other = {"pass_id": "EP001_PASS_001", "segments": [segment("01")]}
    coverage = coverage_of(twice, twice, other)

    assert len(group_shots("coverage", some_shots(1), coverage, ["EP001_PASS_001"])) == 1
    with pytest.raises(BadCoverage, match="planned twice"):
        group_shots("coverage", some_shots(1), coverage, [PASS])


def test_that_bad_wishes_are_refused_in_one_line() -> None:
    shots, coverage = some_shots(2), coverage_of({"segments": [segment("01")]})

    with pytest.raises(UserError, match="not a grouping: 'oners'"):
        group_shots("oners", shots)
    with pytest.raises(UserError, match="the list of passes is empty"):
        group_shots("coverage", shots, coverage, [])
    with pytest.raises(NotFound) as unknown:
        group_shots("coverage", shots, coverage, ["EP001_PASS_099"])
    with pytest.raises(UserError, match="no coverage passes"):
        group_shots("coverage", shots, None)
    with pytest.raises(UserError, match="not by solo"):
        group_shots("solo", shots, coverage, [PASS])

    assert unknown.value.code == "pass_not_found"


# -- identity ----------------------------------------------------------------


@given(st.lists(st.integers(0, 200).map(lambda n: f"EP001_SH{n}"), min_size=1), st.randoms())
def test_that_the_hash_of_a_set_of_shots_knows_no_order(
    ids: list[str], chance: random.Random
) -> None:
    shuffled = chance.sample(ids, len(ids))

    assert shotset_hash(shuffled) == shotset_hash(ids) == shotset_hash([*ids, ids[0]])
    assert shotset_hash([*ids, "EP001_SH999"]) != shotset_hash(ids)


def test_that_the_hash_of_a_set_of_shots_knows_no_spelling_but_the_episode() -> None:
    assert shotset_hash(["EP001_SH1A"]) == shotset_hash(["EP001_SH001a"])
    assert shotset_hash(["EP001_SH1"]) != shotset_hash(["EP002_SH1"])
    assert shotset_hash(["EP001_SH1", "EP001_SH2"]) != shotset_hash(["EP001_SH12"])


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_that_an_identity_reads_back_from_a_body(strategy: str) -> None:
    coverage = coverage_of({"segments": [segment("01"), segment("02")]})
    identity = group_shots(strategy, some_shots(2), coverage)[0].identity

    assert identity_of(Grouping.read(identity.as_json())) == identity


@pytest.mark.parametrize("lacking", ["strategy", "ordinal", "shot_ids"])
def test_that_half_an_identity_is_none(lacking: str) -> None:
    said = group_shots("solo", some_shots(1))[0].identity.as_json()

    assert identity_of(Grouping.read(said | {lacking: None})) is None
    assert identity_of(Grouping.read(said | {"strategy": "mood"})) is None
    assert identity_of(None) is None
