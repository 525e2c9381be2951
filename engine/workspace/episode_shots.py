"""The shots of one episode as lines of the tree, and how much of the plan they cover."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from engine.domain.ids import episode_folder, find_shot_number, shot_id, shot_order
from engine.domain.nodes import CoverageSummary, Node, NodeDetail, NodeKind
from engine.domain.sidecar import MediaStatus
from engine.workspace.media_nodes import media_node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.domain.paths import ProjectPath
    from engine.workspace.episode_documents import EpisodeDocuments
    from engine.workspace.episode_files import EpisodeFile, EpisodeFiles
    from engine.workspace.episode_memory import EpisodeMemory

PENDING = "pending"
# The best status of a shot's files is the shot's; words of other tools come after these.
PRIORITY = (
    MediaStatus.CANONICAL,
    MediaStatus.PINNED,
    MediaStatus.CANDIDATE,
    MediaStatus.REGISTERED,
    PENDING,
    MediaStatus.REJECTED,
    MediaStatus.ARCHIVED,
)
_RANK = {str(status): rank for rank, status in enumerate(PRIORITY)}
_NO_CLIP = frozenset({"", PENDING, MediaStatus.REJECTED, MediaStatus.ARCHIVED})


def best_status(statuses: Iterable[str]) -> str:
    """The status that counts for a shot; empty when there is none."""
    return min(statuses, key=lambda status: (_RANK.get(status, len(_RANK)), status), default="")


def planned_shots(episode: int, documents: EpisodeDocuments) -> dict[str, str]:
    """The planned shots by normal number, spelt as the plan spells them, in its order.

    Without a plan, the shots the coverage passes ask for.
    """
    planned = [shot.shot_id for shot in documents.plan.all_shots()] if documents.plan else []
    if not planned:
        planned = [shot for one in documents.planned_passes() for shot in one.shot_ids()]
    found = {number: shot for shot in reversed(planned) if (number := find_shot_number(shot))}
    return {number: _whole_id(episode, found[number]) for number in reversed(found)}


def shot_nodes(
    episode: int,
    files: EpisodeFiles,
    planned: dict[str, str],
    awaited: frozenset[str],
    memory: EpisodeMemory,
) -> tuple[Node, ...]:
    """Every shot that is planned or has files, with its takes over all naming eras.

    ``awaited`` are the numbers of shots that some pass is to cover.
    """
    by_shot: dict[str, list[EpisodeFile]] = {number: [] for number in planned}
    for file in (*files.takes, *files.segments):
        if file.shot:
            by_shot.setdefault(file.shot, []).append(file)
    segments = {file.path for file in files.segments}
    lines: list[Node] = []
    for number in sorted(by_shot, key=shot_order):
        shot = planned.get(number) or shot_id(episode, number)
        own, is_awaited = by_shot[number], number in awaited
        make = partial(_shot_node, episode, shot, own, segments, is_awaited=is_awaited)
        lines.append(memory.line(_shot_key(episode, shot), (shot, own, is_awaited), make))
    return tuple(lines)


def coverage_summary(shots: Iterable[Node], planned: dict[str, str]) -> CoverageSummary:
    """How many planned shots have a clip that may be used, and the best status of every shot."""
    best = {node.detail.shot_id: node.status for node in shots}
    covered = sum(best.get(shot, "") not in _NO_CLIP for shot in planned.values())
    return CoverageSummary(len(planned), covered, tuple(best.items()))


def _shot_node(
    episode: int,
    shot: str,
    files: list[EpisodeFile],
    segments: set[ProjectPath],
    *,
    is_awaited: bool,
) -> Node:
    key = _shot_key(episode, shot)
    status = best_status(file.facts.status for file in files if not file.facts.trouble)
    return Node(
        key=key,
        name=shot.partition("_")[2] or shot,
        kind=NodeKind.SHOT,
        status=status or (PENDING if is_awaited else ""),
        detail=NodeDetail(episode=episode, shot_id=shot, count=len(files)),
        children=tuple(
            _take_node(episode, key, file, segments) for file in sorted(files, key=_take_order)
        ),
    )


def _shot_key(episode: int, shot: str) -> str:
    return f"{episode_folder(episode)}/shot/{find_shot_number(shot)}"


def _take_node(episode: int, key: str, file: EpisodeFile, segments: set[ProjectPath]) -> Node:
    kind = NodeKind.EXTRA if file.is_extra else NodeKind.TAKE
    # A segment stands under its pass as well, with its path as key.
    under = key if file.path in segments else ""
    return media_node(file, kind, episode=episode, under=under)


def _take_order(file: EpisodeFile) -> tuple[bool, int, str]:
    return (file.is_extra, file.take or 0, file.path.text)


def _whole_id(episode: int, shot: str) -> str:
    return shot if shot.startswith("EP") else shot_id(episode, shot)
