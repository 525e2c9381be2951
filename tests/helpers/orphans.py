"""Videos that nobody knows, in projects that a test made."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine.clock import FixedClock
from engine.domain.project_settings import ProjectSettings
from engine.store.project import Project

if TYPE_CHECKING:
    from tests.helpers.projects import ProjectFiles

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
EPISODE = "renders/ep_001"
QUARANTINE = f"{EPISODE}/_orphans"


def a_show(folder: Path, **settings: object) -> Project:
    """A project whose clock stands at noon."""
    given = ProjectSettings.read({"id": "show", "mode": "microdrama", **settings})
    return Project.create(folder / "show", given, clock=FixedClock(NOON))


def an_old_file(root: Path, path: str, content: bytes = b"media", *, age: float = 3600) -> Path:
    """A file that was written ``age`` seconds before noon."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    moment = NOON.timestamp() - age
    os.utime(place, (moment, moment))
    return place


def aged(place: Path | str, moment: float) -> Path:
    """The same file, as if it had been written at ``moment``."""
    os.utime(place, (moment, moment))
    return Path(place)


def an_orphan(files: ProjectFiles, video: Path, name: str = "old_take.mp4") -> Path:
    """A real video in the quarantine of episode 1."""
    place = files.root / QUARANTINE / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(video.read_bytes())
    return aged(place, 1_700_000_000)
