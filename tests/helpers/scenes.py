"""Scene bodies for tests, as the runner leaves them on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.scenes import Scene

if TYPE_CHECKING:
    from engine.store.project import Project

Json = dict[str, object]

BATCH = "BATCH_001"


def a_shot(number: int, prompt: str = "rain", **keys: object) -> Json:
    """A shot as bodies hold it."""
    shot: Json = {"shot_id": f"EP001_SH{number:02d}", "duration_s": 3}
    return shot | keys | {"raw": {"prompt": prompt}}


def a_take(index: int, status: str = "succeeded", **keys: object) -> Json:
    """A take with the id ``t<index>``."""
    take: Json = {"take_id": f"t{index}", "index": index, "status": status}
    return take | {"workflow": None, "take_metadata": {}} | keys


def a_beat(number: int, *takes: Json, prompt: str = "rain", **metadata: object) -> Json:
    """A beat of one shot, called ``b<number>``; ``metadata`` is laid over its metadata."""
    shot = a_shot(number, prompt)
    grouping: Json = {"strategy": "continuity", "ordinal": 1, "shot_ids": [shot["shot_id"]]}
    usual: Json = {
        "scene_id": BATCH,
        "shot": shot,
        "batch_shots": [],
        "modality": "video_i2v",
        "batch_summary": {"batch_id": BATCH, "shot_ids": [shot["shot_id"]]},
        "grouping": grouping,
        "generation_config": {},
        "prompt_directive": "",
    }
    return {
        "beat_id": f"b{number}",
        "takes": list(takes),
        "primary_take_id": None,
        "board": None,
        "beat_metadata": usual | metadata,
    }


def a_body(*beats: Json, scene_id: str = BATCH, **keys: object) -> Json:
    """A body; without beats it has one."""
    body: Json = {"scene_id": scene_id, "beats": list(beats) or [a_beat(1)]}
    return body | {"locked": False, "created_at": "2026-05-04T12:00:00Z"} | keys


def a_scene(*beats: Json, scene_id: str = BATCH, **keys: object) -> Scene:
    """The same as a document."""
    return Scene.read(a_body(*beats, scene_id=scene_id, **keys))


def versioned(project: Project, *prompts: str) -> None:
    """A batch with one version for each prompt; the first counts."""
    first, *others = prompts
    project.scenes.create(1, a_scene(a_beat(1, prompt=first)))
    for prompt in others:
        project.scenes.stage(1, a_scene(a_beat(1, prompt=prompt)), "test")
