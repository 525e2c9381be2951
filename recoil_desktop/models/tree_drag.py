"""Which files go along when lines of the tree are dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.listing import is_media, is_video
from engine.domain.nodes import Node, NodeKind

if TYPE_CHECKING:
    from collections.abc import Iterable

_PRIORITY = ("canonical", "pinned", "candidate", "registered", "untracked")


def dragged_files(nodes: Iterable[Node]) -> tuple[str, ...]:
    """Every file once, as project-relative paths; a shot goes along as its best clip."""
    found = (file_of(node) for node in nodes)
    return tuple(dict.fromkeys(path for path in found if path))


def file_of(node: Node) -> str:
    """The file a line stands for outside the window; nothing where it stands for none."""
    if node.path is not None and is_media(node.path.name):
        return node.path.text
    if node.kind is NodeKind.SHOT:
        best = min(filter(_is_usable, node.children), key=_rank, default=None)
        return best.path.text if best is not None and best.path is not None else ""
    return ""


def _is_usable(take: Node) -> bool:
    is_clip = take.kind is NodeKind.TAKE and take.path is not None and is_video(take.path.name)
    return is_clip and take.status in _PRIORITY and not take.detail.is_corrupt


def _rank(take: Node) -> tuple[int, int, int]:
    return _PRIORITY.index(take.status), -take.detail.stars, -(take.detail.take or 0)
