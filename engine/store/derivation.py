"""Derivation manifests on disk: what the stages of an episode were made from (01, 04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from engine.clock import stamp
from engine.domain.derivation import DerivationDocument
from engine.domain.ids import episode_folder
from engine.domain.scene_stamp import SCENES, scenes_stage
from engine.errors import CorruptFile, NotFound
from engine.store.json_text import json_text
from engine.store.project_files import STATE, check_schema
from engine.store.scene_shelf import Reader, shelf_of

if TYPE_CHECKING:
    from engine.clock import Clock
    from engine.domain.paths import ProjectPath
    from engine.domain.scene_stamp import PlanState, ScenesRun
    from engine.store.changes import ChangeSets
    from engine.store.draft import Draft
    from engine.store.project_files import ProjectFiles

BUILDER = "recoil"

Json = dict[str, object]


class _Reader(Reader, Protocol):
    def read_json(self, path: ProjectPath) -> Json | None: ...


class Derivation:
    """The derivation manifest of every episode."""

    def __init__(self, project: ProjectFiles, changes: ChangeSets, clock: Clock) -> None:
        self._project = project
        self._changes = changes
        self._clock = clock

    def path(self, episode: int) -> ProjectPath:
        """Where an episode's manifest lies."""
        name = f"{episode_folder(episode)}_derivation.json"
        return STATE / "visual" / "derivation" / name

    def read(self, episode: int) -> DerivationDocument:
        """The manifest; an empty one when there is none.

        Raises:
            CorruptFile: it is there and cannot be read; it stays as it is.
        """
        found = self._project.read_document(self.path(episode), DerivationDocument)
        return found if found is not None else DerivationDocument()

    def stamp_scenes(self, episode: int, run: ScenesRun, plan: PlanState) -> bool:
        """Stamp the ``scenes`` stage when the run was complete; says whether it was.

        Not a change set: it says how far a machine is. Not inside ``changes.writing()``.

        Raises:
            CorruptFile: the manifest, or a body that it would speak of, cannot be read.
            Offline, Busy, DiskFailed: nothing has changed.
        """
        if not run.is_complete:
            return False
        with self._changes.exclusive():
            document = self._stamped(self._project, episode, run, plan)
            if document is not None:
                like = self._project.read_text(self.path(episode))
                self._project.write_text(self.path(episode), json_text(document, like=like))
        return True

    def stamp_scenes_in(self, draft: Draft, episode: int, run: ScenesRun, plan: PlanState) -> bool:
        """Like ``stamp_scenes`` as a part of a change set."""
        if not run.is_complete:
            return False
        document = self._stamped(draft, episode, run, plan)
        if document is not None:
            draft.put_json(self.path(episode), document)
        return True

    def _stamped(
        self, reader: _Reader, episode: int, run: ScenesRun, plan: PlanState
    ) -> Json | None:
        """The manifest with the stage; None when it says so already."""
        path = self.path(episode)
        now = reader.read_json(path) or {}
        check_schema(path, now)
        stages = now.get("stages")
        if not isinstance(stages, dict | None):
            raise CorruptFile(self._project.place(path), "stages is no object")
        bodies = {one: self._body(reader, episode, one) for one in run.planned}
        stage = scenes_stage(bodies, plan, BUILDER, stamp(self._clock.now()))
        kept = stages or {}
        there = kept.get(SCENES)
        fresh = (there if isinstance(there, dict) else {}) | stage
        if isinstance(there, dict) and there == fresh | {"stamped_at": there.get("stamped_at")}:
            return None
        return now | {"stages": kept | {SCENES: fresh}}

    def _body(self, reader: _Reader, episode: int, scene_id: str) -> Json:
        shelf = shelf_of(self._project, reader, episode, scene_id)
        if shelf is None:
            raise NotFound("scene", scene_id)
        path = shelf.body_path(reader, shelf.active)
        body = reader.read_json(path)
        if body is None:
            raise CorruptFile(self._project.place(path), "the body of this version is not there")
        return body
