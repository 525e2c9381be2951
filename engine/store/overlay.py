"""The project as it will be once the steps collected so far are done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.paths import ProjectPath

if TYPE_CHECKING:
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
        now = self._where_now(path)
        return now is not None and self._project.exists(now)

    def read_text(self, path: ProjectPath) -> str | None:
        """The file as it will be; None when there will be none."""
        if path not in self._futures:
            now = self._where_now(path)
            return None if now is None else self._project.read_text(now)
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
        for path in [one for one in self._futures if one.is_under(source)]:
            below = path.text.removeprefix(source.text)  # it goes with its folder
            self._futures[ProjectPath(target.text + below)] = self._futures.pop(path)
        self._futures[target] = self._futures.get(source, _Moved(self._where_now(source) or source))
        self._futures[source] = None

    def _where_now(self, path: ProjectPath) -> ProjectPath | None:
        """Where it lies on disk as yet; None when a folder above it goes elsewhere."""
        folder = path.parent
        while folder.text:
            if folder in self._futures:
                future = self._futures[folder]
                if not isinstance(future, _Moved):
                    return None
                return ProjectPath(future.origin.text + path.text.removeprefix(folder.text))
            folder = folder.parent
        return path
