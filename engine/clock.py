"""What time it is, as something that can be replaced in tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; nothing about money or state may be decided by it."""

    def now(self) -> datetime:
        """The current moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current moment, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until it is set."""

    at: datetime

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.at


def stamp(moment: datetime) -> str:
    """A moment as it is written into documents: ``2026-05-04T16:04:00Z``."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
