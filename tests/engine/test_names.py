"""Names of media files, parsed and built."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.listing import (
    is_hidden_file,
    is_hidden_folder,
    is_media,
    is_picture,
    is_video,
    split_suffix,
)
from engine.domain.names import (
    Era,
    PassName,
    PlainShotName,
    SegmentName,
    Strategy,
    parse_media_name,
    parse_pass_name,
)
from engine.errors import UserError
from tests.helpers.names import pass_names, plain_names, segment_names

WRITTEN = [
    "EP001_COV_011_SH1_2_take1.mp4",
    "EP001_CONT_002_SH1_2_3_take1.mp4",
    "EP001_ONER_001_SH5_take1.mp4",
    "EP001_SH1_take1.mp4",
    "EP001_SH33A_take12.mov",
    "EP001_COV_1011_SH33A_34_take1.webm",
    "shot_033a_FROM_PASS_011_A_JADE_take1.mp4",
    "shot_033a~b_FROM_PASS_011_A_JADE_take1.mp4",
    "shot_001.png",
    "shot_001.mp4",
]
NOT_NAMES = [
    "",
    ".mp4",
    "take1.mp4",
    "EP001_COV_011_SH1_2_take0.mp4",
    "EP001_COV_011_SH1_2_take.mp4",
    "EP001_COV_011_take1.mp4",
    "EP001_COV_SH1_take1.mp4",
    "EP001_XYZ_011_SH1_take1.mp4",
    "EP1_COV_011_SH1_take1.mp4",
    "EP001_COV_011_SH1__2_take1.mp4",
    "EP001_SH1_2_take1.mp4",
    "EP001_SH1_take1.mp4.json",
    "EP001_SH1_take1.txt",
    "EP001_SH1_take1.mp4\n",
    "EP001_COV_0111111111111_SH1_take1.mp4",
    "shot_.mp4",
    "shot_12a~B_FROM_PASS_011_A_take1.mp4",
    "shot_12_FROM_PASS_011_a_jade_take1.mp4",
    "shot_12_FROM.mp4",
    "shot_٣.mp4",
    "EP001_PASS_011_SH01_02_a_take1.mp4",
    "my holiday.mp4",
]


@pytest.mark.parametrize("name", WRITTEN)
def test_that_a_name_the_app_writes_reads_back_letter_by_letter(name: str) -> None:
    assert str(parse_media_name(name)) == name


@pytest.mark.parametrize("name", NOT_NAMES)
def test_that_a_name_that_fits_nothing_parses_to_nothing(name: str) -> None:
    assert parse_media_name(name) is None
    assert parse_pass_name(name) is None


def test_that_a_coverage_name_says_strategy_ordinal_shots_and_take() -> None:
    name = parse_pass_name("EP001_COV_011_SH1_33A_take2.mp4")

    assert name == PassName(
        Strategy.COVERAGE, 1, 11, ("EP001_SH01", "EP001_SH33A"), None, 2, ".mp4"
    )


def test_that_the_old_semantic_name_reads_in_any_padding() -> None:
    name = parse_pass_name("EP001_PASS_011_SH01_02_A_JADE_take1.mp4")

    assert name is not None
    assert (name.strategy, name.ordinal, name.tag) == (Strategy.COVERAGE, 11, "A_JADE")
    assert name.era is Era.SEMANTIC
    assert parse_pass_name("EP1_PASS_11_SH1_002_A_JADE_take01.mp4") == name


def test_that_old_segments_read_in_any_padding() -> None:
    today = parse_media_name("shot_012_FROM_PASS_011_A_JADE_take1.mp4")

    assert isinstance(today, SegmentName)
    assert parse_media_name("shot_12_FROM_PASS_11_A_JADE_take1.mp4") == today
    assert parse_media_name("shot_12_FROM_EP001_PASS_011_SH01_02_A_JADE_take1.mp4") == today


def test_that_an_extra_carries_its_letter() -> None:
    name = parse_media_name("shot_033a~b_FROM_PASS_011_A_JADE_take1.mp4")

    assert name == SegmentName("033a", "b", 11, "A_JADE", 1)


def test_that_a_stem_is_read_as_the_name_of_an_mp4() -> None:
    assert str(parse_pass_name("EP001_SH1_take1")) == "EP001_SH1_take1.mp4"


def test_that_capital_suffixes_are_media_and_stay_as_written() -> None:
    assert str(parse_media_name("EP001_SH1_take1.MP4")) == "EP001_SH1_take1.MP4"


def test_that_the_new_grammar_has_no_place_for_a_tag() -> None:
    assert PassName(Strategy.COVERAGE, 1, 2, ("1",), "A_JADE").tag is None


@given(pass_names())
def test_that_pass_names_build_and_parse_to_themselves(name: PassName) -> None:
    assert parse_pass_name(str(name)) == name
    assert parse_media_name(str(name)) == name


@given(segment_names())
def test_that_segment_names_build_and_parse_to_themselves(name: SegmentName) -> None:
    assert parse_media_name(str(name)) == name
    assert parse_pass_name(str(name)) is None


@given(plain_names())
def test_that_plain_names_build_and_parse_to_themselves(name: PlainShotName) -> None:
    assert parse_media_name(str(name)) == name


@given(st.text(max_size=120))
def test_that_no_text_makes_the_parser_fail(text: str) -> None:
    parse_media_name(text)
    parse_pass_name(text)


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda: PassName(Strategy.COVERAGE, 1, 1, ()), "at least one shot"),
        (lambda: PassName(Strategy.COVERAGE, 1, 1, ("EP002_SH1",)), "not a shot of EP001"),
        (lambda: PassName(Strategy.SOLO, 1, 0, ("1", "2")), "one shot"),
        (lambda: PassName(Strategy.COVERAGE, 1, 1, ("1",), take=0), "count from 1"),
        (lambda: PassName(Strategy.COVERAGE, 1, -1, ("1",)), "not a counter"),
        (lambda: PassName(Strategy.COVERAGE, 1, 10**9, ("1",)), "not a counter"),
        (lambda: PassName(Strategy.COVERAGE, 1, 1, ("1",), suffix=".avi"), "not a media suffix"),
        (
            lambda: PassName(Strategy.COVERAGE, 1, 1, ("1",), "a", era=Era.SEMANTIC),
            "not a tag",
        ),
        (lambda: SegmentName("1", "B", 1, "A"), "letter of an extra"),
        (lambda: SegmentName("x", None, 1, "A"), "not a shot"),
        (lambda: SegmentName("1", None, 1, "a"), "not a tag"),
        (lambda: PlainShotName("1", ".gif"), "not a media suffix"),
    ],
)
def test_that_a_name_that_could_not_be_read_back_cannot_be_built(build, reason) -> None:
    with pytest.raises(UserError, match=reason):
        build()


def test_that_listings_know_media_and_pass_over_what_is_hidden() -> None:
    assert is_video("a.MOV")
    assert is_picture("a.webp")
    assert not is_media("a.mp4.json")
    assert is_hidden_file(".a.mp4.extracted")
    assert [
        name
        for name in ("_archive", "_orphans", "boundary_frames", "my_backup_2", ".x", "ep_001")
        if not is_hidden_folder(name)
    ] == ["_orphans", "ep_001"]
    assert split_suffix("a.b.mp4") == ("a.b", ".mp4")
    assert split_suffix("a.txt") == ("a.txt", "")


def test_that_a_clip_is_named_shortly_below_its_pass_and_below_its_shot() -> None:
    clip = SegmentName("033a", None, 11, "A_JADE")
    extra = SegmentName("7", "b", 3, None, take=2)

    assert (clip.title_in_pass, clip.title_in_shot) == ("SH33A", "011 A_JADE take 1")
    assert (extra.title_in_pass, extra.title_in_shot) == ("SH7 extra b", "003 take 2 extra b")


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("EP001_CONT_002_SH4_5_6_take1.mp4", "CONT 002 · SH4–6 · take 1"),
        ("EP001_COV_011_SH1_3A_take12.mp4", "COV 011 · SH1, SH3A · take 12"),
        ("EP001_SH4_take2.mp4", "SH4 · take 2"),
    ],
)
def test_that_a_pass_video_is_called_by_its_shots(file: str, title: str) -> None:
    name = parse_media_name(file)

    assert isinstance(name, PassName)
    assert name.title == title
