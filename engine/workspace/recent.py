"""The newest media of a project, as its tree knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.listing import is_media
from engine.domain.nodes import walk
from engine.domain.query import EVERYTHING
from engine.domain.search import Finder

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from engine.domain.paths import ProjectPath
    from engine.domain.query import Query


@dataclass(frozen=True, slots=True)
class RecentFile:
    """A video or picture with its line of the tree."""

    path: ProjectPath
    node: Node

    @property
    def modified(self) -> float:
        """When it was changed last, in seconds since 1970."""
        return self.node.detail.modified

    @property
    def size(self) -> int:
        """Bytes."""
        return self.node.detail.size


def recent_files(
    root: Node, query: Query = EVERYTHING, finder: Finder | None = None
) -> tuple[RecentFile, ...]:
    """All media that match, newest first; a file that stands twice in the tree comes once.

    A ``finder`` that is kept finds sooner the next time.
    """
    found: dict[str, RecentFile] = {}
    for node in (finder or Finder()).find(root, query) if query else walk(root):
        path = node.path
        if path is None or not node.detail.modified or not is_media(path.text):
            continue
        if path.text not in found:
            found[path.text] = RecentFile(path, node)
    return tuple(sorted(found.values(), key=lambda file: (-file.modified, file.path.text)))
