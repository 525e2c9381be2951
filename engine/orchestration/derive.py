"""Scenes from groups: the same plan gives the same bytes, at any time, on any machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.ids import episode_folder
from engine.domain.names import Strategy
from engine.domain.scenes import Scene
from engine.orchestration.grouping_base import GroupIdentity
from engine.orchestration.tags import shared_characters, shared_location

if TYPE_CHECKING:
    from engine.domain.canonical import CanonicalShot
    from engine.orchestration.grouping_base import Group

_ENDINGS = {Strategy.COVERAGE: "cov", Strategy.CONTINUITY: "cont", Strategy.ONER: "oner"}


def scene_of(group: Group, episode: int, project: str, created_at: str) -> Scene:
    """The scene of a group: a beat for each shot, or one beat for all that is one video.

    ``project`` is the project's name; ``created_at`` is handed in, so that nothing in the scene
    depends on when it is derived.
    """
    summary = _summary(group)
    body: dict[str, object] = {
        "scene_id": group.scene_id,
        "beats": [_beat(group, shots, summary, created_at) for shots in _beats_of(group)],
        "scene_metadata": {
            "episode": episode_folder(episode),
            "project": project,
            "grouping": group.identity.as_json(),
            "batch": _batch(group, summary),
        },
        "locked": False,
        "created_at": created_at,
    }
    return Scene.read(body)


def beat_id_of(group: Group, shot: CanonicalShot | None) -> str:
    """The id of the beat of a shot; of the one beat of the group when there is no ``shot``."""
    if shot is None:
        return f"{group.scene_id}__{_ENDINGS[group.identity.strategy]}"
    if group.identity.strategy is Strategy.SOLO:
        return f"{group.scene_id}__solo"
    return f"{group.scene_id}__{shot.shot_id}"


def _beats_of(group: Group) -> list[tuple[CanonicalShot, ...]]:
    return [group.shots] if group.is_one_video else [(shot,) for shot in group.shots]


def _beat(
    group: Group, shots: tuple[CanonicalShot, ...], summary: dict[str, object], created_at: str
) -> dict[str, object]:
    return {
        "beat_id": beat_id_of(group, None if group.is_one_video else shots[0]),
        "takes": [],
        "primary_take_id": None,
        "approved": False,
        "max_takes": None,
        "phantom_recoveries": 0,
        "board": None,
        "beat_metadata": _beat_metadata(group, shots, summary),
        "created_at": created_at,
    }


def _beat_metadata(
    group: Group, shots: tuple[CanonicalShot, ...], summary: dict[str, object]
) -> dict[str, object]:
    """What a beat is to show. One shot stands in ``shot``; all of a batch in ``batch_shots``."""
    batch_shots = [shot.as_json() for shot in shots] if group.is_one_video else []
    metadata: dict[str, object] = {
        "scene_id": group.scene_id,
        "shot": shots[0].as_json(),
        "batch_shots": batch_shots,
        "modality": group.modality.value,
        "batch_summary": summary,
        "grouping": _beat_identity(group, shots).as_json(),
        "generation_config": dict(group.generation_config),
        "element_config": dict(group.element_config),
        "prompt_directive": group.prompt_directive,
        "inputs_fingerprint": None,
        "reroll_cleared_stale": None,
    }
    return metadata | _own_segments(group)


def _own_segments(group: Group) -> dict[str, object]:
    """The segments of a coverage pass: they say other things, and last longer, than its shots."""
    if group.identity.strategy is not Strategy.COVERAGE:
        return {}
    return {"segments": [one.as_json(index) for index, one in enumerate(group.segments)]}


def _beat_identity(group: Group, shots: tuple[CanonicalShot, ...]) -> GroupIdentity:
    """Who the beat is: several shots rendered one by one are so many solos."""
    if group.is_one_video or len(group.shots) == 1:
        return group.identity
    return GroupIdentity.of(Strategy.SOLO, 0, (shot.shot_id for shot in shots))


def _summary(group: Group) -> dict[str, object]:
    return {
        "batch_id": group.scene_id,
        "shot_ids": list(group.identity.shot_ids),
        "shared_location_id": shared_location(group.shots),
        "shared_characters": list(shared_characters(group.shots)),
        "total_duration_s": float(group.duration),
    }


def _batch(group: Group, summary: dict[str, object]) -> dict[str, object]:
    if group.blueprint is None:
        return summary
    return summary | {"blueprint_image_path": group.blueprint}
