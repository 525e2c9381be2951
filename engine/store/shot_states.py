"""The execution state of shots on disk: one document per episode (01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.ids import episode_folder
from engine.domain.shot_states import ShotStates
from engine.store.project_files import STATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.domain.paths import ProjectPath
    from engine.store.draft import Draft
    from engine.store.project_files import ProjectFiles

FOLDER = STATE / "visual" / "shots"


class ShotStateFiles:
    """What is recorded of the shots of every episode; absent, unreadable and corrupt differ."""

    def __init__(self, files: ProjectFiles) -> None:
        self._files = files

    def path(self, episode: int) -> ProjectPath:
        """Where an episode's document lies."""
        return FOLDER / f"{episode_folder(episode)}_shots.json"

    def read(self, episode: int) -> ShotStates:
        """What is recorded; nothing when there is no document.

        Raises:
            CorruptFile: it is there and cannot be read; it stays as it is.
        """
        return ShotStates(self._files.read_json(self.path(episode)) or {})

    def in_draft(self, draft: Draft, episode: int) -> ShotStates:
        """What a draft will have recorded; raises like ``read``."""
        return ShotStates(draft.read_json(self.path(episode)) or {})

    def put(self, draft: Draft, episode: int, shot: str, keys: Mapping[str, object]) -> None:
        """Set some keys of a shot in a change set; all others stay.

        Raises:
            CorruptFile: the document cannot be read; it stays as it is.
            Refused: it was written by a newer version of the program.
        """
        changed = self.in_draft(draft, episode).changed(shot, keys)
        draft.put_json(self.path(episode), changed)
