"""What planners wrote: shot plans and coverage passes. Read only; planners own these files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.coverage import CoverageDocument
from engine.domain.ids import episode_folder
from engine.domain.plan import PlanDocument
from engine.store.project_files import STATE

if TYPE_CHECKING:
    from engine.domain.paths import ProjectPath
    from engine.store.project_files import ProjectFiles


class Plans:
    """The shot plan of every episode."""

    def __init__(self, files: ProjectFiles) -> None:
        self._files = files

    def path(self, episode: int) -> ProjectPath:
        """Where an episode's plan lies."""
        return STATE / "visual" / "plans" / f"{episode_folder(episode)}_plan.json"

    def read(self, episode: int) -> PlanDocument | None:
        """The plan; None when there is none.

        Raises:
            CorruptFile: it is there and cannot be read.
        """
        return self._files.read_document(self.path(episode), PlanDocument)


class CoveragePlans:
    """The coverage passes of every episode."""

    def __init__(self, files: ProjectFiles) -> None:
        self._files = files

    def path(self, episode: int) -> ProjectPath:
        """Where an episode's coverage passes lie."""
        return STATE / "visual" / "coverage_passes" / f"{episode_folder(episode)}_passes.json"

    def read(self, episode: int) -> CoverageDocument | None:
        """The coverage passes; None when there are none.

        Raises:
            CorruptFile: they are there and cannot be read.
        """
        return self._files.read_document(self.path(episode), CoverageDocument)
