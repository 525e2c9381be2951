"""A project in which something of every kind waits for a person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from engine.store.project import Project
from tests.helpers.projects import ProjectFiles
from tests.helpers.scenes import a_beat, a_scene, a_take, versioned
from tests.helpers.store import a_stuck_change

if TYPE_CHECKING:
    from pathlib import Path

REVIEW = "EP001_PASS_001_SH01_02_A_JADE"
FAILED = "EP001_PASS_002_SH03_A_JADE"
VIDEO = "renders/ep_001/EP001_COV_001_SH1_2_take1.mp4"
JUDGEMENT = {
    "rq_id": "rq_1", "project": "show", "episode_id": "EP001", "shot_id": "EP001_SH05",
    "shot_ids": ["EP001_SH05"], "scene_id": "BATCH_009", "beat_id": "BATCH_009__cont",
    "reason": "the face melts", "failure_mode": "anatomy_face_merge",
    "attempts": [{"strategy": "", "failure_mode": "anatomy_face_merge", "error": "two heads"},
                 {"strategy": "change_seed", "failure_mode": "unknown", "error": ""}],
    "total_cost_usd": 1.25, "original_prompt": "Jade bleeds in the rain",
    "softened_prompt": "Jade stands in the rain", "status": "open",
    "created_at": "2026-05-04T12:00:00Z",
}  # fmt: skip


def a_quiet_show(root: Path) -> ProjectFiles:
    """A project in which nothing is done by itself, and nothing waits."""
    files = ProjectFiles(root)
    files.settings(mode="client", schema_version=1)
    return files


def a_waiting_show(root: Path) -> ProjectFiles:
    """Passes, orphans, takes, versions, corrupt and stuck things that wait; media are no media."""
    files = a_quiet_show(root)
    files.plan(1, *(f"EP001_SH{number:02d}" for number in range(1, 8)))
    files.media(VIDEO, pass_id=REVIEW, status="candidate")
    shots = {REVIEW: ["EP001_SH01", "EP001_SH02"], FAILED: ["EP001_SH03"]}
    files.record(
        1, REVIEW, status="segmentation_review", video_path=VIDEO, segment_shot_ids=shots[REVIEW],
        expected_cuts=1, detected_cuts=3,
    )  # fmt: skip
    files.record(1, FAILED, status="failed", segment_shot_ids=shots[FAILED])
    files.media("renders/ep_001/_orphans/found.mp4")
    files.media("renders/ep_001/EP001_SH4_take1.mp4")
    files.text("renders/ep_001/EP001_SH4_take1.mp4.json", "{")
    files.text("state/visual/plans/ep_002_plan.json", "{")
    files.text("state/visual/review_queue.jsonl", json.dumps(JUDGEMENT) + "\n")
    project = Project.open(root)
    versioned(project, "rain", "snow")
    gone = a_take(1, workflow=_made("renders/ep_001/EP001_CONT_002_SH6_take1.mp4"))
    lost = a_beat(6, gone, scene_id="BATCH_002") | {"primary_take_id": "t1"}
    project.scenes.create(1, a_scene(lost, scene_id="BATCH_002"))
    failed = a_beat(7, a_take(1, "failed"), scene_id="BATCH_003")
    project.scenes.create(1, a_scene(failed, scene_id="BATCH_003"))
    a_stuck_change(project)
    return files


def _made(output: str) -> dict[str, object]:
    result = {"id": "r", "modality": "video_i2v", "output_path": output, "success": True}
    step = {
        "step_id": "s", "modality": "video_i2v", "payload": {}, "status": "succeeded",
        "receipt": {"receipt_id": "x", "run_result": result},
    }  # fmt: skip
    return {"workflow_id": "w", "steps": [step], "global_provenance": {}}
