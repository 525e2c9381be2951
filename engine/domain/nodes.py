"""The tree as immutable values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.domain.money import micro_to_usd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.domain.paths import ProjectPath


class NodeKind(StrEnum):
    """What a line of the tree stands for."""

    ROOT = "root"
    CATEGORY = "category"
    ASSET_TYPE = "asset type"
    ENTITY = "entity"
    FOLDER = "folder"
    EPISODE = "episode"
    GROUP = "group"
    PASS = "pass"
    SEGMENT = "segment"
    EXTRA = "extra"
    SHOT = "shot"
    TAKE = "take"
    MEDIA = "media"
    QUARANTINE = "quarantine"
    ORPHAN = "orphan"


@dataclass(frozen=True, slots=True)
class CoverageSummary:
    """How much of an episode is there: the best status of every shot, planned ones first."""

    planned: int
    covered: int
    best: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NodeDetail:
    """What a line tells beside its name. Money in micro-dollars, times in seconds since 1970.

    ``title`` is a shorter name for people where the file's own says again what stands above it.
    """

    title: str = ""
    model: str = ""
    cost_micro: int | None = None
    take: int | None = None
    stars: int = 0
    tags: tuple[str, ...] = ()
    episode: int | None = None
    shot_id: str = ""
    pass_id: str = ""
    summary: str = ""
    is_corrupt: bool = False
    count: int = 0
    size: int = 0
    modified: float = 0.0
    coverage: CoverageSummary | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the tree; ``key`` is unique in its tree and survives rescans."""

    key: str
    name: str
    kind: NodeKind
    status: str = ""
    path: ProjectPath | None = None
    detail: NodeDetail = field(default=NodeDetail())
    children: tuple[Node, ...] = ()

    @property
    def title(self) -> str:
        """What people read on the line."""
        return self.detail.title or self.name


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(current.children))


def follow(root: Node, keys: Iterable[str]) -> Node | None:
    """The node that these keys lead to from ``root``, one level each; None when one is missing."""
    node: Node | None = root
    for key in keys:
        children = node.children if node is not None else ()
        node = next((child for child in children if child.key == key), None)
    return node


def find_path(root: Node, path: ProjectPath) -> Node | None:
    """The first line that stands for the file or folder at ``path``."""
    return next((node for node in walk(root) if node.path == path), None)


def shared(new: Node, old: Node | None) -> Node:
    """``new``, with every subtree that equals ``old``'s of the same key being the same object."""
    if old is None or new is old:
        return new
    if new.children:
        before = {child.key: child for child in old.children}
        children = tuple(shared(child, before.get(child.key)) for child in new.children)
        if any(one is not other for one, other in zip(children, new.children, strict=True)):
            new = replace(new, children=children)
    return old if _is_same_line(new, old) else new


def as_json(node: Node) -> dict[str, object]:
    """The line and all below it as plain values; what is not known is left out."""
    detail = node.detail
    told: dict[str, object] = {
        "key": node.key,
        "name": node.name,
        "kind": str(node.kind),
        "status": node.status,
        "path": node.path.text if node.path else None,
        "model": detail.model,
        "cost_usd": None if detail.cost_micro is None else micro_to_usd(detail.cost_micro),
        "take": detail.take,
        "stars": detail.stars or None,
        "tags": list(detail.tags) or None,
        "episode": detail.episode,
        "shot_id": detail.shot_id,
        "pass_id": detail.pass_id,
        "summary": detail.summary,
        "corrupt": detail.is_corrupt or None,
        "count": detail.count or None,
        "coverage": _coverage_json(detail.coverage),
    }
    known = {name: value for name, value in told.items() if value not in (None, "")}
    return known | {"children": [as_json(child) for child in node.children]}


def _coverage_json(coverage: CoverageSummary | None) -> dict[str, object] | None:
    if coverage is None:
        return None
    best = dict(coverage.best)
    return {"planned": coverage.planned, "covered": coverage.covered, "best": best}


def _is_same_line(new: Node, old: Node) -> bool:
    # Children were shared before, so that looking at their identity is enough.
    return (
        len(new.children) == len(old.children)
        and all(one is other for one, other in zip(new.children, old.children, strict=True))
        and (new.key, new.name, new.kind, new.status, new.path, new.detail)
        == (old.key, old.name, old.kind, old.status, old.path, old.detail)
    )
