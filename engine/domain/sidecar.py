"""The sidecar beside a media file: where it came from and what people decided about it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from engine.domain.documents import Document, Listed

MOST_STARS = 5


class MediaStatus(StrEnum):
    """What stands in a sidecar's ``status``; other tools may write words of their own."""

    CANDIDATE = "candidate"
    PINNED = "pinned"
    CANONICAL = "canonical"
    REJECTED = "rejected"
    ARCHIVED = "archived"
    REGISTERED = "registered"
    UNTRACKED = "untracked"


class SegmentClass(StrEnum):
    """Whether a clip is a planned shot or something the model added."""

    PLANNED = "planner-intended"
    ADDED = "model-added"


class FailureMode(StrEnum):
    """Why a take was rejected."""

    NONE = "none"
    ANATOMY_FACE_MERGE = "anatomy_face_merge"
    ANATOMY_LIMB_MISCOUNT = "anatomy_limb_miscount"
    IDENTITY_DRIFT = "identity_drift"
    BACKGROUND_CONTAMINATION = "background_contamination"
    WARDROBE_MISMATCH = "wardrobe_mismatch"
    LIGHTING_MISMATCH = "lighting_mismatch"
    GRID_INFLUENCE = "grid_influence"
    SAFETY_SOFTENED = "safety_softened"
    UNKNOWN = "unknown"
    MOTION_FAILURE = "motion_failure"
    END_FRAME_DRIFT = "end_frame_drift"
    CONTENT_FILTER_HARD_BLOCK = "content_filter_hard_block"
    REF_BLEED = "ref_bleed"
    AUDIO_SYNC_DRIFT = "audio_sync_drift"
    COVERAGE_GEOMETRY_BROKEN = "coverage_geometry_broken"


class Grouping(Document):
    """How the shots of a video were put together."""

    strategy: str | None = None
    ordinal: int | None = None
    shot_ids: Listed[str] = Field(default_factory=list)
    source_pass_id: str | None = None
    shotset_hash: str | None = None


class Provenance(Document):
    """What a video was made from."""

    grouping: Grouping | None = None
    batch_id: str | None = None
    scene_version: object = None
    beat_id: str | None = None
    prompt: str | None = None
    seed: object = None
    refs: Listed[object] = Field(default_factory=list)


class Sidecar(Document):
    """``<media file name>.json``; money in dollars, times in seconds, as other tools write."""

    status: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    notes: str | None = None
    stars: object = None  # 0 to 5; other tools may write something else here
    tags: Listed[str] = Field(default_factory=list)
    source: str | None = None
    source_type: str | None = None
    model: str | None = None
    cost_usd: float | None = None
    cost_usd_segment: float | None = None
    pass_id: str | None = None
    shot_id: str | None = None
    take: int | None = None
    provenance: Provenance | None = None
    archived_from: str | None = None
    archived_at: str | None = None
    promoted_to: object = None
    rejection_reason: str | None = None
    failure_mode: str | None = None
    replaced_by: str | None = None
    # Segments only:
    source_pass_id: str | None = None
    source_shot_id: str | None = None
    source_take: int | None = None
    segment_index: int | None = None
    segment_count: int | None = None
    segment_timestamp_start: float | None = None
    segment_timestamp_end: float | None = None
    source_video: str | None = None
    segment_class: str | None = None
    parent_shot_id: str | None = None
    alignment_delta_s: float | None = None
    # A dropped or registered video:
    video_path: str | None = None
    format_type: str | None = None

    @property
    def is_segment(self) -> bool:
        """Whether it belongs to a clip cut from a pass."""
        return is_segment(self.source_type, self.source)

    @property
    def is_extra(self) -> bool:
        """Whether it belongs to something the model added."""
        return self.segment_class == SegmentClass.ADDED

    @property
    def star_count(self) -> int:
        """How good somebody thinks it is, 0 to 5; 0 when nobody says, or says something else."""
        return star_count(self.stars)

    @property
    def grouping(self) -> Grouping | None:
        """How its shots were put together, where that is known."""
        return self.provenance.grouping if self.provenance else None


def is_segment(source_type: object, source: object) -> bool:
    """Whether these values of ``source_type`` and ``source`` say: cut from a pass."""
    return source_type == "pass_segment" or source == "pass_extraction"


def star_count(stars: object) -> int:
    """A value of ``stars`` as a number, 0 to 5; 0 when it is none."""
    if not isinstance(stars, int) or isinstance(stars, bool):
        return 0
    return stars if 0 <= stars <= MOST_STARS else 0
