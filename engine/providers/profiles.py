"""The models there are: who renders them, what they can, and what they cost as far as is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Self

from engine.errors import NotFound, Refused
from resources.loader import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

VIDEO_I2V, R2V_MULTI, IMAGE_T2I = "video_i2v", "r2v_multi", "image_t2i"
MODALITIES = (VIDEO_I2V, R2V_MULTI, IMAGE_T2I)
PROFILE_FILE = "model_profiles.json"


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs, in micro-dollars; None is unknown, 0 is free.

    ``durations`` are the lengths it renders, in seconds; without them it renders whole seconds.
    """

    per_second: int | None
    per_image: int | None
    durations: tuple[Fraction, ...]
    longest: Fraction | None

    def billed_duration(self, duration: Fraction) -> Fraction | None:
        """The length that is rendered and charged when ``duration`` is wanted; None: too long."""
        if self.durations:
            return min((one for one in self.durations if one >= duration), default=None)
        whole = Fraction(math.ceil(duration))
        if self.longest is not None and duration > self.longest:
            return None
        return whole if self.longest is None else min(whole, self.longest)

    def estimate(self, duration: Fraction | None, outputs: int = 1) -> int | None:
        """What it will cost: rate times the length that is charged; per image without a duration.

        Two seconds of a model that renders no less than four cost as much as four. What is longer
        than the model renders is told at its own length; it is refused before it is sent. In
        micro-dollars; None when the price is unknown.
        """
        billed = None if duration is None else self.billed_duration(duration)
        return self._times(billed or duration, outputs)

    def upper_bound(
        self, duration: Fraction | None, outputs: int = 1, attempts: int = 1
    ) -> int | None:
        """The most it can cost: rate x longest billed duration x outputs x attempts (08 B).

        None when the price is unknown, or nobody could say how long it will be.
        """
        if duration is None:
            return self._times(None, outputs * attempts)
        billed = self.billed_duration(duration)
        if self.per_second == 0:
            return 0
        return None if billed is None else self._times(billed, outputs * attempts)

    def _times(self, duration: Fraction | None, count: int) -> int | None:
        if duration is None:
            return None if self.per_image is None else self.per_image * count
        if self.per_second is None:
            return None
        return math.ceil(self.per_second * duration * count)


@dataclass(frozen=True, slots=True)
class Argument:
    """What one of our words is called at an endpoint, and in which form it is said there."""

    name: str
    form: str = "plain"


@dataclass(frozen=True, slots=True)
class Call:
    """How a model is asked for one modality: the endpoint, our words in its own, and constants."""

    endpoint: str
    arguments: Mapping[str, Argument]
    fixed: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """One model. ``calls`` says, per modality, what is called; sizes are (width, height).

    ``unit_micro`` is what one billable unit of the provider costs, where that is known.
    """

    id: str
    title: str
    provider: str
    calls: Mapping[str, Call]
    price: Price
    priced_on: date | None
    max_references: int
    sizes: tuple[tuple[int, int], ...]
    enable_sibling_refs: bool
    may_be_softened: bool
    unit_micro: int | None = None

    @property
    def modalities(self) -> tuple[str, ...]:
        """What it renders."""
        return tuple(self.calls)

    @property
    def endpoint(self) -> str:
        """What is called for its first modality."""
        return next(iter(self.calls.values())).endpoint

    @property
    def usd_per_second(self) -> int | None:
        """Micro-dollars a second; None when unknown."""
        return self.price.per_second

    @property
    def usd_per_image(self) -> int | None:
        """Micro-dollars a picture; None when unknown."""
        return self.price.per_image

    @property
    def durations(self) -> tuple[Fraction, ...]:
        """The lengths it renders, in seconds; empty: any up to ``longest``."""
        return self.price.durations

    @property
    def longest(self) -> Fraction | None:
        """The longest it renders, in seconds."""
        return self.price.longest

    def call_for(self, modality: str) -> Call:
        """How it is asked for a modality.

        Raises:
            Refused: the model cannot do that.
        """
        if modality not in self.calls:
            raise Refused(f"{self.id} renders no {modality}, only {', '.join(self.modalities)}")
        return self.calls[modality]

    def endpoint_for(self, modality: str) -> str:
        """What is called for a modality; Refused when the model cannot do that."""
        return self.call_for(modality).endpoint

    def estimate(self, modality: str, duration: Fraction | None, outputs: int = 1) -> int | None:
        """What a job will cost, in micro-dollars; None when the price is unknown."""
        return self.price.estimate(None if modality == IMAGE_T2I else duration, outputs)

    def upper_bound(
        self, modality: str, duration: Fraction | None, outputs: int = 1, attempts: int = 1
    ) -> int | None:
        """The most a job can cost, in micro-dollars: what is to be reserved; None: unknown."""
        length = None if modality == IMAGE_T2I else duration
        return self.price.upper_bound(length, outputs, attempts)

    def check(self, modality: str, duration: Fraction | None, references: int = 0) -> None:
        """Refuse what the model cannot do, before anything is reserved.

        References are counted where they are sent: an endpoint without a word for them never sees
        them.

        Raises:
            Refused: the modality, the duration or the number of references.
        """
        call = self.call_for(modality)
        is_seen = not call.arguments or "references" in call.arguments
        if duration is not None and self.price.billed_duration(duration) is None:
            longest = self.longest or max(self.durations)
            raise Refused(f"{float(duration):g} s is too long for {self.id}: {float(longest):g} s")
        if is_seen and references > self.max_references:
            raise Refused(
                f"{references} references are too many for {self.id}: {self.max_references}"
            )


class Profiles:
    """All models, by id."""

    def __init__(self, profiles: Iterable[ModelProfile]) -> None:
        self._by_id = {profile.id: profile for profile in profiles}

    @classmethod
    def load(cls, text: str | None = None) -> Self:
        """The models of ``resources/model_profiles.json``, or of a text in its form.

        Raises:
            DataError: it is not in its form; the line names the model.
        """
        from engine.providers.profile_file import read_profiles  # late: builds pydantic models

        return cls(read_profiles(read_text(PROFILE_FILE) if text is None else text))

    def find(self, model: str) -> ModelProfile:
        """The model of that id.

        Raises:
            NotFound: there is none (``model_not_found``, a UserError).
        """
        if model not in self._by_id:
            raise NotFound("model", model)
        return self._by_id[model]

    def all(self) -> tuple[ModelProfile, ...]:
        """Every model, in the order of the file."""
        return tuple(self._by_id.values())

    def of(self, provider: str, modality: str | None = None) -> tuple[ModelProfile, ...]:
        """The models of a provider, of one modality or of all."""
        return tuple(
            profile
            for profile in self.all()
            if profile.provider == provider and modality in {None, *profile.modalities}
        )
