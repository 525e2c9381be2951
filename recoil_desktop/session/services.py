"""What the whole window shares: where things lie, settings, colours, jobs, news."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.clock import Clock, SystemClock
from engine.commands.context import CommandContext

if TYPE_CHECKING:
    from engine.jobs import JobContext
    from engine.store.cache import Caches
    from engine.store.places import Places
    from engine.store.project import Project
    from recoil_desktop.hub import ChangeHub
    from recoil_desktop.jobs import JobRunner
    from recoil_desktop.logs import LogLines
    from recoil_desktop.settings import SettingsStore
    from recoil_desktop.theme import Themes


@dataclass(frozen=True, slots=True)
class Services:
    """Made once by the app and handed to whoever needs it."""

    places: Places
    caches: Caches
    settings: SettingsStore
    themes: Themes
    jobs: JobRunner
    hub: ChangeHub
    logs: LogLines
    clock: Clock = field(default_factory=SystemClock)

    def context(self, project: Project | None, job: JobContext) -> CommandContext:
        """The room in which one command works."""
        return CommandContext(self.places, self.caches, project, self.clock, job)
