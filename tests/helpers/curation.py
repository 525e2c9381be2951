"""A show to judge: shots with takes, an asset with pictures, a coverage pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.clock import FixedClock
from engine.domain.paths import ProjectPath
from engine.store.project import Project
from tests.helpers.projects import ProjectFiles
from tests.helpers.store import NOON

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "renders/ep_001"
TAKE_1 = f"{FOLDER}/EP001_SH4_take1.mp4"
TAKE_2 = f"{FOLDER}/EP001_SH4_take2.mp4"
CLIP = f"{FOLDER}/shot_002_FROM_PASS_011_A_JADE_take1.mp4"
STILL = f"{FOLDER}/EP001_SH4_take1.png"
LOOSE = "sequences/moods/coat.png"
JADE = "assets/char/jade"
PASS = "EP001_PASS_011_SH01_02_A_JADE"
SHOT = "EP001_SH04"
SHOTS = "state/visual/shots/ep_001_shots.json"
CASTING = "state/visual/casting_state.json"
LEARNING = "state/visual/learning.jsonl"
FACTS: dict[str, object] = {"model": "wan", "cost_usd": 0.4, "unknown_field": [1, {"deep": None}]}


def a_show(folder: Path) -> ProjectFiles:
    """Episode 1 with three planned shots, takes, a cut pass, and the pictures of Jade."""
    files = ProjectFiles(folder / "demo")
    files.settings()
    files.plan(1, "EP001_SH01", "EP001_SH02", SHOT)
    files.coverage(1, {"pass_id": PASS, "segments": [
        {"segment_index": 0, "source_shot_id": "EP001_SH01", "duration_s": 2},
        {"segment_index": 1, "source_shot_id": "EP001_SH02", "duration_s": 3},
    ]})  # fmt: skip
    video = f"{FOLDER}/EP001_COV_011_SH1_2_take1.mp4"
    files.record(
        1, PASS, status="extracted", video_path=video,
        segment_shot_ids=["EP001_SH01", "EP001_SH02"],
        segment_timestamps={"0": {"start": 0.0, "end": 2.0}, "1": {"start": 2.0, "end": 5.0}},
        takes=[{"take": 1, "model": "wan", "cost_usd": 0.8}], expected_cuts=1, detected_cuts=1,
    )  # fmt: skip
    files.media(video, **FACTS, status="registered", pass_id=PASS)
    cut = {"source_type": "pass_segment", "source_pass_id": PASS, "source_shot_id": "EP001_SH02"}
    files.media(CLIP, **FACTS, **cut, status="candidate", source_take=1)
    files.media(TAKE_1, **FACTS, status="candidate")
    files.media(TAKE_2, **FACTS, status="candidate", notes="good light")
    files.media(STILL, **FACTS, status="candidate", tags=["mood"])
    files.text(f"{JADE}/jade_1.png", "one")
    files.document(f"{JADE}/jade_1.png.json", {**FACTS, "status": "candidate"})
    files.text(f"{JADE}/jade_2.png", "two")
    files.document(f"{JADE}/jade_2.png.json", {**FACTS, "status": "candidate"})
    files.media(LOOSE, **FACTS, status="candidate")
    return files


def opened(files: ProjectFiles) -> Project:
    """The project with a clock that stands still."""
    return Project.open(files.root, clock=FixedClock(NOON))


def path(text: str) -> ProjectPath:
    """A path of the project."""
    return ProjectPath.of(text)
