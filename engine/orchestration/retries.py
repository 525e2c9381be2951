"""What is tried after a take failed: the interface that runs use, and the plain way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from engine.orchestration.events import RunEvent
    from engine.orchestration.payload import Payload
    from engine.orchestration.payload_overrides import PayloadOverrides
    from engine.orchestration.settling import Ending


@dataclass(frozen=True, slots=True)
class RetryChoice:
    """What the next attempt changes; None: a person has to look. ``events`` are to be told."""

    overrides: PayloadOverrides | None
    events: tuple[RunEvent, ...] = ()


class Retries(Protocol):
    """Decides about the next attempt of one beat; made anew for every beat. It may block."""

    def first(self, overrides: PayloadOverrides) -> PayloadOverrides:
        """What the first attempt of this run changes."""
        ...

    def after(self, failed: Ending, payload: Payload) -> RetryChoice:
        """What the next attempt changes."""
        ...


@dataclass(slots=True)
class PlainRetries:
    """The same once more, for as long as there are takes left."""

    _overrides: PayloadOverrides | None = None

    def first(self, overrides: PayloadOverrides) -> PayloadOverrides:
        """What the run changes in every payload."""
        self._overrides = overrides
        return overrides

    def after(self, failed: Ending, payload: Payload) -> RetryChoice:
        """The same."""
        del failed, payload
        return RetryChoice(self._overrides)
