"""The batches of an episode as they lie on the disk; what did not change is not read again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.batch_body import BatchBody, read_batch
from engine.errors import CorruptFile, DataError, NotFound, RecoilError
from engine.store.scene_names import (
    check_scene_id,
    flat_path,
    manifest_path,
    scene_folder,
    scene_of_name,
)
from engine.store.scene_shelf import FLAT, Shelf, shelf_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.store.project import Project

# Name, size, moment of change and inode of every file of a batch.
Stamps = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """A batch as it was read, and by which files; ``problem`` says why it cannot be."""

    scene_id: str
    stamps: Stamps
    body: BatchBody | None = None
    version: int = FLAT
    versions: int = 1
    candidates: tuple[int, ...] = ()
    is_derived: bool = True
    problem: str = ""


def read_batches(
    project: Project, episode: int, known: Mapping[str, ReadBatch] | None = None
) -> dict[str, ReadBatch]:
    """Every batch of an episode by its id; of ``known``, what still has the same files."""
    found: dict[str, ReadBatch] = {}
    for scene_id, stamps in _stamps(project, episode).items():
        before = None if known is None else known.get(scene_id)
        is_same = before is not None and before.stamps == stamps
        found[scene_id] = (
            before if is_same and before else _read(project, episode, scene_id, stamps)
        )
    return found


def read_one(project: Project, episode: int, scene_id: str) -> ReadBatch:
    """One batch.

    Raises:
        NotFound: there is no such batch.
        UserError: no batch could be called so.
        CorruptFile: it cannot be read.
    """
    check_scene_id(scene_id)
    if shelf_of(project.files, project.files, episode, scene_id) is None:
        raise NotFound("batch", scene_id)
    return _whole(project, episode, scene_id, ())


def check_segment(project: Project, episode: int, batch_id: str, segment_id: str | None) -> None:
    """Make sure that there is such a batch and, if one is named, such a panel of it.

    Raises:
        NotFound: there is none.
        CorruptFile: the batch cannot be read, so nobody knows its panels.
    """
    if segment_id is None:
        check_scene_id(batch_id)
        if batch_id not in project.scenes.ids(episode):
            raise NotFound("batch", batch_id)
        return
    body = read_one(project, episode, batch_id).body
    if body is None or all(one.segment_id != segment_id for one in body.segments):
        raise NotFound("panel", f"{segment_id} of {batch_id}")


# -- inside ------------------------------------------------------------------


def _stamps(project: Project, episode: int) -> dict[str, Stamps]:
    found: dict[str, list[tuple[str, int, int, int]]] = {}
    try:
        with os.scandir(project.files.place(scene_folder(episode))) as entries:
            for entry in entries:
                if (scene := scene_of_name(episode, entry.name)) is not None:
                    facts = entry.stat(follow_symlinks=False)
                    stamp = (entry.name, facts.st_size, facts.st_mtime_ns, facts.st_ino)
                    found.setdefault(scene, []).append(stamp)
    except OSError:
        return {}  # not there yet, or gone: the project's own look says so
    return {scene: tuple(sorted(found[scene])) for scene in sorted(found)}


def _read(project: Project, episode: int, scene_id: str, stamps: Stamps) -> ReadBatch:
    try:
        return _whole(project, episode, scene_id, stamps)
    except CorruptFile as error:
        name = project.files.path_of(error.path).name
        return ReadBatch(scene_id, stamps, problem=f"{name}: {error.reason}")
    except RecoilError as error:
        return ReadBatch(scene_id, stamps, problem=str(error))


def _whole(project: Project, episode: int, scene_id: str, stamps: Stamps) -> ReadBatch:
    flat = flat_path(episode, scene_id)
    is_flat = len(stamps) == 1 and stamps[0][0] == flat.name
    # Of a flat body the files that were seen say it without a look.
    shelf = Shelf(episode, scene_id, None) if is_flat else _shelf(project, episode, scene_id)
    path = flat if is_flat else shelf.body_path(project.files, shelf.active)
    body = project.files.read_json(path)
    place = project.files.place(path)
    if body is None:
        raise CorruptFile(place, "the body of this version is not there")
    try:
        read = read_batch(body)
    except DataError as error:
        raise CorruptFile(place, str(error)) from error
    newer = () if shelf.manifest is None else shelf.manifest.candidates()
    return ReadBatch(
        scene_id,
        stamps,
        read,
        version=shelf.active,
        versions=len(shelf.versions),
        candidates=tuple(sorted(newer)),
        is_derived=shelf.is_derived(shelf.active),
    )


def _shelf(project: Project, episode: int, scene_id: str) -> Shelf:
    shelf = shelf_of(project.files, project.files, episode, scene_id)
    if shelf is None:
        raise CorruptFile(project.files.place(manifest_path(episode, scene_id)), "it is gone")
    return shelf
