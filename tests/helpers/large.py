"""Projects of any size, written as fast as the disk takes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SHOTS = 250  # of an episode, each with four files


def make_large_project(root: Path, files: int) -> int:
    """Write a project of about ``files`` media with their sidecars, and say how many there are.

    A thousand files an episode: passes, clips cut from them, solo takes; every episode has its
    plan, coverage passes and pass state, as a show that is being made.
    """
    root.mkdir(parents=True)
    settings = {"id": "large", "mode": "client", "title": "Large"}
    (root / "project.json").write_text(json.dumps(settings))
    episodes = max(1, round(files / (4 * SHOTS)))
    for episode in range(1, episodes + 1):
        _write_episode(root, episode)
    _write_assets(root)
    return episodes * 4 * SHOTS + 40


def _write_episode(root: Path, episode: int) -> None:
    folder = root / f"renders/ep_{episode:03d}"
    folder.mkdir(parents=True)
    records: dict[str, object] = {}
    for first in range(1, SHOTS + 1, 2):
        _write_pass(folder, episode, first, records)
    for shot in range(1, SHOTS + 1):
        for take in (1, 2):
            name = f"EP{episode:03d}_SH{shot}_take{take}.mp4"
            _write(folder, name, model="seedance-1.0-pro", cost_usd=0.4, take=take)
    _write_documents(root, episode, records)


def _write_pass(folder: Path, episode: int, first: int, records: dict[str, object]) -> None:
    """A pass of two shots: its video, a spare take, and the two clips cut from it."""
    counter = (first + 1) // 2
    pass_id = f"EP{episode:03d}_PASS_{counter:03d}_SH{first:02d}_{first + 1:02d}_A_JADE"
    video = f"EP{episode:03d}_COV_{counter:03d}_SH{first}_{first + 1}_take1.mp4"
    shots = [f"EP{episode:03d}_SH{shot:02d}" for shot in (first, first + 1)]
    _write(folder, video, pass_id=pass_id, model="wan-2.2", cost_usd=0.8, take=1)
    _write(folder, video.replace("take1", "take2"), pass_id=pass_id, model="wan-2.2", take=2)
    for place, shot in enumerate(shots):
        name = f"shot_{first + place:03d}_FROM_PASS_{counter:03d}_A_JADE_take1.mp4"
        status = "pinned" if (first + place) % 7 == 0 else "candidate"
        _write(
            folder, name, status=status, source_type="pass_segment", source_pass_id=pass_id,
            source_shot_id=shot, segment_index=place, cost_usd_segment=0.4,
            tags=["hero"] if (first + place) % 50 == 0 else [],
        )  # fmt: skip
    records[pass_id] = {
        "pass_id": pass_id, "status": "extracted" if counter % 9 else "segmentation_review",
        "segment_shot_ids": shots, "cost_usd": 0.8, "expected_cuts": 1, "detected_cuts": 1,
        "video_path": f"renders/{folder.name}/{video}",
    }  # fmt: skip


def _write_documents(root: Path, episode: int, records: dict[str, object]) -> None:
    name = f"ep_{episode:03d}"
    shots = [
        {"shot_id": f"EP{episode:03d}_SH{shot:02d}", "duration_s": 3.0}
        for shot in range(1, SHOTS + 1)
    ]
    _write_json(root / f"state/visual/plans/{name}_plan.json", {"shots": shots})
    state = {"schema_version": 1, "passes": records, "shot_links": {}}
    _write_json(root / f"state/visual/passes/{name}_pass_state.json", state)


def _write_assets(root: Path) -> None:
    for number in range(40):
        folder = root / f"assets/{('char', 'loc')[number % 2]}/entity_{number // 4:02d}"
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder, f"picture_{number:03d}.png", status="candidate")


def _write(folder: Path, name: str, **sidecar: object) -> None:
    (folder / name).write_bytes(b"media")
    known = {
        "status": "candidate", "created_at": "2026-11-20T10:00:00Z", "notes": "", "tags": [],
        "source": "generated",
    }  # fmt: skip
    (folder / f"{name}.json").write_text(json.dumps(known | sidecar))


def _write_json(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data))
