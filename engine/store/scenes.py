"""Scenes on disk: bodies, their versions, and status saved as operations (04, 08 L)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.scene_operations import put_take
from engine.domain.scenes import Downstream, Scene, VersionManifest
from engine.errors import CorruptFile, NotFound, Refused
from engine.store.json_text import json_text
from engine.store.scene_body import StructureChanged
from engine.store.scene_names import (
    flat_path,
    scene_folder,
    scene_lock,
    scene_of_name,
)
from engine.store.scene_saves import Save, SceneSaves, VersionConflict
from engine.store.scene_shelf import FLAT, Shelf, shelf_of
from engine.store.scene_versions import SceneVersions, Staged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.clock import Clock
    from engine.domain.paths import ProjectPath
    from engine.domain.scene_operations import Operation
    from engine.store.changes import ChangeSets
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.marker import Marker
    from engine.store.project_files import ProjectFiles

__all__ = ["LoadedScene", "Scenes", "Staged", "StructureChanged", "VersionConflict"]


@dataclass(frozen=True, slots=True)
class LoadedScene:
    """A body as it was read. An unversioned flat body is version 1."""

    scene: Scene
    episode: int
    version: int
    is_versioned: bool
    is_derived: bool = True  # whether the boards of this version were made for it


class Scenes:
    """The scenes of every episode. All of it blocks, and may be called from any thread.

    A corrupt body or manifest concerns its scene alone: CorruptFile, and it is never written over.
    """

    def __init__(
        self, project: ProjectFiles, changes: ChangeSets, marker: Marker, clock: Clock
    ) -> None:
        self._project = project
        self._changes = changes
        self._marker = marker
        self._clock = clock
        self._saves = SceneSaves(project, marker)
        self._versions = SceneVersions(project)

    # -- reading -------------------------------------------------------------

    def ids(self, episode: int) -> tuple[str, ...]:
        """The scenes of an episode that have any file, also a corrupt one; sorted."""
        names = self._project.names(scene_folder(episode))
        return tuple(sorted({scene for name in names if (scene := scene_of_name(episode, name))}))

    def manifest(self, episode: int, scene_id: str) -> VersionManifest | None:
        """The manifest; None for a flat body or when there is no such scene.

        Raises:
            CorruptFile: it cannot be read; it stays as it is.
        """
        shelf = shelf_of(self._project, self._project, episode, scene_id)
        return None if shelf is None else shelf.manifest

    def versions(self, episode: int, scene_id: str) -> tuple[int, ...]:
        """The versions there are: ``(1,)`` for a flat body; raises like ``active_version``."""
        return self._shelf(episode, scene_id).versions

    def active_version(self, episode: int, scene_id: str) -> int:
        """The version that counts now: checked once more just before money is spent.

        Raises:
            NotFound: there is no such scene.
            CorruptFile: its manifest cannot be read.
        """
        return self._saves.active_version(episode, scene_id)

    def path(self, episode: int, scene_id: str, version: int | None = None) -> ProjectPath:
        """Where the body of a version lies, else that of the active one."""
        shelf = self._shelf(episode, scene_id)
        wanted = shelf.active if version is None else shelf.check_version(version)
        return shelf.body_path(self._project, wanted)

    def load(self, episode: int, scene_id: str, version: int | None = None) -> LoadedScene | None:
        """A body, else the active one; None when there is no such scene.

        Raises:
            NotFound: the scene has no such version.
            CorruptFile: it is there and cannot be read; it stays as it is.
        """
        shelf = shelf_of(self._project, self._project, episode, scene_id)
        if shelf is None:
            return None
        wanted = shelf.active if version is None else shelf.check_version(version)
        path = shelf.body_path(self._project, wanted)
        scene = self._project.read_document(path, Scene)
        if scene is None:
            raise CorruptFile(self._project.place(path), "the body of this version is not there")
        return LoadedScene(
            scene, episode, wanted, shelf.manifest is not None, shelf.is_derived(wanted)
        )

    # -- status --------------------------------------------------------------

    def change(self, episode: int, scene_id: str, version: int, operation: Operation) -> None:
        """Change the active body as it stands now (``domain.scene_operations``), durably.

        It returns when it is on the disk. Calls for one scene that wait are written together.
        Building a ``Scene`` of a large body takes longer than saving it: who wants one loads it.

        Raises:
            VersionConflict: the pointer is elsewhere than at ``version``.
            StructureChanged: a versioned body would differ in more than status.
            NotFound, Conflict, CorruptFile, Offline, Busy, DiskFailed: nothing has changed.
        """
        self._saves.save(episode, scene_id, Save(version, operation))

    def append_result(
        self, episode: int, scene_id: str, version: int, beat_id: str, take: Mapping[str, object]
    ) -> None:
        """Put a paid take into the version it was made for, active or not (08 L3).

        A take of this id is completed, so doing it twice does no harm. The primary stays.
        """
        self.save_result(episode, scene_id, version, put_take(beat_id, take))

    def save_result(self, episode: int, scene_id: str, version: int, operation: Operation) -> None:
        """Like ``change``, into the version that a paid job was made for, active or not."""
        self._saves.save(episode, scene_id, Save(version, operation, needs_active=False))

    def change_in(
        self,
        draft: Draft,
        episode: int,
        scene_id: str,
        operation: Operation,
        version: int | None = None,
    ) -> None:
        """Change the status of a body, else of the active one, as a part of a change set.

        Undo takes back these keys alone: what a run saves meanwhile stays.

        Raises:
            NotFound: there is no such scene, version or beat.
            CorruptFile: the body cannot be read; it stays as it is.
            StructureChanged: a versioned body would differ in more than status.
        """
        self._versions.change(draft, episode, scene_id, operation, version)

    def mark_derived_in(self, draft: Draft, episode: int, scene_id: str, version: int) -> None:
        """Like ``mark_derived`` as a part of a change set; nothing to do when it is so already."""
        shelf = self._versions.shelf(draft, episode, scene_id)
        if not shelf.is_derived(version):
            self._versions.mark(draft, shelf, version, Downstream.DERIVED)

    # -- versions ------------------------------------------------------------

    def create(self, episode: int, scene: Scene) -> LoadedScene:
        """Write a first, flat body. Not a change set: nothing was there to go back to.

        Raises:
            Refused: the scene has one; it is untouched.
        """
        self._marker.check_online()
        self._project.make_folder(scene_folder(episode))
        with scene_lock(self._project, episode, scene.scene_id).held():
            if shelf_of(self._project, self._project, episode, scene.scene_id) is not None:
                raise Refused(f"there is a scene already: {scene.scene_id}")
            path = flat_path(episode, scene.scene_id)
            self._project.write_new(path, json_text(scene.as_json()))
        return LoadedScene(scene, episode, FLAT, is_versioned=False)

    def create_in(self, draft: Draft, episode: int, scene: Scene) -> None:
        """Like ``create`` as a part of a change set."""
        self._versions.create(draft, episode, scene)

    def stage(self, episode: int, scene: Scene, source: str) -> Staged:
        """Append a candidate, unless an equal body is there; the first makes the flat one v1.

        ``source`` says in a few words where it comes from. A change set, if there is anything to
        change. Raises NotFound when the scene has no body yet.
        """
        with self._changes.writing() as draft:
            staged = self.stage_in(draft, episode, scene, source)
            if staged.is_new:
                draft.commit("stage", f"Stage version {staged.version} of {scene.scene_id}")
        return staged

    def stage_in(self, draft: Draft, episode: int, scene: Scene, source: str) -> Staged:
        """Like ``stage`` as a part of a larger change set."""
        return self._versions.stage(draft, episode, scene, source, stamp(self._clock.now()))

    def conform(self, episode: int, scene_id: str, version: int) -> AppliedChange:
        """Move the pointer to a candidate; undo moves it back.

        Raises:
            NotFound: no such scene or version.
            Refused: it is there already.
            CorruptFile: the body of that version cannot be read.
        """
        with self._changes.writing() as draft:
            shelf = self._versions.shelf(draft, episode, scene_id)
            self._versions.point(draft, shelf, version)
            return draft.commit("conform", f"Conform {scene_id} to version {version}")

    def revert(self, episode: int, scene_id: str, version: int) -> AppliedChange:
        """Move the pointer back to an earlier version; raises like ``conform``."""
        with self._changes.writing() as draft:
            shelf = self._versions.shelf(draft, episode, scene_id)
            if shelf.check_version(version) > shelf.active:
                raise Refused(
                    f"version {version} of {scene_id} is newer than {shelf.active}: conform to it"
                )
            self._versions.point(draft, shelf, version)
            return draft.commit("revert", f"Revert {scene_id} to version {version}")

    def mark_derived(self, episode: int, scene_id: str, version: int) -> AppliedChange:
        """Say that the boards of a version were made for it; raises like ``conform``."""
        with self._changes.writing() as draft:
            shelf = self._versions.shelf(draft, episode, scene_id)
            self._versions.mark(draft, shelf, version, Downstream.DERIVED)
            return draft.commit("mark_derived", f"Boards of {scene_id} are those of v{version}")

    def _shelf(self, episode: int, scene_id: str) -> Shelf:
        shelf = shelf_of(self._project, self._project, episode, scene_id)
        if shelf is None:
            raise NotFound("scene", scene_id)
        return shelf
