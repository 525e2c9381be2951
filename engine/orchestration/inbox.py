"""Everything of a project that waits for a person: files, jobs, judgements, gates. Reads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.inbox import InboxItem, InboxKind, Place, Room, in_order
from engine.errors import RecoilError
from engine.orchestration.sight import RunLooker, episodes_of
from engine.store.review_queue import OPEN
from engine.workspace.inbox import TreeWatch, waiting_in_documents
from engine.workspace.inbox_orphans import SweepProposals
from engine.workspace.inbox_runs import Decisions, judgements, waiting_in_runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.jobs import JobContext
    from engine.store.project import Project
    from engine.store.review_queue import Entry
    from engine.workspace.tree import ProjectTree


class InboxLooker:
    """Looks again and again; what is as it was is not looked through twice.

    For one thread at a time.
    """

    def __init__(self, project: Project, tree: ProjectTree) -> None:
        self._project = project
        self._tree = tree
        self._runs = RunLooker(project)
        self._sweeps = SweepProposals(project)
        self._branches = TreeWatch()

    def look(self, ctx: JobContext, episode: int | None = None) -> tuple[InboxItem, ...]:
        """What waits now, in the whole project or in one episode."""
        items = list(self._items(ctx, episode))
        return in_order([one for one in items if episode in {None, one.episode}])

    def _items(self, ctx: JobContext, episode: int | None) -> Iterator[InboxItem]:
        root = self._tree.root
        branches = self._branches.look(root)
        yield from waiting_in_documents(self._project, self._tree)
        for branch in branches:
            yield from branch.items
        yield from self._sweeps.waiting(root)
        try:
            entries = self._project.review_queue.entries()
        except RecoilError as error:
            entries = ()
            yield _unreadable("review queue", str(error))
        yield from judgements([one for one in entries if one.get("status") == OPEN])
        decided = {one.node.detail.episode: one.decided for one in branches}
        yield from self._of_runs(ctx, episode, entries, decided)

    def _of_runs(
        self,
        ctx: JobContext,
        episode: int | None,
        entries: tuple[Entry, ...],
        decided: Mapping[int | None, frozenset[str]],
    ) -> Iterator[InboxItem]:
        judged = _judged(entries)
        try:
            wanted = self._episodes() if episode is None else (episode,)
            for done, one in enumerate(wanted):
                ctx.report(done, len(wanted), "Looking at what waits")
                decisions = Decisions(decided.get(one, frozenset()), judged)
                yield from waiting_in_runs(self._runs.look(one), decisions)
        except RecoilError as error:
            yield _unreadable("ledger", str(error))

    def _episodes(self) -> tuple[int, ...]:
        """Those that have a plan or scenes, and those for which something is open."""
        opened = {one.episode for one in self._project.ledger.view().still_open()}
        return tuple(sorted(opened.union(episodes_of(self._project))))


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
