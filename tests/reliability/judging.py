"""What people decide about files in the world: every kind of judgement, and what answers it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable  # noqa: TC003 - names the table below
from typing import TYPE_CHECKING

from engine.domain.casting import Asset
from engine.domain.paths import ProjectPath
from engine.domain.sidecar import FailureMode
from engine.workspace.casting import make_canonical
from engine.workspace.promotion import promote
from engine.workspace.rejecting import Why, reject_files, reject_shot
from engine.workspace.stars import set_stars
from engine.workspace.start_frame import set_start_frame

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

EPISODE = ProjectPath("renders/ep_001")
CLIP = EPISODE / "shot_001_FROM_PASS_011_A_JADE_take1.mp4"
OTHER = EPISODE / "shot_002_FROM_PASS_011_A_JADE_take1.mp4"
POOL = ProjectPath("assets/char/jade")
FIRST, SECOND = POOL / "jade_1.png", POOL / "jade_2.png"
JADE = Asset("char", "jade")
HANDS = Why("six fingers, “again”", FailureMode.ANATOMY_LIMB_MISCOUNT)


def build(root: Path, facts: dict[str, object]) -> None:
    """Two pictures of Jade, and what other tools say of a shot and of the casting."""
    for picture in (FIRST, SECOND):
        _write(root, str(picture), content(str(picture)))
        _write(root, str(picture.sidecar()), json.dumps(facts | {"status": "candidate"}).encode())
    state = {"shots": {"EP001_SH02": {"status": "keyframe_approved", "theirs": [1, 2.0]}}}
    _document(root, "state/visual/shots/ep_001_shots.json", state)
    _document(root, "state/visual/casting_state.json", {"planner": {"jade": "lead"}})


def originals() -> dict[str, str]:
    """The hash of every picture, and its name."""
    names = (str(FIRST), str(SECOND))
    return {hashlib.sha256(content(name)).hexdigest(): name for name in names}


def content(name: str) -> bytes:
    """The bytes of a picture of the pool."""
    return b"PICTURE " + name.encode() * 20


def pin(project: Project) -> None:
    """Two clips at once."""
    promote(project, [CLIP, OTHER], "pinned")


def star(project: Project) -> None:
    """One key of one sidecar."""
    set_stars(project, [CLIP], 4)


def reject(project: Project) -> None:
    """Two clips, their shots, and two lessons."""
    reject_files(project, [CLIP, OTHER], HANDS)


def reject_take(project: Project) -> None:
    """The take of a shot that counts."""
    reject_shot(project, "EP001_SH02", None, HANDS)


def canonical(project: Project) -> None:
    """The first hero."""
    make_canonical(project, FIRST, JADE)


def replace_hero(project: Project) -> None:
    """Another one in its place: the copy goes to the trash, who was canonical is demoted."""
    make_canonical(project, SECOND, JADE)


def begin(project: Project) -> None:
    """A shot begins with a picture."""
    set_start_frame(project, FIRST, "EP001_SH01")


def begin_otherwise(project: Project) -> None:
    """With another one: the first loses its tags."""
    set_start_frame(project, SECOND, "EP001_SH01")


CHANGES: dict[str, Callable[[Project], None]] = {
    f"judge_{change.__name__}": change
    for change in (
        *(pin, star, reject, reject_take, canonical, replace_hero, begin, begin_otherwise),
    )
}
SCENARIOS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "judge_pin"),
    (("judge_pin",), "undo"),
    ((), "judge_star"),
    ((), "judge_reject"),
    (("judge_reject",), "undo"),
    (("judge_reject", "undo"), "redo"),
    (("judge_reject",), "judge_pin"),
    ((), "judge_reject_take"),
    ((), "judge_canonical"),
    (("judge_canonical",), "undo"),
    (("judge_canonical", "undo"), "redo"),
    (("judge_canonical",), "judge_replace_hero"),
    (("judge_canonical", "judge_replace_hero"), "undo"),
    ((), "judge_begin"),
    (("judge_begin",), "judge_begin_otherwise"),
    (("judge_begin", "judge_begin_otherwise"), "undo"),
)


def _document(root: Path, name: str, document: object) -> None:
    _write(root, name, json.dumps(document, indent=4).encode())


def _write(root: Path, name: str, data: bytes) -> None:
    place = root / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
