"""Snapshots of all state documents, so that a bad hour can be taken back (08 C)."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from engine.domain.paths import ProjectPath
from engine.errors import CorruptFile, DiskFailed, NotFound
from engine.store import files
from engine.store.json_text import parse_json
from engine.store.project_files import STATE
from engine.store.thinning import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.clock import Clock
    from engine.store.changes import ChangeSets
    from engine.store.draft import Draft
    from engine.store.journal import AppliedChange
    from engine.store.project_files import ProjectFiles

FOLDER = STATE / "snapshots"
EVERY = timedelta(minutes=30)

_NAME = "%Y%m%dT%H%M%SZ"
_BOOKS = ("txn", "stuck", "history", "locks", "staging")
_LEFT_OUT = {".trash", str(FOLDER), *(f"state/{book}" for book in _BOOKS)}
_PLAIN = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot; ``corrupt`` are the documents it could not hold."""

    name: str
    at: datetime
    documents: int
    corrupt: tuple[str, ...] = ()


class Snapshots:
    """Makes, lists, thins and restores the snapshots of a project."""

    def __init__(self, project: ProjectFiles, changes: ChangeSets, clock: Clock) -> None:
        self._project = project
        self._changes = changes
        self._clock = clock

    def make_if_due(self) -> Snapshot | None:
        """A snapshot, when something changed since the last and that is 30 minutes old."""
        return self.make() if self.is_due else None

    @property
    def is_due(self) -> bool:
        """Whether the last one is 30 minutes old, or there is none."""
        moments = self._moments()
        return not moments or self._clock.now() - moments[-1] >= EVERY

    def make(self) -> Snapshot | None:
        """A snapshot now; None when nothing changed since the last.

        Raises:
            Offline, Busy, DiskFailed: none was made.
        """
        documents, corrupt = self._collect()
        digest = _digest(documents)
        moments = self._moments()
        if moments and self._digest_of(moments[-1]) == digest:
            return None
        moment = self._clock.now().astimezone(UTC).replace(microsecond=0)
        with self._changes.exclusive():
            place = self._project.make_folder(FOLDER) / _file_name(moment)
            files.write_atomic(place, _packed(documents, digest))
            self._verify(place)
            self._thin(moment)
        return Snapshot(_name(moment), moment, len(documents), corrupt)

    def all(self) -> tuple[Snapshot, ...]:
        """All snapshots, newest first."""
        found = [Snapshot(_name(m), m, len(self._documents(m))) for m in self._moments()]
        return tuple(reversed(found))

    def restore(self, name: str) -> AppliedChange:
        """Bring the documents of a snapshot back, as one change set that can be undone.

        Documents that were made since stay.

        Raises:
            NotFound: there is no such snapshot.
            Refused: nothing differs from it.
        """
        moments = {_name(moment): moment for moment in self._moments()}
        if name not in moments:
            raise NotFound("snapshot", name)
        with self._changes.writing() as draft:
            for path, data in self._documents(moments[name]).items():
                self._put_back(draft, ProjectPath.of(path), data.decode())
            return draft.commit("restore_snapshot", f"Restore the snapshot of {name}")

    # -- inside --------------------------------------------------------------

    def _put_back(self, draft: Draft, path: ProjectPath, text: str) -> None:
        try:
            draft.read_json(path)
        except CorruptFile:
            draft.trash(path)  # a person asked for the good one; the broken one is kept
        draft.put_text(path, text)

    def _collect(self) -> tuple[dict[str, bytes], tuple[str, ...]]:
        documents: dict[str, bytes] = {}
        corrupt: list[str] = []
        for path, place in _json_files(self._project.root):
            try:
                data = files.read_bytes(place)
                if data is not None:
                    parse_json(data, place)
                    documents[path] = data
            except CorruptFile:
                corrupt.append(path)
        return documents, tuple(corrupt)

    def _moments(self) -> list[datetime]:
        names = [name.removesuffix(".zip") for name in self._project.names(FOLDER)]
        found = (_moment(name) for name in names)
        return sorted(moment for moment in found if moment is not None)

    def _documents(self, moment: datetime) -> dict[str, bytes]:
        place = self._project.place(FOLDER / _file_name(moment))
        try:
            with zipfile.ZipFile(place) as packed:
                return {name: packed.read(name) for name in packed.namelist()}
        except (OSError, zipfile.BadZipFile) as error:
            raise CorruptFile(place, f"not a snapshot: {error}") from error

    def _digest_of(self, moment: datetime) -> str:
        try:
            with zipfile.ZipFile(self._project.place(FOLDER / _file_name(moment))) as packed:
                return packed.comment.decode()
        except (OSError, zipfile.BadZipFile):
            return ""

    def _verify(self, place: Path) -> None:
        with zipfile.ZipFile(place) as packed:
            for name in packed.namelist():
                try:
                    parse_json(packed.read(name), place)
                except (CorruptFile, zipfile.BadZipFile) as error:
                    files.remove_file(place)
                    raise DiskFailed(place, "what was written cannot be read back") from error

    def _thin(self, now: datetime) -> None:
        moments = self._moments()
        for moment in set(moments) - kept(moments, now):
            self._project.remove(FOLDER / _file_name(moment))


def _json_files(root: Path) -> Iterator[tuple[str, Path]]:
    for folder, below, names in os.walk(root):
        here = Path(folder).relative_to(root).as_posix()
        below[:] = sorted(name for name in below if _inside(here, name) not in _LEFT_OUT)
        for name in sorted(names):
            if name.endswith(".json") and not files.is_temporary(name):
                yield _inside(here, name), Path(folder) / name


def _inside(folder: str, name: str) -> str:
    return name if folder == "." else f"{folder}/{name}"


def _digest(documents: dict[str, bytes]) -> str:
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in documents.items()}
    return hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()


def _packed(documents: dict[str, bytes], digest: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.comment = digest.encode()
        for path, data in documents.items():
            entry = zipfile.ZipInfo(path, _PLAIN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, data)
    return buffer.getvalue()


def _name(moment: datetime) -> str:
    return moment.strftime(_NAME)


def _file_name(moment: datetime) -> str:
    return f"{_name(moment)}.zip"


def _moment(name: str) -> datetime | None:
    try:
        return datetime.strptime(name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
