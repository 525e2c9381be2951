"""Projects for tests of the store: real folders, a clock that stands still."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from engine.clock import FixedClock
from engine.domain.paths import ProjectPath
from engine.domain.project_settings import ProjectSettings
from engine.store.journal import AppliedChange, Journal, journal_path
from engine.store.project import Project
from engine.store.steps import MoveStep, PutStep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
BOOKS = (
    "state/history",
    "state/locks",
    "state/txn",
    "state/stuck",
    "state/staging",
    "state/snapshots",
    ".trash",
)


def a_project(folder: Path, **settings: object) -> Project:
    """A new project with a clock that stands at noon."""
    given = ProjectSettings.read({"mode": "microdrama", **settings})
    return Project.create(folder / "demo", given, clock=FixedClock(NOON))


def a_file(project: Project, path: str, content: bytes | str = b"media") -> ProjectPath:
    """A file of this content, with its folders."""
    place = project.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content.encode() if isinstance(content, str) else content)
    return ProjectPath.of(path)


def a_document(project: Project, path: str, document: object) -> ProjectPath:
    """A JSON file as another tool lays it out."""
    return a_file(project, path, json.dumps(document, indent=4))


def a_stuck_change(project: Project, change_id: str = "00000001-dead") -> str:
    """A change that a dead process half did, and of which somebody took the rest away since."""
    gone, kept = (ProjectPath(f"renders/ep_001/{name}.mp4") for name in ("gone", "kept"))
    done = PutStep(ProjectPath("prep/note.json"), None, "{}", None)
    change = AppliedChange(change_id, "test", "Half done", "2026-05-04T12:00:00Z", ())
    journal = Journal(change, (done, MoveStep(gone, kept, "4:abcd")))
    a_file(project, str(journal_path(change_id)), journal.as_text())
    a_file(project, str(done.path), "{}")
    return change_id


def snapshot(project: Project) -> dict[str, bytes]:
    """What an editor calls the project: every file without the program's books and the trash."""
    return {
        name: path.read_bytes()
        for path in sorted(project.root.rglob("*"))
        if path.is_file()
        and not (name := path.relative_to(project.root).as_posix()).startswith(BOOKS)
        and path.suffix != ".lock"
    }


def in_trash(project: Project) -> dict[str, bytes]:
    """The names and contents of what lies in the trash, without manifests."""
    return {
        path.name: path.read_bytes()
        for path in sorted((project.root / ".trash").rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


@contextmanager
def failing(
    monkeypatch: pytest.MonkeyPatch, call: str, number: int, *, under: Path, after: int = 0
) -> Iterator[None]:
    """Let ``os.<call>`` fail with an error number for everything below a folder.

    The first ``after`` calls succeed. ``write`` and ``fsync`` fail for all open files.
    """
    own: Any = getattr(os, call)
    left = [after]

    def fail(first: Any, *rest: Any, **keys: Any) -> Any:
        concerns = isinstance(first, int) or str(first).startswith(str(under))
        if not concerns:
            return own(first, *rest, **keys)
        if left[0] > 0:
            left[0] -= 1
            return own(first, *rest, **keys)
        raise OSError(number, os.strerror(number), str(first))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        yield
