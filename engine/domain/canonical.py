"""The plan as everything that renders sees it: checked shots, in the order of the file."""

from __future__ import annotations

import hashlib
import json
import reprlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain import raw_entry
from engine.domain.coverage import LONGEST, as_seconds
from engine.domain.ids import episode_id, find_episode, find_shot_episode, shot_number
from engine.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from engine.domain.plan import PlanDocument, Shot


class BadPlan(UserError):
    """The plan of an episode cannot be rendered as it is; ``shot_id`` says where it hurts."""

    code = "bad_plan"

    def __init__(self, shot_id: str, problem: str) -> None:
        super().__init__(f"{shot_id}: {problem}" if shot_id else problem)
        self.shot_id = shot_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalShot:
    """One shot of the plan.

    ``shot_id`` is spelled as the planner spells it, ``number`` is the normal one. ``raw`` is the
    planner's whole entry; prompt, frames and references were found in it. Pictures are as the
    planner wrote them: paths in the project, or URLs.
    """

    shot_id: str
    number: str
    duration: Fraction
    scene_index: int | None = None
    sequence_id: str = ""
    pipeline: str = "video"
    video_model: str | None = None
    previs_model: str | None = None
    location_id: str | None = None
    characters: tuple[str, ...] = ()
    shot_type: str | None = None
    is_env_only: bool = False
    has_dialogue: bool = False
    aspect_ratio: str | None = None
    quality: object = None
    cinematography: object = None
    prompt: str = ""
    start_frame: str | None = None
    end_frame: str | None = None
    references: tuple[str, ...] = ()
    source_text_hash: str | None = None
    raw: Mapping[str, object] = field(default_factory=dict)

    def structure(self) -> dict[str, object]:
        """What of the shot decides how it is grouped and rendered, without the planner's prose."""
        return {
            "shot_id": self.shot_id,
            "scene_index": self.scene_index,
            "sequence_id": self.sequence_id,
            "pipeline": self.pipeline,
            "previs_model": self.previs_model,
            "video_model": self.video_model,
            "location_id": self.location_id,
            "characters": [{"char_id": who} for who in self.characters],
            "shot_type": self.shot_type,
            "duration_s": as_number(self.duration),
            "is_env_only": self.is_env_only,
            "has_dialogue": self.has_dialogue,
            "aspect_ratio": self.aspect_ratio,
            "quality": self.quality,
            "cinematography": self.cinematography,
        }

    def as_json(self) -> dict[str, object]:
        """The shot as scene bodies hold it; ``canonical_shot`` reads it back."""
        return {**self.structure(), "raw": dict(self.raw)}


def canonical_plan(document: PlanDocument, episode: int) -> tuple[CanonicalShot, ...]:
    """Every shot of an episode's plan, in the order of the file.

    Raises:
        BadPlan: it is another episode's, or a shot's id is malformed, of another episode or there
            twice, or its length is absent, negative or no number; says which shot.
    """
    planned_for = find_episode(document.episode_id or "")
    if planned_for not in (None, episode):
        raise BadPlan("", f"the plan is of {document.episode_id}, not of {episode_id(episode)}")
    shots = tuple(canonical_shot(shot, sequence) for sequence, shot in _shots(document))
    _check_ids(shots, episode)
    return shots


def canonical_shot(shot: Shot, sequence: str = "") -> CanonicalShot:
    """One shot, checked; ``sequence`` is the one it stands in, where it does not say.

    Raises:
        BadPlan: its id or its length is none, or a picture of it is none.
    """
    number = _number(shot.shot_id)
    entry = _entry(shot)
    try:
        start_frame = raw_entry.picture_in(entry, raw_entry.START_FRAME)
        end_frame = raw_entry.picture_in(entry, raw_entry.END_FRAME)
        references = raw_entry.pictures_in(entry, raw_entry.REFERENCES)
    except UserError as error:
        raise BadPlan(shot.shot_id, str(error)) from error
    return CanonicalShot(
        shot_id=shot.shot_id,
        number=number,
        duration=_duration(shot),
        scene_index=_index(shot.scene_index),
        sequence_id=shot.sequence_id or sequence,
        pipeline=shot.pipeline or "video",
        video_model=shot.video_model or None,
        previs_model=shot.previs_model or None,
        location_id=shot.location_id or None,
        characters=tuple(dict.fromkeys(shot.character_ids())),
        shot_type=shot.shot_type,
        is_env_only=shot.is_env_only,
        has_dialogue=shot.has_dialogue,
        aspect_ratio=shot.aspect_ratio or None,
        quality=shot.quality,
        cinematography=shot.cinematography,
        prompt=raw_entry.text_in(entry, raw_entry.PROMPT) or "",
        start_frame=start_frame,
        end_frame=end_frame,
        references=references,
        source_text_hash=raw_entry.text_in(entry, raw_entry.TEXT_HASH),
        raw=entry,
    )


def plan_sha(shots: Iterable[CanonicalShot]) -> str:
    """The plan's structural hash: order, ids, lengths, places, people, models; not the prose."""
    structure = [shot.structure() for shot in shots]
    text = json.dumps(structure, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def as_number(seconds: Fraction) -> int | float:
    """Exact seconds as documents hold them: 3, 2.5."""
    return int(seconds) if seconds.denominator == 1 else float(seconds)


# -- inside ------------------------------------------------------------------


def _shots(document: PlanDocument) -> Iterator[tuple[str, Shot]]:
    for name, sequence in document.sequences.items():
        yield from ((name, shot) for shot in sequence.shots)
    yield from (("", shot) for shot in document.shots)


def _check_ids(shots: Iterable[CanonicalShot], episode: int) -> None:
    seen: dict[str, str] = {}
    for shot in shots:
        if find_shot_episode(shot.shot_id) != episode:
            raise BadPlan(shot.shot_id, f"not a shot of {episode_id(episode)}")
        if shot.number in seen:
            twin = seen[shot.number]
            also = "" if twin == shot.shot_id else f", also as {twin}"
            raise BadPlan(shot.shot_id, f"the plan has this shot twice{also}")
        seen[shot.number] = shot.shot_id


def _number(shot_id: str) -> str:
    if find_shot_episode(shot_id) is None:
        raise BadPlan(reprlib.repr(shot_id), "not a shot id (say EP001_SH33A)")
    return shot_number(shot_id)


def _duration(shot: Shot) -> Fraction:
    seconds = as_seconds(shot.duration_s)
    if seconds is not None:
        return seconds
    if shot.duration_s is None:
        raise BadPlan(shot.shot_id, "it has no duration_s")
    said = reprlib.repr(shot.duration_s)
    raise BadPlan(shot.shot_id, f"duration_s is no length above 0 and up to {LONGEST} s: {said}")


def _index(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _entry(shot: Shot) -> Mapping[str, object]:
    """The planner's entry; what it lacks of prompt and pictures may stand beside it."""
    if not shot.raw:
        return shot.as_json()
    beside = {
        key: value
        for key, value in (shot.model_extra or {}).items()
        if key in raw_entry.KNOWN and key not in shot.raw
    }
    return {**shot.raw, **beside}
