"""The groupings that ask nothing: every shot by itself, or all of them in one take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.names import Strategy
from engine.domain.scenes import Modality
from engine.orchestration.grouping_base import Group, GroupIdentity, GroupSegment

if TYPE_CHECKING:
    from engine.domain.canonical import CanonicalShot
    from engine.orchestration.grouping_base import GroupingRequest


def by_shot(request: GroupingRequest) -> tuple[Group, ...]:
    """Every shot alone; its scene has its id."""
    return tuple(_alone(shot) for shot in request.shots)


def as_oner(request: GroupingRequest) -> tuple[Group, ...]:
    """One take over all shots."""
    shots = tuple(request.shots)
    if not shots:
        return ()
    oner = Group(
        identity=GroupIdentity.of(Strategy.ONER, 1, (shot.shot_id for shot in shots)),
        shots=shots,
        segments=tuple(GroupSegment.of(shot) for shot in shots),
        scene_id="ONER_001",
        modality=Modality.VIDEO_I2V if len(shots) == 1 else Modality.R2V_MULTI,
    )
    return (oner,)


def _alone(shot: CanonicalShot) -> Group:
    return Group(
        identity=GroupIdentity.of(Strategy.SOLO, 0, (shot.shot_id,)),
        shots=(shot,),
        segments=(GroupSegment.of(shot),),
        scene_id=shot.shot_id,
        modality=Modality.VIDEO_I2V,
    )
