"""Hypothesis strategies for ids and names, and a fast seeded source of near-misses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from engine.domain.ids import PassId
from engine.domain.listing import MEDIA_SUFFIXES
from engine.domain.names import Era, PassName, PlainShotName, SegmentName, Strategy

if TYPE_CHECKING:
    import random

EPISODES = st.integers(0, 999)
COUNTERS = st.integers(0, 99_999)
TAKES = st.integers(1, 99_999)
NUMBERS = st.from_regex(r"[0-9]{1,5}[A-Za-z]?", fullmatch=True).filter(str.isascii)
SHOTS = st.lists(NUMBERS, min_size=1, max_size=6).map(tuple)
TAGS = st.from_regex(r"[A-Z][A-Z0-9]{0,6}(_[A-Z][A-Z0-9]{0,6}){0,2}", fullmatch=True)
SUFFIXES = st.sampled_from(MEDIA_SUFFIXES)


def pass_ids() -> st.SearchStrategy[PassId]:
    """Every pass id the app can make."""
    return st.builds(PassId, EPISODES, COUNTERS, SHOTS, st.none() | TAGS)


def pass_names() -> st.SearchStrategy[PassName]:
    """Every pass name of both eras."""
    groups = st.builds(
        PassName,
        st.sampled_from([Strategy.COVERAGE, Strategy.CONTINUITY, Strategy.ONER]),
        EPISODES,
        COUNTERS,
        SHOTS,
        take=TAKES,
        suffix=SUFFIXES,
    )
    solos = st.builds(
        PassName,
        st.just(Strategy.SOLO),
        EPISODES,
        COUNTERS,
        NUMBERS.map(lambda shot: (shot,)),
        take=TAKES,
        suffix=SUFFIXES,
    )
    old = st.builds(
        PassName,
        st.just(Strategy.COVERAGE),
        EPISODES,
        COUNTERS,
        SHOTS,
        st.none() | TAGS,
        TAKES,
        SUFFIXES,
        st.just(Era.SEMANTIC),
    )
    return groups | solos | old


def segment_names() -> st.SearchStrategy[SegmentName]:
    """Every segment name."""
    letters = st.none() | st.sampled_from("abcdefghijklmnopqrstuvwxyz")
    return st.builds(SegmentName, NUMBERS, letters, COUNTERS, st.none() | TAGS, TAKES, SUFFIXES)


def plain_names() -> st.SearchStrategy[PlainShotName]:
    """Every plain shot name."""
    return st.builds(PlainShotName, NUMBERS, SUFFIXES)


_SEEDS = (
    "EP001_COV_011_SH1_2_take1.mp4",
    "EP001_CONT_002_SH1_2_3_take1.mp4",
    "EP001_ONER_001_SH5_take1.mov",
    "EP001_SH1_take1.mp4",
    "shot_033a~b_FROM_PASS_011_A_JADE_take1.mp4",
    "shot_12_FROM_PASS_11_A_JADE_take01.webm",
    "EP001_PASS_011_SH01_02_A_JADE_take1.mp4",
    "shot_001.png",
)
_ALPHABET = "EPSHCOVNTR_take0123456789abzAZ~.mp4 /\\\n\x00é٣" + chr(0x1F3AC)


def near_miss(chance: random.Random) -> str:
    """A name of the grammar after a few random edits, or noise."""
    letters = list(chance.choice(_SEEDS))
    for _ in range(chance.randrange(6)):
        at = chance.randrange(len(letters) + 1)
        keep = chance.randrange(2)
        letters[at : at + 1 - keep] = chance.choices(_ALPHABET, k=chance.randrange(4))
    if not chance.randrange(20):
        letters = chance.choices(_ALPHABET, k=chance.randrange(60))
    return "".join(letters)
