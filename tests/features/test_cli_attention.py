"""What needs somebody, the account, activity, newest files and uses, from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.commands.catalog import all_commands
from tests.helpers.cli import recoil
from tests.helpers.passes import snapshot
from tests.helpers.waiting import REVIEW, VIDEO, a_quiet_show, a_waiting_show

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.projects import ProjectFiles

KINDS = {
    "stuck change", "corrupt file", "take to judge", "failed render", "lost video",
    "pass to review", "waiting version", "orphans",
}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_waiting_show(tmp_path / "show")


def test_that_needs_names_what_waits_where_it_opens_and_what_helps(files):
    before = snapshot(files.root)

    said = recoil("needs", "--json", project=files.root)

    assert said.code == 0
    assert set(said.json["counts"]) == KINDS
    assert said.json["total"] == len(said.json["needs"])
    review = next(one for one in said.json["needs"] if one["kind"] == "pass to review")
    assert review["opens"] == {"pane": "segmentation", "subject": REVIEW}
    assert (review["episode"], review["paths"]) == ("EP001", [VIDEO])
    assert review["fix"] == f"recoil review show {REVIEW}"
    assert snapshot(files.root) == before


def test_that_needs_reads_well(files):
    said = recoil("needs", "--episode", "1", project=files.root)

    assert "EP001  Confirm the cuts of PASS 001 A_JADE · SH1–2: 1 cuts wanted, 3 found" in said.out
    assert "ep_002" not in said.out


def test_that_nothing_needs_anybody_in_a_quiet_project(tmp_path):
    files = a_quiet_show(tmp_path / "show")

    assert recoil("needs", project=files.root).out == "nothing needs you\n"


def test_that_the_account_goes_both_ways(files):
    said = recoil("account", "--episode", "1", "--json", project=files.root)

    assert said.code == 0
    found = said.json
    assert (found["shots_planned"], found["shots_covered"]) == (7, 0)
    codes = {one["shot_id"]: one["code"] for one in found["shots_without_clip"]}
    assert codes == {
        "EP001_SH01": "waits_for_cuts", "EP001_SH02": "waits_for_cuts", "EP001_SH03": "pass_failed",
        "EP001_SH04": "unreadable", "EP001_SH05": "waits_for_judgement", "EP001_SH06": "video_gone",
        "EP001_SH07": "render_failed",
    }  # fmt: skip
    assert [(one["path"], one["code"]) for one in found["clips_without_shot"]] == [
        ("renders/ep_001/_orphans/found.mp4", "orphan")
    ]
    assert all(one["reason"] for one in found["shots_without_clip"])


def test_that_the_account_of_no_episode_is_refused(files):
    said = recoil("account", "--episode", "9", "--json", project=files.root)

    assert (said.code, said.json["error"]["code"]) == (1, "episode_not_found")
    assert recoil("account", "--episode", "x", project=files.root).code == 1
    assert recoil("account", project=files.root).code == 2


def test_that_an_even_account_says_so(tmp_path):
    files = a_quiet_show(tmp_path / "show")
    files.plan(1, "EP001_SH01")
    files.media("renders/ep_001/EP001_SH1_take1.mp4", status="pinned")

    said = recoil("account", "--episode", "1", project=files.root)

    assert said.out.splitlines() == [
        "EP001: 1 of 1 planned shot with a clip",
        "every shot has a clip, and every clip a shot",
    ]


def test_that_activity_tells_what_never_ended(files):
    began = {
        "ts": "2026-05-04T12:00:00Z",
        "op_id": "op_1",
        "event": "generate",
        "status": "started",
    }
    files.text("state/visual/ops.log.jsonl", json.dumps(began | {"event": "generate"}) + "\n")

    said = recoil("activity", "--json", project=files.root)

    (dangling,) = said.json["dangling"]
    assert (dangling["title"], dangling["status"]) == ("Generate", "dangling")
    assert (said.json["running"], said.json["last"], said.json["trouble"]) == ([], [], None)
    assert "never ended" in recoil("activity", project=files.root).out
    assert recoil("activity", "--limit", "9000", project=files.root).code == 1


def test_that_the_newest_files_can_be_asked_for_by_a_query(files):
    said = recoil("recent", "e01", "status=segmentation_review", "--json", project=files.root)

    assert [one["path"] for one in said.json["files"]] == [VIDEO]
    assert said.json["total"] == 1
    wrong = recoil("recent", "modle=x", "--json", project=files.root)
    assert (wrong.code, wrong.json["error"]["code"]) == (1, "bad_query")


def test_that_commands_are_counted(files, own_state):
    recoil("tree", project=files.root)
    recoil("tree", project=files.root)

    said = recoil("stats", "--json")

    assert [(one["name"], one["count"]) for one in said.json["commands"]] == [("tree", 2)]
    assert said.json["actions"] == []
    assert said.json["file"] == str(own_state / "counters.json")


def test_that_corrupt_counters_stay_as_they_are_and_hinder_nobody(files, own_state):
    place = own_state / "counters.json"
    place.write_text("{")

    assert recoil("tree", project=files.root).code == 0
    said = recoil("stats", "--json")

    assert (said.code, said.json["error"]["code"]) == (1, "corrupt_file")
    assert place.read_text() == "{"


def test_that_the_review_queue_reads_with_what_was_tried(files):
    lines = recoil("reviews", project=files.root).out.splitlines()

    assert lines == [
        "rq_1  BATCH_009__cont: the face melts (anatomy face merge)",
        "    2 attempts, $1.25",
        "    prompt: Jade bleeds in the rain",
        "    softened: Jade stands in the rain",
    ]


def test_that_every_command_that_is_named_to_help_exists(files):
    names = [command.name for command in all_commands()]
    needs = recoil("needs", "--json", project=files.root).json["needs"]
    lacks = recoil("account", "--episode", "1", "--json", project=files.root).json
    fixes = [one["fix"] for one in (*needs, *lacks["shots_without_clip"])]

    unknown = [
        fix
        for fix in fixes
        if not any(fix.removeprefix("recoil ").startswith(name) for name in names)
    ]

    assert len(fixes) > 12
    assert unknown == []
