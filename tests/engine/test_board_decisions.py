"""Boards approved and rejected, and panels given as references: one change each, taken back."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from engine.domain.board import CardStatus
from engine.domain.scene_operations import append_take
from engine.errors import Conflict, CorruptFile, NotFound, Refused, UserError
from engine.workspace.board import board_of
from engine.workspace.board_decisions import BoardWish, approve, reject
from engine.workspace.board_references import give_reference, take_reference
from tests.helpers.boards import a_picture, board_in, boards_of, give_art
from tests.helpers.clips import make_clip
from tests.helpers.episodes import a_shot, write_plan
from tests.helpers.scenes import a_take
from tests.helpers.store import a_file, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return boards_of(tmp_path)


def approved(project: Project, *batches: str) -> dict[str, CardStatus]:
    return dict(approve(project, 1, [BoardWish.of(one) for one in batches]).states)


# -- verdicts ----------------------------------------------------------------


def test_that_approval_names_the_revision_and_the_picture(project: Project) -> None:
    give_art(project, mood="theirs")

    judged = approve(project, 1, [BoardWish("BATCH_001")])

    board = board_in(project)
    assert board["status"] == "approved"
    assert (board["version"], board["approved_version"]) == (1, 1)
    assert board["approved_sha256"] == hashlib.sha256(a_picture(1)).hexdigest()
    assert board["mood"] == "theirs"
    assert judged.change.title == "Approve board v1 of BATCH_001"


def test_that_several_boards_are_approved_in_one_change(project: Project) -> None:
    before = (give_art(project), give_art(project, "BATCH_002"), snapshot(project))[-1]

    states = approved(project, "BATCH_001", "BATCH_002")
    project.changes.undo()

    assert set(states.values()) == {CardStatus.APPROVED}
    assert snapshot(project) == before


def test_that_a_rejection_keeps_its_reason_and_approval_ends_it(project: Project) -> None:
    give_art(project)

    judged = reject(project, 1, [BoardWish("BATCH_001")], " mirrored room ")
    rejected = board_in(project)
    approved(project, "BATCH_001")

    assert judged.states == {"BATCH_001": CardStatus.REJECTED}
    assert (rejected["status"], rejected["rejection_reason"]) == ("rejected", "mirrored room")
    assert "rejection_reason" not in board_in(project)


def test_that_undo_of_a_verdict_keeps_what_a_run_saved_meanwhile(project: Project) -> None:
    give_art(project)
    approved(project, "BATCH_001")
    beat = project.scenes.load(1, "BATCH_001").scene.beats[0].beat_id
    project.scenes.change(1, "BATCH_001", 1, append_take(beat, a_take(1)))

    project.changes.undo()
    undone = project.scenes.load(1, "BATCH_001").scene.beats[0]
    project.changes.redo()

    redone = project.scenes.load(1, "BATCH_001").scene.beats[0]
    assert (undone.board.status, len(undone.takes)) == ("proposed", 1)
    assert (redone.board.status, len(redone.takes)) == ("approved", 1)


def test_that_an_earlier_revision_that_is_named_becomes_the_board_again(project: Project) -> None:
    first = give_art(project, revision=1)
    a_file(project, f"{first}.json", json.dumps({"areas": [[0, 0, 1, 1]], "inputs": {"a": "b"}}))
    give_art(project, revision=2, rejection_reason="no", areas=[])

    judged = approve(project, 1, [BoardWish.of("BATCH_001@v1")])

    board = board_in(project)
    assert judged.revisions == {"BATCH_001": 1}
    assert (board["artifact"], board["version"]) == (str(first), 1)
    assert (board["status"], board["approved_version"]) == ("approved", 1)
    assert (board["areas"], board["inputs"]) == ([[0, 0, 1, 1]], {"a": "b"})


def test_that_approval_says_that_the_version_has_its_own_board(project: Project) -> None:
    from engine.orchestration.versions import RederiveOrder, rederive

    write_plan(project, [a_shot(n, "KITCHEN", 2) for n in (1, 2, 3)] + [a_shot(4, "HALL")])
    rederive(project, RederiveOrder(1))
    project.scenes.conform(1, "BATCH_001", 2)
    give_art(project)
    before = board_of(project, 1).card("BATCH_001")

    approved(project, "BATCH_001")
    project_is_derived = project.scenes.load(1, "BATCH_001").is_derived
    project.changes.undo()

    assert before is not None
    assert before.stale == ("Version 2 counts now and has no board of its own.",)
    assert project_is_derived
    assert not project.scenes.load(1, "BATCH_001").is_derived


def test_that_a_board_that_came_meanwhile_is_not_judged_unseen(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.workspace import board_decisions

    give_art(project)
    own = board_decisions.read_one

    def seen_before(*words: object) -> object:
        read = own(*words)
        give_art(project, revision=2)
        return read

    monkeypatch.setattr(board_decisions, "read_one", seen_before)

    for judge in (
        lambda: approved(project, "BATCH_001"),
        lambda: reject(project, 1, [BoardWish("BATCH_001")]),
    ):
        give_art(project)
        with pytest.raises(Conflict, match="has another board by now: v2"):
            judge()
    assert board_in(project)["status"] == "proposed"


def test_that_an_earlier_revision_is_not_rejected_in_the_place_of_the_board(
    project: Project,
) -> None:
    give_art(project, revision=1)
    give_art(project, revision=2)

    with pytest.raises(Conflict, match="another board by now than v1"):
        reject(project, 1, [BoardWish("BATCH_001", 1)])

    assert board_in(project)["status"] == "proposed"


def test_that_what_is_approved_already_is_left_alone(project: Project) -> None:
    give_art(project)
    give_art(project, "BATCH_002")
    approved(project, "BATCH_001")
    before = board_in(project)

    with pytest.raises(Refused, match="BATCH_001 is approved already"):
        approved(project, "BATCH_001")
    approved(project, "BATCH_001", "BATCH_002")

    assert board_in(project) == before
    assert board_in(project, "BATCH_002")["status"] == "approved"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("BATCH_001", "BATCH_002"), "BATCH_002 has no board yet: recoil board render BATCH_002"),
        (("BATCH_009",), "batch not found: BATCH_009"),
        (("BATCH_001@7",), "board not found: BATCH_001 v7"),
        (("BATCH_001", "BATCH_001@1"), "one revision of each"),
        ((), "at least one batch"),
        (("../x",), "not a scene id"),
        (("BATCH_001@x",), "not a board"),
    ],
)
def test_that_a_wrong_verdict_is_refused_and_changes_nothing(
    project: Project, words: tuple[str, ...], problem: str
) -> None:
    give_art(project)
    before = snapshot(project)

    with pytest.raises(UserError, match=problem):
        approved(project, *words)

    assert snapshot(project) == before


def test_that_art_that_is_no_picture_is_not_approved(project: Project) -> None:
    a_file(project, str(give_art(project)), b"version https://git-lfs.github.com/spec/v1\n")

    with pytest.raises(Refused, match=r"cannot be approved: .* is a git-lfs pointer"):
        approved(project, "BATCH_001")


def test_that_a_corrupt_batch_is_refused_and_kept(project: Project) -> None:
    give_art(project, "BATCH_002")
    place = project.root / str(project.scenes.path(1, "BATCH_001"))
    place.write_text("{torn")

    with pytest.raises(CorruptFile):
        approved(project, "BATCH_002", "BATCH_001")

    assert place.read_text() == "{torn"
    assert board_in(project, "BATCH_002")["status"] == "proposed"


# -- references --------------------------------------------------------------

HALVES = [[0, 0, 0.5, 1], [0.5, 0, 0.25, 1], [0.75, 0, 0.25, 1]]


def test_that_a_part_of_a_sheet_becomes_a_reference_of_the_next_shot(project: Project) -> None:
    give_art(project, areas=HALVES)

    given = give_reference(project, 1, "BATCH_001", "EP001_SH03")

    assert given.shot_id == "EP001_SH04"
    assert project.shots.read(1).of("EP001_SH04").references == (str(given.path),)
    assert project.resolve(given.path).read_bytes().startswith(b"\x89PNG")
    assert project.sidecars.read(given.path).source == "board_panel"
    shown = board_of(project, 1).card("BATCH_001")
    assert [one.is_reference for one in shown.panels] == [False, False, True]


def test_that_the_frame_of_a_take_becomes_a_reference(project: Project) -> None:
    video = project.root / "renders/ep_001/shot_001_FROM_PASS_011_A_JADE_take1.mp4"
    video.parent.mkdir(parents=True)
    make_clip(video, shots=(24,), audio=False)
    a_file(project, f"renders/ep_001/{video.name}.json", json.dumps({"status": "pinned"}))

    given = give_reference(project, 1, "BATCH_001", "EP001_SH01", "SH04")

    assert (given.shot_id, given.path.suffix) == ("EP001_SH04", ".jpg")
    assert project.resolve(given.path).read_bytes().startswith(b"\xff\xd8")


def test_that_a_still_is_a_reference_as_it_is(project: Project) -> None:
    still = a_file(project, "renders/ep_001/EP001_SH1_take1.png", a_picture())
    a_file(project, f"{still}.json", json.dumps({"status": "pinned"}))

    given = give_reference(project, 1, "BATCH_001", "EP001_SH01")

    assert (given.path, given.shot_id) == (still, "EP001_SH02")


def test_that_undo_takes_picture_and_note_back(project: Project) -> None:
    give_art(project, areas=HALVES)
    before = snapshot(project)

    give_reference(project, 1, "BATCH_001", "EP001_SH01")
    project.changes.undo()

    assert snapshot(project) == before


def test_that_a_reference_is_taken_away_again(project: Project) -> None:
    give_art(project, areas=HALVES)
    give_reference(project, 1, "BATCH_001", "EP001_SH01")

    taken = take_reference(project, 1, ("BATCH_001", "EP001_SH01"), "SH02")

    assert taken.references == ()
    with pytest.raises(NotFound, match="reference not found: of SH01 at SH02"):
        take_reference(project, 1, ("BATCH_001", "EP001_SH01"), "SH02")


@pytest.mark.parametrize(
    ("batch", "segment", "to", "problem"),
    [
        ("BATCH_009", "EP001_SH01", None, "batch not found"),
        ("BATCH_001", "EP001_SH04", None, "panel not found"),
        ("BATCH_001", "EP001_SH01", None, "SH01 shows nothing yet"),
        ("BATCH_002", "EP001_SH04", None, "no shot comes after SH04: say --for SHOT"),
        ("BATCH_002", "EP001_SH04", "EP002_SH01", "no shot of EP001"),
        ("BATCH_002", "EP001_SH04", "SH77", "shot not found: EP001_SH77"),
        ("BATCH_002", "EP001_SH04", "x", "not a shot"),
    ],
)
def test_that_a_wrong_reference_is_refused_and_changes_nothing(
    project: Project, batch: str, segment: str, to: str | None, problem: str
) -> None:
    before = snapshot(project)

    with pytest.raises(UserError, match=problem):
        give_reference(project, 1, batch, segment, to)

    assert snapshot(project) == before
