"""A small project with a tree outside it, and every kind of change that is made to it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable  # noqa: TC003 - names the table below
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from engine.clock import FixedClock
from engine.domain.paths import ProjectPath
from engine.errors import DiskFailed
from engine.store.journal import AppliedChange, Journal
from engine.store.project import Project
from engine.store.steps import MoveStep, PutStep
from tests.reliability import batches, boards, judging, orphans, renders

if TYPE_CHECKING:
    from pathlib import Path

    from engine.domain.passes import PassStateDocument

PASS_ID = "EP001_PASS_011_SH01_02_03_A_JADE"
CLIPS = tuple(f"shot_00{number}_FROM_PASS_011_A_JADE_take1.mp4" for number in (1, 2, 3))
STUCK = "00000001-dead"
EPISODE = ProjectPath("renders/ep_001")
VIDEO = EPISODE / "EP001_COV_011_SH1_2_3_take1.mp4"
PICTURES = tuple(EPISODE / "boundary_frames" / f"{VIDEO.stem}_seg0{n}.jpg" for n in (0, 1))
ORPHAN = EPISODE / "_orphans" / "old_name.mp4"
# What stands in every sidecar and has to stay, whatever is done.
FACTS: dict[str, object] = {
    "model": "wan",
    "prompt": "a door, “closed”",
    "cost_usd": 0.4,
    "seed": 12345678901234567890123,
    "unknown_field": [1, 2.0, {"deep": None}],
}
CLOCK = FixedClock(datetime(2026, 5, 4, 16, 4, tzinfo=UTC))


def build(world: Path) -> Path:
    """Make the project and the tree outside it; gives the project's folder."""
    root = world / "projects" / "demo"
    _write(world / "outside" / "canary.txt", b"do not touch")
    _write(world / "outside" / "film.mp4", b"somebody else's film")
    _document(root / "project.json", {"id": "demo", "mode": "microdrama", "title": "Demo"})
    loose = (str(VIDEO), str(ORPHAN), str(orphans.STRAY))
    for name in (*loose, *(f"{EPISODE}/{clip}" for clip in CLIPS)):
        _media(root / name, old_content(name))
    _write(root / str(VIDEO.marker()), b"3 segments\n")
    _write(root / str(PICTURES[0]), old_content(str(PICTURES[0])))
    record = {"pass_id": PASS_ID, "status": "segmentation_review", "video_path": str(VIDEO)}
    state = {"schema_version": 1, "passes": {PASS_ID: record}, "shot_links": {}}
    _document(root / "state/visual/passes/ep_001_pass_state.json", state)
    batches.build(root)
    orphans.build(root, FACTS)
    judging.build(root, FACTS)
    boards.build(root, FACTS)
    return root


def old_content(name: str) -> bytes:
    """The bytes of a media file that was there from the beginning."""
    return b"OLD " + name.encode() * 40


def new_content(name: str) -> bytes:
    """The bytes of a clip that an encoder made."""
    return b"NEW " + name.encode() * 40


def originals() -> dict[str, str]:
    """The hash of every media file that was there from the beginning, and its name."""
    clips = (f"{EPISODE}/{clip}" for clip in CLIPS)
    names = (str(VIDEO), str(ORPHAN), str(orphans.STRAY), str(PICTURES[0]), *clips)
    old = {hashlib.sha256(old_content(name)).hexdigest(): name for name in names}
    return old | boards.originals() | judging.originals()


def opened(root: Path) -> Project:
    """The project with a clock that stands still."""
    return Project.open(root, clock=CLOCK)


# -- the kinds of change -----------------------------------------------------


def confirm(project: Project) -> None:
    """Swap all clips of a pass: adopt, trash, sidecars, boundary frames, record, marker."""
    _say_extracting(project)
    with project.changes.staging() as staging:
        for clip in CLIPS:
            _encode(staging / clip, new_content(clip))
        for picture in PICTURES:
            _encode(staging / picture.name, new_content(picture.name))
        with project.changes.writing() as draft:
            state = project.passes.read_in(draft, 1)
            before = state.model_copy(deep=True)
            before.passes[PASS_ID].status = "segmentation_review"
            for clip in CLIPS:
                draft.trash(EPISODE / clip)
                draft.trash((EPISODE / clip).sidecar())
                draft.adopt(staging / clip, EPISODE / clip)
                keys = FACTS | {"status": "candidate", "source_pass_id": PASS_ID}
                draft.put_json((EPISODE / clip).sidecar(), keys)
            for picture in PICTURES:
                if draft.exists(picture):
                    draft.trash(picture)
                draft.adopt(staging / picture.name, picture)
            state.passes[PASS_ID].status = "extracted"
            state.passes[PASS_ID].extraction_method = "human_confirmed"
            project.passes.put_in(draft, 1, state, restore=before)
            draft.put_text(VIDEO.marker(), "3 segments, confirmed\n")
            draft.commit("confirm", "Confirm cuts of PASS 011")


def reject(project: Project) -> None:
    """One key set of one sidecar."""
    keys: dict[str, object] = {"status": "rejected", "rejection_reason": "hands"}
    with project.changes.writing() as draft:
        project.sidecars.merge(draft, EPISODE / CLIPS[0], keys)
        draft.commit("reject", "Reject a segment")


def regenerate(project: Project) -> None:
    """A new record with a counter of its own, and the clip that it replaces."""
    with project.changes.writing() as draft:
        counter = project.passes.next_counter(draft, 1)
        state = draft.read_json(project.passes.path(1)) or {}
        passes = dict(_mapping(state["passes"]))
        pass_id = f"EP001_PASS_{counter:03d}_SH02_REGEN"
        passes[pass_id] = {"pass_id": pass_id, "status": "pending"}
        draft.put_json(project.passes.path(1), state | {"passes": passes})
        project.sidecars.merge(draft, EPISODE / CLIPS[1], {"replaced_by": pass_id})
        draft.commit("regenerate", "Regenerate SH02")


def edit(project: Project) -> None:
    """Notes and tags, as the inspector writes them."""
    with project.changes.writing() as draft:
        project.sidecars.merge(draft, VIDEO, {"notes": "the good one", "tags": ["pick"]})
        draft.commit("sidecar", "Edit notes")


def register(project: Project) -> None:
    """A quarantined video becomes a pass: moved, its sidecar completed, a record."""
    target = EPISODE / "EP001_COV_012_SH4_take1.mp4"
    with project.changes.writing() as draft:
        draft.move(ORPHAN, target)
        draft.move(ORPHAN.sidecar(), target.sidecar())
        project.sidecars.merge(draft, target, {"pass_id": "EP001_PASS_012_SH04_A"})
        state = draft.read_json(project.passes.path(1)) or {}
        record = {"pass_id": "EP001_PASS_012_SH04_A", "video_path": str(target)}
        passes = dict(_mapping(state["passes"])) | {"EP001_PASS_012_SH04_A": record}
        draft.put_json(project.passes.path(1), state | {"passes": passes})
        draft.commit("register", "Register an orphan")


def discard(project: Project) -> None:
    """A video with all that belongs to it goes to the trash."""
    with project.changes.writing() as draft:
        for path in (ORPHAN, *project.sidecars.companions(ORPHAN)):
            draft.trash(path)
        draft.commit("trash", "Delete an orphan")


def render(project: Project) -> None:
    """A paid job through all states of the ledger, and its file into the project."""
    renders.render(project, FACTS)


def file_take(project: Project) -> None:
    """A fetched take becomes a file of the project."""
    renders.file_take(project, FACTS)


def undo(project: Project) -> None:
    """The newest change is taken back."""
    project.changes.undo()


def redo(project: Project) -> None:
    """It is made again."""
    project.changes.redo()


def stick(project: Project) -> None:
    """A dead process half did something, and somebody has changed the rest by hand since."""
    done = PutStep(EPISODE / "note.json", None, "{}", None)
    gone = MoveStep(EPISODE / "gone.mp4", EPISODE / "kept.mp4", "4:abcd")
    change = AppliedChange(STUCK, "test", "Half done", "2026-05-04T16:04:00Z", ())
    _write(
        project.root / f"state/txn/{STUCK}.json", Journal(change, (done, gone)).as_text().encode()
    )
    _write(project.root / str(done.path), b"{}")


def aside(project: Project) -> None:
    """A person puts what is stuck aside."""
    project.changes.put_aside(STUCK)


def recover(project: Project) -> None:
    """What opening a project does in the background, and what becomes of paid jobs."""
    project.changes.recover()
    renders.settle(project, FACTS)


CHANGES: dict[str, Callable[[Project], None]] = (
    {
        change.__name__: change
        for change in (
            *(confirm, reject, regenerate, edit, register, discard),
            *(render, file_take, stick, aside, undo, redo, recover),
        )
    }
    | batches.CHANGES
    | orphans.CHANGES
    | boards.CHANGES
    | judging.CHANGES
)
# What is done before, and what is then interrupted.
SCENARIOS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "confirm"),
    ((), "reject"),
    ((), "regenerate"),
    ((), "edit"),
    ((), "register"),
    ((), "discard"),
    ((), "render"),
    (("confirm",), "undo"),
    (("confirm", "undo"), "redo"),
    (("confirm", "undo", "redo"), "undo"),
    (("register",), "undo"),
    (("register", "undo"), "redo"),
    (("discard",), "undo"),
    (("regenerate",), "undo"),
    (("reject", "confirm"), "confirm"),
    (("stick",), "aside"),
    (("stick", "aside"), "undo"),
    (("stick", "aside", "confirm"), "undo"),
    ((), "file_take"),
    *batches.SCENARIOS,
    *orphans.SCENARIOS,
    *boards.SCENARIOS,
    *judging.SCENARIOS,
)


def chosen(only: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The scenarios of one kind of change, or all."""
    return tuple(one for one in SCENARIOS if only in {"", one[1]})


def _say_extracting(project: Project) -> None:
    def extracting(state: PassStateDocument) -> None:
        state.passes[PASS_ID].status = "extracting"

    project.passes.update(1, extracting)


def _encode(path: Path, content: bytes) -> None:
    # An encoder syncs nothing.
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
        try:
            os.write(descriptor, content)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise DiskFailed(path, str(error)) from error


def _mapping(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value


def _media(path: Path, content: bytes) -> None:
    _write(path, content)
    _document(path.with_name(path.name + ".json"), FACTS | {"status": "candidate"})


def _document(path: Path, document: object) -> None:
    _write(path, json.dumps(document, indent=4).encode())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
