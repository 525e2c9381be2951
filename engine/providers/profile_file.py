"""The form of ``resources/model_profiles.json``, checked whole when it is read."""

from __future__ import annotations

import json
from datetime import date  # noqa: TC003 - pydantic reads annotations at run time
from fractions import Fraction
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from engine.domain.money import usd_to_micro
from engine.errors import DataError
from engine.providers.profiles import (
    MODALITIES,
    PROFILE_FILE,
    Argument,
    Call,
    ModelProfile,
    Price,
)

# How an endpoint wants a word: as it is, seconds as number or text, files as URLs, ...
FORMS = ("plain", "number", "text", "text s", "url", "urls", "shots", "lines", "width and height")


def read_profiles(text: str) -> tuple[ModelProfile, ...]:
    """The models that the text of a file describes.

    Raises:
        DataError: it is not in its form; the line says where.
    """
    try:
        shelf = _Shelf.model_validate(json.loads(text))
    except ValidationError as error:
        raise DataError(f"{PROFILE_FILE}: {_first_line(error)}") from error
    except ValueError as error:
        raise DataError(f"{PROFILE_FILE}: {error}") from error
    return tuple(entry.profile() for entry in shelf.models)


class _Call(BaseModel):
    """One way to call a model, as the file has it: ``"duration_s": "duration as text"``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    endpoint: str = Field(min_length=1)
    arguments: dict[str, str] = {}
    fixed: dict[str, object] = {}

    def call(self) -> Call:
        return Call(
            self.endpoint,
            {word: _argument(said) for word, said in self.arguments.items()},
            self.fixed,
        )


class _Entry(BaseModel):
    """One model as the file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    title: str
    provider: str
    calls: dict[str, _Call] = Field(min_length=1)
    usd_per_second: float | None = Field(ge=0)
    usd_per_image: float | None = Field(ge=0)
    priced_on: date | None
    durations: list[float] = []
    longest: float | None = Field(default=None, gt=0)
    max_references: int = Field(ge=0)
    sizes: list[tuple[int, int]] = []
    enable_sibling_refs: bool = True
    may_be_softened: bool = False
    usd_per_unit: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if strange := set(self.calls) - set(MODALITIES):
            raise ValueError(f"no modality: {', '.join(sorted(strange))}")
        said = [one for call in self.calls.values() for one in call.arguments.values()]
        if strange := {_argument(one).form for one in said} - set(FORMS):
            raise ValueError(f"no form of an argument: {', '.join(sorted(strange))}")
        if (self.usd_per_second or self.usd_per_image) and self.priced_on is None:
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
            calls={modality: call.call() for modality, call in self.calls.items()},
            price=price,
            priced_on=self.priced_on,
            max_references=self.max_references,
            sizes=tuple(self.sizes),
            enable_sibling_refs=self.enable_sibling_refs,
            may_be_softened=self.may_be_softened,
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


def _argument(said: str) -> Argument:
    name, _, form = said.partition(" as ")
    return Argument(name, form or "plain")


def _micro(usd: float | None) -> int | None:
    return None if usd is None else usd_to_micro(usd)


def _first_line(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
