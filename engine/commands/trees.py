"""The tree and the newest files as plain values, for the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from engine.clock import stamp
from engine.domain.ids import episode_id
from engine.domain.nodes import Node, NodeKind
from engine.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.commands.context import CommandContext
    from engine.workspace.tree import ProjectTree


def scanned(context: CommandContext) -> ProjectTree:
    """The tree of the project, freshly looked at."""
    from engine.workspace.tree import ProjectTree  # late: brings pydantic

    tree = ProjectTree(context.require_project())
    tree.build(context.job)
    return tree


def episode_node(root: Node, episode: int) -> Node:
    """The line of one episode.

    Raises:
        NotFound: the project has no such episode.
    """
    for category in root.children:
        for node in category.children:
            if node.kind is NodeKind.EPISODE and node.detail.episode == episode:
                return node
    raise NotFound("episode", episode_id(episode))


def node_json(node: Node) -> dict[str, object]:
    """A line and everything below it; what is not known is left out."""
    detail = node.detail
    known = {
        "path": str(node.path) if node.path else "",
        "status": node.status,
        "model": detail.model,
        "take": detail.take,
        "shot_id": detail.shot_id,
        "pass_id": detail.pass_id,
        "summary": detail.summary,
        "corrupt": detail.is_corrupt,
        "cost_usd": None if detail.cost_micro is None else detail.cost_micro / 1_000_000,
    }
    told: dict[str, object] = {"key": node.key, "name": node.name, "kind": node.kind.value}
    told |= {key: value for key, value in known.items() if value not in ("", None, False)}
    if detail.coverage is not None:
        told["shots_covered"] = detail.coverage.covered
        told["shots_planned"] = detail.coverage.planned
    return told | {"children": [node_json(child) for child in node.children]}


def node_lines(node: Node, depth: int = 0) -> Iterator[str]:
    """The tree as indented text."""
    if node.name:
        status = f"  [{node.status}]" if node.status else ""
        summary = f"  {node.detail.summary}" if node.detail.summary else ""
        yield f"{'  ' * depth}{node.name}{status}{summary}"
    for child in node.children:
        yield from node_lines(child, depth + (1 if node.name else 0))


def recent_files(
    context: CommandContext, limit: int, offset: int, words: tuple[str, ...] = ()
) -> tuple[list[dict[str, object]], int]:
    """The newest media that match ``words``, and how many there are in all."""
    from engine.domain.query import parse_query
    from engine.workspace import recent

    files = recent.recent_files(scanned(context).root, parse_query(" ".join(words)))
    told: list[dict[str, object]] = [
        {
            "path": str(file.path),
            "modified": stamp(datetime.fromtimestamp(file.modified, UTC)),
            "size": file.size,
            "status": file.node.status,
        }
        for file in files[offset : offset + limit]
    ]
    return told, len(files)
