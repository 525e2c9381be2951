"""The wall keeps what stays, shows what a query leaves, and gives away what can be looked at."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from engine.domain.board import Board, CardStatus, PictureKind
from engine.domain.paths import ProjectPath
from engine.domain.query import parse_query
from recoil_desktop.models.board_model import (
    TAKES_MIME,
    BoardModel,
    dragged_takes,
    media_of,
    shows_art,
    sights_of,
)
from recoil_desktop.models.board_words import (
    board_summary,
    card_tip,
    facts_line,
    length,
    panel_tip,
    short_number,
    status_words,
    versions_words,
)
from tests.helpers.walls import a_board, a_card, a_panel, a_taken_panel

ART = ProjectPath("prep/ep_001/storyboards/BATCH_001_v1.png")


@pytest.fixture
def model(qapp) -> BoardModel:
    made = BoardModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def keys(model: BoardModel) -> list[str]:
    return [card.key for card in model.cards]


@given(st.lists(st.permutations(range(6)).map(lambda order: order[:4]), min_size=1, max_size=5))
def test_that_any_wall_becomes_any_other(qapp, walls) -> None:
    model = BoardModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)

    for wall in walls:
        model.show_cards([a_card(number) for number in wall])

        assert keys(model) == [f"BATCH_{number:03d}" for number in wall]


def test_that_a_card_that_is_the_same_is_not_painted_again(model) -> None:
    board = a_board(3)
    model.show_cards(board.cards)
    first = QPersistentModelIndex(model.index(2, 0))
    changed: list[int] = []
    model.dataChanged.connect(lambda index, _last: changed.append(index.row()))
    approved = replace(board.cards[1], status=CardStatus.APPROVED)

    model.show_cards((board.cards[0], approved, board.cards[2]))

    assert changed == [1]
    assert model.card(first) is board.cards[2]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("", [1, 2, 3]),
        ("status=approved", [2]),
        ("is:stale", [3]),
        ("is:broken", []),
        ("comments>1", [1]),
        ("door 21", [2]),
        ("-status=approved pier", [1, 3]),
        ("shot=31", [3]),
    ],
)
def test_that_a_query_leaves_what_fits(model, query, left) -> None:
    cards = [
        a_card(1, open_comments=2),
        a_card(2, status=CardStatus.APPROVED),
        a_card(3, stale=("The plan changed",)),
    ]

    model.show_cards(cards, parse_query(query))

    assert keys(model) == [f"BATCH_{number:03d}" for number in left]


def test_that_cards_are_dragged_as_paths_and_as_files(model) -> None:
    panels = (a_taken_panel(1, 0), a_taken_panel(2, 3), a_panel(3))
    model.root = Path("/show")
    model.show_cards([a_card(1, panels=3), a_card(2, status=CardStatus.NONE)])
    model.show_cards([replace(a_card(1), panels=panels), a_card(2)])

    mime = model.mimeData([model.index(1, 0), model.index(0, 0)])

    assert dragged_takes(mime) == ("renders/ep_001/take.mp4",)
    assert [url.toLocalFile() for url in mime.urls()] == ["/show/renders/ep_001/take.mp4"]
    assert mime.hasFormat(TAKES_MIME)
    assert model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled
    assert not model.flags(model.index(1, 0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_that_a_take_is_looked_at_panel_by_panel() -> None:
    card = replace(a_card(1), panels=(a_taken_panel(1, 0), a_taken_panel(2, 3), a_panel(3)))

    found = dict(sights_of(card))

    assert list(found) == ["EP001_SH01", "EP001_SH02"]
    assert (found["EP001_SH02"].start, found["EP001_SH02"].length) == (Fraction(3), Fraction(3))
    assert media_of(card) == ("renders/ep_001/take.mp4",)


@pytest.mark.parametrize(
    ("keys", "kind", "whole"),
    [
        ({"art": None}, PictureKind.NONE, False),
        ({"art": ART}, PictureKind.NONE, True),
        ({"art": ART}, PictureKind.ART, False),
        ({"art": ART, "status": CardStatus.APPROVED}, PictureKind.STILL, False),
        ({"art": ART, "status": CardStatus.PROPOSED}, PictureKind.STILL, True),
    ],
)
def test_that_art_is_shown_whole_where_it_is_judged_or_alone(keys, kind, whole) -> None:
    picture = None if kind is PictureKind.NONE else ART
    panels = (a_panel(1, picture=picture, picture_kind=kind),)

    assert shows_art(replace(a_card(1), panels=panels, **keys)) is whole


def test_that_art_alone_is_what_is_looked_at() -> None:
    (found,) = sights_of(a_card(1, art=ART))

    assert found == ("", sights_of(a_card(1, art=ART))[0][1])
    assert found[1].path == str(ART)


# -- words ---------------------------------------------------------------------


def test_that_a_card_says_what_is_known_of_it() -> None:
    card = a_card(
        2, spent_micro=1_240_000, versions=3, active_version=2, candidates=(3,), open_comments=2,
        stale=("Shot 21 was rewritten",), modality="r2v_multi",
    )  # fmt: skip

    tip = card_tip(card)

    assert facts_line(card) == "9.0 s  ·  $1.24"
    assert versions_words(card) == "v2 +1"
    for words in ("PIER 2", "proposed", "3 panels", "v3 may take its place", "2 open comments",
                  "Stale: Shot 21 was rewritten", "r2v multi"):  # fmt: skip
        assert words in tip


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"status": CardStatus.NONE}, ""),
        ({"status": CardStatus.APPROVED, "approved_revision": 1}, "approved"),
        ({"revision": 2, "approved_revision": 1}, "new since v1"),
        ({"broken": "no JSON"}, "broken"),
    ],
)
def test_that_a_status_is_said_as_it_stands(keys, words) -> None:
    assert status_words(a_card(1, **keys)) == words


def test_that_the_head_counts_what_waits() -> None:
    board = Board(
        1,
        (
            a_card(1, open_comments=1, spent_micro=500_000),
            a_card(2, status=CardStatus.APPROVED, stale=("x",)),
            a_card(3, broken="no JSON", status=CardStatus.NONE),
        ),
    )

    words = board_summary(board)

    assert words == "3 batches  ·  1 to approve  ·  1 stale  ·  1 broken  ·  1 comment  ·  $0.50"


@pytest.mark.parametrize(("number", "words"), [("005", "5"), ("033a", "33a"), ("000", "000")])
def test_that_shots_are_numbered_as_people_say_them(number, words) -> None:
    assert short_number(number) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(Fraction(25, 2), "12.5 s"), (Fraction(65), "1:05")]
)
def test_that_lengths_are_short(seconds, words) -> None:
    assert length(seconds) == words


def test_that_a_panel_says_its_shot_and_what_happens() -> None:
    tip = panel_tip(a_panel(5, status="pinned", is_reference=True, open_comments=1))

    assert tip.splitlines() == [
        "Shot 5  ·  pinned  ·  3.0 s",
        "Jade opens door 5",
        "A reference of another shot",
        "1 open comment",
    ]
