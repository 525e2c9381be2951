"""The newest media of a project, as its tree knows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.domain.listing import is_media
from engine.domain.nodes import walk
from engine.domain.query import EVERYTHING
from engine.domain.query_facts import facts_of_node

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from engine.domain.paths import ProjectPath
    from engine.domain.query import Query
    from engine.domain.query_facts import Facts


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


def recent_files(root: Node, query: Query = EVERYTHING) -> tuple[RecentFile, ...]:
    """All media that match, newest first; a file that stands twice in the tree comes once."""
    found: dict[str, RecentFile] = {}
    for node in walk(root):
        path = node.path
        if path is None or not node.detail.modified or not is_media(path.text):
            continue
        if path.text not in found and (not query or query.matches(_facts_of(node, path))):
            found[path.text] = RecentFile(path, node)
    return tuple(sorted(found.values(), key=lambda file: (-file.modified, file.path.text)))


def _facts_of(node: Node, path: ProjectPath) -> Facts:
    """Its line in the tree, and the name of the file: a pass has another one there."""
    facts = facts_of_node(node)
    return replace(facts, text=f"{facts.text} {path.name.casefold()}")
