"""What can be rendered, by whom and for how much; what an editor wants, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recoil_desktop.models.run_words import counted, listed, money, seconds

if TYPE_CHECKING:
    from engine.orchestration.events import PlannedBeat

LOCAL = "animatic"

GROUPINGS = (
    ("continuity", "Continuity", "Neighbours in one place become a batch of up to 6 shots"),
    ("coverage", "Coverage passes", "The passes that were planned, all or some of them"),
    ("oner", "One take", "All shots in a single take"),
    ("solo", "Single shots", "Every shot by itself"),
)
"""The ways to put shots together: the engine's word, a title, and what it means."""


@dataclass(frozen=True, slots=True)
class PassChoice:
    """A coverage pass of an episode."""

    pass_id: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class EpisodeChoice:
    """An episode that has a plan; ``problem`` says why it cannot be read."""

    episode: int
    shots: int = 0
    passes: tuple[PassChoice, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ProviderChoice:
    """Who renders; ``reason`` says why not now, and is empty when it can."""

    name: str
    title: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model with its price in words, and the day on which somebody noted it."""

    id: str
    title: str
    provider: str
    price: str
    priced_on: str = ""
    is_priced: bool = True

    @property
    def note(self) -> str:
        """Its price for the line below the field."""
        if not self.is_priced:
            return "Nobody has noted its price: say the most one job may cost."
        return f"Price noted {self.priced_on}" if self.priced_on else ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything the form offers. Money in micro-dollars."""

    episodes: tuple[EpisodeChoice, ...] = ()
    providers: tuple[ProviderChoice, ...] = ()
    models: tuple[ModelChoice, ...] = ()
    default_model: str = ""
    budget_micro: int = 0
    max_takes: int = 3
    concurrency: int = 2

    def episode(self, number: int | None) -> EpisodeChoice | None:
        """The episode of this number."""
        return next((one for one in self.episodes if one.episode == number), None)

    def provider(self, name: str) -> ProviderChoice | None:
        """The provider of this name."""
        return next((one for one in self.providers if one.name == name), None)

    def models_of(self, provider: str) -> tuple[ModelChoice, ...]:
        """The models that a provider renders."""
        return tuple(one for one in self.models if one.provider == provider)

    def keeps_default(self, provider: str) -> bool:
        """Whether the project's own model may stay with this provider: the local one stands in."""
        own = next((one for one in self.models if one.id == self.default_model), None)
        return provider == LOCAL or (own is not None and own.provider == provider)


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateWish:
    """What the form says. None leaves it to the project; ``scenes`` limits it to some batches."""

    episode: int = 0
    grouping: str = "continuity"
    passes: tuple[str, ...] | None = None
    scenes: tuple[str, ...] | None = None
    provider: str = LOCAL
    model: str | None = None
    budget_micro: int = 0
    most_per_job_micro: int | None = None
    max_takes: int = 3
    concurrency: int = 2
    generate_audio: bool = True
    rerender_missing: bool = False
    rerender_stale: bool = False


@dataclass(frozen=True, slots=True)
class Preset:
    """What the form begins with when somebody asks for something in particular."""

    episode: int | None = None
    passes: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    grouping: str = ""
    wish: GenerateWish | None = None
    rerender_missing: bool = False
    rerender_stale: bool = False


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a wish would do and cost, and how the episode's budget stands before it."""

    beats: tuple[PlannedBeat, ...] = ()
    total_micro: int = 0
    problems: tuple[str, ...] = ()
    estimated_micro: int = 0
    reserved_micro: int = 0
    billed_micro: int = 0
    unknown_micro: int = 0
    run_by: str = ""

    @property
    def due(self) -> tuple[PlannedBeat, ...]:
        """What would be rendered now."""
        return tuple(beat for beat in self.beats if not beat.done and not beat.blocked)

    @property
    def summary(self) -> str:
        """``6 beats to render · 38 s · $11.40``, and what is left out."""
        due = self.due
        done = sum(beat.done for beat in self.beats)
        blocked = sum(bool(beat.blocked) and not beat.done for beat in self.beats)
        length = sum(beat.duration_s for beat in due)
        return listed(
            (
                f"{counted(len(due), 'beat')} to render" if due else "Nothing to render",
                seconds(length) if due else "",
                money(self.total_micro) if due else "",
                f"{done:,} done" if done else "",
                f"{blocked:,} blocked" if blocked else "",
            )
        )
