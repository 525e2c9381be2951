"""Scenes on disk: bodies, their versions, and status saved as operations (04, 08 L)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import Conflict, Refused

if TYPE_CHECKING:
    from engine.domain.paths import ProjectPath
    from engine.domain.scene_operations import Operation
    from engine.domain.scenes import Scene, VersionManifest
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange


class VersionConflict(Conflict):
    """The scene's pointer is not where the caller loaded it; nothing was saved."""

    code = "version_conflict"

    def __init__(self, scene_id: str, wanted: int, active: int) -> None:
        super().__init__(f"{scene_id} is at version {active} now, not {wanted}: load it again")
        self.scene_id = scene_id
        self.wanted_version = wanted
        self.active_version = active


class StructureChanged(Refused):
    """A version may change in status only; a new structure is a candidate (``rederive``)."""

    code = "structure_changed"


@dataclass(frozen=True, slots=True)
class LoadedScene:
    """A body as it was read. An unversioned flat body is version 1."""

    scene: Scene
    episode: int
    version: int
    is_versioned: bool
    is_derived: bool = True  # whether the boards of the active version were made for it


@dataclass(frozen=True, slots=True)
class Staged:
    """Where an equal body stands: the version that holds it, new or found."""

    version: int
    is_new: bool
    active_version: int


class Scenes:
    """The scenes of every episode. All of it blocks, and may be called from any thread.

    A corrupt body or manifest concerns its scene alone: CorruptFile, and it is never written over.
    """

    # -- reading -------------------------------------------------------------

    def ids(self, episode: int) -> tuple[str, ...]:
        """The scenes of an episode that have any file, also a corrupt one; sorted."""
        raise NotImplementedError

    def manifest(self, episode: int, scene_id: str) -> VersionManifest | None:
        """The manifest; None for a flat body or when there is no such scene."""
        raise NotImplementedError

    def active_version(self, episode: int, scene_id: str) -> int:
        """The version that counts now: checked once more just before money is spent.

        Raises:
            NotFound: there is no such scene.
        """
        raise NotImplementedError

    def path(self, episode: int, scene_id: str, version: int | None = None) -> ProjectPath:
        """Where the body of a version lies, else that of the active one."""
        raise NotImplementedError

    def load(self, episode: int, scene_id: str, version: int | None = None) -> LoadedScene | None:
        """A body, else the active one; None when there is no such scene.

        Raises:
            NotFound: the scene has no such version.
            CorruptFile: it is there and cannot be read; it stays as it is.
        """
        raise NotImplementedError

    # -- status --------------------------------------------------------------

    def change(self, episode: int, scene_id: str, version: int, operation: Operation) -> None:
        """Change the active body as it stands now (``domain.scene_operations``), durably.

        It returns when it is on the disk. Calls for one scene that wait are written together.
        Building a ``Scene`` of a large body takes longer than saving it: who wants one loads it.

        Raises:
            VersionConflict: the pointer is elsewhere than at ``version``.
            StructureChanged: a versioned body would differ in more than status.
            NotFound, CorruptFile, Offline, Busy, DiskFailed: nothing has changed.
        """
        raise NotImplementedError

    def append_result(
        self, episode: int, scene_id: str, version: int, beat_id: str, take: dict[str, object]
    ) -> None:
        """Put a paid take into the version it was made for, active or not (08 L3).

        A take of this id is completed, so doing it twice does no harm. The primary stays.
        """
        raise NotImplementedError

    # -- versions ------------------------------------------------------------

    def create(self, episode: int, scene: Scene) -> LoadedScene:
        """Write a first, flat body; Refused when the scene has one."""
        raise NotImplementedError

    def stage(self, episode: int, scene: Scene, source: str) -> Staged:
        """Append a candidate, unless an equal body is there; the first makes the flat one v1."""
        raise NotImplementedError

    def stage_in(self, draft: Draft, episode: int, scene: Scene, source: str) -> Staged:
        """Like ``stage`` as a part of a larger change set."""
        raise NotImplementedError

    def conform(self, episode: int, scene_id: str, version: int) -> AppliedChange:
        """Move the pointer on to a candidate; undo moves it back.

        Raises:
            NotFound: no such scene or version.
            Refused: it is there already.
        """
        raise NotImplementedError

    def revert(self, episode: int, scene_id: str, version: int) -> AppliedChange:
        """Move the pointer back to an earlier version; raises like ``conform``."""
        raise NotImplementedError

    def mark_derived(self, episode: int, scene_id: str, version: int) -> AppliedChange:
        """Say that the boards of a version were made for it."""
        raise NotImplementedError
