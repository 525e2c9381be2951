"""Judging takes and pictures, and the detail panes, on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.cli import recoil
from tests.helpers.curation import (
    CLIP,
    JADE,
    PASS,
    SHOT,
    STILL,
    TAKE_1,
    TAKE_2,
    a_show,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.projects import ProjectFiles


@pytest.fixture
def files(tmp_path: Path) -> ProjectFiles:
    return a_show(tmp_path)


def told(files: ProjectFiles, *words: object) -> Any:
    said = recoil(*words, "--json", project=files.root)
    assert said.code == 0, said
    return said.json


def tree(files: ProjectFiles) -> dict[str, bytes]:
    """All that people call the project, without the program's books."""
    found = (path for path in sorted(files.root.rglob("*")) if path.is_file())
    named = {str(path.relative_to(files.root)): path.read_bytes() for path in found}
    return {name: content for name, content in named.items() if not name.startswith("state/h")}


def test_that_judgements_answer_with_their_keys_and_are_undone(files: ProjectFiles) -> None:
    pinned = told(files, "promote", TAKE_1, CLIP, "--status", "pinned")
    starred = told(files, "star", TAKE_1, 4)
    rejected = told(files, "reject", SHOT, "--take", "EP001_SH4_take2", "--mode", "ref_bleed",
                    "--reason", "red hair")  # fmt: skip
    hero = told(files, "promote", f"{JADE}/jade_1.png", "--canonical", "char", "jade")
    begun = told(files, "start-frame", STILL, SHOT)

    assert (pinned["previous_status"], pinned["new_status"]) == ("candidate", "pinned")
    assert [one["path"] for one in pinned["files"]] == [TAKE_1, CLIP]
    assert starred["stars"] == 4
    assert (rejected["new_status"], rejected["sidecar"]["failure_mode"]) == (
        "video_rejected", "ref_bleed",
    )  # fmt: skip
    assert hero["promoted_to"] == f"{JADE}/hero.png"
    assert begun["sidecar"]["tags"][-1] == f"shot:{SHOT}"
    titles = [told(files, "undo")["changes"][0]["title"] for _ in range(5)]
    assert titles == [
        "Begin SH4 with EP001_SH4_take1.png", "Make jade_1.png canonical for jade",
        "Reject take 2 of SH4", "Give 4 stars to take 1 of SH4", "Pin 2 files",
    ]  # fmt: skip


def test_that_a_shot_tells_everything_that_is_known_of_it(files: ProjectFiles) -> None:
    told(files, "start-frame", STILL, SHOT)
    told(files, "reject", SHOT, "--take", "2", "--mode", "identity_drift", "--reason", "not her")

    shot = told(files, "shot", SHOT)
    other = told(files, "shot", "EP001_SH02")

    assert (shot["status"], shot["state"]) == ("pinned", "video_rejected")
    assert (shot["attempts"], shot["max_attempts"]) == (3, 3)
    assert shot["cost_usd"] == pytest.approx(1.2)
    assert shot["start_frame"] == STILL
    assert [take["path"] for take in shot["takes"]] == [TAKE_1, STILL, TAKE_2]
    assert [(one["pass_id"], one["start"], one["end"]) for one in other["passes"]] == [
        (PASS, 2.0, 5.0)
    ]
    assert [take["path"] for take in other["takes"]] == [CLIP]
    assert "begins with" in recoil("shot", SHOT, project=files.root).out


def test_that_a_pass_tells_everything_that_is_known_of_it(files: ProjectFiles) -> None:
    found = told(files, "pass", "EP001_PASS_011")

    assert (found["pass_id"], found["status"], found["cost_usd"]) == (PASS, "extracted", 0.8)
    assert found["cuts"]["detected"] == 1
    assert [take["take"] for take in found["takes"]] == [1]
    assert [(one["shot_id"], one["path"]) for one in found["segments"]] == [
        ("EP001_SH01", None), ("EP001_SH02", CLIP),
    ]  # fmt: skip
    assert found["record"]["pass_id"] == PASS
    assert "EP001_SH02  2.00 s to 5.00 s" in recoil("pass", PASS, project=files.root).out


def test_that_a_key_that_somebody_else_changed_is_not_overwritten(files: ProjectFiles) -> None:
    words = ("--set", 'notes="mine"', "--expect", 'notes="good light"')
    assert told(files, "sidecar", TAKE_2, *words)["sidecar"]["notes"] == "mine"

    said = recoil("sidecar", TAKE_2, "--set", 'notes="again"', *words[2:], project=files.root)

    assert said.code == 1
    assert 'somebody else changed notes meanwhile: "mine"' in said.err
    assert told(files, "sidecar", TAKE_2)["sidecar"]["notes"] == "mine"


BAD = (
    (f"promote {TAKE_1}", "say either --status or --canonical"),
    (f"promote {TAKE_1} --status good", "not a status: 'good'"),
    (f"promote {TAKE_1} --status canonical", "canonical needs an asset type and an entity"),
    (f"promote {TAKE_1} --status rejected", "a rejection needs a reason"),
    (f"promote {TAKE_1} --status archived", "archiving moves the file"),
    ("promote none.mp4 --status pinned", "file not found: none.mp4"),
    ("promote ../outside.mp4 --status pinned", "not a path inside the project"),
    ("promote project.json --status pinned", "neither a video nor a picture"),
    (f"promote {TAKE_1} --canonical hero jade", "not an asset type: 'hero'"),
    (f"promote {TAKE_1} --canonical char ../x", "not a name for a char"),
    (f"promote {TAKE_1} {TAKE_2} --canonical char jade", "one file stands for jade, not 2"),
    (f"star {TAKE_1} 6", "0 to 5 stars, not 6"),
    (f"reject {SHOT} --mode bad --reason x", "not a failure mode: 'bad'"),
    ("reject EP001_SH99 --mode unknown --reason x", "shot not found: EP001_SH99"),
    (f"reject {SHOT} --take 9 --mode unknown --reason x", "take not found: 9"),
    (f"reject {TAKE_1} --take 1 --mode unknown --reason x", "--take belongs to a shot"),
    (f"start-frame {TAKE_1} {SHOT}", "a start frame is a picture"),
    (f"start-frame {STILL} EP002_SH04", "shot not found: EP002_SH04"),
    ("shot EP001_SH99", "shot not found: EP001_SH99"),
    ("shot nonsense", "not a shot of an episode"),
    ("pass EP001_PASS_099", "pass not found: EP001_PASS_099"),
)


@pytest.mark.parametrize(("line", "words"), BAD, ids=[line for line, _ in BAD])
def test_that_bad_words_get_one_clear_line_and_change_nothing(
    files: ProjectFiles, line: str, words: str
) -> None:
    before = tree(files)

    said = recoil(*line.split(), project=files.root)

    assert said.code == 1
    assert words in said.err
    assert len(said.err.splitlines()) == 1
    assert tree(files) == before


def test_that_a_rejection_needs_words(files: ProjectFiles) -> None:
    said = recoil("reject", SHOT, "--mode", "unknown", "--reason", " ", project=files.root)

    assert (said.code, said.err.strip()) == (1, "a reason is needed")


def test_that_corrupt_documents_are_named_and_kept(files: ProjectFiles) -> None:
    files.text(f"{TAKE_1}.json", "{broken")
    before = tree(files)

    said = recoil("promote", TAKE_2, TAKE_1, "--status", "pinned", "--json", project=files.root)

    assert json.loads(said.out)["error"]["code"] == "corrupt_file"
    assert tree(files) == before
