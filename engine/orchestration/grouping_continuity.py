"""Grouping by continuity: neighbours in one place are rendered as one batch."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.names import Strategy
from engine.domain.scenes import Modality
from engine.orchestration.grouping_base import Group, GroupIdentity, GroupSegment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.domain.canonical import CanonicalShot
    from engine.orchestration.grouping_base import GroupingRequest

MOST_SHOTS = 6
LONGEST = Fraction(15)  # seconds
ENOUGH_FOR_ONE_VIDEO = 3


def by_continuity(request: GroupingRequest) -> tuple[Group, ...]:
    """Neighbours that share a location, at most 6 of them and 15 seconds.

    A shot without a location shares it with nobody. Batches of fewer than 3 shots are rendered
    shot by shot.
    """
    batches = enumerate(_batches(request.shots), start=1)
    return tuple(_group(ordinal, tuple(shots)) for ordinal, shots in batches)


def _batches(shots: Iterable[CanonicalShot]) -> list[list[CanonicalShot]]:
    batches: list[list[CanonicalShot]] = []
    for shot in shots:
        if batches and _fits(batches[-1], shot):
            batches[-1].append(shot)
        else:
            batches.append([shot])
    return batches


def _fits(batch: Sequence[CanonicalShot], shot: CanonicalShot) -> bool:
    if shot.location_id is None or shot.location_id != batch[-1].location_id:
        return False
    length = sum((one.duration for one in batch), shot.duration)
    return len(batch) < MOST_SHOTS and length <= LONGEST


def _group(ordinal: int, shots: tuple[CanonicalShot, ...]) -> Group:
    is_one_video = len(shots) >= ENOUGH_FOR_ONE_VIDEO
    return Group(
        identity=GroupIdentity.of(Strategy.CONTINUITY, ordinal, (shot.shot_id for shot in shots)),
        shots=shots,
        segments=tuple(GroupSegment.of(shot) for shot in shots),
        scene_id=f"BATCH_{ordinal:03d}",
        modality=Modality.R2V_MULTI if is_one_video else Modality.VIDEO_I2V,
    )
