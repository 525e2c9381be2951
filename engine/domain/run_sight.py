"""What there is of an episode's runs, as values: batches, beats, takes, and jobs still open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.ledger_view import Figures
from engine.domain.scenes import TakeStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class TakeSight:
    """One attempt at a beat. Money in micro-dollars; ``state`` is what the ledger says of it.

    ``checks`` maps each check to pass, fail or not checked. ``is_missing``: it succeeded, and its
    file is not there any more.
    """

    take_id: str
    attempt: int = 1
    status: str = TakeStatus.PENDING.value
    dispatch_id: str = ""
    state: str = ""
    provider: str = ""
    model: str = ""
    cost_micro: int = 0
    held_micro: int = 0
    output: str = ""
    error: str = ""
    error_code: str = ""
    failure_mode: str = ""
    strategy: str = ""
    note: str = ""
    checks: Mapping[str, str] = field(default_factory=dict)
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class BeatSight:
    """One beat of a batch with its takes, first attempt first.

    ``is_stale``: the pictures that its take was made from are not what they were.
    """

    scene_id: str
    beat_id: str
    shot_ids: tuple[str, ...] = ()
    modality: str = ""
    status: str = TakeStatus.PENDING.value
    primary_take_id: str = ""
    takes: tuple[TakeSight, ...] = ()
    is_stale: bool = False

    @property
    def primary(self) -> TakeSight | None:
        """The take that counts."""
        return next((one for one in self.takes if one.take_id == self.primary_take_id), None)


@dataclass(frozen=True, slots=True)
class SceneSight:
    """One batch as its active version stands.

    ``blocked`` is the code of what keeps it from being rendered. ``problem``: its files cannot be
    read, and nothing else is known of it.
    """

    scene_id: str
    strategy: str = ""
    place: str = ""
    shot_ids: tuple[str, ...] = ()
    version: int = 1
    candidates: tuple[int, ...] = ()
    is_derived: bool = True
    beats: tuple[BeatSight, ...] = ()
    blocked: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class OpenJob:
    """A dispatch that has not come to its end. ``held_micro`` is what it keeps reserved."""

    dispatch_id: str
    episode: int
    scene_id: str
    beat_id: str
    take_id: str
    provider: str
    model: str
    state: str
    held_micro: int
    estimate_micro: int = 0
    reason: str = ""
    run_id: str = ""
    needs_person: bool = False
    was_sent: bool = False


@dataclass(frozen=True, slots=True)
class ReviewSight:
    """A take that somebody has to judge, as the review queue holds it."""

    review_id: str
    scene_id: str = ""
    beat_id: str = ""
    shot_ids: tuple[str, ...] = ()
    reason: str = ""
    failure_mode: str = ""
    attempts: int = 0
    output: str = ""


@dataclass(frozen=True, slots=True)
class EpisodeSight:
    """Everything about the runs of one episode.

    ``run_by`` says who runs it now, ``""`` nobody; ``is_here``: it is this very process.
    """

    episode: int
    scenes: tuple[SceneSight, ...] = ()
    jobs: tuple[OpenJob, ...] = ()
    figures: Figures = field(default=Figures())
    budget_micro: int = 0
    run_by: str = ""
    is_here: bool = False
    reviews: tuple[ReviewSight, ...] = ()
    problem: str = ""

    @property
    def is_interrupted(self) -> bool:
        """Whether a run began jobs that nobody follows any more."""
        return not self.run_by and any(not job.needs_person for job in self.jobs)

    def beats(self) -> Iterator[BeatSight]:
        """Every beat of every batch."""
        for scene in self.scenes:
            yield from scene.beats
