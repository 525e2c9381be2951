"""Documents that are read all the time: read each time, understood again only when they differ."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeVar, cast

from engine.domain.documents import Document
from engine.store import files
from engine.store.project_files import as_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.domain.paths import ProjectPath
    from engine.store.project_files import ProjectFiles

T = TypeVar("T")
D = TypeVar("D", bound=Document)

_MOST = 64  # more than a run works on at a time


class Remembered:
    """Gives the value made from a file's bytes; the same bytes give the very same value.

    No moments or sizes are trusted: the bytes are compared. Who changes a value spoils it for
    others, so only values that nobody changes are for here.
    """

    def __init__(self, project: ProjectFiles) -> None:
        self._project = project
        self._known: OrderedDict[ProjectPath, tuple[bytes, object]] = OrderedDict()
        self._turn = threading.Lock()

    def read(self, path: ProjectPath, make: Callable[[bytes, Path], T]) -> T | None:
        """What ``make`` makes of the file as it is now; None when there is none."""
        place = self._project.place(path)
        data = files.read_bytes(place)
        if data is None:
            return None
        with self._turn:
            known = self._known.get(path)
        if known is not None and known[0] == data:
            return cast("T", known[1])
        value = make(data, place)
        self.keep(path, data, value)
        return value

    def keep(self, path: ProjectPath, data: bytes, value: object) -> None:
        """These bytes, just written, give this value."""
        with self._turn:
            self._known[path] = (data, value)
            self._known.move_to_end(path)
            while len(self._known) > _MOST:
                self._known.popitem(last=False)

    # -- as a reader of documents --------------------------------------------

    def exists(self, path: ProjectPath) -> bool:
        """Whether something has this name."""
        return self._project.exists(path)

    def read_document(self, path: ProjectPath, model: type[D]) -> D | None:
        """A file as the document it should be, only to look at; None when there is none."""
        return self.read(path, lambda data, place: as_document(data, place, model))
