"""Rendered takes: where they are fetched to, and how they become files of the project.

Nothing here is a change set of its own: the dispatch ledger is the journal. Each step may be done
again, so whoever finds a dispatch half filed finishes it.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.errors import NotFound, RecoilError, Refused
from engine.store import files
from engine.store.json_text import json_text
from engine.store.project_files import STATE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from engine.domain.paths import ProjectPath
    from engine.store.changes import ChangeSets
    from engine.store.project_files import ProjectFiles

DOWNLOADS = STATE / "downloads"


@dataclass(slots=True, eq=False)
class _Filing:
    """A fetched take on its way to its place."""

    fetched: Path
    target: ProjectPath
    sha256: str
    sidecar: Mapping[str, object]
    is_done: bool = False
    error: RecoilError | None = None

    def end(self, error: RecoilError | None = None) -> None:
        """It is in its place, on the disk, or why not."""
        self.error = error
        self.is_done = True


@dataclass(slots=True)
class _Line:
    """Who waits to file something, in this process."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    waiting: deque[_Filing] = field(default_factory=deque)


class TakeFiles:
    """Downloads in the making, and takes in their places."""

    def __init__(self, project: ProjectFiles, changes: ChangeSets) -> None:
        self._project = project
        self._changes = changes
        self._line = _Line()

    def download(self, dispatch_id: str, suffix: str) -> Path:
        """Where the output of a dispatch is fetched to; its folder is there afterwards.

        Raises:
            DiskFailed: the folder cannot be made.
        """
        return self._project.make_folder(DOWNLOADS) / f"{dispatch_id}{suffix}"

    def called(self, fetched: Path, suffix: str) -> Path:
        """Call a download what it is, by its first bytes; an older one of that name is replaced.

        Raises:
            DiskFailed: it still has its old name.
        """
        if fetched.suffix == suffix:
            return fetched
        named = fetched.with_suffix(suffix)
        files.remove_quick(named)
        files.move_no_replace(fetched, named)
        return named

    def file(
        self, fetched: Path, target: ProjectPath, sha256: str, sidecar: Mapping[str, object]
    ) -> None:
        """Give a fetched take its name and sidecar; what is done already is not done again.

        The sidecar comes first, so that no take is ever seen without its origin. Takes that wait
        are filed together: each would hold the change lock while the disk works.

        Raises:
            NotFound: the download is gone, and the take is not in its place either.
            Refused: something else has the name.
            Offline, Busy, DiskFailed: it is not filed yet, and the download is still there.
        """
        filing = _Filing(fetched, target, sha256, sidecar)
        self._line.waiting.append(filing)
        with self._line.turn:
            if not filing.is_done:
                self._file_waiting(filing)
        if filing.error is not None:
            raise filing.error
        files.remove_quick(fetched)

    def drop(self, fetched: Path) -> None:
        """Throw a download away that is not what was promised; it can be fetched again."""
        files.remove_quick(fetched)

    # -- inside --------------------------------------------------------------

    def _file_waiting(self, own: _Filing) -> None:
        waiting = self._line.waiting
        batch = [waiting.popleft() for _ in range(len(waiting))]
        if own not in batch:  # somebody took it, and died of a bug before it was done
            batch.append(own)
        try:
            with self._changes.exclusive():
                for step in (self._look, self._put_sidecar):
                    _each(batch, step)
                self._settle(batch, lambda one: [one.target])
                _each(batch, self._move)
                self._settle(batch, lambda one: [one.target, self._project.path_of(one.fetched)])
                _each(batch, _Filing.end)
        except RecoilError as error:
            for one in batch:
                if not one.is_done:
                    one.end(error)

    def _look(self, filing: _Filing) -> None:
        """Make sure that there is something to file, and a place for it."""
        place = self._project.place(filing.target)
        if place.exists():
            if files.sha256(place) != filing.sha256:
                raise Refused(f"the name is taken: {filing.target}")
        elif not filing.fetched.exists():
            raise NotFound("download", filing.fetched.name)

    def _put_sidecar(self, filing: _Filing) -> None:
        # A stub may have been made by somebody who saw the take first: it knows nothing of it.
        path = filing.target.sidecar()
        self._project.make_folder(path.parent)
        known = self._project.read_json(path) or {}
        merged = {**known, **filing.sidecar}
        if merged != known:
            files.write_unsettled(self._project.place(path), json_text(merged).encode())

    def _move(self, filing: _Filing) -> None:
        place = self._project.place(filing.target)
        if filing.fetched.exists() and not place.exists():
            files.move_unsettled(filing.fetched, place)

    def _settle(
        self, batch: Iterable[_Filing], touched: Callable[[_Filing], Iterable[ProjectPath]]
    ) -> None:
        """Put the names in the folders of some files on the disk, each folder once."""
        folders = {path.parent for one in batch if not one.is_done for path in touched(one)}
        for folder in sorted(folders):
            files.sync_folder(self._project.place(folder))


def _each(batch: Iterable[_Filing], step: Callable[[_Filing], None]) -> None:
    """Do a step of all that are still on their way; what fails concerns itself alone."""
    for one in batch:
        if not one.is_done:
            try:
                step(one)
            except RecoilError as error:
                one.end(error)
