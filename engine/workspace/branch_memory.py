"""Branches of the tree as they were shown last, so that a large project is there at once."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from engine.domain.nodes import CoverageSummary, Node, NodeDetail, NodeKind, walk
from engine.domain.paths import ProjectPath
from engine.workspace.columns import packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from engine.store.cache import Caches

log = logging.getLogger(__name__)

KIND = "branch"
_DETAILS = tuple(each.name for each in fields(NodeDetail))
_LINES = ("key", "name", "kind", "status", "path", "size", *_DETAILS)
_values_of = attrgetter(*_DETAILS)
_LAYOUT = [2, *_LINES]
_PATH, _SIZE = _LINES.index("path"), _LINES.index("size")
_KIND = _LINES.index("kind")
_FIRST_DETAIL = _SIZE + 1
_TAGS = _FIRST_DETAIL + _DETAILS.index("tags")
_COVERAGE = _FIRST_DETAIL + _DETAILS.index("coverage")
_KINDS = {kind.value: kind for kind in NodeKind}

# Where something lies and when it last changed, in nanoseconds; 0: it is not there.
Marks = tuple[tuple[str, int], ...]


@dataclass(slots=True)
class BranchMemory:
    """Keeps lines of the tree with all below them, one entry of the cache for each.

    A branch is given back only when none of its folders and documents was touched since, as far as
    their times tell: a file that was overwritten in its place is noticed by the look that follows.
    """

    caches: Caches
    root: Path
    _kept: dict[str, Node] = field(default_factory=dict)

    def recall(self, key: str) -> Node | None:
        """The line as it was, with all below it."""
        data = self.caches.get(KIND, self._name(key))
        if data is None:
            return None
        try:
            told = json.loads(data)
            if told["layout"] != _LAYOUT or not self._are_untouched(told["marks"]):
                return None
            node = _node(told["columns"])
        except (ValueError, TypeError, KeyError, IndexError) as error:
            log.warning("what was kept of %s cannot be read: %r", key, error)
            return None
        self._kept[key] = node
        return node

    def keep(self, node: Node, places: Iterable[str]) -> None:
        """Keep a line that is made of what lies in ``places``, if it is another than was kept."""
        if self._kept.get(node.key) is node:
            return
        told = {"layout": _LAYOUT, "marks": self.marks(places), "columns": _columns(node)}
        data = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
        self.caches.put(KIND, self._name(node.key), data.encode(errors="surrogatepass"))
        self._kept[node.key] = node

    def marks(self, places: Iterable[str]) -> Marks:
        """When these folders and documents last changed."""
        return tuple((place, self._changed(place)) for place in places)

    def _are_untouched(self, marks: list[list[Any]]) -> bool:
        return all(self._changed(place) == changed for place, changed in marks)

    def _changed(self, place: str) -> int:
        try:
            return os.lstat(f"{self.root}{os.sep}{place}").st_mtime_ns
        except OSError:
            return 0

    def _name(self, key: str) -> str:
        return f"{self.root}\n{key}"


def _columns(node: Node) -> list[list[object]]:
    """The lines from top to bottom, a column for each field."""
    rows = list(map(_row, walk(node)))
    for row, size in zip(rows, _sizes(node), strict=True):
        row[_SIZE] = size
    return [packed(column) for column in zip(*rows, strict=True)]


def _row(node: Node) -> list[object]:
    path = node.path.text if node.path is not None else ""
    row = [node.key, node.name, node.kind.value, node.status, path, 0, *_values_of(node.detail)]
    coverage = node.detail.coverage
    if coverage is not None:
        row[_COVERAGE] = (coverage.planned, coverage.covered, coverage.best)
    return row


def _sizes(node: Node) -> list[int]:
    """How many lines each line and all below it are."""
    sizes: list[int] = []

    def measure(line: Node) -> None:
        place = len(sizes)
        sizes.append(1)
        for child in line.children:
            measure(child)
        sizes[place] = len(sizes) - place

    measure(node)
    return sizes


def _node(columns: list[list[Any]]) -> Node:
    own = list(map(unpacked, columns))
    own[_KIND] = [_KINDS[kind] for kind in own[_KIND]]
    own[_PATH] = [ProjectPath(path) if path else None for path in own[_PATH]]
    own[_TAGS] = [tuple(tags) if tags else () for tags in own[_TAGS]]
    own[_COVERAGE] = [_coverage(one) if one else None for one in own[_COVERAGE]]
    details = list(map(NodeDetail, *own[_FIRST_DETAIL:]))
    return _built(list(zip(*own[:_SIZE], strict=True)), details, own[_SIZE])


def _built(rows: list[tuple[Any, ...]], details: list[NodeDetail], sizes: list[int]) -> Node:
    """Made from the last line to the first: what lies below a line is there before it."""
    made: list[Node | None] = [None] * len(rows)
    for place in range(len(rows) - 1, -1, -1):
        children = () if sizes[place] == 1 else tuple(_below(made, sizes, place))
        key, name, kind, status, path = rows[place]
        made[place] = Node(key, name, kind, status, path, details[place], children)
    (root,) = made[:1]
    if root is None:
        raise ValueError("no line")
    return root


def _below(made: list[Node | None], sizes: list[int], place: int) -> Iterator[Node]:
    end = place + sizes[place]
    place += 1
    while place < end:
        child = made[place]
        if child is None:
            raise ValueError("a line lacks")
        yield child
        place += sizes[place]


def _coverage(told: list[Any]) -> CoverageSummary:
    planned, covered, best = told
    return CoverageSummary(planned, covered, tuple((shot, status) for shot, status in best))
