"""Status of scenes, saved as operations: what waits for one scene is written together (08 L1)."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.errors import Conflict, CorruptFile, NotFound, RecoilError
from engine.store import files
from engine.store.remembered import Remembered
from engine.store.scene_body import BodyInHand, BodyText
from engine.store.scene_names import scene_lock
from engine.store.scene_shelf import shelf_of

if TYPE_CHECKING:
    from engine.domain.paths import ProjectPath
    from engine.domain.scene_operations import Operation
    from engine.store.marker import Marker
    from engine.store.project_files import ProjectFiles
    from engine.store.scene_shelf import Shelf


class VersionConflict(Conflict):
    """The scene's pointer is not where the caller loaded it; nothing was saved."""

    code = "version_conflict"

    def __init__(self, scene_id: str, wanted: int, active: int) -> None:
        super().__init__(f"{scene_id} is at version {active} now, not {wanted}: load it again")
        self.scene_id = scene_id
        self.wanted_version = wanted
        self.active_version = active


@dataclass(slots=True, eq=False)
class Save:
    """One operation on one version; the result of a paid take needs no active one (08 L3)."""

    version: int
    operation: Operation
    needs_active: bool = True
    is_done: bool = False
    error: RecoilError | None = None

    def end(self, error: RecoilError | None = None) -> None:
        """It is on the disk, or will not be."""
        self.error = error
        self.is_done = True


@dataclass(slots=True, eq=False)
class _Line:
    """Who waits to save one scene, in this process."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    waiting: deque[Save] = field(default_factory=deque)

    def taken(self) -> list[Save]:
        """All that wait now; they wait no more."""
        return [self.waiting.popleft() for _ in range(len(self.waiting))]


class SceneSaves:
    """Carries out saves: one read and one durable write for all that wait for a scene."""

    def __init__(self, project: ProjectFiles, marker: Marker) -> None:
        self._project = project
        self._marker = marker
        self._known = Remembered(project)
        self._lines: defaultdict[tuple[int, str], _Line] = defaultdict(_Line)

    def save(self, episode: int, scene_id: str, save: Save) -> None:
        """Carry out a save; it is on the disk when this returns.

        Raises:
            RecoilError: it is not, and nothing of it.
        """
        line = self._lines[episode, scene_id]
        line.waiting.append(save)
        with line.turn:
            try:
                if not save.is_done:
                    self._save_waiting(episode, scene_id, line)
            finally:
                if not save.is_done:  # a bug, and the caller is told so
                    line.waiting.remove(save)
        if save.error is not None:
            raise save.error

    def active_version(self, episode: int, scene_id: str) -> int:
        """The version that counts now."""
        return self._shelf(episode, scene_id).active

    def _save_waiting(self, episode: int, scene_id: str, line: _Line) -> None:
        batch = line.taken()
        try:
            with scene_lock(self._project, episode, scene_id).held():
                self._marker.check_online()
                self._save_batch(self._shelf(episode, scene_id), batch)
        except RecoilError as error:
            for save in _left(batch):
                save.end(error)
        finally:
            # A bug in an operation comes through here; the others in the line go on without it.
            line.waiting.extendleft(reversed(_left(batch)))

    def _save_batch(self, shelf: Shelf, batch: list[Save]) -> None:
        shelf.check_writable()
        by_version: dict[int, list[Save]] = {}
        for save in batch:
            by_version.setdefault(save.version, []).append(save)
        for version, saves in by_version.items():
            try:
                self._save_version(shelf, version, saves)
            except RecoilError as error:
                for save in _left(saves):
                    save.end(error)

    def _save_version(self, shelf: Shelf, version: int, saves: list[Save]) -> None:
        if version != shelf.active:
            for save in saves:
                if save.needs_active:
                    save.end(VersionConflict(shelf.scene_id, version, shelf.active))
        if not _left(saves):
            return
        path = shelf.body_path(self._known, shelf.check_version(version))
        before = self._read(path)
        after = before
        for save in _left(saves):
            try:
                after = _applied(after, save, is_versioned=shelf.manifest is not None)
            except RecoilError as error:
                save.end(error)
        if after is not before:
            self._write(path, after)
        for save in _left(saves):
            save.end()

    def _read(self, path: ProjectPath) -> BodyText:
        body = self._known.read(path, BodyText.of)
        if body is None:
            raise CorruptFile(self._project.place(path), "the body of this version is not there")
        return body

    def _write(self, path: ProjectPath, body: BodyText) -> None:
        data = body.as_bytes()
        files.write_atomic(self._project.place(path), data)
        self._known.keep(path, data, body)

    def _shelf(self, episode: int, scene_id: str) -> Shelf:
        shelf = shelf_of(self._project, self._known, episode, scene_id)
        if shelf is None:
            raise NotFound("scene", scene_id)
        return shelf


def _applied(body: BodyText, save: Save, *, is_versioned: bool) -> BodyText:
    in_hand = BodyInHand(body)
    save.operation(in_hand)
    return in_hand.result(is_versioned=is_versioned)


def _left(saves: list[Save]) -> list[Save]:
    return [save for save in saves if not save.is_done]
