"""The project's marker, ``project.json`` with its id: without it nothing may be changed (08 M6)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from engine.domain.project_settings import ProjectSettings
from engine.errors import CorruptFile, Offline, RecoilError
from engine.store import files
from engine.store.json_text import json_text
from engine.store.project_files import MARKER, as_document

if TYPE_CHECKING:
    from engine.store.project_files import ProjectFiles


class Marker:
    """Says whether the folder is really this project, right now."""

    def __init__(self, project: ProjectFiles) -> None:
        self._project = project
        self._id: str | None = None
        self._read: tuple[bytes, ProjectSettings] | None = None  # what was read last
        self.settings = ProjectSettings()
        self.reason = self._look()

    def refresh(self) -> str | None:
        """Read the marker again; the reason why the project is offline, or None."""
        self.reason = self._look()
        return self.reason

    def check_online(self) -> None:
        """Raise Offline unless the marker can be read and is still the one of this project."""
        if self.refresh() is not None:
            raise Offline(self._project.root, self.reason or "")

    def ensure_id(self) -> None:
        """Give a project that predates ids one; the change lock is held, a write is to follow."""
        self.check_online()
        if self._id is not None:
            return
        text = self._project.read_text(MARKER) or "{}"
        keys = self._project.read_json(MARKER) or {}
        self._project.write_text(MARKER, json_text(keys | {"id": uuid.uuid4().hex}, like=text))
        self.check_online()

    def _look(self) -> str | None:
        if not self._project.root.is_dir():
            return "its folder is not there"
        try:
            settings = self._settings()
        except RecoilError as error:
            return error.reason if isinstance(error, CorruptFile) else str(error)
        if settings is None:
            return "project.json is not there"
        if self._id is not None and settings.id != self._id:
            return "another project lies there now"
        self._id = settings.id
        self.settings = settings
        return None

    def _settings(self) -> ProjectSettings | None:
        """The marker, read each time; the same bytes are understood once."""
        place = self._project.place(MARKER)
        data = files.read_bytes(place)
        if data is None:
            return None
        if self._read is None or self._read[0] != data:
            self._read = data, as_document(data, place, ProjectSettings)
        return self._read[1]
