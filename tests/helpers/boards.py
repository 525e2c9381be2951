"""Episodes with boards for tests: batches derived from a plan, and art that is a true picture."""

from __future__ import annotations

import json
import struct
import zlib
from typing import TYPE_CHECKING

from engine.domain.paths import ProjectPath
from engine.orchestration.versions import RederiveOrder, rederive
from tests.helpers.episodes import an_episode

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

ART = "prep/ep_001/storyboards/BATCH_001_v{}.png"


def boards_of(folder: Path, **settings: object) -> Project:
    """A project of two batches: BATCH_001 with three shots in one video, BATCH_002 with one."""
    project = an_episode(folder, **settings)  # type: ignore[arg-type]
    rederive(project, RederiveOrder(1))
    return project


def a_picture(tone: int = 90, side: int = 8) -> bytes:
    """A PNG of one grey."""
    rows = (b"\0" + bytes([tone]) * side) * side
    noise = b"tEXt" + b"seed\0" + bytes(range(33, 97))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part))
        for part in (
            b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0),
            noise,
            b"IDAT" + zlib.compress(rows),
            b"IEND",
        )
    )


def give_art(
    project: Project, batch: str = "BATCH_001", revision: int = 1, **keys: object
) -> ProjectPath:
    """Let a batch have board art, as another tool would write it."""
    path = ProjectPath(f"prep/ep_001/storyboards/{batch}_v{revision}.png")
    place = project.root / str(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(a_picture(revision))
    body = project.root / str(project.scenes.path(1, batch))
    data = json.loads(body.read_text())
    board = {"status": "proposed", "artifact": str(path), "version": revision, **keys}
    for beat in data["beats"]:
        beat["board"] = dict(board)
    body.write_text(json.dumps(data, indent=2))
    return path


def board_in(project: Project, batch: str = "BATCH_001") -> dict[str, object]:
    """The board of a batch's first beat as its body holds it."""
    data = json.loads((project.root / str(project.scenes.path(1, batch))).read_text())
    board: dict[str, object] = data["beats"][0]["board"]
    return board
