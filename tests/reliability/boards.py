"""A batch with board art in the world: its verdicts, what is drawn of it, and notes on it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping  # noqa: TC003 - names the table below
from typing import TYPE_CHECKING

from engine.domain.board_operations import propose_boards
from engine.domain.comments import NewComment
from engine.domain.scene_operations import append_take
from engine.workspace import comment_checks
from engine.workspace.board_decisions import BoardWish, approve, reject
from engine.workspace.board_references import give_reference, take_reference
from engine.workspace.comments import (
    add_comment,
    delete_comments,
    edit_comment,
    read_comments,
    set_resolved,
)
from tests.helpers.boards import a_picture
from tests.helpers.scenes import a_beat, a_body, a_shot, a_take

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

BATCH = "BATCH_010"
ART = f"prep/ep_001/storyboards/{BATCH}_v1.png"
STILL = "assets/loc/roof/roof_1.png"
FOLDER = "state/visual/orchestration/ep_001"
NOTES = "prep/ep_001/comments.json"
_TONES = {ART: 40, STILL: 80}


def build(root: Path, facts: Mapping[str, object]) -> None:
    """A batch of two shots in one video, its board, and a note of another tool."""
    shots = [a_shot(11, start_frame=STILL), a_shot(12)]
    beat = a_beat(11, batch_shots=shots, modality="r2v_multi")
    beat["board"] = {"status": "proposed", "artifact": ART, "version": 1}
    _document(root / FOLDER / f"ep_001_{BATCH}.json", a_body(beat, scene_id=BATCH))
    theirs = {"id": "theirs", "batch_id": BATCH, "body": "hm", "mood": [1, 2.0]}
    _document(root / NOTES, {"schema_version": 1, "comments": [theirs]})
    for name, tone in _TONES.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(a_picture(tone))
        _document(root / f"{name}.json", {**facts, "status": "candidate"})


def originals() -> dict[str, str]:
    """The hash of every picture, and its name."""
    return {hashlib.sha256(a_picture(tone)).hexdigest(): name for name, tone in _TONES.items()}


def approved(project: Project) -> None:
    """Somebody approves the board."""
    approve(project, 1, [BoardWish(BATCH)])


def rejected(project: Project) -> None:
    """Somebody rejects it."""
    reject(project, 1, [BoardWish(BATCH)], "mirrored")


def drawn(project: Project) -> None:
    """Another revision came, and is noted in the body it was drawn for."""
    project.scenes.save_result(1, BATCH, 1, propose_boards(2, {"artifact": ART}))


def saved(project: Project) -> None:
    """A run saves a take meanwhile."""
    project.scenes.change(1, BATCH, 1, append_take("b11", a_take(1)))


def given(project: Project) -> None:
    """A panel becomes a reference of the next shot."""
    give_reference(project, 1, BATCH, "EP001_SH11")


def taken(project: Project) -> None:
    """It is taken away again."""
    take_reference(project, 1, (BATCH, "EP001_SH11"), "EP001_SH12")


def note(project: Project) -> None:
    """Somebody comments on a panel."""
    vars(comment_checks)["new_comment_id"] = lambda: f"cmt_{len(read_comments(project, 1))}"
    wish = NewComment(batch_id=BATCH, segment_id="EP001_SH12", body="colder", tag="fix")
    add_comment(project, 1, wish)


def resolve(project: Project) -> None:
    """It is done."""
    set_resolved(project, 1, ["cmt_1"], resolved=True)


def word(project: Project) -> None:
    """It is said in other words."""
    edit_comment(project, 1, "cmt_1", body="much colder", tag=None)


def delete(project: Project) -> None:
    """It is taken away."""
    delete_comments(project, 1, ["cmt_1"])


BOARDS: tuple[Callable[[Project], None], ...] = (*(approved, rejected, drawn, saved, given, taken),)
NOTED: tuple[Callable[[Project], None], ...] = (note, resolve, word, delete)
CHANGES: dict[str, Callable[[Project], None]] = {
    **{f"board_{change.__name__}": change for change in BOARDS},
    **{f"comment_{change.__name__}": change for change in NOTED},
}
SCENARIOS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "board_approved"),
    (("board_approved",), "board_rejected"),
    (("board_approved",), "board_drawn"),
    (("board_approved", "board_saved"), "undo"),
    (("board_approved", "undo", "board_saved"), "redo"),
    ((), "board_given"),
    (("board_given",), "undo"),
    (("board_given",), "board_taken"),
    ((), "comment_note"),
    (("comment_note",), "comment_resolve"),
    (("comment_note",), "comment_word"),
    (("comment_note",), "comment_delete"),
    (("comment_note", "comment_resolve"), "undo"),
    (("comment_note", "comment_delete"), "undo"),
)


def _document(place: Path, document: object) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(document, indent=4))
