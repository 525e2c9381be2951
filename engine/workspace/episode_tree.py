"""One episode as a line of the tree with everything below it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.domain.ids import episode_folder, episode_id
from engine.domain.listing import natural_order
from engine.domain.nodes import Node, NodeDetail, NodeKind
from engine.workspace.episode_files import sort_files
from engine.workspace.episode_passes import covered_numbers, gather_passes, pass_node
from engine.workspace.episode_shots import coverage_summary, planned_shots, shot_nodes
from engine.workspace.media_nodes import media_node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.paths import ProjectPath
    from engine.workspace.episode_documents import EpisodeDocuments
    from engine.workspace.episode_files import EpisodeFile
    from engine.workspace.episode_memory import EpisodeMemory
    from engine.workspace.index import MediaFile
    from engine.workspace.sidecar_facts import SidecarCache


def episode_node(
    episode: int,
    path: ProjectPath | None,
    media: Iterable[MediaFile],
    sidecars: SidecarCache,
    memory: EpisodeMemory,
) -> Node:
    """The episode: quarantine banner first, then passes, shots and stray media."""
    documents = memory.documents
    files = sort_files(episode, media, sidecars, documents.lookup(), memory)
    passes = gather_passes(episode, files, documents)
    planned = planned_shots(episode, documents)
    shots = shot_nodes(episode, files, planned, covered_numbers(passes), memory)
    pass_lines = tuple(memory.line(one.key, one, partial(pass_node, one)) for one in passes)
    detail = NodeDetail(
        episode=episode,
        summary=_summary(documents, pass_lines),
        is_corrupt=bool(documents.troubles),
        count=files.count,
        coverage=coverage_summary(shots, planned),
    )
    children = (
        *_quarantine(episode, files.orphans),
        *_group(episode, "passes", "Coverage passes", pass_lines),
        *_group(episode, "shots", "Shots", shots),
        *_group(episode, "stray", "Stray media", _media(episode, files.strays, NodeKind.MEDIA)),
    )
    return Node(
        key=episode_folder(episode),
        name=episode_id(episode),
        kind=NodeKind.EPISODE,
        path=path,
        detail=detail,
        children=children,
    )


def unseen_episode(episode: int, path: ProjectPath) -> Node:
    """The line of an episode whose folders are still to be looked at."""
    detail = NodeDetail(episode=episode, summary="reading…")
    return Node(episode_folder(episode), episode_id(episode), NodeKind.EPISODE, "", path, detail)


def _quarantine(episode: int, orphans: list[EpisodeFile]) -> tuple[Node, ...]:
    if not orphans:
        return ()
    newest = max(orphan.media.modified for orphan in orphans)
    detail = NodeDetail(episode=episode, count=len(orphans), modified=newest)
    lines = _media(episode, orphans, NodeKind.ORPHAN)
    key = f"{episode_folder(episode)}/quarantine"
    return (Node(key, "Quarantine", NodeKind.QUARANTINE, detail=detail, children=lines),)


def _group(episode: int, key: str, name: str, lines: tuple[Node, ...]) -> tuple[Node, ...]:
    if not lines:
        return ()
    detail = NodeDetail(episode=episode, count=len(lines))
    key = f"{episode_folder(episode)}/{key}"
    return (Node(key, name, NodeKind.GROUP, detail=detail, children=lines),)


def _media(episode: int, files: list[EpisodeFile], kind: NodeKind) -> tuple[Node, ...]:
    ordered = sorted(files, key=lambda file: (natural_order(file.path.name), file.path.text))
    return tuple(media_node(file, kind, episode=episode) for file in ordered)


def _summary(documents: EpisodeDocuments, passes: tuple[Node, ...]) -> str:
    if documents.troubles:
        trouble = documents.troubles[0]
        return f"corrupt {trouble.path.name}: {trouble.reason}"
    waiting = sum(node.status == "segmentation_review" for node in passes)
    return f"{waiting} to review" if waiting else ""
