"""The providers there are, by name: Recoil's own, and those that other packages bring."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, cast

from engine.errors import NotFound, Refused
from engine.providers.base import Provider, ProviderSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    Maker = Callable[[ProviderSettings], Provider]

GROUP = "recoil.providers"
# The package's metadata lack in a frozen program, and are stale in a checkout.
_OWN = {
    "animatic": "engine.providers.animatic:make",
    "fal": "engine.providers.fal:make",
    "gemini": "engine.providers.gemini:make",
}


def provider_names() -> tuple[str, ...]:
    """All names, Recoil's own first."""
    others = sorted({entry.name for entry in entry_points(group=GROUP)} - set(_OWN))
    return (*_OWN, *others)


def provider(name: str, settings: ProviderSettings | None = None) -> Provider:
    """Make the provider of that name; it is to be closed by who made it.

    Raises:
        NotFound: there is none.
        Refused: another package brings it, but it cannot be loaded.
        UserError: a setting of it is no good.
    """
    return _maker(name)(settings or ProviderSettings(environment=dict(os.environ)))


def _maker(name: str) -> Maker:
    if name in _OWN:
        return _loaded(name, _OWN[name])
    for entry in entry_points(group=GROUP, name=name):
        return _loaded(name, entry.value)
    raise NotFound("provider", name)


def _loaded(name: str, value: str) -> Maker:
    module, _, attribute = value.partition(":")
    try:
        return cast("Maker", getattr(import_module(module), attribute))
    except (ImportError, AttributeError) as error:
        raise Refused(f"the provider {name} cannot be loaded: {error}") from error
