"""The project as it will be once the steps collected so far are done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.domain.paths import ProjectPath
    from engine.store.project_files import ProjectFiles


@dataclass(frozen=True, slots=True)
class _Moved:
    """What lies on disk under another name."""

    origin: ProjectPath


@dataclass(frozen=True, slots=True)
class _Text:
    """New content."""

    text: str


_Future = _Moved | _Text | None


class Overlay:
    """Answers what will have a name; what no step touched is as it is on disk."""

    def __init__(self, project: ProjectFiles) -> None:
        self._project = project
        self._futures: dict[ProjectPath, _Future] = {}

    def exists(self, path: ProjectPath) -> bool:
        """Whether something will have this name."""
        if path in self._futures:
            return self._futures[path] is not None
        return not self._is_in_moved_folder(path) and self._project.exists(path)

    def read_text(self, path: ProjectPath) -> str | None:
        """The file as it will be; None when there will be none."""
        if path not in self._futures:
            gone = self._is_in_moved_folder(path)
            return None if gone else self._project.read_text(path)
        match self._futures[path]:
            case _Text(text):
                return text
            case _Moved(origin):
                return self._project.read_text(origin)
            case _:
                return None

    def put(self, path: ProjectPath, text: str | None) -> None:
        """From here on the file holds ``text``."""
        self._futures[path] = None if text is None else _Text(text)

    def move(self, source: ProjectPath, target: ProjectPath) -> None:
        """From here on ``source`` is called ``target``."""
        self._futures[target] = self._futures.get(source, _Moved(source))
        self._futures[source] = None

    def _is_in_moved_folder(self, path: ProjectPath) -> bool:
        return any(path.is_under(gone) for gone, future in self._futures.items() if future is None)
