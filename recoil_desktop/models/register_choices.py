"""What the dialog that registers a video offers, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileToRegister:
    """A video that is to be a pass; ``said`` is how the engine is told which."""

    said: str
    place: Path
    facts: str = ""  # length, picture, size, when it was written

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.place.name


@dataclass(frozen=True, slots=True)
class ShotChoice:
    """A planned shot with something that shows it, and why it may be the one."""

    shot_id: str
    number: str
    prompt: str = ""
    duration: str = ""
    picture: Path | None = None
    reason: str = ""
    has_video: bool = False


@dataclass(frozen=True, slots=True)
class RegisterChoices:
    """All that is known when the dialog asks; suggested shots stand first in ``shots``."""

    file: FileToRegister
    episode: int
    episodes: tuple[int, ...] = ()
    shots: tuple[ShotChoice, ...] = ()
    plan_order: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    why: str = ""  # why these are chosen
    tag: str = ""
    model: str = ""
    models: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class RegisterWish:
    """What the editor said."""

    file: FileToRegister
    episode: int
    shots: tuple[str, ...]
    tag: str
    model: str
    notes: str = ""
