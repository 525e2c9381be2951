"""``recoil board`` and ``recoil comment``: the wall, verdicts, drawing, references and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.boards import boards_of, give_art
from tests.helpers.cli import recoil
from tests.helpers.clips import make_clip
from tests.helpers.store import a_file, snapshot

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from engine.store.project import Project
    from tests.helpers.cli import Said

CARD = {
    "batch_id", "title", "status", "modality", "duration_s", "spent_usd", "active_version",
    "candidates", "versions", "art", "revision", "approved_revision", "open_comments", "stale",
    "broken", "panels",
}  # fmt: skip
COMMENT = {
    "id", "target_type", "batch_id", "segment_id", "body", "tag", "author", "resolved",
    "created_at", "updated_at", "frames", "path",
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return boards_of(tmp_path, default_video_model="animatic", aspect_ratio="1:1")


def said(project: Project, *words: object) -> Said:
    return recoil(*words, project=project.root)


def told(project: Project, *words: object) -> Any:
    answer = said(project, *words, "--json")
    assert answer.code == 0, answer
    return answer.json


def test_that_a_board_is_drawn_judged_used_and_all_of_it_taken_back(project: Project) -> None:
    empty = told(project, "board", "--episode", 1)
    drawn = told(project, "board", "render", "BATCH_001", "--episode", 1)
    before = snapshot(project)
    approved = told(project, "board", "approve", "BATCH_001", "--episode", "EP001")
    segment = ("--segment", "EP001_SH03", "--episode", 1)
    given = told(project, "board", "reference", "BATCH_001", *segment)
    rejected = told(project, "board", "reject", "BATCH_001", "--episode", 1, "--reason", "flat")
    wall = told(project, "board", "--episode", 1)
    for _ in range(3):
        told(project, "undo")

    assert [set(card) for card in empty["batches"]] == [CARD, CARD]
    assert [card["status"] for card in empty["batches"]] == ["none", "none"]
    (board,) = drawn["boards"]
    assert board["artifact"] == "prep/ep_001/storyboards/BATCH_001_v1.png"
    assert drawn["batches"] == {"BATCH_001": "proposed"}
    assert approved["batches"] == {"BATCH_001": "approved"}
    assert approved["revisions"] == {"BATCH_001": 1}
    assert given["shot_id"] == "EP001_SH04"
    assert rejected["batches"] == {"BATCH_001": "rejected"}
    assert wall["batches"][0]["panels"][2]["is_reference"]
    assert snapshot(project) == before


def test_that_a_dry_run_says_the_price_and_writes_nothing(project: Project) -> None:
    before = snapshot(project)

    words = ("render", "BATCH_001", "BATCH_002", "--episode", 1, "--dry-run")
    report = told(project, "board", *words)
    spoken = said(project, "board", *words)

    assert (report["dry_run"], report["estimate_usd"]) == (True, 0.0)
    assert spoken.out.splitlines()[-1] == "$0.00 for 2 boards"
    assert snapshot(project) == before


def test_that_the_wall_says_what_is_stale_and_broken(project: Project) -> None:
    give_art(project, revision=2, status="approved", approved_version=1)
    a_file(project, str(project.scenes.path(1, "BATCH_002")), "{torn")

    lines = said(project, "board", "--episode", 1).out.splitlines()

    assert lines[0] == "BATCH_001  KITCHEN · SH01–SH03  proposed  3 panels  board v2"
    assert lines[1].startswith("BATCH_002  broken: ep_001_BATCH_002.json: not JSON")


def test_that_a_paid_drawer_without_a_key_says_so_before_anything_is_spent(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GEMINI_API_KEY", raising=False)
    before = snapshot(project)

    words = ("BATCH_001", "--episode", 1, "--model", "gemini-3-pro-image", "--json")
    answer = said(project, "board", "render", *words)

    assert answer.code == 1
    assert answer.json["error"]["code"] == "missing_key"
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        (("board",), "bad_request", "which episode"),
        (("board", "approve", "BATCH_001", "--episode", "1"), "refused", "has no board yet"),
        (("board", "approve", "B@0", "--episode", "1"), "bad_request", "not a board"),
        (("board", "approve", "GONE", "--episode", "1"), "batch_not_found", "batch not found"),
        (("board", "reject", "BATCH_001", "--episode", "1"), "refused", "has no board yet"),
        (("board", "render", "GONE", "--episode", "1"), "batch_not_found", "batch not found"),
        (("board", "render", "../x", "--episode", "1"), "bad_request", "not a scene id"),
        (
            ("board", "render", "BATCH_001", "--episode", "1", "--model", "wan-99"),
            "model_not_found",
            "model not found",
        ),
        (
            ("board", "render", "BATCH_001", "--episode", "1", "--model", "seedance-2.0"),
            None,
            "",
        ),
        (
            ("board", "render", "BATCH_001", "--episode", "1", "--seed", "-3"),
            "bad_request",
            "a seed is between",
        ),
        (
            ("board", "reference", "BATCH_001", "--segment", "X", "--episode", "1"),
            "panel_not_found",
            "panel not found: X of BATCH_001",
        ),
        (
            ("board", "reference", "BATCH_001", "--segment", "X", "--remove", "--episode", "1"),
            "bad_request",
            "from which shot",
        ),
    ],
)
def test_that_a_wrong_word_about_boards_is_one_line_and_changes_nothing(
    project: Project, words: tuple[str, ...], code: str | None, problem: str
) -> None:
    before = snapshot(project)

    answer = said(project, *words, "--json")
    spoken = said(project, *words)

    assert (answer.code, spoken.code) == (1, 1)
    assert code in {None, answer.json["error"]["code"]}
    assert problem in spoken.err
    assert len(spoken.err.splitlines()) == 1
    assert snapshot(project) == before


# -- comments ----------------------------------------------------------------


def test_that_a_comment_is_made_listed_resolved_reopened_and_deleted(project: Project) -> None:
    where = ("--episode", 1, "--batch", "BATCH_001")
    made = told(project, "comment", "add", *where, "--body", "warmer", "--author", "Ada")
    panel = ("--segment", "EP001_SH02", "--tag", "fix", "--body", "hands")
    fix = told(project, "comment", "add", *where, *panel)
    resolved = told(project, "comment", "resolve", made["id"])
    listed = told(project, "comment", "list", "--episode", 1, "--open")
    tagged = told(project, "comment", "list", "--episode", 1, "--tag", "fix")
    reopened = told(project, "comment", "reopen", made["id"], fix["id"], "--episode", 1)
    deleted = told(project, "comment", "delete", made["id"], fix["id"])
    left = told(project, "comment", "list", "--episode", 1)

    assert set(made) == COMMENT | {"episode", "change"}
    assert (made["author"], made["tag"], made["target_type"]) == ("Ada", "note", "batch")
    assert resolved["resolved"] is True
    assert [one["id"] for one in listed["comments"]] == [fix["id"]]
    assert (listed["open"], listed["total"]) == (1, 2)
    assert [one["id"] for one in tagged["comments"]] == [fix["id"]]
    assert [one["resolved"] for one in reopened["comments"]] == [False, False]
    assert len(deleted["comments"]) == 2
    assert left["comments"] == []


def test_that_frames_are_those_of_the_best_take_where_no_video_is_named(project: Project) -> None:
    video = project.root / "renders/ep_001/shot_002_FROM_PASS_011_A_JADE_take1.mp4"
    video.parent.mkdir(parents=True)
    make_clip(video, shots=(24,), audio=False)
    where = ("--episode", 1, "--batch", "BATCH_001", "--body", "flicker")

    made = told(project, "comment", "add", *where, "--at", "3-9")
    none = said(project, "comment", "add", *where, "--segment", "EP001_SH01", "--at", "3")

    assert made["path"] == f"renders/ep_001/{video.name}"
    assert made["frames"] == [3, 9]
    assert none.err == "frames of which video? say --on PATH\n"


def test_that_links_and_paths_that_lead_out_are_refused(project: Project, tmp_path: Path) -> None:
    outside = tmp_path / "secret.mp4"
    outside.write_bytes(b"x" * 200)
    (project.root / "link.mp4").symlink_to(outside)
    give_art(project, artifact="../secret.png")
    before = snapshot(project)
    where = ("--episode", 1, "--batch", "BATCH_001", "--body", "x")

    linked = said(project, "comment", "add", *where, "--on", "link.mp4")
    climbing = said(project, "comment", "add", *where, "--on", "../secret.mp4")
    approved = said(project, "board", "approve", "BATCH_001", "--episode", 1)
    wall = told(project, "board", "--episode", 1)

    assert (linked.code, climbing.code, approved.code) == (1, 1, 1)
    assert "a link lies in the way: link.mp4" in linked.err
    assert "not a path inside the project" in climbing.err
    assert "not a path inside the project: '../secret.png'" in approved.err
    assert wall["batches"][0]["art"] is None
    assert snapshot(project) == before


def test_that_undo_takes_back_the_last_note_and_its_title_says_so(project: Project) -> None:
    where = ("--episode", 1, "--batch", "BATCH_001")
    told(project, "comment", "add", *where, "--body", "one")
    before = snapshot(project)
    told(project, "comment", "add", *where, "--body", "a note that\nis rather long, as notes go")

    undone = said(project, "undo")

    assert undone.out == "undone: Comment on BATCH_001: a note that is rather long, as notes go\n"
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("add", "--episode", "1", "--batch", "GONE", "--body", "x"), "batch not found: GONE"),
        (
            ("add", "--episode", "1", "--batch", "BATCH_001", "--segment", "S", "--body", "x"),
            "panel not found: S of BATCH_001",
        ),
        (("add", "--episode", "1", "--batch", "BATCH_001", "--body", " "), "it is empty"),
        (
            ("add", "--episode", "1", "--batch", "BATCH_001", "--body", "x", "--tag", "y"),
            "not a tag: 'y'",
        ),
        (
            ("add", "--episode", "1", "--batch", "BATCH_001", "--body", "x", "--at", "9-3"),
            "frames end before they begin",
        ),
        (
            ("add", "--episode", "1", "--batch", "BATCH_001", "--body", "x", "--at", "three"),
            "not frames: 'three'",
        ),
        (
            ("add", "--episode", "1", "--batch", "BATCH_001", "--body", "x", "--on", "/etc/x.mp4"),
            "not a path inside the project",
        ),
        (("list", "--episode", "1", "--tag", "y"), "not a tag: 'y'"),
        (("resolve", "cmt_0"), "comment not found: cmt_0"),
        (("delete", "cmt_0"), "comment not found: cmt_0"),
        (("edit", "cmt_0"), "say --body or --tag"),
    ],
)
def test_that_a_wrong_word_about_comments_is_one_line_and_changes_nothing(
    project: Project, words: tuple[str, ...], problem: str
) -> None:
    before = snapshot(project)

    answer = said(project, "comment", *words)

    assert (answer.code, answer.out) == (1, "")
    assert problem in answer.err
    assert len(answer.err.splitlines()) == 1
    assert snapshot(project) == before
