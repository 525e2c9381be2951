"""Scene bodies: scenes hold beats, beats hold takes; and the manifest of a scene's versions."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from engine.domain.documents import Count, Document, Flag, Keyed, Listed, Text
from engine.domain.scene_structure import sha_of_structure


class Modality(StrEnum):
    """What a beat asks a model for."""

    IMAGE_T2I = "image_t2i"
    VIDEO_I2V = "video_i2v"
    R2V_MULTI = "r2v_multi"


class TakeStatus(StrEnum):
    """Where a take stands; beats and scenes stand where their takes do."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    PARTIAL = "partial"


class BoardStatus(StrEnum):
    """What people say of a beat's board art."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class Downstream(StrEnum):
    """Whether what hangs on a version (its boards) was made for it."""

    DERIVED = "derived"
    NOT_DERIVED = "not_derived"


# -- a take and what it did --------------------------------------------------


class RunResult(Document):
    """What a provider gave for one step; ``output_path`` is relative to the project."""

    id: str | None = None
    modality: str | None = None
    output_path: str | None = None
    success: Flag = False
    error: object = None
    metadata: Keyed[object] = Field(default_factory=dict)


class Receipt(Document):
    """Proof of one step: who asked, for what, when, and what came of it."""

    receipt_id: str | None = None
    modality: str | None = None
    caller_id: str | None = None
    project: str | None = None
    episode: object = None
    shot_id: str | None = None
    timestamp_utc: str | None = None
    run_result: RunResult | None = None


class Step(Document):
    """One call of a model."""

    step_id: str | None = None
    modality: str | None = None
    payload: Keyed[object] = Field(default_factory=dict)
    status: str | None = None
    receipt: Receipt | None = None


class Workflow(Document):
    """The steps of a take, and what is known of all of them together."""

    workflow_id: str | None = None
    steps: Listed[Step] = Field(default_factory=list)
    global_provenance: Keyed[object] = Field(default_factory=dict)


class Take(Document):
    """One attempt at a beat; ``index`` counts from 1."""

    take_id: str = ""
    index: Count = 0
    status: str | None = None
    workflow: Workflow | None = None
    take_metadata: Keyed[object] = Field(default_factory=dict)
    created_at: str | None = None

    @property
    def has_succeeded(self) -> bool:
        """Whether it ended well."""
        return self.status == TakeStatus.SUCCEEDED

    def results(self) -> tuple[RunResult, ...]:
        """What its steps gave, in order; steps without an answer are passed over."""
        receipts = (step.receipt for step in (self.workflow.steps if self.workflow else ()))
        return tuple(one.run_result for one in receipts if one and one.run_result)

    @property
    def output_path(self) -> str | None:
        """The last file its steps gave, relative to the project; None when there is none."""
        given = [result.output_path for result in self.results() if result.output_path]
        return given[-1] if given else None


# -- a beat ------------------------------------------------------------------


class Board(Document):
    """The board art of a beat, and what people say of it."""

    status: str | None = None
    artifact: str | None = None
    photoreal_artifact: str | None = None
    version: object = None


class Grouping(Document):
    """Why these shots are together: ``shotset_hash`` does not depend on their order."""

    strategy: str | None = None
    ordinal: int | None = None
    shot_ids: Listed[str] = Field(default_factory=list)
    source_pass_id: str | None = None
    shotset_hash: str | None = None


class BatchSummary(Document):
    """What the shots of a beat have in common; the duration is in seconds."""

    batch_id: str | None = None
    shot_ids: Listed[str] = Field(default_factory=list)
    shared_location_id: str | None = None
    shared_characters: Listed[str] = Field(default_factory=list)
    total_duration_s: float | None = None


class BeatMetadata(Document):
    """What a beat is to show. ``shot`` and ``batch_shots`` are shots of the plan as JSON."""

    scene_id: str | None = None
    shot: Keyed[object] = Field(default_factory=dict)
    batch_shots: Listed[object] = Field(default_factory=list)
    modality: str | None = None
    batch_summary: BatchSummary | None = None
    grouping: Grouping | None = None
    generation_config: Keyed[object] = Field(default_factory=dict)
    element_config: Keyed[object] = Field(default_factory=dict)
    prompt_directive: Text = ""
    inputs_fingerprint: str | None = None
    reroll_cleared_stale: object = None


class Beat(Document):
    """A unit of dispatch: one request to a model, tried until a take is good."""

    beat_id: str = ""
    takes: Listed[Take] = Field(default_factory=list)
    primary_take_id: str | None = None
    approved: Flag = False
    max_takes: int | None = None
    phantom_recoveries: Count = 0
    board: Board | None = None
    beat_metadata: BeatMetadata = Field(default_factory=BeatMetadata)
    created_at: str | None = None

    @property
    def modality(self) -> str | None:
        """What it asks a model for, a ``Modality`` when the body is sound."""
        return self.beat_metadata.modality

    @property
    def status(self) -> TakeStatus:
        """Where it stands, derived from its takes."""
        primary = self.primary_take()
        if primary is not None and primary.has_succeeded:
            return TakeStatus.SUCCEEDED
        found = {take.status for take in self.takes}
        for status in (TakeStatus.RUNNING, TakeStatus.PARTIAL, TakeStatus.SUCCEEDED):
            if status in found:
                # Takes that succeeded without one being chosen are half of a beat.
                return TakeStatus.PARTIAL if status == TakeStatus.SUCCEEDED else status
        return TakeStatus.FAILED if TakeStatus.FAILED in found else TakeStatus.PENDING

    def take(self, take_id: str) -> Take | None:
        """The take of this id."""
        return next((one for one in self.takes if one.take_id == take_id), None)

    def primary_take(self) -> Take | None:
        """The take that counts; None when none was chosen, or the chosen one is not there."""
        return None if self.primary_take_id is None else self.take(self.primary_take_id)

    def next_index(self) -> int:
        """The index of a take that would be made now; they count from 1."""
        return max((take.index for take in self.takes), default=0) + 1

    def shot_ids(self) -> tuple[str, ...]:
        """The shots it shows, in order."""
        metadata = self.beat_metadata
        shots = metadata.batch_shots or ([metadata.shot] if metadata.shot else [])
        found = tuple(shot for shot in map(shot_id_of, shots) if shot)
        return found or tuple(metadata.grouping.shot_ids if metadata.grouping else ())


# -- a scene and its versions ------------------------------------------------


class SceneMetadata(Document):
    """Where a scene comes from."""

    episode: object = None
    project: str | None = None
    grouping: Grouping | None = None
    batch: object = None


class Scene(Document):
    """The body of a batch: ``ep_001_<SCENE>.json`` or ``ep_001_<SCENE>.vN.json``."""

    scene_id: str = ""
    beats: Listed[Beat] = Field(default_factory=list)
    scene_metadata: SceneMetadata = Field(default_factory=SceneMetadata)
    locked: Flag = False
    created_at: str | None = None

    @property
    def status(self) -> TakeStatus:
        """Where it stands, derived from its beats; the least finished work that goes on counts."""
        found = {beat.status for beat in self.beats}
        if not found or found == {TakeStatus.PENDING}:
            return TakeStatus.PENDING
        if len(found) == 1:
            return found.pop()
        if TakeStatus.RUNNING in found:
            return TakeStatus.RUNNING
        is_begun = found & {TakeStatus.SUCCEEDED, TakeStatus.PARTIAL}
        return TakeStatus.PARTIAL if is_begun else TakeStatus.FAILED

    def beat(self, beat_id: str) -> Beat | None:
        """The beat of this id."""
        return next((one for one in self.beats if one.beat_id == beat_id), None)

    def shot_ids(self) -> tuple[str, ...]:
        """All shots of its beats, each once, in order."""
        return tuple(dict.fromkeys(shot for beat in self.beats for shot in beat.shot_ids()))

    def has_modality(self, modality: Modality) -> bool:
        """Whether one of its beats asks for this."""
        return any(beat.modality == modality for beat in self.beats)


class SceneVersion(Document):
    """One version of a scene; ``artifact`` is the name of its file, beside the manifest."""

    version: int
    artifact: str | None = None
    downstream: str | None = None
    created_at: str | None = None
    source: object = None


class VersionManifest(Document):
    """``ep_001_<SCENE>.versions.json``: which versions there are, and which one counts."""

    schema_version: Count = 1
    batch_id: str | None = None
    active_version: int
    versions: Listed[SceneVersion] = Field(default_factory=list)

    def find(self, version: int) -> SceneVersion | None:
        """The version of this number."""
        return next((one for one in self.versions if one.version == version), None)

    def candidates(self) -> tuple[int, ...]:
        """The versions newer than the one that counts: they wait to be conformed to."""
        return tuple(v.version for v in self.versions if v.version > self.active_version)


def structural_sha(scene: Scene) -> str:
    """A hash of what a scene is to show: without takes, boards, status and moments."""
    return sha_of_structure(scene.as_json())


def shot_id_of(shot: object) -> str | None:
    """The id of a shot as bodies hold it: an object, or the id itself; None when it is neither."""
    match shot:
        case {"shot_id": str(shot_id)} | str(shot_id):
            return shot_id
        case _:
            return None
