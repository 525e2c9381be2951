"""Rendered takes: where they are fetched to, and how they become files of the project.

Nothing here is a change set of its own: the dispatch ledger is the journal. Each step may be done
again, so whoever finds a dispatch half filed finishes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import NotFound, Refused
from engine.store import files
from engine.store.json_text import json_text
from engine.store.project_files import STATE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.domain.paths import ProjectPath
    from engine.store.changes import ChangeSets
    from engine.store.project_files import ProjectFiles

DOWNLOADS = STATE / "downloads"


class TakeFiles:
    """Downloads in the making, and takes in their places."""

    def __init__(self, project: ProjectFiles, changes: ChangeSets) -> None:
        self._project = project
        self._changes = changes

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

        The sidecar comes first, so that no take is ever seen without its origin.

        Raises:
            NotFound: the download is gone, and the take is not in its place either.
            Refused: something else has the name.
            Offline, Busy, DiskFailed: it is not filed yet, and the download is still there.
        """
        with self._changes.exclusive():
            place = self._project.place(target)
            if place.exists():
                self._check_same(place, target, sha256)
            elif not fetched.exists():
                raise NotFound("download", fetched.name)
            self._put_sidecar(target, sidecar)
            if fetched.exists() and not place.exists():
                self._project.move(self._project.path_of(fetched), target)
        files.remove_quick(fetched)

    def drop(self, fetched: Path) -> None:
        """Throw a download away that is not what was promised; it can be fetched again."""
        files.remove_quick(fetched)

    def _put_sidecar(self, target: ProjectPath, sidecar: Mapping[str, object]) -> None:
        # A stub may have been made by somebody who saw the take first: it knows nothing of it.
        known = self._project.read_json(target.sidecar()) or {}
        merged = {**known, **sidecar}
        if merged != known:
            self._project.write_text(target.sidecar(), json_text(merged))

    def _check_same(self, place: Path, target: ProjectPath, sha256: str) -> None:
        if files.sha256(place) != sha256:
            raise Refused(f"the name is taken: {target}")
