"""The cut of an episode as a value: the best clip of every shot in film order, with its gaps."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.domain.paths import ProjectPath


@dataclass(frozen=True, slots=True)
class CutOrigin:
    """Where in a longer video a clip was cut from: there are its handles. Times in seconds."""

    video: ProjectPath
    start: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True)
class CutItem:
    """One shot of the cut.

    With a ``clip``, ``rate`` and all frames are the clip's own: it is used from ``source_start``
    for ``frames`` of its ``source_frames``. Without one, ``reason`` says why in a few words, and
    ``frames`` are as many of the episode's as the plan wants; ``still`` is a picture that may
    stand in. ``start`` and ``duration`` are seconds in the episode.
    """

    shot_id: str
    number: str
    clip: ProjectPath | None
    status: str
    frames: int
    source_start: int
    source_frames: int
    rate: Fraction
    start: Fraction
    duration: Fraction
    still: ProjectPath | None = None
    reason: str = ""
    pass_id: str = ""
    take: int | None = None
    size: tuple[int, int] | None = None
    has_sound: bool = False
    planned: Fraction | None = None
    title: str = ""
    origin: CutOrigin | None = None

    @property
    def end(self) -> Fraction:
        """Where the next shot begins, in seconds of the episode."""
        return self.start + self.duration

    @property
    def is_missing(self) -> bool:
        """Whether there is no clip."""
        return self.clip is None


@dataclass(frozen=True, slots=True)
class EpisodeCut:
    """All shots of an episode, touching each other; ``rate`` and ``size`` are the episode's."""

    episode: int
    rate: Fraction
    size: tuple[int, int]
    items: tuple[CutItem, ...]

    @property
    def duration(self) -> Fraction:
        """Seconds from the first shot's start to the last one's end."""
        return self.items[-1].end if self.items else Fraction(0)

    @property
    def missing(self) -> tuple[CutItem, ...]:
        """The shots without a clip."""
        return tuple(item for item in self.items if item.is_missing)

    def place_of(self, number: str) -> int | None:
        """Which item the shot of this normal number is."""
        places = (place for place, item in enumerate(self.items) if item.number == number)
        return next(places, None)

    def around(self, number: str) -> tuple[CutItem, ...]:
        """The shot with the one before and the one after it, as far as there are any."""
        place = self.place_of(number)
        return () if place is None else self.items[max(place - 1, 0) : place + 2]
