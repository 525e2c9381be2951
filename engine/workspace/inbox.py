"""What of a project waits for a person, as its files tell: passes, orphans, stuck and corrupt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import PassId, episode_id
from engine.domain.inbox import InboxItem, InboxKind, Place, Room
from engine.domain.nodes import Node, NodeKind, walk
from engine.domain.passes import PassStatus
from engine.domain.sidecar import MediaStatus
from engine.errors import RecoilError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.store.journal import StuckChange
    from engine.store.project import Project
    from engine.workspace.tree import ProjectTree

_DECIDED = {MediaStatus.PINNED, MediaStatus.CANONICAL, MediaStatus.REJECTED, MediaStatus.ARCHIVED}
_NAMED = 3  # files that are named; more are counted


@dataclass(frozen=True, slots=True)
class Branch:
    """What waits in one episode or folder; ``decided`` are files that people took or refused."""

    node: Node
    items: tuple[InboxItem, ...] = ()
    decided: frozenset[str] = frozenset()

    @classmethod
    def of(cls, node: Node) -> Branch:
        """Look at every line of it."""
        items: list[InboxItem] = []
        decided: set[str] = set()
        for line in walk(node):
            items += _of_node(line)
            if line.path is not None and line.status in _DECIDED:
                decided.add(line.path.text)
        return cls(node, tuple(items), frozenset(decided))


class TreeWatch:
    """Remembers every branch of the tree for as long as it is the same object."""

    def __init__(self) -> None:
        self._known: dict[str, Branch] = {}

    def look(self, root: Node) -> tuple[Branch, ...]:
        """All branches as they are now."""
        nodes = [node for category in root.children for node in category.children]
        before = self._known
        self._known = {}
        for node in nodes:
            known = before.get(node.key)
            self._known[node.key] = (
                known if known is not None and known.node is node else Branch.of(node)
            )
        return tuple(self._known.values())


def waiting_in_documents(project: Project, tree: ProjectTree) -> Iterator[InboxItem]:
    """What journals and the documents of episodes say; writes nothing."""
    if project.offline is not None:
        yield InboxItem(
            kind=InboxKind.OFFLINE,
            subject=project.name,
            title=f"{project.name} is offline",
            detail=f"{project.offline}; nothing can be changed until it is back",
            fix="recoil project health",
        )
    yield from map(_stuck, _stuck_changes(project))
    yield from _corrupt_documents(tree)


def _stuck_changes(project: Project) -> tuple[StuckChange, ...]:
    try:
        return project.changes.stuck()
    except RecoilError:  # the folder of journals cannot be read: the project is offline, too
        return ()


def _stuck(change: StuckChange) -> InboxItem:
    return InboxItem(
        kind=InboxKind.STUCK,
        subject=change.id,
        title=f"{change.title} got stuck",
        detail=change.reason,
        place=Place(Room.HEALTH, change.id),
        fix=f"recoil changes aside {change.id}",
        paths=(change.path,),
    )


def _corrupt_documents(tree: ProjectTree) -> Iterator[InboxItem]:
    for episode, documents in tree.documents().items():
        for trouble in documents.troubles:
            yield InboxItem(
                kind=InboxKind.CORRUPT,
                subject=trouble.path.text,
                title=f"{trouble.path.name} can't be read",
                detail=f"{trouble.reason}; it is kept as it is",
                episode=episode,
                place=Place(Room.TREE, trouble.path.text),
                fix="recoil snapshot list",
                paths=(trouble.path.text,),
            )


def _of_node(node: Node) -> Iterator[InboxItem]:
    if node.detail.is_corrupt and node.path is not None and node.kind is not NodeKind.EPISODE:
        yield _corrupt_sidecar(node)
    if node.kind is NodeKind.QUARANTINE:
        yield _orphans(node)
    elif node.kind is NodeKind.PASS and node.detail.pass_id:
        if node.status == PassStatus.SEGMENTATION_REVIEW:
            yield _review(node)
        elif node.status == PassStatus.FAILED:
            yield _failed(node)


def _corrupt_sidecar(node: Node) -> InboxItem:
    assert node.path is not None  # noqa: S101 - the caller looked
    sidecar = node.path.sidecar()
    return InboxItem(
        kind=InboxKind.CORRUPT,
        subject=sidecar.text,
        title=f"{sidecar.name} can't be read",
        detail=f"{node.detail.summary.removeprefix('corrupt sidecar: ')}; it is kept as it is",
        episode=node.detail.episode,
        place=Place(Room.TREE, node.path.text),
        fix="recoil snapshot list",
        paths=(sidecar.text,),
    )


def _orphans(node: Node) -> InboxItem:
    names = [child.name for child in node.children]
    named = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    count = len(names)
    where = "" if node.detail.episode is None else f" of {episode_id(node.detail.episode)}"
    return InboxItem(
        kind=InboxKind.ORPHANS,
        subject=node.key,
        title=f"{count} {'video' if count == 1 else 'videos'} in the quarantine{where}",
        detail=named,
        episode=node.detail.episode,
        place=Place(Room.TREE, node.key),
        fix="recoil orphans list",
        paths=tuple(child.path.text for child in node.children if child.path),
    )


def _review(node: Node) -> InboxItem:
    pass_id = node.detail.pass_id
    return InboxItem(
        kind=InboxKind.REVIEW,
        subject=pass_id,
        title=f"Confirm the cuts of {title_of(pass_id)}",
        detail=node.detail.summary or "its cuts differ from the plan",
        episode=node.detail.episode,
        place=Place(Room.SEGMENTATION, pass_id),
        fix=f"recoil review show {pass_id}",
        paths=(node.path.text,) if node.path else (),
    )


def _failed(node: Node) -> InboxItem:
    pass_id = node.detail.pass_id
    return InboxItem(
        kind=InboxKind.FAILED,
        subject=pass_id,
        title=f"{title_of(pass_id)} failed",
        detail=node.detail.summary or "it could not be rendered or cut",
        episode=node.detail.episode,
        place=Place(Room.SEGMENTATION if node.path else Room.TREE, pass_id),
        fix=f"recoil extract --pass {pass_id}" if node.path else "recoil generate --dry-run",
        paths=(node.path.text,) if node.path else (),
    )


def title_of(scene_id: str) -> str:
    """A batch or pass in a few words: ``PASS 011 A_JADE · SH1–2``, ``BATCH_003``."""
    found = PassId.find(scene_id)
    return f"PASS {found.title}" if found is not None else scene_id
