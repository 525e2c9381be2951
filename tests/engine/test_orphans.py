"""Orphans: what is swept, what never is, and what is asked about first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.domain.names import parse_media_name
from engine.domain.nodes import NodeKind, walk
from engine.domain.orphans import is_much, orphan_reason, register_order, take_of
from engine.errors import UserError
from engine.workspace.orphan_sweep import propose, sweep, sweep_confirmed, taken_back
from engine.workspace.orphans import find_orphans, find_strays
from engine.workspace.tree import ProjectTree
from tests.helpers.orphans import EPISODE, QUARANTINE, a_show, an_old_file

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

OLD_NAME = "EP001_PASS_011_SH01_02_A_JADE_take1.mp4"
OLD_ID = "EP001_PASS_011_SH01_02_A_JADE"


@pytest.fixture
def show(tmp_path: Path) -> Project:
    return a_show(tmp_path)


def record(show: Project, **keys: object) -> None:
    state = {"schema_version": 1, "passes": {OLD_ID: {"pass_id": OLD_ID, **keys}}}
    an_old_file(show.root, str(show.passes.path(1)), json.dumps(state).encode())


def names(show: Project, folder: str) -> list[str]:
    place = show.root / folder
    return sorted(one.name for one in place.iterdir()) if place.is_dir() else []


# -- what is an orphan -------------------------------------------------------


@pytest.mark.parametrize("name", [OLD_NAME, "shot_001.mp4", "final_v2.mp4", "clip.MOV", "x.webm"])
def test_that_a_video_nobody_backs_goes_into_quarantine(show: Project, name: str) -> None:
    an_old_file(show.root, f"{EPISODE}/{name}")

    done = sweep(show)

    assert [one.target.text for one in done.moved] == [f"{QUARANTINE}/{name}"]
    assert names(show, QUARANTINE) == [name]
    assert done.change is not None


@pytest.mark.parametrize(
    "name",
    [
        "EP001_COV_011_SH1_2_take1.mp4",
        "EP001_CONT_002_SH1_2_take1.mp4",
        "EP001_ONER_001_SH5_take1.mp4",
        "EP001_SH1_take1.mp4",
        "shot_033a_FROM_PASS_011_A_JADE_take1.mp4",
        "shot_033a~b_FROM_PASS_011_take1.mp4",
        "poster.png",
        ".hidden.mp4",
    ],
)
def test_that_names_of_ours_and_other_files_are_no_orphans(show: Project, name: str) -> None:
    an_old_file(show.root, f"{EPISODE}/{name}")

    assert sweep(show).moved == ()
    assert names(show, EPISODE) == [name]


def test_that_the_old_layout_is_swept_into_its_own_quarantine(show: Project) -> None:
    an_old_file(show.root, "output/video/ep_001/shot_001.mp4")

    sweep(show)

    assert names(show, "output/video/ep_001/_orphans") == ["shot_001.mp4"]


@pytest.mark.parametrize(
    ("sidecar", "keys"),
    [
        ({"pass_id": OLD_ID}, {}),
        ({"provenance": {"grouping": {"source_pass_id": OLD_ID}}}, {}),
        ({}, {"video_path": f"{EPISODE}/any.mp4"}),
        ({"source": "pass_extraction"}, {}),
        ({"source_type": "pass_segment"}, {}),
    ],
)
def test_that_what_a_record_or_a_sidecar_claims_stays(
    show: Project, sidecar: dict[str, object], keys: dict[str, object]
) -> None:
    record(show, **keys)
    an_old_file(show.root, f"{EPISODE}/any.mp4")
    if sidecar:
        an_old_file(show.root, f"{EPISODE}/any.mp4.json", json.dumps(sidecar).encode())

    assert sweep(show).moved == ()


def test_that_an_old_name_is_backed_by_its_record(show: Project) -> None:
    record(show)
    an_old_file(show.root, f"{EPISODE}/{OLD_NAME}")

    assert sweep(show).moved == ()


@pytest.mark.parametrize("age", [5, 0.5, -20])
def test_that_a_file_that_was_just_written_waits(show: Project, age: float) -> None:
    an_old_file(show.root, f"{EPISODE}/any.mp4", age=age)

    assert sweep(show).moved == ()


def test_that_an_episode_whose_records_cannot_be_read_is_not_swept(show: Project) -> None:
    an_old_file(show.root, str(show.passes.path(1)), b"{torn")
    an_old_file(show.root, f"{EPISODE}/any.mp4")
    an_old_file(show.root, "renders/ep_002/any.mp4")

    done = sweep(show)

    assert [one.path.text for one in done.moved] == ["renders/ep_002/any.mp4"]
    assert [one.episode for one in done.untouched] == [1]
    assert "cannot be read" in done.untouched[0].trouble


def test_that_a_video_whose_sidecar_is_corrupt_stays(show: Project) -> None:
    an_old_file(show.root, f"{EPISODE}/any.mp4")
    an_old_file(show.root, f"{EPISODE}/any.mp4.json", b"{torn")

    assert sweep(show).moved == ()


def test_that_a_link_is_left_where_it_is(show: Project, tmp_path: Path) -> None:
    outside = an_old_file(tmp_path, "film.mp4")
    (show.root / EPISODE).mkdir(parents=True)
    (show.root / EPISODE / "any.mp4").symlink_to(outside)

    assert sweep(show).moved == ()


# -- how it is moved ---------------------------------------------------------


def test_that_companions_travel_along_and_undo_brings_all_back(show: Project) -> None:
    for name in ("any.mp4", "any.mp4.json", ".any.mp4.extracted"):
        an_old_file(show.root, f"{EPISODE}/{name}", b'{"notes": "x"}')
    for number in ("00", "01"):
        an_old_file(show.root, f"{EPISODE}/boundary_frames/any_seg{number}.jpg")
    an_old_file(show.root, f"{EPISODE}/boundary_frames/other_seg00.jpg")

    sweep(show)

    assert names(show, QUARANTINE) == [
        ".any.mp4.extracted", "any.mp4", "any.mp4.json", "boundary_frames",
    ]  # fmt: skip
    assert names(show, f"{QUARANTINE}/boundary_frames") == ["any_seg00.jpg", "any_seg01.jpg"]
    assert names(show, f"{EPISODE}/boundary_frames") == ["other_seg00.jpg"]
    show.changes.undo()
    assert names(show, QUARANTINE) == []
    assert len(names(show, f"{EPISODE}/boundary_frames")) == 3


def test_that_equal_names_never_meet(show: Project) -> None:
    an_old_file(show.root, f"{QUARANTINE}/any.mp4", b"first")
    an_old_file(show.root, f"{EPISODE}/any.mp4", b"second")
    an_old_file(show.root, f"{EPISODE}/any.mp4.json", b"{}")

    sweep(show)

    assert names(show, QUARANTINE) == ["any (2).mp4", "any (2).mp4.json", "any.mp4"]
    assert (show.root / QUARANTINE / "any.mp4").read_bytes() == b"first"


def test_that_a_sweep_of_much_is_proposed_until_somebody_confirms(show: Project) -> None:
    for number in range(21):
        an_old_file(show.root, f"{EPISODE}/take {number}.mp4")
    an_old_file(show.root, "renders/ep_002/any.mp4")

    done = sweep(show)

    assert (len(done.moved), len(done.proposed)) == (1, 21)
    assert names(show, QUARANTINE) == []
    assert len(sweep_confirmed(show).moved) == 21


def test_that_twenty_are_moved_without_asking(show: Project) -> None:
    for number in range(20):
        an_old_file(show.root, f"{EPISODE}/take {number}.mp4")

    assert len(sweep(show).moved) == 20


def test_that_much_is_more_than_twenty_and_a_fifth() -> None:
    assert not is_much(20, 20)
    assert is_much(21, 104)
    assert not is_much(21, 105)


def test_that_proposing_moves_nothing(show: Project) -> None:
    an_old_file(show.root, f"{EPISODE}/any.mp4")

    done = propose(show)

    assert [one.reason for one in done.proposed] == ["its name says nothing"]
    assert names(show, EPISODE) == ["any.mp4"]


def test_that_what_somebody_took_back_is_not_swept_by_itself_again(show: Project) -> None:
    an_old_file(show.root, f"{EPISODE}/any.mp4")
    sweep(show)
    show.changes.undo()

    spared = taken_back(show)

    assert f"{EPISODE}/any.mp4" in spared
    assert sweep(show, None, spared).moved == ()
    assert len(sweep(show).moved) == 1


# -- what is in quarantine ---------------------------------------------------


def test_that_orphans_are_listed_with_their_reasons(show: Project) -> None:
    an_old_file(show.root, f"{QUARANTINE}/shot_2.mp4", b"12345", age=60)
    an_old_file(show.root, f"{QUARANTINE}/{OLD_NAME}")
    an_old_file(show.root, "output/video/ep_002/_orphans/x.mp4")
    an_old_file(show.root, f"{QUARANTINE}/x.mp4.json")

    found = find_orphans(show)

    assert [(one.episode, one.name) for one in found] == [
        (1, OLD_NAME), (1, "shot_2.mp4"), (2, "x.mp4"),
    ]  # fmt: skip
    assert found[0].reason == f"there is no record of {OLD_ID}"
    assert found[1].size == 5
    assert [one.name for one in find_orphans(show, 2)] == ["x.mp4"]


def test_that_their_lines_in_the_tree_say_why_they_are_there(show: Project) -> None:
    an_old_file(show.root, f"{QUARANTINE}/x.mp4")
    tree = ProjectTree(show)

    lines = [node for node in walk(tree.build()) if node.kind is NodeKind.ORPHAN]

    assert [node.detail.summary for node in lines] == ["its name says nothing"]


def test_that_looking_for_strays_writes_nothing(show: Project) -> None:
    an_old_file(show.root, f"{EPISODE}/any.mp4")
    before = sorted(show.root.rglob("*"))

    found = find_strays(show, 1)

    assert (len(found.strays), found.videos) == (1, 1)
    assert sorted(show.root.rglob("*")) == before


# -- what registering needs --------------------------------------------------


@pytest.mark.parametrize(
    ("name", "take"),
    [
        ("EP001_PASS_011_SH01_02_take3.mp4", 3),
        ("shot_001_FROM_PASS_002_A_take4.mp4", 4),
        ("kitchen_take12.mp4", 12),
        ("kitchen take 2.mov", 2),
        ("mistake7.mp4", 1),
        ("kitchen.mp4", 1),
        ("take0.mp4", 1),
    ],
)
def test_that_the_take_is_kept_from_the_old_name(name: str, take: int) -> None:
    assert take_of(name) == take


def test_that_shots_are_taken_in_any_spelling() -> None:
    order = register_order(1, ["4", "EP001_SH05A"], tag="A_JADE", model=" wan ")

    assert order.shots == ("EP001_SH04", "EP001_SH05A")
    assert (order.model, order.format_type) == ("wan", "B")


@pytest.mark.parametrize(
    ("shots", "tag", "model", "line"),
    [
        ([], "A", "wan", "say which shots"),
        ([" "], "A", "wan", "say which shots"),
        (["SH1", "1"], "A", "wan", "twice"),
        (["kitchen"], "A", "wan", "not a shot"),
        (["EP002_SH01"], "A", "wan", "not a shot of EP001"),
        (["SH1"], "", "wan", "say a tag"),
        (["SH1"], "a jade", "wan", "not a tag"),
        (["SH1"], "A", "", "say the model"),
        (["SH1"], "A", "Unknown", "say the model"),
    ],
)
def test_that_a_bad_order_is_refused(shots: list[str], tag: str, model: str, line: str) -> None:
    with pytest.raises(UserError, match=line):
        register_order(1, shots, tag=tag, model=model)


def test_that_names_of_ours_have_no_reason() -> None:
    assert orphan_reason(parse_media_name("EP001_SH1_take1.mp4")) == ""
