"""A project with takes that are told apart by eye: every frame says its number and its take."""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from tests.helpers.clips import make_clip
from tests.helpers.projects import ProjectFiles

if TYPE_CHECKING:
    from tests.helpers.clips import Clip

FOLDER = "renders/ep_001"
RATE = 24


@cache
def take_of(frames: int, seed: int) -> Clip:
    """A clip with burnt-in numbers, rendered once for all tests of a process."""

    folder = Path(mkdtemp(prefix="recoil-takes-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return make_clip(folder / "take.mp4", shots=(frames,), rate=RATE, size=(96, 160), seed=seed)


class Takes:
    """Puts takes into episode 1 of a project."""

    def __init__(self, folder: Path) -> None:
        self.files = ProjectFiles(folder / "show")
        self.files.settings(mode="client", fps=RATE)
        self.root = self.files.root

    def add(self, shot: int, take: int, status: str = "candidate", *, frames: int = 12) -> str:
        """A take of a shot; gives its path in the project."""
        path = f"{FOLDER}/EP001_SH{shot}_take{take}.mp4"
        target = self.files.media(path, status=status, take=take)
        target.write_bytes(take_of(frames, shot * 10 + take).path.read_bytes())
        return path
