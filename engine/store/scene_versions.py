"""Versions of a scene: candidates are appended, and the pointer moves only by a person's word."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.scene_structure import sha_of_structure
from engine.domain.scenes import Downstream, Scene, VersionManifest
from engine.errors import CorruptFile, NotFound, Refused
from engine.store.scene_body import BodyInHand, BodyText
from engine.store.scene_names import (
    flat_path,
    manifest_path,
    scene_folder,
    version_path,
    versions_in,
)
from engine.store.scene_shelf import FLAT, Shelf, shelf_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.scene_operations import Operation
    from engine.store.draft import Draft
    from engine.store.project_files import ProjectFiles

Json = dict[str, object]

# What a candidate begins with: nothing was rendered of it, nobody has looked at it.
_FRESH_BEAT: Json = {
    "takes": [],
    "primary_take_id": None,
    "approved": False,
    "phantom_recoveries": 0,
    "board": None,
}
_WORN = ("inputs_fingerprint", "reroll_cleared_stale")


@dataclass(frozen=True, slots=True)
class Staged:
    """Where an equal body stands: the version that holds it, new or found."""

    version: int
    is_new: bool
    active_version: int


class SceneVersions:
    """Puts versions and pointers into drafts; each is read as the draft will leave it."""

    def __init__(self, project: ProjectFiles) -> None:
        self._project = project

    def shelf(self, draft: Draft, episode: int, scene_id: str) -> Shelf:
        """The scene as the draft sees it, if it may be written.

        Raises:
            NotFound: there is no such scene.
            Refused: a newer version of the program wrote it.
        """
        shelf = shelf_of(self._project, draft, episode, scene_id)
        if shelf is None:
            raise NotFound("scene", scene_id)
        shelf.check_writable()
        return shelf

    def create(self, draft: Draft, episode: int, scene: Scene) -> None:
        """Put a first, flat body; Refused when the scene has one."""
        if shelf_of(self._project, draft, episode, scene.scene_id) is not None:
            raise Refused(f"there is a scene already: {scene.scene_id}")
        draft.put_json(flat_path(episode, scene.scene_id), scene.as_json())

    def stage(self, draft: Draft, episode: int, scene: Scene, source: str, now: str) -> Staged:
        """Put a candidate, unless one of the versions is equal to it."""
        shelf = self.shelf(draft, episode, scene.scene_id)
        wanted = scene.as_json()
        equal = self._equal_version(draft, shelf, sha_of_structure(wanted))
        if equal is not None:
            return Staged(equal, is_new=False, active_version=shelf.active)
        version = self._free_version(draft, shelf)
        draft.put_json(version_path(episode, shelf.scene_id, version), _candidate(wanted))
        entry = _entry(shelf, version, Downstream.NOT_DERIVED, now, source)
        if shelf.manifest is not None:
            self._put(draft, shelf, {"versions": [*_entries(shelf.manifest), entry]})
        else:
            self._begin(draft, shelf, entry, now)
        return Staged(version, is_new=True, active_version=shelf.active)

    def change(
        self,
        draft: Draft,
        episode: int,
        scene_id: str,
        operation: Operation,
        version: int | None,
    ) -> None:
        """Put an operation on the status of a body, else of the active one."""
        shelf = self.shelf(draft, episode, scene_id)
        path = shelf.body_path(draft, shelf.active if version is None else version)
        text, place = draft.read_text(path), self._project.place(path)
        if text is None:
            raise CorruptFile(place, "the body of this version is not there")
        before = BodyText.of(text.encode(), place)
        in_hand = BodyInHand(before)
        operation(in_hand)
        after = in_hand.result(is_versioned=shelf.manifest is not None)
        if after is not before:
            draft.put_text(path, after.as_bytes().decode())

    def point(self, draft: Draft, shelf: Shelf, version: int) -> None:
        """Let another version count.

        Raises:
            NotFound: there is no such version.
            Refused: it counts already.
            CorruptFile: its body cannot be read.
        """
        self.body(draft, shelf, version)
        if version == shelf.active:
            raise Refused(f"{shelf.scene_id} is at version {version} already")
        self._put(draft, shelf, {"active_version": version})

    def mark(self, draft: Draft, shelf: Shelf, version: int, downstream: Downstream) -> None:
        """Say whether what hangs on a version was made for it.

        Raises:
            NotFound: there is no such version.
            Refused: that is what it says already; of a flat body nothing else can be said.
        """
        shelf.check_version(version)
        entries = [] if shelf.manifest is None else _entries(shelf.manifest)
        found = next((one for one in entries if one["version"] == version), None)
        if found is None or found.get("downstream", Downstream.DERIVED.value) == downstream:
            said = downstream.value.replace("_", " ")
            raise Refused(f"version {version} of {shelf.scene_id} is {said} already")
        found["downstream"] = downstream.value
        self._put(draft, shelf, {"versions": entries})

    def body(self, draft: Draft, shelf: Shelf, version: int) -> Scene:
        """The body of a version as the draft sees it; corrupt or absent is an error."""
        path = shelf.body_path(draft, shelf.check_version(version))
        scene = draft.read_document(path, Scene)
        if scene is None:
            raise CorruptFile(self._project.place(path), "the body of this version is not there")
        return scene

    def _equal_version(self, draft: Draft, shelf: Shelf, sha: str) -> int | None:
        # The active one first: nothing has to be done about a plan that did not change.
        others = [version for version in reversed(shelf.versions) if version != shelf.active]
        return next(
            (
                version
                for version in (shelf.active, *others)
                if sha_of_structure(self.body(draft, shelf, version).as_json()) == sha
            ),
            None,
        )

    def _free_version(self, draft: Draft, shelf: Shelf) -> int:
        names = self._project.names(scene_folder(shelf.episode))
        used: Iterable[int] = versions_in(shelf.episode, shelf.scene_id, names)
        version = max([*shelf.versions, *used]) + 1
        while draft.exists(version_path(shelf.episode, shelf.scene_id, version)):
            version += 1
        return version

    def _begin(self, draft: Draft, shelf: Shelf, entry: Json, now: str) -> None:
        """The flat body becomes version 1.

        It is moved last, and moved with what others write into it until then: at every moment in
        between it is found under one of its two names (``Shelf.body_path``).
        """
        episode, scene_id = shelf.episode, shelf.scene_id
        born = self.body(draft, shelf, FLAT).created_at or now
        first = _entry(shelf, FLAT, Downstream.DERIVED, born, "flat body")
        manifest: Json = {
            "schema_version": 1,
            "batch_id": scene_id,
            "active_version": FLAT,
            "versions": [first, entry],
        }
        draft.put_json(manifest_path(episode, scene_id), manifest)
        draft.move(flat_path(episode, scene_id), version_path(episode, scene_id, FLAT))

    def _put(self, draft: Draft, shelf: Shelf, keys: Json) -> None:
        if shelf.manifest is None:
            raise NotFound("scene version", f"{shelf.scene_id} has but its flat body")
        path = manifest_path(shelf.episode, shelf.scene_id)
        draft.put_json(path, shelf.manifest.as_json() | keys)


def _candidate(body: Json) -> Json:
    fresh = deepcopy(body)
    beats = fresh.get("beats")
    for beat in beats if isinstance(beats, list) else []:
        beat.update({key: value for key, value in _FRESH_BEAT.items() if key in beat})
        metadata = beat.get("beat_metadata")
        for key in _WORN if isinstance(metadata, dict) else ():
            metadata.pop(key, None)
    return fresh


def _entries(manifest: VersionManifest) -> list[Json]:
    return [one.as_json() for one in manifest.versions]


def _entry(shelf: Shelf, version: int, downstream: Downstream, now: str, source: str) -> Json:
    return {
        "version": version,
        "artifact": str(version_path(shelf.episode, shelf.scene_id, version)),
        "downstream": downstream.value,
        "created_at": now,
        "source": source,
    }
