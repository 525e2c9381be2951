"""Takes are named by grammar, and counted on from what is there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.names import Strategy, parse_pass_name
from engine.errors import UserError
from engine.orchestration.grouping import GroupIdentity
from engine.orchestration.take_names import NameTooLong, next_take, render_name
from tests.helpers.names import COUNTERS, EPISODES, NUMBERS, TAKES

NAMED = {
    "EP001_COV_011_SH1_2_take1.mp4": (Strategy.COVERAGE, 11, ["EP001_SH01", "EP001_SH02"]),
    "EP001_CONT_002_SH1_2_33A_take1.mp4": (Strategy.CONTINUITY, 2, ["SH01", "SH02", "SH33a"]),
    "EP001_ONER_001_SH5_take1.mp4": (Strategy.ONER, 1, ["EP001_SH05"]),
    "EP001_SH1_take1.mp4": (Strategy.SOLO, 0, ["EP001_SH01"]),
}


@pytest.mark.parametrize("name", NAMED)
def test_that_a_take_is_named_by_grammar(name: str) -> None:
    strategy, ordinal, shots = NAMED[name]

    assert render_name(GroupIdentity.of(strategy, ordinal, shots), "A_JADE", 1, 1) == name


def test_that_a_keyframe_has_the_suffix_of_a_picture() -> None:
    identity = GroupIdentity.of(Strategy.SOLO, 0, ["EP001_SH01"])

    assert render_name(identity, None, 1, 3, ".png") == "EP001_SH1_take3.png"


@given(
    st.sampled_from(list(Strategy)),
    EPISODES,
    COUNTERS,
    st.lists(NUMBERS, min_size=1, max_size=6),
    TAKES,
)
def test_that_a_name_says_what_it_was_made_from(
    strategy: Strategy, episode: int, ordinal: int, shots: list[str], take: int
) -> None:
    own = shots[:1] if strategy is Strategy.SOLO else shots
    identity = GroupIdentity.of(strategy, ordinal, own)

    name = parse_pass_name(render_name(identity, None, episode, take))

    assert name is not None
    assert (name.strategy, name.episode, name.take) == (strategy, episode, take)
    assert name.ordinal == (0 if strategy is Strategy.SOLO else ordinal)
    assert len(name.shot_ids) == len(own)


def test_that_a_video_of_too_many_shots_is_refused() -> None:
    identity = GroupIdentity.of(Strategy.ONER, 1, [f"EP001_SH{n}" for n in range(1, 121)])

    with pytest.raises(NameTooLong, match="one video of 120 shots cannot be named"):
        render_name(identity, None, 1, 1)


def test_that_a_shot_of_another_episode_is_refused() -> None:
    with pytest.raises(UserError, match="EP002_SH01 is not a shot of EP001"):
        render_name(GroupIdentity.of(Strategy.SOLO, 0, ["EP002_SH01"]), None, 1, 1)


@pytest.mark.parametrize(
    ("taken", "take"),
    [
        ([], 1),
        (["EP001_COV_011_SH1_2_take1.mp4"], 2),
        (["EP001_COV_011_SH1_2_take1.mp4", "EP001_COV_011_SH1_2_take7.mov"], 8),
        (["EP001_COV_11_SH01_2_take03.mp4.json"], 4),
        (["EP001_COV_012_SH1_2_take9.mp4", "EP001_COV_011_SH2_1_take9.mp4"], 1),
        (["EP002_COV_011_SH1_2_take9.mp4", "EP001_PASS_011_SH01_02_A_take9.mp4"], 1),
        (["my holiday.mp4", "", "EP001_SH1_take4.mp4", "shot_001.png"], 1),
    ],
)
def test_that_the_next_take_follows_the_highest_of_its_kin(taken: list[str], take: int) -> None:
    identity = GroupIdentity.of(Strategy.COVERAGE, 11, ["EP001_SH01", "EP001_SH02"])

    assert next_take(identity, 1, taken) == take


@given(st.sets(TAKES, max_size=8))
def test_that_the_next_take_is_free(takes: set[int]) -> None:
    identity = GroupIdentity.of(Strategy.CONTINUITY, 2, ["EP001_SH01", "EP001_SH02"])
    taken = {render_name(identity, None, 1, take) for take in takes}

    assert render_name(identity, None, 1, next_take(identity, 1, taken)) not in taken
