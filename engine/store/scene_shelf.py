"""What stands on disk of one scene: a flat body, or versions with their manifest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from engine.domain.documents import Document
from engine.domain.paths import ProjectPath
from engine.domain.scenes import Downstream, SceneVersion, VersionManifest
from engine.errors import CorruptFile, NotFound, UserError
from engine.store.project_files import check_schema
from engine.store.scene_names import (
    flat_path,
    manifest_path,
    scene_folder,
    scene_of_name,
    version_path,
    versions_in,
)

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project_files import ProjectFiles

D = TypeVar("D", bound=Document)
FLAT = 1  # the version that a body without a manifest is


class Reader(Protocol):
    """Reads documents as they are, or as a draft will leave them."""

    def exists(self, path: ProjectPath) -> bool:
        """Whether something has this name."""
        ...

    def read_document(self, path: ProjectPath, model: type[D]) -> D | None:
        """A file as the document it should be; None when there is none; corrupt is an error."""
        ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """One scene on disk; without a manifest it is a flat body."""

    episode: int
    scene_id: str
    manifest: VersionManifest | None

    @property
    def active(self) -> int:
        """The version that counts."""
        return FLAT if self.manifest is None else self.manifest.active_version

    @property
    def versions(self) -> tuple[int, ...]:
        """All versions, in the order of the manifest."""
        if self.manifest is None:
            return (FLAT,)
        return tuple(one.version for one in self.manifest.versions)

    def check_writable(self) -> None:
        """Raise Refused when a newer version of the program wrote the manifest."""
        if self.manifest is not None:
            path = manifest_path(self.episode, self.scene_id)
            check_schema(path, {"schema_version": self.manifest.schema_version})

    def check_version(self, version: int) -> int:
        """``version`` itself when there is such a one, else NotFound."""
        if version not in self.versions:
            raise NotFound("scene version", f"{self.scene_id} v{version}")
        return version

    def is_derived(self, version: int) -> bool:
        """Whether what hangs on a version was made for it; a flat body's always was."""
        found = None if self.manifest is None else self.manifest.find(version)
        return found is None or found.downstream != Downstream.NOT_DERIVED

    def body_path(self, reader: Reader, version: int) -> ProjectPath:
        """Where the body of a version lies.

        While the first candidate comes or goes the flat body may not yet bear its version's name.
        """
        flat = flat_path(self.episode, self.scene_id)
        if self.manifest is None:
            return flat
        path = self._artifact(self.manifest.find(version), version)
        return flat if version == FLAT and not reader.exists(path) and reader.exists(flat) else path

    def _artifact(self, found: SceneVersion | None, version: int) -> ProjectPath:
        if found is None or not found.artifact:
            return version_path(self.episode, self.scene_id, version)
        return scene_folder(self.episode) / ProjectPath.of(found.artifact).name


def shelf_of(project: ProjectFiles, reader: Reader, episode: int, scene_id: str) -> Shelf | None:
    """What stands there of a scene; None when nothing does.

    Raises:
        CorruptFile: the manifest cannot be read, or lacks where there are versions.
    """
    path = manifest_path(episode, scene_id)
    manifest = reader.read_document(path, VersionManifest)
    if manifest is not None:
        shelf = Shelf(episode, scene_id, manifest)
        _check(project.place(path), shelf, manifest)
        return shelf
    if reader.exists(flat_path(episode, scene_id)):
        return Shelf(episode, scene_id, None)
    names = project.names(scene_folder(episode))
    if any(
        reader.exists(version_path(episode, scene_id, version))
        for version in versions_in(episode, scene_id, names)
    ):
        raise CorruptFile(project.place(path), "there are versions, but no manifest of them")
    return None


def _check(place: Path, shelf: Shelf, manifest: VersionManifest) -> None:
    """Raise CorruptFile when a manifest makes no sense."""
    versions = [one.version for one in manifest.versions]
    if len(set(versions)) != len(versions) or any(version < 1 for version in versions):
        raise CorruptFile(place, f"the versions are not numbered one by one: {versions}")
    if manifest.active_version not in versions:
        raise CorruptFile(place, f"the active version {manifest.active_version} is not listed")
    artifacts = [one.artifact for one in manifest.versions if one.artifact]
    if len(set(artifacts)) != len(artifacts):
        raise CorruptFile(place, "two versions have one file")
    for artifact in artifacts:
        # A file of another scene would be changed under the wrong lock.
        name = _name_of(artifact)
        if scene_of_name(shelf.episode, name) != shelf.scene_id or name == place.name:
            raise CorruptFile(place, f"not a file of {shelf.scene_id}: {artifact!r}")


def _name_of(artifact: str) -> str:
    try:
        return ProjectPath.of(artifact).name
    except UserError:
        return ""
