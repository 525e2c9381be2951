"""``state.json``: what is open and selected, shared with other programs and agents (01, 03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.store import files
from engine.store.json_text import is_same_json, json_text, parse_object
from engine.store.locks import Locks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class StateFile:
    """Reads the state and sets single keys of it, so that writers never lose each other's."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._locks = Locks(path.parent / "locks")

    def read(self) -> dict[str, object]:
        """All keys; none when there is no file.

        Raises:
            CorruptFile: it is there and cannot be read; it stays as it is.
        """
        return files.read_json(self.path) or {}

    def update(self, keys: Mapping[str, object]) -> dict[str, object]:
        """Set these keys and return the whole; a key set to None is removed.

        Raises:
            CorruptFile, Busy, DiskFailed: nothing has changed.
        """
        files.make_folder(self.path.parent)
        with self._locks.hold("state", "the state of the window"):
            text = files.read_text(self.path)
            now = {} if text is None else parse_object(text, self.path)
            wanted = {key: value for key, value in (now | dict(keys)).items() if value is not None}
            if not is_same_json(now, wanted):
                files.write_atomic(self.path, json_text(wanted, like=text).encode())
            return wanted

    def viewer(self) -> dict[str, object]:
        """What the viewer shows; empty when that is not known."""
        found = self.read().get("viewer")
        return found if isinstance(found, dict) else {}

    def selection(self) -> tuple[str, ...]:
        """The selected shots and paths."""
        found = self.read().get("selection")
        return tuple(map(str, found)) if isinstance(found, list) else ()
