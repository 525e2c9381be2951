"""Pause, stop and halt: may a run start something new? What runs already is never dropped."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.errors import RecoilError


@dataclass(slots=True)
class Controls:
    """The levers of one run; asyncio, used on the run's loop."""

    halted_by: RecoilError | None = None
    is_stopping: bool = False
    _open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._open.set()

    @property
    def is_paused(self) -> bool:
        """Whether nothing new is started until it is resumed."""
        return not self._open.is_set()

    def pause(self) -> None:
        """Start nothing new for now."""
        self._open.clear()

    def resume(self) -> None:
        """Start takes again."""
        self._open.set()

    def stop(self) -> None:
        """Start nothing new any more; what runs goes on to its end."""
        self.is_stopping = True
        self._open.set()

    def halt(self, error: RecoilError) -> None:
        """Stop because of an error; the first one is the reason."""
        self.halted_by = self.halted_by or error
        self.stop()

    async def may_start(self) -> bool:
        """Wait while the run is paused; False when nothing new is to be started."""
        await self._open.wait()
        return not self.is_stopping
