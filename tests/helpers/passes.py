"""Projects with real pass videos: small, with burnt-in numbers, ready to be cut."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from engine.store.project import Project
from tests.helpers.clips import Clip, make_clip, make_sound, make_text
from tests.helpers.projects import ProjectFiles

if TYPE_CHECKING:
    from collections.abc import Sequence

LONG_AGO = 1_700_000_000  # so that a fresh file does not look as if it were still being written
RATE = 24
VIDEO_FOLDER = "renders/ep_001"
STATE = "state/visual/passes/ep_001_pass_state.json"


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass that was put into a project: its id, its video, and the truth about it."""

    pass_id: str
    video: Path
    clip: Clip

    def at(self, *cuts: int) -> str:
        """Cut frames as the command line wants them."""
        return ",".join(f"{cut / RATE:.4f}" for cut in cuts or self.clip.cuts)


@cache
def clip_of(frames: tuple[int, ...], kind: str = "plain") -> Clip:
    """A clip that is rendered once for all tests of a process; copy it, don't change it."""
    folder = Path(mkdtemp(prefix="recoil-clips-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return make_clip(folder / "pass.mp4", shots=frames, rate=RATE, size=(96, 160), kind=kind)


def a_project(folder: Path, name: str = "show", **settings: object) -> ProjectFiles:
    """An empty project on disk."""
    files = ProjectFiles(folder / name)
    files.settings(**settings)
    return files


def a_pass(
    files: ProjectFiles,
    counter: int = 1,
    *,
    frames: Sequence[int] = (24, 24, 24),
    planned: Sequence[float] | None = None,
    shots: int | None = None,
    kind: str = "plain",
    take: int = 1,
    **record: object,
) -> Pass:
    """Put a pass into episode 1: video, record, and the plan when ``planned`` seconds are given.

    ``shots`` is how many the planner wanted when that is not how many the video has.
    """
    clip = clip_of(tuple(frames), kind)
    wanted = shots or (len(planned) if planned else len(frames))
    numbers = [counter * 10 + k for k in range(1, wanted + 1)]
    ids = [f"EP001_SH{number:02d}" for number in numbers]
    pass_id = f"EP001_PASS_{counter:03d}_SH{'_'.join(f'{n:02d}' for n in numbers)}_A_JADE"
    name = f"EP001_COV_{counter:03d}_SH{'_'.join(map(str, numbers))}_take{take}.mp4"
    video = files.root / VIDEO_FOLDER / name
    video.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(clip.path, video)
    os.utime(video, (LONG_AGO, LONG_AGO))
    taken = [{"take": take, "model": "wan-2", "cost_usd": 0.6}]
    a_record(files, pass_id, {"segment_shot_ids": ids, "cost_usd": 0.6, "takes": taken} | record)
    if planned is not None:
        _plan(files, pass_id, ids, planned)
    return Pass(pass_id, video, clip)


def a_record(files: ProjectFiles, pass_id: str, keys: dict[str, object]) -> None:
    """Put a record into the state of episode 1 as it is on disk now."""
    path = files.root / STATE
    known = state_of(files) if path.exists() else {}
    record = {"pass_id": pass_id, "status": "registered", **keys}
    files.document(STATE, {"schema_version": 1, "passes": {**known, pass_id: record}})


def opened(files: ProjectFiles) -> Project:
    """The project as the engine sees it."""
    return Project.open(files.root)


def state_of(files: ProjectFiles) -> dict[str, dict[str, object]]:
    """The pass records of episode 1 as they stand on disk."""
    path = files.root / STATE
    passes: dict[str, dict[str, object]] = json.loads(path.read_text())["passes"]
    return passes


def wait_for_status(files: ProjectFiles, pass_id: str, status: str, patience: float = 30) -> None:
    """Look at the record of a pass until another process has set its status."""
    until = time.monotonic() + patience
    pause = threading.Event()
    while state_of(files)[pass_id].get("status") != status:
        assert time.monotonic() < until, f"{pass_id} never became {status}"
        pause.wait(0.002)


def clips_in(files: ProjectFiles) -> list[str]:
    """The names of the extracted clips of episode 1."""
    return sorted(path.name for path in (files.root / VIDEO_FOLDER).glob("shot_*.mp4"))


def snapshot(root: Path) -> dict[str, str]:
    """Every file of a project by its hash; locks, journals, logs and trash are not the show."""
    ours = (
        ".trash",
        "state/locks",
        "state/txn",
        "state/stuck",
        "state/history",
        "state/staging",
        "state/counters",
        "state/visual/ops.log.jsonl",
    )
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and not (name := path.relative_to(root).as_posix()).startswith(ours)
        and path.suffix != ".lock"
    }


def spoil(video: Path, kind: str) -> None:
    """Put something else in the place of a pass video: ``missing`` puts nothing there."""
    whole = video.read_bytes()
    video.unlink()
    match kind:
        case "empty":
            video.touch()
        case "cut off":
            video.write_bytes(whole[: len(whole) // 2])
        case "playlist":
            make_text(video)
        case "text":
            make_text(video, "to be rendered")
        case "sound":
            make_sound(video.with_suffix(".wav")).rename(video)
        case "one frame":
            shutil.copy(clip_of((1,)).path, video)
    if video.exists():
        os.utime(video, (LONG_AGO + 1, LONG_AGO + 1))


def _plan(
    files: ProjectFiles, pass_id: str, shots: Sequence[str], planned: Sequence[object]
) -> None:
    path = files.root / "state/visual/coverage_passes/ep_001_passes.json"
    known = json.loads(path.read_text())["passes"] if path.exists() else []
    segments = [
        {"segment_index": k, "source_shot_id": shot, "duration_s": length, "prompt": f"shot {k}"}
        for k, (shot, length) in enumerate(zip(shots, planned, strict=True))
    ]
    files.coverage(1, *known, {"pass_id": pass_id, "segments": segments})
