"""One take of a beat as a request that any provider understands, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.domain.board_art import art_of
from engine.domain.ids import episode_folder
from engine.domain.scenes import Modality
from engine.orchestration.payload_beat import BeatPlan, PayloadRefused, read_beat
from engine.orchestration.payload_config import generation_config, merged, size_of
from engine.orchestration.payload_overrides import (
    NO_DEFAULTS,
    NO_OVERRIDES,
    PayloadDefaults,
    PayloadOverrides,
    SegmentChange,
)
from engine.orchestration.payload_pictures import Pictures, approved_board, pictures_of
from engine.orchestration.payload_segments import segments_of, shown
from engine.orchestration.payload_words import prompt_of
from engine.orchestration.tags import tag_of
from engine.orchestration.take_names import render_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.domain.canonical import CanonicalShot
    from engine.domain.scenes import Beat, Scene
    from engine.orchestration.grouping_base import GroupIdentity, GroupSegment

__all__ = [
    "BeatPlan",
    "Payload",
    "PayloadDefaults",
    "PayloadOverrides",
    "PayloadRefused",
    "SegmentChange",
    "approved_board",
    "build_payload",
    "read_beat",
    "render_name",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A take that may be sent.

    ``request`` is plain JSON for the provider. ``references`` are all pictures it depends on,
    frames and board art too: what is checked before money is spent, and what the fingerprint is
    made of. ``provenance`` is for the workflow and the sidecar. ``notes`` are lines for the editor.
    """

    request: Mapping[str, object]
    provenance: Mapping[str, object]
    model: str
    modality: Modality
    tag: str
    identity: GroupIdentity
    episode: int
    take: int
    shot_ids: tuple[str, ...]
    segments: tuple[GroupSegment, ...]
    references: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def duration(self) -> Fraction:
        """How long the video is meant to be, in seconds."""
        return sum((segment.duration for segment in self.segments), Fraction(0))

    def file_name(self, suffix: str = ".mp4") -> str:
        """What the file of this take is called.

        Raises:
            NameTooLong: so many shots do not fit in a file's name.
        """
        return render_name(self.identity, self.tag, self.episode, self.take, suffix)


def build_payload(
    beat: Beat,
    scene: Scene,
    take_index: int,
    overrides: PayloadOverrides = NO_OVERRIDES,
    *,
    defaults: PayloadDefaults = NO_DEFAULTS,
    scene_version: int = 1,
) -> Payload:
    """The request for one take of a beat of the active version of its scene.

    Raises:
        PayloadRefused: it cannot be built; its code says why.
    """
    plan = read_beat(beat, scene)
    choice = _chosen(beat, plan, overrides, defaults)
    request = _request(beat, plan, choice, overrides)
    return Payload(
        request=request,
        provenance={
            **_provenance(beat, scene, plan, request),
            "refs": list(choice.pictures.all()),
            "scene_version": scene_version,
            "reroll_note": overrides.note or None,
            **overrides.provenance,
        },
        model=choice.model,
        modality=choice.modality,
        tag=tag_of(plan.shots),
        identity=plan.identity,
        episode=plan.episode,
        take=take_index,
        shot_ids=plan.shot_ids,
        segments=choice.segments,
        references=choice.pictures.all(),
        notes=choice.notes,
    )


# -- what nobody or several have said -----------------------------------------


@dataclass(frozen=True, slots=True)
class _Choice:
    """What holds for the whole take: of several words the first counts, and it is noted."""

    modality: Modality
    model: str
    aspect_ratio: str | None
    segments: tuple[GroupSegment, ...]
    pictures: Pictures
    notes: tuple[str, ...]


def _chosen(
    beat: Beat, plan: BeatPlan, overrides: PayloadOverrides, defaults: PayloadDefaults
) -> _Choice:
    modality = overrides.modality or plan.modality
    models = {shot.shot_id: _model_of(shot, modality) for shot in plan.shots}
    ratios = {shot.shot_id: shot.aspect_ratio for shot in plan.shots}
    is_still = modality is Modality.IMAGE_T2I
    usual = defaults.image_model if is_still else defaults.video_model
    model = overrides.model or _first(models) or usual
    if not model:
        problem = "its shots name no model and the project has no default: choose one"
        raise PayloadRefused("no_model", plan.beat_id, problem)
    ratio = _first(ratios) or defaults.aspect_ratio
    asked = {} if overrides.model else models
    return _Choice(
        modality=modality,
        model=model,
        aspect_ratio=ratio,
        segments=segments_of(plan, overrides),
        pictures=pictures_of(beat, plan, overrides, defaults),
        notes=(*_others(asked, model), *_others(ratios, ratio)),
    )


def _model_of(shot: CanonicalShot, modality: Modality) -> str | None:
    return shot.previs_model if modality is Modality.IMAGE_T2I else shot.video_model


def _first(said: Mapping[str, str | None]) -> str | None:
    return next((word for word in said.values() if word), None)


def _others(said: Mapping[str, str | None], taken: str | None) -> tuple[str, ...]:
    return tuple(
        f"{shot_id} asks for {word}, its batch is rendered with {taken}"
        for shot_id, word in said.items()
        if word and word != taken
    )


# -- the request --------------------------------------------------------------


def _request(
    beat: Beat, plan: BeatPlan, choice: _Choice, overrides: PayloadOverrides
) -> dict[str, object]:
    """The request; what nobody said is left out, for the provider to choose."""
    metadata, pictures = beat.beat_metadata, choice.pictures
    config = generation_config(beat, overrides)
    size = size_of(config.get("resolution"), choice.aspect_ratio)
    said = {
        "modality": choice.modality.value,
        "model": choice.model,
        "prompt": prompt_of(plan.beat_id, choice.segments, metadata.prompt_directive, overrides),
        "aspect_ratio": choice.aspect_ratio,
        "size": list(size) if size else None,
        "start_frame": pictures.start_frame,
        "end_frame": pictures.end_frame,
        "references": list(pictures.references) or None,
        "board": pictures.board,
        "board_areas": _areas(beat) if pictures.board else None,
        **shown(choice.segments, pictures.segment_frames),
        "grouping": plan.identity.as_json(),
        "tag": tag_of(plan.shots),
        **config,
        "provider_hints": {key: config[key] for key in ("seed", "tier") if key in config} or None,
        "element_config": merged(metadata.element_config, overrides.element_config) or None,
        "generate_audio": overrides.generate_audio,
    }
    return {key: value for key, value in said.items() if value is not None}


def _areas(beat: Beat) -> list[list[float]] | None:
    """Where on its board each shot is, for who can make use of it."""
    return [list(area) for area in art_of(beat).areas] or None


def _provenance(
    beat: Beat, scene: Scene, plan: BeatPlan, request: Mapping[str, object]
) -> dict[str, object]:
    """Where a take comes from, with the keys of sidecars."""
    return {
        "shot_id": plan.shot_ids[0] if len(plan.shots) == 1 else None,
        "shot_ids": list(plan.shot_ids),
        "scene_id": scene.scene_id,
        "episode": episode_folder(plan.episode),
        "project": scene.scene_metadata.project,
        "modality": request["modality"],
        "grouping": request["grouping"],
        "tag": request["tag"],
        "model": request["model"],
        "batch_id": plan.batch_id,
        "beat_id": beat.beat_id,
        "prompt": request["prompt"],
        "seed": request.get("seed"),
    }
