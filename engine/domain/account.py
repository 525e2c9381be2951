"""An episode's account as values: which shots have no clip, which clips no shot, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.domain.inbox import Place, Room

if TYPE_CHECKING:
    from engine.domain.paths import ProjectPath


class Lack(StrEnum):
    """Why a shot has no clip."""

    UNREADABLE = "unreadable"
    REJECTED = "rejected"
    ARCHIVED = "archived"
    STILL = "still_only"
    ADDED = "additions_only"
    REVIEW = "waits_for_cuts"
    UNCUT = "not_cut"
    CUTTING = "being_cut"
    CLIP_GONE = "clip_gone"
    PASS_FAILED = "pass_failed"
    VIDEO_GONE = "video_gone"
    UNKNOWN_JOB = "unknown_job"
    RENDERING = "rendering"
    JUDGEMENT = "waits_for_judgement"
    GATE = "blocked"
    FAILED = "render_failed"
    PENDING = "not_rendered"
    UNPLANNED = "in_no_batch"


class Stray(StrEnum):
    """Why a clip has no shot."""

    NO_PLAN = "no_plan"
    NOT_PLANNED = "shot_not_planned"
    ADDED = "model_added"
    NO_SHOT = "names_no_shot"
    NO_RECORD = "no_record"
    ORPHAN = "orphan"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotWithoutClip:
    """A planned shot that has no clip that may be used; ``fix`` is the command that helps."""

    shot_id: str
    lack: Lack
    reason: str
    fix: str = ""
    place: Place = field(default=Place(Room.TREE))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipWithoutShot:
    """A video of the episode that belongs to no planned shot."""

    path: ProjectPath
    stray: Stray
    reason: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Both ways. ``planned`` and ``covered`` count the shots of the plan."""

    episode: int
    planned: int = 0
    covered: int = 0
    shots: tuple[ShotWithoutClip, ...] = ()
    clips: tuple[ClipWithoutShot, ...] = ()

    @property
    def is_even(self) -> bool:
        """Whether every shot has a clip and every clip a shot."""
        return not self.shots and not self.clips
