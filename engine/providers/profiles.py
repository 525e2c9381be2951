"""The models there are: who renders them, what they can, and what they cost as far as is known."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from engine.domain.money import usd_to_micro
from engine.errors import DataError, NotFound, Refused
from resources.loader import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VIDEO_I2V, R2V_MULTI, IMAGE_T2I = "video_i2v", "r2v_multi", "image_t2i"
MODALITIES = (VIDEO_I2V, R2V_MULTI, IMAGE_T2I)
_FILE = "model_profiles.json"


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
        """What it will probably cost: rate times duration; per image without a duration."""
        return self._times(duration, outputs)

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
class ModelProfile:
    """One model. ``endpoints`` says, per modality, what is called; sizes are (width, height).

    ``arguments`` maps our words of a payload to the endpoint's own, per modality;
    ``unit_micro`` is what one billable unit of the provider costs, where that is known.
    """

    id: str
    title: str
    provider: str
    endpoints: Mapping[str, str]
    price: Price
    priced_on: date | None
    max_references: int
    sizes: tuple[tuple[int, int], ...]
    enable_sibling_refs: bool
    may_be_softened: bool
    arguments: Mapping[str, Mapping[str, object]]
    unit_micro: int | None = None

    @property
    def modalities(self) -> tuple[str, ...]:
        """What it renders."""
        return tuple(self.endpoints)

    @property
    def endpoint(self) -> str:
        """What is called for its first modality."""
        return next(iter(self.endpoints.values()))

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

    def endpoint_for(self, modality: str) -> str:
        """What is called for a modality.

        Raises:
            Refused: the model cannot do that.
        """
        if modality not in self.endpoints:
            raise Refused(f"{self.id} renders no {modality}, only {', '.join(self.modalities)}")
        return self.endpoints[modality]

    def check(self, modality: str, duration: Fraction | None, references: int = 0) -> None:
        """Refuse what the model cannot do, before anything is reserved.

        Raises:
            Refused: the modality, the duration or the number of references.
        """
        self.endpoint_for(modality)
        if duration is not None and self.price.billed_duration(duration) is None:
            longest = self.longest or max(self.durations)
            raise Refused(f"{float(duration):g} s is too long for {self.id}: {float(longest):g} s")
        if references > self.max_references:
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
        try:
            shelf = _Shelf.model_validate(json.loads(read_text(_FILE) if text is None else text))
        except ValidationError as error:
            raise DataError(f"{_FILE}: {_first_line(error)}") from error
        except ValueError as error:
            raise DataError(f"{_FILE}: {error}") from error
        return cls(entry.profile() for entry in shelf.models)

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


class _Entry(BaseModel):
    """One model as the file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    title: str
    provider: str
    endpoints: dict[str, str] = Field(min_length=1)
    usd_per_second: float | None = Field(ge=0)
    usd_per_image: float | None = Field(ge=0)
    priced_on: date | None
    durations: list[float] = []
    longest: float | None = Field(default=None, gt=0)
    max_references: int = Field(ge=0)
    sizes: list[tuple[int, int]] = []
    enable_sibling_refs: bool = True
    may_be_softened: bool = False
    arguments: dict[str, dict[str, object]] = {}
    usd_per_unit: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        strange = (set(self.endpoints) | set(self.arguments)) - set(MODALITIES)
        if strange:
            raise ValueError(f"no modality: {', '.join(sorted(strange))}")
        if self.usd_per_second or self.usd_per_image:
            if self.priced_on is None:
                raise ValueError("a price needs the date it was noted on")
        if any(length <= 0 for length in self.durations):
            raise ValueError("a duration is more than nothing")
        return self

    def profile(self) -> ModelProfile:
        durations = tuple(sorted(Fraction(str(length)) for length in self.durations))
        longest = Fraction(str(self.longest)) if self.longest else max(durations, default=None)
        price = Price(_micro(self.usd_per_second), _micro(self.usd_per_image), durations, longest)
        return ModelProfile(
            id=self.id,
            title=self.title,
            provider=self.provider,
            endpoints=self.endpoints,
            price=price,
            priced_on=self.priced_on,
            max_references=self.max_references,
            sizes=tuple(self.sizes),
            enable_sibling_refs=self.enable_sibling_refs,
            may_be_softened=self.may_be_softened,
            arguments=self.arguments,
            unit_micro=_micro(self.usd_per_unit),
        )


class _Shelf(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: int = Field(ge=1, le=1)
    note: str
    models: list[_Entry]

    @model_validator(mode="after")
    def _no_two_alike(self) -> Self:
        ids = [entry.id for entry in self.models]
        doubled = sorted({one for one in ids if ids.count(one) > 1})
        if doubled:
            raise ValueError(f"twice: {', '.join(doubled)}")
        return self


def _micro(usd: float | None) -> int | None:
    return None if usd is None else usd_to_micro(usd)


def _first_line(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
