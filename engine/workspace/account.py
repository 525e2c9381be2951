"""An episode's account: the shots of its plan against the clips in its folders, both ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.account import Account, ClipWithoutShot, Stray
from engine.domain.ids import episode_id, file_shot, find_shot_number
from engine.domain.listing import is_video
from engine.domain.nodes import Node, NodeKind, walk
from engine.domain.sidecar import MediaStatus
from engine.errors import NotFound
from engine.workspace.account_reasons import Reasons
from engine.workspace.episode_shots import planned_shots

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.domain.run_sight import EpisodeSight
    from engine.store.project import Project
    from engine.workspace.tree import ProjectTree

_UNUSABLE = {MediaStatus.REJECTED, MediaStatus.ARCHIVED}


def account_of(
    project: Project,
    tree: ProjectTree,
    sight: EpisodeSight,
    entries: Sequence[Mapping[str, object]] = (),
) -> Account:
    """The account of the episode of ``sight``; ``entries`` are the open ones of the review queue.

    Reads sidecars of rejected takes for their reasons; writes nothing.

    Raises:
        NotFound: the project has no such episode.
    """
    episode = sight.episode
    documents = tree.documents().get(episode)
    node = _episode_node(tree.root, episode)
    if documents is None or node is None:
        raise NotFound("episode", episode_id(episode))
    planned = planned_shots(episode, documents)
    lines = _Lines.of(node)
    reasons = Reasons(project, node, documents, sight, entries)
    shots = tuple(
        reasons.of(shot, lines.shots.get(number))
        for number, shot in planned.items()
        if not _has_clip(lines.shots.get(number))
    )
    clips = tuple(_clips(lines, planned))
    return Account(episode, len(planned), len(planned) - len(shots), shots, clips)


@dataclass(slots=True)
class _Lines:
    """The lines of an episode by what they are."""

    shots: dict[str, Node] = field(default_factory=dict)
    passes: list[Node] = field(default_factory=list)
    strays: list[Node] = field(default_factory=list)
    orphans: list[Node] = field(default_factory=list)

    @classmethod
    def of(cls, episode: Node) -> _Lines:
        lines = cls()
        for group in episode.children:
            for node in group.children:
                lines.take(node)
        return lines

    def take(self, node: Node) -> None:
        match node.kind:
            case NodeKind.SHOT:
                self.shots[find_shot_number(node.detail.shot_id) or ""] = node
            case NodeKind.PASS:
                self.passes.append(node)
            case NodeKind.ORPHAN:
                self.orphans.append(node)
            case _:
                self.strays.append(node)


def _episode_node(root: Node, episode: int) -> Node | None:
    lines = (line for category in root.children for line in category.children)
    wanted = (n for n in lines if n.kind is NodeKind.EPISODE and n.detail.episode == episode)
    return next(wanted, None)


def _has_clip(shot: Node | None) -> bool:
    """Whether a shot has a video of its own that nobody refused."""
    return shot is not None and any(
        is_video(take.name)
        and take.kind is not NodeKind.EXTRA
        and not take.detail.is_corrupt
        and take.status not in _UNUSABLE
        for take in shot.children
    )


# -- clips without a shot ----------------------------------------------------


def _clips(lines: _Lines, planned: Mapping[str, str]) -> Iterator[ClipWithoutShot]:
    shown: set[str] = set()
    for number, shot in lines.shots.items():
        for take in shot.children:
            found = _of_take(take, number, planned)
            if found is not None:
                shown.add(found.path.text)
                yield found
    for one in lines.passes:
        yield from (each for each in _of_pass(one, lines) if each.path.text not in shown)
    yield from _listed(lines.strays, Stray.NO_SHOT, "neither its name nor its sidecar says a shot")
    yield from _listed(lines.orphans, Stray.ORPHAN, "it is in the quarantine: register or delete")


def _of_take(take: Node, number: str, planned: Mapping[str, str]) -> ClipWithoutShot | None:
    if take.path is None or not is_video(take.name):
        return None
    if take.kind is NodeKind.EXTRA:
        shot = file_shot(planned.get(number, number))
        return _clip(take, Stray.ADDED, f"the model added it inside SH{shot.upper()}")
    if not planned:
        return _clip(take, Stray.NO_PLAN, "the episode has no plan")
    if number not in planned:
        return _clip(take, Stray.NOT_PLANNED, f"the plan has no SH{file_shot(number).upper()}")
    return None


def _of_pass(node: Node, lines: _Lines) -> Iterator[ClipWithoutShot]:
    """A pass video that no record backs, and clips of passes that name no shot."""
    if node.path is not None and not node.detail.pass_id:
        found = _clip(node, Stray.NO_RECORD, "no pass record speaks of it")
        if found is not None:
            yield found
    for below in walk(node):
        is_clip = below.kind in {NodeKind.SEGMENT, NodeKind.EXTRA}
        if is_clip and not _stands_under_a_shot(below, lines):
            found = _clip(below, Stray.NO_SHOT, "neither its name nor its sidecar says a shot")
            if found is not None:
                yield found


def _stands_under_a_shot(clip: Node, lines: _Lines) -> bool:
    return any(clip.path == take.path for shot in lines.shots.values() for take in shot.children)


def _listed(nodes: list[Node], stray: Stray, reason: str) -> Iterator[ClipWithoutShot]:
    for node in nodes:
        if is_video(node.name) and (found := _clip(node, stray, reason)) is not None:
            yield found


def _clip(node: Node, stray: Stray, reason: str) -> ClipWithoutShot | None:
    if node.path is None:
        return None
    return ClipWithoutShot(path=node.path, stray=stray, reason=reason, status=node.status)
