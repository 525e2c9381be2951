"""The tree as immutable values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    PASS = "pass"  # noqa: S105 - no password
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
    """What a line tells beside its name. Money in micro-dollars, times in seconds since 1970."""

    model: str = ""
    cost_micro: int | None = None
    take: int | None = None
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
