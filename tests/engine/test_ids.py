"""Ids of episodes, shots, passes, tags and projects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.ids import (
    PassId,
    check_project_name,
    check_shot_id,
    check_tag,
    episode_folder,
    episode_id,
    find_episode,
    find_shot_number,
    parse_episode,
    same_shot,
    shot_episode,
    shot_id,
    shot_number,
    shot_order,
)
from engine.errors import UserError
from tests.helpers.names import pass_ids

ANY_TEXT = st.text(max_size=80) | st.text("EPSHep_0123456789aA~TAKE.", max_size=80)


@pytest.mark.parametrize(
    "spelling", [1, "1", "01", "EP1", "EP001", "ep_001", "ep1", "EP_1", "0001"]
)
def test_that_every_spelling_of_an_episode_is_its_number(spelling: str | int) -> None:
    assert parse_episode(spelling) == 1


@pytest.mark.parametrize(
    "spelling", ["", "EP", "EP1000", -1, 1000, True, "1.0", "EP 1", "１", "ep_001\n", " 1", "xEP1"]
)
def test_that_what_is_no_episode_is_refused_in_one_line(spelling: str | int) -> None:
    with pytest.raises(UserError, match="not an episode") as caught:
        parse_episode(spelling)

    assert "\n" not in str(caught.value)


@given(st.integers(0, 999))
def test_that_both_forms_of_an_episode_read_back(number: int) -> None:
    assert parse_episode(episode_id(number)) == number
    assert parse_episode(episode_folder(number)) == number


@pytest.mark.parametrize(
    ("spelling", "number"),
    [
        ("EP001_SH33A", "033a"),
        ("EP001_SH033a", "033a"),
        ("33A", "033a"),
        ("033a", "033a"),
        ("SH33A", "033a"),
        ("EP001_SH1", "001"),
        ("EP001_SH0000001", "001"),
        ("EP001_SH1234", "1234"),
        ("EP001_SH33A~b", "033a"),
        ("EP001_SH33A_ALT2", "033a"),
        ("EP000_SH0", "000"),
    ],
)
def test_that_a_shot_has_one_normal_number(spelling: str, number: str) -> None:
    assert shot_number(spelling) == number


@pytest.mark.parametrize(
    "text", ["", "SH", "EP1_SH1", "EP001_SH", "EP001_SH33AB", "EP001_SH1~", "EP001_SH1\n", "٣"]
)
def test_that_what_is_no_shot_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UserError, match="not a shot"):
        shot_number(text)


def test_that_spellings_of_one_shot_are_equal_and_episodes_keep_theirs_apart() -> None:
    assert same_shot("EP001_SH33A", "EP001_SH033a")
    assert same_shot("EP001_SH33A", "033a")
    assert not same_shot("EP001_SH33", "EP001_SH33A")
    assert not same_shot("EP001_SH33A", "EP002_SH33A")
    assert not same_shot("nothing", "nothing")


def test_that_shots_sort_as_people_count() -> None:
    shots = ["EP001_SH100", "EP001_SH33A", "EP001_SH2", "EP001_SH33", "EP001_SH1000", "odd"]

    assert sorted(shots, key=shot_order) == [
        "odd",
        "EP001_SH2",
        "EP001_SH33",
        "EP001_SH33A",
        "EP001_SH100",
        "EP001_SH1000",
    ]


def test_that_a_shot_id_names_its_episode() -> None:
    assert shot_episode("EP012_SH33A") == 12
    assert shot_id(12, "033a") == "EP012_SH33A"
    assert shot_id(1, "1") == "EP001_SH01"


@pytest.mark.parametrize("text", ["33A", "EP001_SH1\n", "EP001", ""])
def test_that_a_whole_shot_id_is_asked_for(text: str) -> None:
    with pytest.raises(UserError, match="not a shot id"):
        shot_episode(text)


@pytest.mark.parametrize("tag", ["A_JADE", "COV_KITCHEN", "SOLO_ENV", "A", "A1_B2"])
def test_that_a_tag_is_accepted(tag: str) -> None:
    assert check_tag(tag) == tag


@pytest.mark.parametrize("tag", ["", "a_jade", "A__B", "_A", "A_", "1A", "A_1B", "A-B", "A\n", "Ä"])
def test_that_a_bad_tag_is_refused(tag: str) -> None:
    with pytest.raises(UserError, match="not a tag"):
        check_tag(tag)


@pytest.mark.parametrize("name", ["Show", "s", "My.Show-2_x", "0", "a" * 64])
def test_that_a_project_name_is_accepted(name: str) -> None:
    assert check_project_name(name) == name


@pytest.mark.parametrize("name", ["", "_x", ".x", "a/b", "a b", "a" * 65, "-a", "..", "a\n", "é"])
def test_that_a_bad_project_name_is_refused(name: str) -> None:
    with pytest.raises(UserError, match="not a project name"):
        check_project_name(name)


def test_that_a_pass_id_is_its_parts() -> None:
    parts = PassId.parse("EP001_PASS_011_SH01_02_A_JADE")

    assert parts == PassId(1, 11, ("EP001_SH01", "EP001_SH02"), "A_JADE")
    assert str(parts) == "EP001_PASS_011_SH01_02_A_JADE"


def test_that_a_pass_id_reads_in_any_padding() -> None:
    assert PassId.parse("EP1_PASS_11_SH1_002_A_JADE") == PassId.parse(
        "EP001_PASS_011_SH01_02_A_JADE"
    )


@pytest.mark.parametrize(
    "text", ["", "EP001_PASS_011", "EP001_PASS_SH01_A", "EP001_PASS_011_SH01_a", "PASS_011_SH01_A"]
)
def test_that_what_is_no_pass_id_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="not a pass id"):
        PassId.parse(text)


def test_that_a_pass_cannot_hold_shots_of_another_episode() -> None:
    with pytest.raises(UserError, match="EP002_SH01 is not a shot of EP001"):
        PassId(1, 1, ("EP002_SH01",))


@given(pass_ids())
def test_that_a_pass_id_reads_back_what_was_written(parts: PassId) -> None:
    assert PassId.parse(str(parts)) == parts


@given(ANY_TEXT)
def test_that_looking_for_an_id_in_any_text_never_fails(text: str) -> None:
    find_episode(text)
    find_shot_number(text)
    PassId.find(text)
    shot_order(text)
    same_shot(text, text)


@pytest.mark.parametrize("digits", ["1" * 5000, "0" * 5000])
def test_that_a_number_of_thousands_of_digits_is_no_crash(digits: str) -> None:
    assert find_shot_number(f"EP001_SH{digits}")
    assert find_episode(digits + "1") in {1, None}
    assert PassId.find(f"EP001_PASS_{digits}_SH1_A") is None
    check_shot_id(f"EP001_SH{digits}")


@pytest.mark.parametrize(
    ("pass_id", "title"),
    [
        ("EP001_PASS_011_SH01_02_A_JADE", "011 A_JADE · SH1–2"),
        ("EP001_PASS_007_SH05", "007 SH5"),
        ("EP001_PASS_007_SH05_33A_SOLO", "007 SOLO · SH5, SH33A"),
        ("EP001_PASS_007_SH02_01", "007 SH2, SH1"),
    ],
)
def test_that_a_pass_has_a_short_title_for_people(pass_id: str, title: str) -> None:
    assert PassId.parse(pass_id).title == title
