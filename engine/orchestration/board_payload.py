"""The board of a batch as a request for one picture: a panel for every shot of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from engine.domain.board_sheet import asked_sheet, drawn_sheet, shape_of
from engine.domain.ids import episode_folder
from engine.domain.scenes import Modality
from engine.orchestration.order import USUAL_PROVIDER
from engine.orchestration.payload_beat import PayloadRefused, read_beat
from engine.orchestration.payload_overrides import NO_OVERRIDES
from engine.orchestration.payload_pictures import pictures_of
from engine.orchestration.payload_segments import shown
from engine.orchestration.payload_words import prompt_of
from engine.orchestration.shot_references import style_anchor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.domain.board_sheet import Sheet
    from engine.domain.canonical import CanonicalShot
    from engine.domain.scenes import Scene
    from engine.orchestration.desk import Desk
    from engine.orchestration.grouping_base import GroupSegment
    from engine.orchestration.payload_beat import BeatPlan
    from engine.providers.profiles import ModelProfile
    from engine.store.scenes import LoadedScene

_SHEET = (
    "A storyboard sheet on one picture: {count} panels of the same size in {rows} of {columns},"
    " read from left to right and from top to bottom, one for each of the shots below, filling the"
    " whole picture. People, clothes, places and light stay the same in all of them. No writing,"
    " no numbers, no borders."
)
_ONE = "A storyboard frame of this shot, without writing, numbers or borders."


@dataclass(frozen=True, slots=True)
class BoardPayload:
    """What is sent for one board, and what is kept of it.

    ``references`` are the pictures that are sent, ``frames`` those that shots are to begin with.
    ``notes`` are lines for the editor.
    """

    request: Mapping[str, object]
    model: str
    profile: ModelProfile
    sheet: Sheet
    shot_ids: tuple[str, ...]
    references: tuple[str, ...]
    frames: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        """Every picture the board is drawn from."""
        return tuple(dict.fromkeys((*self.references, *self.frames)))


def board_payload(
    desk: Desk, loaded: LoadedScene, *, seed: int | None = None, note: str = ""
) -> BoardPayload:
    """The request for a board of the active version of a batch.

    Raises:
        PayloadRefused: a shot in the body says not enough.
        NotFound, UserError: the model, or its provider, cannot be used.
        CorruptFile: what editors chose for the shots cannot be read.
    """
    plans = [read_beat(beat, loaded.scene) for beat in loaded.scene.beats]
    if not plans:
        raise PayloadRefused("no_shots", loaded.scene.scene_id, "its body holds no beats")
    segments = tuple(chain.from_iterable(plan.segments for plan in plans))
    shots = tuple(chain.from_iterable(plan.shots for plan in plans))
    model, profile = _model(desk, shots)
    sheet = _sheet(desk, profile, shots, len(segments))
    frames, wanted = _pictures(desk, loaded.scene, plans)
    references, notes = _fitting(wanted, profile)
    return BoardPayload(
        request={
            "modality": Modality.IMAGE_T2I.value,
            "model": model,
            "prompt": _prompt(loaded.scene, plans, sheet, segments, note),
            "aspect_ratio": sheet.ratio,
            "size": list(sheet.size),
            **({"references": list(references)} if references else {}),
            **_segments(segments, frames),
            **({"panels": [list(box) for box in sheet.boxes()]} if sheet.areas else {}),
            **({} if seed is None else {"seed": seed}),
        },
        model=model,
        profile=profile,
        sheet=sheet,
        shot_ids=tuple(dict.fromkeys(shot.shot_id for shot in shots)),
        references=references,
        frames=tuple(dict.fromkeys(frames.values())),
        notes=notes,
    )


def board_provenance(
    loaded: LoadedScene, payload: BoardPayload, revision: int, note: str
) -> dict[str, object]:
    """Where a board comes from, with the keys of sidecars."""
    return {
        "shot_id": payload.shot_ids[0] if len(payload.shot_ids) == 1 else None,
        "shot_ids": list(payload.shot_ids),
        "scene_id": loaded.scene.scene_id,
        "episode": episode_folder(loaded.episode),
        "project": loaded.scene.scene_metadata.project,
        "modality": Modality.IMAGE_T2I.value,
        "model": payload.model,
        "batch_id": loaded.scene.scene_id,
        "board_revision": revision,
        "prompt": payload.request["prompt"],
        "seed": payload.request.get("seed"),
        "refs": list(payload.inputs),
        "scene_version": loaded.version,
        "note": note or None,
    }


# -- inside ------------------------------------------------------------------


def _model(desk: Desk, shots: Iterable[CanonicalShot]) -> tuple[str, ModelProfile]:
    """Who draws: as said, as the shots say, as the project says, else the provider's first."""
    image = Modality.IMAGE_T2I.value
    own = [profile.id for profile in desk.profiles.of(desk.provider_name, image)]
    planned = next((shot.previs_model for shot in shots if shot.previs_model), None)
    usual = desk.project.settings.default_image_model
    is_local = desk.provider_name == USUAL_PROVIDER  # which stands in for every model
    known = [one for one in (planned, usual) if one and (is_local or one in own)]
    chosen = desk.order.model or next(iter([*known, *own]), None)
    if chosen is None:
        raise PayloadRefused("no_model", desk.provider_name, "it draws no pictures: say --model")
    profile = desk.profile(chosen)
    profile.call_for(image)
    return chosen, profile


def _sheet(desk: Desk, profile: ModelProfile, shots: Sequence[CanonicalShot], count: int) -> Sheet:
    said = (shot.aspect_ratio for shot in shots)
    panel = shape_of(next(filter(None, said), None) or desk.project.settings.aspect_ratio)
    if desk.provider_name == USUAL_PROVIDER or not profile.sizes:
        return drawn_sheet(count, panel)
    return asked_sheet(count, panel, profile.sizes)


def _pictures(
    desk: Desk, scene: Scene, plans: Sequence[BeatPlan]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The frame each shot begins with, and the references: those of most shots come first."""
    defaults, counted = desk.defaults(), Counter[str]()
    frames: dict[str, str] = {}
    for beat, plan in zip(scene.beats, plans, strict=True):
        plain = beat.model_copy(update={"board": None})
        for shot in plan.shots:
            found = pictures_of(plain, replace(plan, shots=(shot,)), NO_OVERRIDES, defaults)
            counted.update(found.references)
            own = found.start_frame or found.segment_frames.get(shot.shot_id)
            frames |= {shot.shot_id: own} if own else {}
    anchor = style_anchor(desk.project)
    ordered = [one for one, _ in counted.most_common()]
    return frames, tuple(dict.fromkeys((*ordered, *([anchor] if anchor else ()))))


def _fitting(
    wanted: tuple[str, ...], profile: ModelProfile
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """As many references as the model takes."""
    most = profile.max_references
    if len(wanted) <= most:
        return wanted, ()
    note = f"{most} of {len(wanted)} references are sent: {profile.id} takes no more"
    return wanted[:most], (note,)


def _prompt(
    scene: Scene,
    plans: Sequence[BeatPlan],
    sheet: Sheet,
    segments: Sequence[GroupSegment],
    note: str,
) -> str:
    directives = [beat.beat_metadata.prompt_directive for beat in scene.beats]
    directive = next((one for one in directives if one.strip()), "")
    count = len(segments)
    rows = "one row" if sheet.rows == 1 else f"{sheet.rows} rows"
    head = _SHEET.format(count=count, rows=rows, columns=sheet.columns) if count > 1 else _ONE
    words = prompt_of(plans[0].beat_id, segments, directive, NO_OVERRIDES)
    return "\n\n".join(part for part in (head, words, note.strip()) if part)


def _segments(segments: Sequence[GroupSegment], frames: Mapping[str, str]) -> dict[str, object]:
    """The shots in the request; a picture has no length, so it has none as a whole."""
    found = shown(segments, frames)
    return {key: found[key] for key in ("segments", "segment_shot_ids")}
