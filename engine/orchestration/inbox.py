"""Everything of a project that waits for a person: files, jobs, judgements, gates. Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.inbox import InboxItem, InboxKind, Place, Room, in_order
from engine.domain.nodes import walk
from engine.errors import RecoilError
from engine.orchestration.sight import RunLooker, episodes_of
from engine.store.review_queue import OPEN
from engine.workspace.inbox import waiting_in_files
from engine.workspace.inbox_orphans import SweepProposals
from engine.workspace.inbox_runs import Decisions, judgements, waiting_in_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.jobs import JobContext
    from engine.store.project import Project
    from engine.store.review_queue import Entry
    from engine.workspace.tree import ProjectTree


class InboxLooker:
    """Looks again and again; batches whose files are as they were are not read twice.

    For one thread at a time.
    """

    def __init__(self, project: Project, tree: ProjectTree) -> None:
        self._project = project
        self._tree = tree
        self._runs = RunLooker(project)
        self._sweeps = SweepProposals(project)

    def look(self, ctx: JobContext, episode: int | None = None) -> tuple[InboxItem, ...]:
        """What waits now, in the whole project or in one episode."""
        items = list(self._items(ctx, episode))
        return in_order([one for one in items if episode in {None, one.episode}])

    def _items(self, ctx: JobContext, episode: int | None) -> Iterator[InboxItem]:
        yield from waiting_in_files(self._project, self._tree)
        yield from self._sweeps.waiting(self._tree.root)
        try:
            entries = self._project.review_queue.entries()
        except RecoilError as error:
            entries = ()
            yield _unreadable("review queue", str(error))
        yield from judgements([one for one in entries if one.get("status") == OPEN])
        yield from self._of_runs(ctx, episode, entries)

    def _of_runs(
        self, ctx: JobContext, episode: int | None, entries: tuple[Entry, ...]
    ) -> Iterator[InboxItem]:
        try:
            wanted = self._episodes() if episode is None else (episode,)
            decisions = Decisions(self._statuses(), _judged(entries))
            for done, one in enumerate(wanted):
                ctx.report(done, len(wanted), "Looking at what waits")
                yield from waiting_in_runs(self._runs.look(one), decisions)
        except RecoilError as error:
            yield _unreadable("ledger", str(error))

    def _episodes(self) -> tuple[int, ...]:
        """Those that have a plan or scenes, and those for which something is open."""
        opened = {one.episode for one in self._project.ledger.view().still_open()}
        return tuple(sorted(opened.union(episodes_of(self._project))))

    def _statuses(self) -> dict[str, str]:
        return {node.path.text: node.status for node in walk(self._tree.root) if node.path}


def _judged(entries: tuple[Entry, ...]) -> frozenset[str]:
    return frozenset(str(one["beat_id"]) for one in entries if one.get("beat_id"))


def _unreadable(what: str, reason: str) -> InboxItem:
    return InboxItem(
        kind=InboxKind.CORRUPT,
        subject=what,
        title=f"The {what} can't be read",
        detail=reason,
        place=Place(Room.HEALTH),
        fix="recoil project health",
    )
