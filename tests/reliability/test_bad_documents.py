"""Bad JSON of every sort, in every document: refused in one line, kept byte for byte."""

from __future__ import annotations

import json
import random
import secrets
from typing import TYPE_CHECKING

import pytest

from engine.domain.paths import ProjectPath
from engine.domain.scene_stamp import PlanState, ScenesRun
from engine.errors import DataError, RecoilError
from engine.store.project import Project
from engine.store.state_file import StateFile
from engine.workspace.batches import read_one
from engine.workspace.casting import CASTING
from engine.workspace.comments import read_comments
from tests.helpers.scenes import BATCH, a_beat, a_scene
from tests.reliability import batches, boards, judging, world
from tests.reliability.programs import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = json.dumps({"status": "candidate", "passes": {"P": {"takes": [1, 2.5, None, "é"]}}}).encode()
WHOLE: tuple[bytes, ...] = (
    b"",
    b" \n",
    b"\x00" * 100,
    b"\xff\xfe{}",
    b"{",
    b"[]",
    b"null",
    b"3",
    b'"text"',
    b"{'a': 1}",
    b'{"a": 1,}',
    b'{"a": NaN}',
    b'{"a": Infinity}',
    b'{"a": 1e999}',
    b'{"a": 1, "a": 2}',
    b'{"a": ' + b"[" * 65 + b"]" * 65 + b"}",
    b'{"a": ' + b"[" * 100_000,
    b'{"a": ' + b"1" * 10_000 + b"}",
    b'{"a": "\xc3"}',
    b"#EXTM3U\n/etc/passwd\n",
    b"<html></html>",
    b'{"schema_version": 99}',
    b'{"passes": 3}',
    b'{"passes": {"P": 3}}',
    b'{"status": {"deep": 1}}',
)


NEXT = "BATCH_003"
RUN = ScenesRun("solo", (NEXT,), (NEXT,))


def damaged(draw: random.Random) -> bytes:
    """A good document with one thing wrong somewhere, or something else altogether."""
    if draw.random() < 0.5:
        return draw.choice(WHOLE)
    at = draw.randrange(len(GOOD))
    match draw.randrange(4):
        case 0:
            return GOOD[:at]
        case 1:
            return GOOD[:at] + bytes([draw.randrange(256)]) + GOOD[at + 1 :]
        case 2:
            return GOOD[:at] + GOOD[at:] * 2
        case _:
            return GOOD[:at] + b"\x00" * 8 + GOOD[at:]


def write_sidecar(project: Project) -> None:
    with project.changes.writing() as draft:
        project.sidecars.merge(draft, world.VIDEO, {"notes": "x"})
        draft.commit("sidecar", "Edit")


def write_state(project: Project) -> None:
    project.passes.update(1, lambda state: setattr(state, "schema_version", 1))


def write_shared_state(project: Project) -> None:
    StateFile(project.root / "shared.json").update({"selection": []})


def add_versions(project: Project) -> None:
    project.scenes.create(1, a_scene(scene_id=NEXT))
    project.scenes.stage(1, a_scene(a_beat(2), scene_id=NEXT), "test")


LOADERS: dict[str, tuple[str, Callable[[Project], object], Callable[[Project], object]]] = {
    "sidecar": (
        f"{world.VIDEO}.json",
        lambda project: project.sidecars.read(world.VIDEO),
        write_sidecar,
    ),
    "pass state": (
        "state/visual/passes/ep_001_pass_state.json",
        lambda project: project.passes.read(1),
        write_state,
    ),
    "coverage": (
        "state/visual/coverage_passes/ep_001_passes.json",
        lambda project: project.coverage.read(1),
        lambda project: project.coverage.read(1),
    ),
    "plan": (
        "state/visual/plans/ep_001_plan.json",
        lambda project: project.plans.read(1),
        lambda project: project.plans.read(1),
    ),
    "marker": (
        "project.json",
        lambda project: Project.open(project.root).offline,
        write_sidecar,
    ),
    "journal": ("state/txn/00000001-x.json", lambda p: p.changes.stuck(), write_sidecar),
    "history": ("state/history/00000001-x.json", lambda p: p.changes.history(), write_sidecar),
    "scene body": (
        f"{batches.FOLDER}/ep_001_{BATCH}.json",
        lambda project: project.scenes.load(1, BATCH),
        batches.save,
    ),
    "body of a version": (
        f"{batches.FOLDER}/ep_001_{NEXT}.v1.json",
        lambda project: project.scenes.load(1, NEXT),
        lambda project: project.scenes.stage(1, a_scene(a_beat(3), scene_id=NEXT), "test"),
    ),
    "manifest of versions": (
        f"{batches.FOLDER}/ep_001_{BATCH}.versions.json",
        lambda project: project.scenes.manifest(1, BATCH),
        batches.stage,
    ),
    "derivation": (
        "state/visual/derivation/ep_001_derivation.json",
        lambda project: project.derivation.read(1),
        lambda project: project.derivation.stamp_scenes(1, RUN, PlanState("p", {})),
    ),
    "comments": (boards.NOTES, lambda project: read_comments(project, 1), boards.note),
    "body of a board": (
        f"{boards.FOLDER}/ep_001_{boards.BATCH}.json",
        lambda project: read_one(project, 1, boards.BATCH),
        boards.approved,
    ),
    "shots": (
        "state/visual/shots/ep_001_shots.json",
        lambda project: project.shots.read(1),
        boards.given,
    ),
    "casting": (
        str(CASTING),
        lambda project: project.files.read_json(CASTING),
        judging.canonical,
    ),
    "shared state": (
        "shared.json",
        lambda project: project.files.read_json(ProjectPath("shared.json")),
        write_shared_state,
    ),
}


def try_one(project: Project, loader: str, content: bytes) -> str | None:
    """Put a document in place, read it and write it; what went wrong, or None."""
    name, read, write = LOADERS[loader]
    place = project.root / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    try:
        read(project)
        is_readable = True
    except DataError as error:
        is_readable = False
        if "\n" in str(error):
            return f"{loader}: more than one line: {error!s:.80}"
    try:
        write(project)
    except RecoilError as error:
        if "\n" in str(error):
            return f"{loader}: more than one line: {error!s:.80}"
    if not is_readable and place.read_bytes() != content:
        return f"{loader}: a corrupt document was changed: {content[:60]!r}"
    return None


def try_many(folder: Path, cases: int) -> list[str]:
    """Try cases in all loaders; gives what went wrong, with the seed to try again."""
    seed = secrets.randbelow(10**6)
    draw = random.Random(seed)
    wrong: list[str] = []
    root = world.build(folder)
    marker = (root / "project.json").read_bytes()
    add_versions(Project.open(root))
    for number in range(cases):
        loader = list(LOADERS)[number % len(LOADERS)]
        found = try_one(Project.open(root), loader, damaged(draw))
        wrong += [f"seed {seed}: {found}"] if found else []
        (root / LOADERS[loader][0]).unlink(missing_ok=True)
        (root / "project.json").write_bytes(marker)
    say("bad documents", {"seed": seed, "cases": cases, "wrong": len(wrong)})
    return wrong


@pytest.mark.slow
def test_that_two_hundred_bad_documents_are_refused_and_kept(tmp_path: Path) -> None:
    assert try_many(tmp_path, 200) == []


@pytest.mark.reliability
def test_that_two_thousand_bad_documents_are_refused_and_kept(tmp_path: Path) -> None:
    assert try_many(tmp_path, 2000) == []
