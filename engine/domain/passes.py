"""Pass state: what became of every pass of an episode."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from engine.domain.documents import Count, Document, Flag, Keyed, Listed
from engine.domain.ids import PassId


class PassStatus(StrEnum):
    """Where a pass stands on its way from plan to clips."""

    PENDING = "pending"
    GENERATING = "generating"
    REGISTERED = "registered"
    SEGMENTATION_REVIEW = "segmentation_review"
    EXTRACTING = "extracting"
    EXTRACTED = "extracted"
    FAILED = "failed"


class ExtractionMethod(StrEnum):
    """Who said where the cuts are."""

    AUTO_VERIFIED = "auto_verified"
    HUMAN_CONFIRMED = "human_confirmed"


class PassTake(Document):
    """One rendering of the pass."""

    take: int | None = None
    model: str | None = None
    cost_usd: float | None = None


class SegmentTimes(Document):
    """Where a segment lies in its pass, in seconds."""

    start: float | None = None
    end: float | None = None


class LineageRef(Document):
    """Which segment of which pass this pass replaces, and why."""

    original_pass_id: str | None = None
    segment_index: int | None = None
    reason: str | None = None


class PassRecord(Document):
    """One pass. Times are in seconds from the start of its video, money in dollars."""

    pass_id: str = ""
    status: str | None = None
    segment_shot_ids: Listed[str] = Field(default_factory=list)
    video_path: str | None = None
    takes: Listed[PassTake] = Field(default_factory=list)
    cost_usd: float | None = None
    expected_cuts: int | None = None
    detected_cuts: int | None = None
    scene_detect_threshold: float | None = None
    scene_detection_raw: Listed[float] = Field(default_factory=list)
    cuts_diverged: Flag = False
    alignment_score: float | None = None
    model_added_count: int | None = None
    extraction_method: str | None = None
    confirmed_timestamps: Keyed[object] = Field(default_factory=dict)
    segment_timestamps: Keyed[SegmentTimes] = Field(default_factory=dict)
    lineage_ref: LineageRef | None = None
    registered_from_orphan: object = None
    reconstructed_provenance: Keyed[object] = Field(default_factory=dict)
    # Ours: what was found per shot when the pass was cut or sent to its editor.
    verdict: object = None
    created_at: str | None = None
    updated_at: str | None = None

    @property
    def verdict_summary(self) -> str:
        """What is right or wrong with its shots in a few words; empty when nobody has judged."""
        match self.verdict:
            case {"summary": str(summary)} | str(summary):
                return summary
            case _:
                return ""

    @property
    def counter(self) -> int | None:
        """The number in its id, or nothing when the id fits no grammar."""
        found = PassId.find(self.pass_id)
        return found.counter if found else None

    @property
    def waits_for_editor(self) -> bool:
        """Whether somebody has to say where its cuts are."""
        return self.status == PassStatus.SEGMENTATION_REVIEW and not self.confirmed_timestamps


class ShotLink(Document):
    """Which coverage pass holds a shot."""

    coverage_pass_id: str | None = None


class PassStateDocument(Document):
    """``ep_001_pass_state.json``."""

    schema_version: Count = 1
    passes: Keyed[PassRecord] = Field(default_factory=dict)
    shot_links: Keyed[ShotLink] = Field(default_factory=dict)

    def highest_counter(self) -> int:
        """The highest pass number in use; 0 when there is none."""
        counters = [found.counter for key in self.passes if (found := PassId.find(key))]
        return max(
            [*counters, *(record.counter or 0 for record in self.passes.values())], default=0
        )
