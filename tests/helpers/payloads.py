"""Scenes of every kind, and the payload of their first beat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.orchestration.derive import scene_of
from engine.orchestration.grouping import group_shots
from engine.orchestration.payload import PayloadDefaults, PayloadOverrides, build_payload
from tests.helpers.shots import THEN, coverage_of, entry, scenes_of, shots_of, some_shots

if TYPE_CHECKING:
    from engine.domain.canonical import CanonicalShot
    from engine.domain.scenes import Scene
    from engine.orchestration.payload import Payload

DEFAULTS = PayloadDefaults(video_model="usual", image_model="still", aspect_ratio="9:16")


def payload_of(
    scene: Scene, overrides: PayloadOverrides | None = None, *, take: int = 1, version: int = 1
) -> Payload:
    """The payload of a scene's first beat."""
    wishes = overrides or PayloadOverrides()
    return build_payload(
        scene.beats[0], scene, take, wishes, defaults=DEFAULTS, scene_version=version
    )


def solo(**keys: object) -> Scene:
    """A scene of one shot."""
    (scene,) = scenes_of("solo", shots_of(entry("01", **keys)))
    return scene


def batch(*shots: CanonicalShot) -> Scene:
    """A scene of a batch of shots, three equal ones if none are given."""
    (scene,) = scenes_of("continuity", shots or some_shots(3))
    return scene


def coverage(*segments: dict[str, object], **keys: object) -> Scene:
    """A scene of a coverage pass."""
    book = coverage_of({"segments": list(segments), **keys})
    (group,) = group_shots("coverage", some_shots(3), book)
    return scene_of(group, 1, "demo", THEN)
