"""Sidecars: the facts and decisions beside every media file (01)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.listing import BOUNDARY_FRAMES
from engine.domain.sidecar import MediaStatus, Sidecar
from engine.errors import CorruptFile, DataError, RecoilError, UserError
from engine.store.json_text import is_same_json, json_text, parse_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.clock import Clock
    from engine.domain.paths import ProjectPath
    from engine.store.changes import ChangeSets
    from engine.store.draft import Draft
    from engine.store.project_files import ProjectFiles

_AT_A_TIME = 50
SIDECAR = ".json"


class Sidecars:
    """Reads sidecars, and makes the ones that lack. Absent, unreadable and corrupt differ."""

    def __init__(self, files: ProjectFiles, changes: ChangeSets, clock: Clock) -> None:
        self._files = files
        self._changes = changes
        self._clock = clock

    def read(self, media: ProjectPath) -> Sidecar | None:
        """The sidecar of a media file; None when there is none.

        Raises:
            CorruptFile: it is there and cannot be read; it stays as it is.
        """
        return self._files.read_document(media.sidecar(), Sidecar)

    def read_each(
        self, folder: ProjectPath, names: Sequence[str]
    ) -> Iterator[dict[str, object] | RecoilError | None]:
        """The JSON of the sidecars of these media in one folder, to be judged by who reads it.

        For each in turn the object, None when there is none, or the error that says why it cannot
        be read; it stays as it is.
        """
        found = self._files.read_each(folder, [name + SIDECAR for name in names])
        for name, data in zip(names, found, strict=True):
            if not isinstance(data, bytes):
                yield data
                continue
            try:
                yield parse_object(data, self._files.root)
            except CorruptFile as error:
                place = self._files.root / folder.text / (name + SIDECAR)
                yield CorruptFile(place, error.reason)

    def merge(self, draft: Draft, media: ProjectPath, keys: dict[str, object]) -> None:
        """Set some keys of a sidecar in a change set; all others stay, ``updated_at`` is now.

        Raises:
            CorruptFile: the sidecar cannot be read; it stays as it is.
            UserError: a key would hold something else than it should.
        """
        now = stamp(self._clock.now())
        sidecar = draft.read_document(media.sidecar(), Sidecar)
        current = {"created_at": now} if sidecar is None else sidecar.as_json()
        if is_same_json(current, current | keys):
            return
        merged = current | keys | {"updated_at": now}
        try:
            Sidecar.read(merged)
        except DataError as error:
            raise UserError(f"{media.name}: {error}") from error
        draft.put_json(media.sidecar(), merged)

    def companions(self, media: ProjectPath) -> tuple[ProjectPath, ...]:
        """What belongs to a media file and travels with it: sidecar, marker, boundary frames."""
        beside = [media.sidecar(), media.marker()]
        there = (path for path in beside if self._files.exists(path))
        return (*there, *self.boundary_frames(media))

    def boundary_frames(self, video: ProjectPath) -> tuple[ProjectPath, ...]:
        """The pictures of a pass video's segments that are there."""
        folder = video.parent / BOUNDARY_FRAMES
        own = re.compile(rf"{re.escape(video.stem)}_seg\d+\.jpg")
        return tuple(folder / name for name in self._files.names(folder) if own.fullmatch(name))

    def ensure_stub(self, media: ProjectPath) -> bool:
        """Make a stub when the sidecar of an existing file lacks; says whether one was made."""
        return self.ensure_stubs([media]) == (media,)

    def ensure_stubs(self, media: Iterable[ProjectPath]) -> tuple[ProjectPath, ...]:
        """Make the stubs that lack, and say for which files. Not a change set: nothing to undo.

        Raises:
            Offline, Busy, DiskFailed: nothing more could be written.
        """
        bare = [one for one in media if not self._files.exists(one.sidecar())]
        made: list[ProjectPath] = []
        # A few at a time: thousands in one go would keep everybody else waiting.
        for start in range(0, len(bare), _AT_A_TIME):
            with self._changes.exclusive():
                made += filter(self._make_stub, bare[start : start + _AT_A_TIME])
        return tuple(made)

    def _make_stub(self, media: ProjectPath) -> bool:
        if not self._files.exists(media) or self._files.exists(media.sidecar()):
            return False
        self._files.write_new(media.sidecar(), json_text(self._stub()))
        return True

    def _stub(self) -> dict[str, object]:
        now = stamp(self._clock.now())
        return {
            "status": MediaStatus.UNTRACKED.value,
            "created_at": now,
            "updated_at": now,
            "notes": "",
            "tags": [],
        }
