"""Where takes of an episode get their names: none is given twice, also before its file is there."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from engine.domain.ids import episode_folder
from engine.domain.paths import ProjectPath
from engine.domain.scenes import Modality
from engine.orchestration.take_names import TakenNames, render_name

if TYPE_CHECKING:
    from engine.orchestration.grouping import GroupIdentity
    from engine.store.project import Project

RENDERS = ProjectPath("renders")
OLD_RENDERS = ProjectPath("output/video")


@dataclass(slots=True)
class TakeShelf:
    """The names of takes that are used up: by files, by the ledger, and by this run."""

    project: Project
    episode: int
    _taken: TakenNames = field(default_factory=TakenNames)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, project: Project, episode: int) -> Self:
        """The shelf as it is now."""
        shelf = cls(project, episode)
        shelf.look_again()
        return shelf

    def look_again(self) -> None:
        """See what others have put there."""
        folder = episode_folder(self.episode)
        seen = {*self.project.files.names(RENDERS / folder)}
        seen |= {*self.project.files.names(OLD_RENDERS / folder)}
        seen |= {target.name for target in self.project.ledger.view().targets()}
        with self._lock:
            for name in seen:
                self._taken.add(name)

    def next_name(self, identity: GroupIdentity, tag: str, modality: Modality) -> tuple[int, str]:
        """The number of the next take of a group, and its file's name; both are used up now."""
        suffix = ".png" if modality is Modality.IMAGE_T2I else ".mp4"
        with self._lock:
            take = self._taken.next_take(identity, self.episode)
            name = render_name(identity, tag, self.episode, take, suffix)
            self._taken.add(name)
        return take, name

    def target(self, name: str) -> ProjectPath:
        """Where a take of this name belongs."""
        return RENDERS / episode_folder(self.episode) / name
