"""How often a job is asked after: soon at first, seldom later, never in step with others."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

Sleep = Callable[[float], Awaitable[None]]

_GROWTH = 1.5
_JITTER = 0.2


@dataclass(frozen=True, slots=True)
class Pace:
    """Pauses in seconds from ``first`` to ``longest``; there is no last one (08 D4)."""

    first: float = 2.0
    longest: float = 15.0
    sleep: Sleep = field(default=asyncio.sleep)

    def pauses(self) -> Iterator[float]:
        """The pauses, without end."""
        pause = self.first
        while True:
            yield pause * random.uniform(1 - _JITTER, 1 + _JITTER)
            pause = min(pause * _GROWTH, self.longest)


REMOTE = Pace()
NEARBY = Pace(0.02, 0.25)  # a renderer in this process
