"""Events of runs, and looks at episodes, for tests of what the window shows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.ledger_view import Figures
from engine.domain.run_sight import (
    BeatSight,
    EpisodeSight,
    OpenJob,
    ReviewSight,
    SceneSight,
    TakeSight,
)
from engine.orchestration import events as said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.orchestration.events import PlannedBeat, RunEvent

CENT = 10_000


def a_planned_beat(number: int = 1, **keys: object) -> PlannedBeat:
    """A beat of batch ``number`` with one shot."""
    usual: dict[str, object] = {
        "scene_id": f"BATCH_{number:03d}",
        "beat_id": f"BATCH_{number:03d}__cont",
        "shot_ids": (f"EP001_SH{number:02d}",),
        "modality": "r2v_multi",
        "model": "seedance-2.0",
        "duration_s": 5.0,
        "estimate_micro": 150 * CENT,
        "target": f"renders/ep_001/EP001_CONT_{number:03d}_SH{number}_take1.mp4",
        "tag": "COV_ENV",
    }
    return said.PlannedBeat(**usual | keys)  # type: ignore[arg-type]


def the_beginning(*beats: PlannedBeat) -> Iterator[RunEvent]:
    """A run of these beats begins."""
    yield said.SequenceStarted("run_1", 1, "fal", "seedance-2.0", "continuity", 5000 * CENT)
    yield said.BatchesPlanned(beats)


def dispatched(number: int = 1, attempt: int = 1, **keys: object) -> RunEvent:
    """A take of batch ``number`` was handed over."""
    usual: dict[str, object] = {
        "scene_id": f"BATCH_{number:03d}",
        "beat_id": f"BATCH_{number:03d}__cont",
        "take_id": f"BATCH_{number:03d}__cont__t{attempt}",
        "dispatch_id": f"d_{number}_{attempt}",
        "attempt": attempt,
        "provider": "fal",
        "model": "seedance-2.0",
        "estimate_micro": 150 * CENT,
    }
    return said.TakeDispatched(**usual | keys)  # type: ignore[arg-type]


def progress(number: int = 1, attempt: int = 1, **keys: object) -> RunEvent:
    """That take goes on."""
    usual: dict[str, object] = {"state": "running", "share": 0.4}
    where = (f"BATCH_{number:03d}__cont", f"d_{number}_{attempt}")
    return said.TakeProgress(*where, **usual | keys)  # type: ignore[arg-type]


def completed(number: int = 1, attempt: int = 1, **keys: object) -> RunEvent:
    """That take ended, well unless ``keys`` say otherwise."""
    usual: dict[str, object] = {
        "scene_id": f"BATCH_{number:03d}",
        "beat_id": f"BATCH_{number:03d}__cont",
        "take_id": f"BATCH_{number:03d}__cont__t{attempt}",
        "dispatch_id": f"d_{number}_{attempt}",
        "succeeded": True,
        "charged_micro": 150 * CENT,
        "output": f"renders/ep_001/EP001_CONT_{number:03d}_SH{number}_take{attempt}.mp4",
        "checks": {"decodable": "pass", "identity": "not checked"},
    }
    return said.TakeCompleted(**usual | keys)  # type: ignore[arg-type]


def chosen(number: int = 1, attempt: int = 1) -> RunEvent:
    """That take counts."""
    scene = f"BATCH_{number:03d}"
    return said.BeatPrimarySelected(scene, f"{scene}__cont", f"{scene}__cont__t{attempt}", "")


def the_end(message: str = "") -> RunEvent:
    """The run is over."""
    return said.SequenceComplete("run_1", (), 0, 0, "halted" if message else "", message)


def a_take(number: int = 1, attempt: int = 1, **keys: object) -> TakeSight:
    """A take as the disk has it; it succeeded unless ``keys`` say otherwise."""
    usual: dict[str, object] = {
        "take_id": f"BATCH_{number:03d}__cont__t{attempt}",
        "attempt": attempt,
        "status": "succeeded",
        "dispatch_id": f"d_{number}_{attempt}",
        "state": "charged",
        "cost_micro": 150 * CENT,
        "checks": {"decodable": "pass"},
    }
    return TakeSight(**usual | keys)  # type: ignore[arg-type]


def a_scene(number: int = 1, *takes: TakeSight, primary: int = 0, **keys: object) -> SceneSight:
    """A batch of one beat as the disk has it."""
    scene_id = f"BATCH_{number:03d}"
    beat = BeatSight(
        scene_id,
        f"{scene_id}__cont",
        (f"EP001_SH{number:02d}",),
        "r2v_multi",
        primary_take_id=takes[primary - 1].take_id if primary else "",
        takes=takes,
    )
    return SceneSight(scene_id, beats=(beat,), **keys)  # type: ignore[arg-type]


def a_job(number: int = 1, attempt: int = 1, **keys: object) -> OpenJob:
    """A job that is still open."""
    usual: dict[str, object] = {
        "dispatch_id": f"d_{number}_{attempt}",
        "episode": 1,
        "scene_id": f"BATCH_{number:03d}",
        "beat_id": f"BATCH_{number:03d}__cont",
        "take_id": f"BATCH_{number:03d}__cont__t{attempt}",
        "provider": "fal",
        "model": "seedance-2.0",
        "state": "running",
        "held_micro": 150 * CENT,
        "was_sent": True,
    }
    return OpenJob(**usual | keys)  # type: ignore[arg-type]


def a_review(number: int = 1, **keys: object) -> ReviewSight:
    """A take that somebody has to judge."""
    usual: dict[str, object] = {
        "scene_id": f"BATCH_{number:03d}",
        "shot_ids": (f"EP001_SH{number:02d}",),
        "reason": "six fingers",
        "failure_mode": "anatomy_limb_miscount",
        "attempts": 3,
    }
    return ReviewSight(f"rq_{number}", **usual | keys)  # type: ignore[arg-type]


def a_sight(*scenes: SceneSight, jobs: tuple[OpenJob, ...] = (), **keys: object) -> EpisodeSight:
    """Episode 1 with these batches."""
    usual: dict[str, object] = {"figures": Figures(), "budget_micro": 5000 * CENT}
    return EpisodeSight(1, scenes, jobs, **usual | keys)  # type: ignore[arg-type]
