"""Media files and folders of media as lines of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.ids import shot_id
from engine.domain.listing import is_picture
from engine.domain.names import PassName, SegmentName
from engine.domain.nodes import Node, NodeDetail, NodeKind
from engine.domain.orphans import orphan_reason

if TYPE_CHECKING:
    from engine.workspace.episode_files import EpisodeFile
    from engine.workspace.index import MediaFile
    from engine.workspace.sidecar_facts import SidecarFacts


def media_node(
    file: EpisodeFile,
    kind: NodeKind,
    *,
    episode: int,
    under: str = "",
    children: tuple[Node, ...] = (),
) -> Node:
    """A file of an episode; ``under`` marks its second place in the tree, so that keys differ."""
    facts = file.facts
    detail = NodeDetail(
        title=_title(file, kind, under),
        model=facts.model,
        cost_micro=facts.cost_micro,
        take=file.take,
        stars=facts.stars,
        tags=facts.tags,
        episode=episode,
        shot_id=facts.shot_id or (shot_id(episode, file.shot) if file.shot else ""),
        pass_id=facts.source_pass_id or facts.pass_id,
        summary=facts.trouble or (orphan_reason(file.name) if kind is NodeKind.ORPHAN else ""),
        is_corrupt=bool(facts.trouble),
        size=file.media.size,
        modified=file.media.modified,
    )
    path = file.path
    key = f"{under}/{path.text}" if under else path.text
    return Node(key, path.name, kind, facts.status, path, detail, children)


def _title(file: EpisodeFile, kind: NodeKind, under: str) -> str:
    """What the line above it does not say already; of a take in a narrow pane its number counts."""
    match file.name:
        case SegmentName() as segment:
            return segment.title_in_shot if under else segment.title_in_pass
        case PassName(take=take) if kind is NodeKind.TAKE:
            return f"{'still' if is_picture(file.path.name) else 'take'} {take}"
        case _:
            return ""


def plain_node(media: MediaFile, facts: SidecarFacts) -> Node:
    """A file outside the episodes: an asset's picture, a sequence's board."""
    detail = NodeDetail(
        model=facts.model,
        cost_micro=facts.cost_micro,
        take=facts.take,
        stars=facts.stars,
        tags=facts.tags,
        summary=facts.trouble,
        is_corrupt=bool(facts.trouble),
        size=media.size,
        modified=media.modified,
    )
    path = media.path
    return Node(path.text, path.name, NodeKind.MEDIA, facts.status, path, detail)
