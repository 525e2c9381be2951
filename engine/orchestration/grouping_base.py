"""What a grouping gives: groups of shots that are rendered together, and who they are."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.canonical import as_number
from engine.domain.ids import find_shot_episode, find_shot_number
from engine.domain.names import Strategy
from engine.domain.scenes import Modality

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.domain.canonical import CanonicalShot
    from engine.domain.coverage import CoverageDocument
    from engine.domain.scenes import Grouping


@dataclass(frozen=True, slots=True)
class GroupingRequest:
    """What there is to group; ``passes`` are the coverage passes wanted, None for all."""

    shots: Sequence[CanonicalShot]
    coverage: CoverageDocument | None = None
    passes: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class GroupIdentity:
    """Who a group is, in sidecars and file names; ``shot_ids`` are the real shots, in order."""

    strategy: Strategy
    ordinal: int
    shot_ids: tuple[str, ...]
    source_pass_id: str | None = None
    shotset_hash: str = ""

    @classmethod
    def of(
        cls,
        strategy: Strategy,
        ordinal: int,
        shot_ids: Iterable[str],
        source_pass_id: str | None = None,
    ) -> GroupIdentity:
        """The identity of a set of shots; its hash is computed."""
        ids = tuple(shot_ids)
        return cls(strategy, ordinal, ids, source_pass_id, shotset_hash(ids))

    def as_json(self) -> dict[str, object]:
        """The identity as bodies and sidecars hold it."""
        return {
            "strategy": self.strategy.value,
            "ordinal": self.ordinal,
            "shot_ids": list(self.shot_ids),
            "source_pass_id": self.source_pass_id,
            "shotset_hash": self.shotset_hash,
        }


@dataclass(frozen=True, slots=True)
class GroupSegment:
    """A stretch of the video between two planned cuts.

    A wildcard is the model's to fill: its ``shot_id`` is what the planner calls it, if anything.
    """

    shot_id: str | None
    duration: Fraction
    prompt: str
    shot_type: str | None = None
    is_wildcard: bool = False

    @classmethod
    def of(cls, shot: CanonicalShot) -> GroupSegment:
        """A whole shot as the plan wants it."""
        return cls(shot.shot_id, shot.duration, shot.prompt, shot.shot_type)

    def as_json(self, index: int) -> dict[str, object]:
        """The segment as bodies hold it, with the keys of coverage files."""
        return {
            "segment_index": index,
            "source_shot_id": self.shot_id,
            "shot_type": self.shot_type,
            "duration_s": as_number(self.duration),
            "prompt": self.prompt,
            "is_wildcard": self.is_wildcard,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Shots that become one scene.

    ``segments`` are what the video is planned to show, in time order: the shots, for a coverage
    pass its own segments with its wildcards. ``scene_id`` is unique in the episode.
    """

    identity: GroupIdentity
    shots: tuple[CanonicalShot, ...]
    segments: tuple[GroupSegment, ...]
    scene_id: str
    modality: Modality
    generation_config: Mapping[str, object] = field(default_factory=dict)
    element_config: Mapping[str, object] = field(default_factory=dict)
    prompt_directive: str = ""
    blueprint: str | None = None

    @property
    def planned(self) -> tuple[Fraction, ...]:
        """How long each segment is meant to be, in seconds."""
        return tuple(segment.duration for segment in self.segments)

    @property
    def duration(self) -> Fraction:
        """How long all of it is meant to be, in seconds."""
        return sum(self.planned, Fraction(0))

    @property
    def is_one_video(self) -> bool:
        """Whether all its shots come out of one dispatch."""
        return self.modality is Modality.R2V_MULTI


def identity_of(grouping: Grouping | None) -> GroupIdentity | None:
    """The identity that a body or sidecar holds; None when it is not a whole one."""
    if grouping is None or grouping.ordinal is None or not grouping.shot_ids:
        return None
    if grouping.strategy not in tuple(Strategy):
        return None
    ids = tuple(grouping.shot_ids)
    sha = grouping.shotset_hash or shotset_hash(ids)
    strategy = Strategy(grouping.strategy)
    return GroupIdentity(strategy, grouping.ordinal, ids, grouping.source_pass_id, sha)


def shotset_hash(shot_ids: Iterable[str]) -> str:
    """A hash of a set of shots; order, repetition and spelling of the ids do not count."""
    text = "\n".join(sorted({_normal(shot) for shot in shot_ids}))
    return hashlib.sha256(text.encode()).hexdigest()


def _normal(shot: str) -> str:
    number, episode = find_shot_number(shot), find_shot_episode(shot)
    return shot if number is None else f"{'' if episode is None else episode}:{number}"
