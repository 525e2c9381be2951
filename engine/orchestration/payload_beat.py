"""A beat of a scene body as something that can be rendered: its shots, segments and identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.canonical import canonical_shot
from engine.domain.coverage import CoverageSegment, as_seconds
from engine.domain.ids import find_episode, find_shot_episode
from engine.domain.plan import Shot
from engine.domain.scenes import Modality
from engine.errors import DataError, UserError
from engine.orchestration.grouping_base import GroupIdentity, GroupSegment, identity_of

if TYPE_CHECKING:
    from fractions import Fraction

    from engine.domain.canonical import CanonicalShot
    from engine.domain.scenes import Beat, Scene


class PayloadRefused(UserError):
    """The payload of a beat cannot be built: nothing was sent and nothing is owed.

    ``code`` says why: no_batch_id, no_episode, no_grouping, no_shots, bad_shot, bad_segment,
    bad_modality, no_prompt, no_model, bad_seed, bad_tier, bad_duration, bad_reference.
    """

    code = "payload_refused"

    def __init__(self, code: str, beat_id: str, problem: str) -> None:
        super().__init__(f"{beat_id}: {problem}")
        self.code = code
        self.beat_id = beat_id


@dataclass(frozen=True, slots=True)
class BeatPlan:
    """What a beat is to show, read from its body and checked."""

    beat_id: str
    episode: int
    batch_id: str
    modality: Modality
    identity: GroupIdentity
    shots: tuple[CanonicalShot, ...]
    segments: tuple[GroupSegment, ...]

    @property
    def shot_ids(self) -> tuple[str, ...]:
        """The real shots it shows."""
        return tuple(shot.shot_id for shot in self.shots)

    @property
    def duration(self) -> Fraction:
        """How long all of it is meant to be, in seconds."""
        return sum((segment.duration for segment in self.segments[1:]), self.segments[0].duration)


def read_beat(beat: Beat, scene: Scene) -> BeatPlan:
    """What the beat is to show.

    Raises:
        PayloadRefused: its body does not say enough.
    """
    shots = _shots(beat)
    return BeatPlan(
        beat_id=beat.beat_id,
        episode=_episode(beat, scene, shots),
        batch_id=_batch_id(beat),
        modality=_modality(beat),
        identity=_identity(beat),
        shots=shots,
        segments=_segments(beat) or tuple(GroupSegment.of(shot) for shot in shots),
    )


def _modality(beat: Beat) -> Modality:
    if beat.modality not in tuple(Modality):
        raise PayloadRefused("bad_modality", beat.beat_id, f"no modality: {beat.modality!r}")
    return Modality(beat.modality)


def _shots(beat: Beat) -> tuple[CanonicalShot, ...]:
    metadata = beat.beat_metadata
    alone = [metadata.shot] if metadata.shot else []
    # Beats of one shot may have their whole batch beside it, for information.
    is_batch = beat.modality == Modality.R2V_MULTI
    entries = (metadata.batch_shots or alone) if is_batch else (alone or metadata.batch_shots)
    if not entries:
        raise PayloadRefused("no_shots", beat.beat_id, "its body holds no shots: rederive it")
    return tuple(_shot(beat.beat_id, entry) for entry in entries)


def _shot(beat_id: str, entry: object) -> CanonicalShot:
    try:
        return canonical_shot(Shot.read(entry))
    except (DataError, UserError) as error:
        raise PayloadRefused("bad_shot", beat_id, f"a shot in its body is none: {error}") from error


def _segments(beat: Beat) -> tuple[GroupSegment, ...]:
    held = (beat.beat_metadata.model_extra or {}).get("segments")
    return tuple(_segment(beat.beat_id, one) for one in held) if isinstance(held, list) else ()


def _segment(beat_id: str, entry: object) -> GroupSegment:
    try:
        said = CoverageSegment.read(entry)
    except DataError as error:
        raise PayloadRefused("bad_segment", beat_id, f"a segment is none: {error}") from error
    seconds = as_seconds(said.duration_s)
    if seconds is None:
        problem = f"a segment has no usable duration: {said.duration_s!r}"
        raise PayloadRefused("bad_segment", beat_id, problem)
    prompt = said.prompt or ""
    return GroupSegment(said.source_shot_id, seconds, prompt, said.shot_type, said.is_wildcard)


def _batch_id(beat: Beat) -> str:
    summary = beat.beat_metadata.batch_summary
    if summary is None or not summary.batch_id:
        raise PayloadRefused("no_batch_id", beat.beat_id, "its body names no batch: rederive it")
    return summary.batch_id


def _identity(beat: Beat) -> GroupIdentity:
    identity = identity_of(beat.beat_metadata.grouping)
    if identity is None:
        problem = "its body does not say how it was grouped: rederive it"
        raise PayloadRefused("no_grouping", beat.beat_id, problem)
    return identity


def _episode(beat: Beat, scene: Scene, shots: tuple[CanonicalShot, ...]) -> int:
    said = scene.scene_metadata.episode
    episode = find_episode(said) if isinstance(said, str | int) else None
    found = find_shot_episode(shots[0].shot_id) if episode is None else episode
    if found is None:
        raise PayloadRefused("no_episode", beat.beat_id, "its body names no episode")
    return found
