"""Sweeps that wait for a person's word: so many videos of an episode that none is moved without."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.ids import episode_id
from engine.domain.inbox import InboxItem, InboxKind, Place, Room
from engine.domain.nodes import NodeKind, walk
from engine.domain.orphans import SETTLED_AFTER, is_much
from engine.domain.project_settings import Mode
from engine.workspace.orphan_sweep import taken_back
from engine.workspace.orphans import find_strays

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.domain.nodes import Node
    from engine.store.project import Project

_NAMED = 3


@dataclass(slots=True)
class SweepProposals:
    """Looks at an episode again only when its line in the tree is another one."""

    project: Project
    _known: dict[str, tuple[Node, InboxItem | None]] = field(default_factory=dict)

    def waiting(self, root: Node) -> Iterator[InboxItem]:
        """One for each episode; only a show that is swept by itself has any."""
        if self.project.offline or self.project.settings.mode not in {None, Mode.MICRODRAMA}:
            return
        lines = [node for category in root.children for node in category.children]
        episodes = [node for node in lines if node.kind is NodeKind.EPISODE]
        changed = [node for node in episodes if self._is_other(node)]
        spared = taken_back(self.project) if changed else frozenset()
        for node in changed:
            self._look(node, spared)
        for node in episodes:
            item = self._known.get(node.key, (node, None))[1]
            if item is not None:
                yield item

    def _is_other(self, node: Node) -> bool:
        known = self._known.get(node.key)
        return known is None or known[0] is not node

    def _look(self, node: Node, spared: Collection[str]) -> None:
        episode = node.detail.episode
        if episode is None:
            return
        newest = max((line.detail.modified for line in walk(node)), default=0.0)
        found = find_strays(self.project, episode, spared)
        names = [stray.path.name for stray in found.strays]
        item = _item(episode, names) if is_much(len(names), found.videos) else None
        is_settled = self.project.clock.now().timestamp() - newest > SETTLED_AFTER
        if is_settled:
            self._known[node.key] = (node, item)
        else:  # what has just come may still be written: it is looked at again
            self._known.pop(node.key, None)


def _item(episode: int, names: list[str]) -> InboxItem:
    named = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    return InboxItem(
        kind=InboxKind.ORPHANS,
        subject="sweep",
        title=f"{len(names)} videos of {episode_id(episode)} would go into quarantine",
        detail=f"no record backs them, or a document is missing: {named}",
        episode=episode,
        place=Place(Room.SWEEP),
        fix=f"recoil orphans sweep --episode {episode} --propose",
    )
