"""The shot plan of an episode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from engine.domain.coverage import as_seconds
from engine.domain.documents import Document, Flag, Keyed, ListDocument, Listed
from engine.domain.ids import same_shot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction


class Character(Document):
    """Somebody in a shot."""

    char_id: str | None = None


class Shot(Document):
    """One planned shot; ``raw`` is the planner's whole entry."""

    shot_id: str
    scene_index: object = None
    sequence_id: str | None = None
    pipeline: str | None = None
    previs_model: str | None = None
    video_model: str | None = None
    location_id: str | None = None
    characters: Listed[Character | str] = Field(default_factory=list)
    shot_type: str | None = None
    duration_s: object = None
    is_env_only: Flag = False
    has_dialogue: Flag = False
    aspect_ratio: str | None = None
    quality: object = None
    cinematography: object = None
    raw: Keyed[object] = Field(default_factory=dict)

    @property
    def duration(self) -> Fraction | None:
        """How long the planner wants it, in seconds; None when that is not known."""
        return as_seconds(self.duration_s)

    @property
    def prompt(self) -> str:
        """What it should show, in the planner's words; empty when nothing is written."""
        words = self.raw.get("prompt") or self.raw.get("description")
        return words if isinstance(words, str) else ""

    def character_ids(self) -> tuple[str, ...]:
        """Who is in it; entries that name nobody are passed over."""
        ids = [who if isinstance(who, str) else who.char_id for who in self.characters]
        return tuple(who for who in ids if who)


class Sequence(Document):
    """A run of shots."""

    shots: Listed[Shot] = Field(default_factory=list)


class PlanDocument(ListDocument):
    """``ep_001_plan.json``: sequences of shots, or a flat list of them."""

    listed = "shots"

    episode_id: str | None = None
    project: str | None = None
    sequences: Keyed[Sequence] = Field(default_factory=dict)
    shots: Listed[Shot] = Field(default_factory=list)
    total_shots: int | None = None

    def all_shots(self) -> Iterator[Shot]:
        """Every shot, sequence by sequence."""
        for sequence in self.sequences.values():
            yield from sequence.shots
        yield from self.shots

    def find(self, shot: str) -> Shot | None:
        """The shot of this id in any spelling."""
        return next((one for one in self.all_shots() if same_shot(one.shot_id, shot)), None)
