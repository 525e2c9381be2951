"""What every command gets: where things lie, the project, the clock, and its job."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.clock import SystemClock
from engine.errors import Refused
from engine.jobs import JobContext

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.clock import Clock
    from engine.domain.dispatches import Cap
    from engine.store.cache import Caches
    from engine.store.places import Places
    from engine.store.project import Project


@dataclass(frozen=True, slots=True)
class CommandContext:
    """The room a command works in. The window makes one per job, ``recoil`` one per call.

    ``announce`` is for the line somebody waits for while the command goes on. ``program`` is who
    asks, as the ledger knows it, and ``caps`` what it may spend besides the episode's budget.
    """

    places: Places
    caches: Caches | None = None
    project: Project | None = None
    clock: Clock = field(default_factory=SystemClock)
    job: JobContext = field(default_factory=JobContext)
    announce: Callable[[str], None] = field(default=lambda _line: None)
    program: str = "recoil"
    caps: tuple[Cap, ...] = ()

    def require_project(self) -> Project:
        """The project.

        Raises:
            Refused: none is open or named.
        """
        if self.project is None:
            raise Refused("no project: say --project NAME, or choose one: recoil project use NAME")
        return self.project
