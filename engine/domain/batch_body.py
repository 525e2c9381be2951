"""A scene body as the wall needs it: panels, boards, takes; a thousand are read at once.

Read from plain JSON, which has no mappings but dicts: asking an abstract class takes long. What a
scene could not be read from at all is a DataError here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain import raw_entry
from engine.domain.board_art import BoardArt, art_in
from engine.domain.coverage import as_seconds
from engine.domain.ids import find_shot_number
from engine.domain.money import usd_to_micro
from engine.domain.scenes import Modality, TakeStatus, shot_id_of
from engine.errors import DataError, UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

Json = Mapping[str, object]

_TITLE = 160  # letters of a shot's prompt that a panel shows


@dataclass(frozen=True, slots=True)
class BodySegment:
    """One stretch of a beat. ``shot`` is the shot's JSON in the body, where there is one."""

    segment_id: str
    shot_id: str
    number: str
    title: str
    duration: Fraction | None
    still: str = ""
    shot: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BodyTake:
    """One attempt; ``inputs`` are hashes of the pictures it was made from, by path."""

    take_id: str
    index: int
    status: str
    output: str = ""
    references: tuple[str, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    dispatch_id: str = ""
    cost_micro: int = 0

    @property
    def has_succeeded(self) -> bool:
        """Whether it ended well."""
        return self.status == TakeStatus.SUCCEEDED


@dataclass(frozen=True, slots=True)
class BodyBeat:
    """One beat; ``made_from`` is the fingerprint of what its primary take was made from."""

    beat_id: str
    modality: str
    segments: tuple[BodySegment, ...]
    art: BoardArt
    takes: tuple[BodyTake, ...] = ()
    primary: BodyTake | None = None
    made_from: str = ""

    @property
    def status(self) -> str:
        """Where its takes stand, as far as they tell."""
        if self.primary is not None and self.primary.has_succeeded:
            return TakeStatus.SUCCEEDED.value
        found = {take.status for take in self.takes}
        order = (TakeStatus.RUNNING, TakeStatus.PARTIAL, TakeStatus.SUCCEEDED, TakeStatus.FAILED)
        return next((one.value for one in order if one in found), TakeStatus.PENDING.value)


@dataclass(frozen=True, slots=True)
class BatchBody:
    """One version of a batch."""

    scene_id: str
    beats: tuple[BodyBeat, ...]
    place: str = ""
    source_pass_id: str = ""
    strategy: str = ""
    blueprint: str = ""

    @property
    def segments(self) -> tuple[BodySegment, ...]:
        """What is shown, in time order."""
        return tuple(one for beat in self.beats for one in beat.segments)

    @property
    def modality(self) -> str:
        """How it is rendered: as one video when any of its beats is."""
        found = [beat.modality for beat in self.beats]
        return Modality.R2V_MULTI.value if Modality.R2V_MULTI in found else next(iter(found), "")


def read_batch(body: Json) -> BatchBody:
    """The batch in a body.

    Raises:
        DataError: it is no scene.
    """
    beats = [_object(one, "a beat") for one in _listed(body.get("beats"), "beats")]
    metadata = _object(body.get("scene_metadata"), "scene_metadata")
    grouping = _object(metadata.get("grouping"), "grouping")
    batch = metadata.get("batch")
    batch = batch if isinstance(batch, dict) else {}
    names: dict[str, int] = {}
    return BatchBody(
        scene_id=_text(body.get("scene_id")),
        beats=tuple(_beat(one, names) for one in beats),
        place=_place(beats),
        source_pass_id=_text(grouping.get("source_pass_id")),
        strategy=_text(grouping.get("strategy")),
        blueprint=_text(batch.get("blueprint_image_path")),
    )


# -- beats -------------------------------------------------------------------


def _beat(beat: Json, names: dict[str, int]) -> BodyBeat:
    metadata = _object(beat.get("beat_metadata"), "beat_metadata")
    takes = tuple(_take(_object(one, "a take")) for one in _listed(beat.get("takes"), "takes"))
    primary_id = beat.get("primary_take_id")
    return BodyBeat(
        beat_id=_text(beat.get("beat_id")),
        modality=_text(metadata.get("modality")),
        segments=tuple(_segments(metadata, names)),
        art=art_in(beat.get("board")),
        takes=takes,
        primary=next((one for one in takes if one.take_id and one.take_id == primary_id), None),
        made_from=_text(metadata.get("inputs_fingerprint")),
    )


def _segments(metadata: Json, names: dict[str, int]) -> Iterator[BodySegment]:
    batch = _listed(metadata.get("batch_shots"), "batch_shots")
    alone = metadata.get("shot")
    is_batch = metadata.get("modality") == Modality.R2V_MULTI
    shots = (batch or [alone]) if is_batch else ([alone] if alone else batch)
    known = {shot_id_of(shot): shot for shot in shots if isinstance(shot, dict)}
    held = metadata.get("segments")
    if isinstance(held, list) and held:
        for one in held:
            said = _object(one, "a segment")
            shot_id = "" if said.get("is_wildcard") else _text(said.get("source_shot_id"))
            yield _segment(shot_id, said, known.get(shot_id) or {}, names)
        return
    for shot in shots:
        named = shot_id_of(shot)
        if named is not None:
            entry = shot if isinstance(shot, dict) else {}
            yield _segment(named, entry, entry, names)


def _segment(shot_id: str, said: Json, shot: Json, names: dict[str, int]) -> BodySegment:
    entry = _entry(shot)
    prompt = raw_entry.text_in(said, raw_entry.PROMPT) or raw_entry.text_in(entry, raw_entry.PROMPT)
    return BodySegment(
        segment_id=_name(shot_id or "FREE", names),
        shot_id=shot_id,
        number=find_shot_number(shot_id) or "",
        title=_line(prompt or ""),
        duration=as_seconds(said.get("duration_s")),
        still=_still(entry),
        shot=shot,
    )


def _entry(shot: Json) -> Json:
    """The planner's entry; what it lacks of prompt and pictures may stand beside it."""
    raw = shot.get("raw")
    if not isinstance(raw, dict) or not raw:
        return shot
    return {key: shot[key] for key in raw_entry.KNOWN if key in shot} | dict(raw)


def _name(wanted: str, names: dict[str, int]) -> str:
    """The id of a segment: its shot's, with a number where the same shot comes again."""
    names[wanted] = names.get(wanted, 0) + 1
    return wanted if names[wanted] == 1 else f"{wanted}#{names[wanted]}"


def _still(entry: Json) -> str:
    try:
        return raw_entry.picture_in(entry, raw_entry.START_FRAME) or ""
    except UserError:
        return ""


def _line(prompt: str) -> str:
    line = " ".join(prompt.split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1].rstrip()}…"


def _place(beats: Iterable[Json]) -> str:
    places: list[str] = []
    for beat in beats:
        metadata = beat.get("beat_metadata")
        summary = metadata.get("batch_summary") if isinstance(metadata, dict) else None
        if isinstance(summary, dict):
            places.append(_text(summary.get("shared_location_id")))
    return ", ".join(dict.fromkeys(one for one in places if one))


# -- takes -------------------------------------------------------------------


def _take(take: Json) -> BodyTake:
    workflow = _object(take.get("workflow"), "workflow")
    steps = [_object(one, "a step") for one in _listed(workflow.get("steps"), "steps")]
    results = [_result(step) for step in steps]
    known = _object(take.get("take_metadata"), "take_metadata")
    outputs = [path for one in results if (path := _text(one.get("output_path")))]
    payload = _object(steps[-1].get("payload"), "payload") if steps else {}
    provenance = _object(workflow.get("global_provenance"), "global_provenance")
    index = take.get("index")
    return BodyTake(
        take_id=_text(take.get("take_id")),
        index=index if isinstance(index, int) else 0,
        status=_text(take.get("status")),
        output=outputs[-1] if outputs else "",
        references=_texts(provenance.get("refs")),
        inputs=_hashes(payload.get("inputs")),
        dispatch_id=_text(known.get("dispatch_id")),
        cost_micro=sum(map(_cost, results)),
    )


def _result(step: Json) -> Json:
    receipt = _object(step.get("receipt"), "receipt")
    return _object(receipt.get("run_result"), "run_result")


def _cost(result: Json) -> int:
    """What a step cost, in micro-dollars, as its receipt says."""
    facts = _object(result.get("metadata"), "metadata")
    for key in ("inference_billed_usd", "cost_usd"):
        said = facts.get(key)
        if isinstance(said, int | float) and not isinstance(said, bool):
            try:
                return usd_to_micro(said)
            except UserError:
                continue  # an amount nobody can mean
    return 0


# -- plain JSON --------------------------------------------------------------


def _object(value: object, what: str) -> Json:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise DataError(f"{what} is no object: {type(value).__name__}")
    return value


def _listed(value: object, what: str) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise DataError(f"{what} is no list: {type(value).__name__}")
    return value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else []
    return tuple(one for one in listed if isinstance(one, str))


def _hashes(value: object) -> Mapping[str, str]:
    said = value if isinstance(value, dict) else {}
    return {path: sha for path, sha in said.items() if isinstance(sha, str)}
