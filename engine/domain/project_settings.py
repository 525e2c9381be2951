"""``project.json`` and the casting: what holds for a whole project."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from engine.domain.documents import Document, Listed


class Mode(StrEnum):
    """What sort of show it is."""

    MICRODRAMA = "microdrama"
    FEATURE = "feature"
    CLIENT = "client"


class ProjectSettings(Document):
    """The project's marker and settings; money in dollars."""

    id: str | None = None
    schema_version: int | None = None
    mode: str | None = None
    title: str | None = None
    fps: float | None = None
    aspect_ratio: str | None = None
    board_gate_episodes: Listed[int] = Field(default_factory=list)
    default_video_model: str | None = None
    default_image_model: str | None = None
    budget_usd: float | None = None
    max_takes: int | None = None

    @property
    def works_by_itself(self) -> bool:
        """Whether passes are cut and orphans swept without being asked."""
        return self.mode == Mode.MICRODRAMA


class CastingState(Document):
    """``casting_state.json``; its keys belong to the planner and are only carried along."""
