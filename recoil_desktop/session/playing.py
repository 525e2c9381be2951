"""Plays a shot among its neighbours and the episode in order, as the project is now."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.domain.ids import episode_id, find_shot_number
from engine.domain.listing import is_video
from engine.domain.nodes import NodeKind
from engine.errors import RecoilError
from engine.workspace.episode_cut import episode_cut
from recoil_desktop.models.compare_takes import shot_of, shots_of
from recoil_desktop.scrubber.deck import stamp_of
from recoil_desktop.scrubber.reel import Reel, ReelItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from engine.domain.cut_list import CutItem, EpisodeCut
    from engine.domain.nodes import Node
    from engine.domain.paths import ProjectPath
    from engine.jobs import JobContext
    from engine.store.project import Project
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.glance import Glance
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts

_TAKES = frozenset({NodeKind.TAKE, NodeKind.SEGMENT})


class Playing(QObject):
    """The cut is read beside the window's thread, again whenever the project changed."""

    def __init__(
        self, services: Services, doer: Doer, projects: Projects, parts: WindowParts
    ) -> None:
        super().__init__(parts.window)
        self._jobs = services.jobs
        self._doer = doer
        self._projects = projects
        self._parts = parts
        self._pane = parts.looking.reel
        self._episode: int | None = None
        self._instead: dict[str, ProjectPath] = {}  # takes to be judged, by the shot's number
        self._asked: Job | None = None
        self._renewing: Job | None = None
        self._pane.revealed.connect(self._select)
        projects.looked.connect(self._follow)
        projects.closed.connect(self._forget)
        projects.opened.connect(lambda _project: self._forget())
        parts.window.docks["reel"].visibilityChanged.connect(self._catch_up)

    # -- verbs -------------------------------------------------------------------------------

    def play_in_context(self) -> None:
        """Play the selected shot, or its selected take, between its neighbours."""
        found = next(((node, shot) for node, shot in self._selected() if shot is not None), None)
        if found is None:
            self._doer.say("Select a shot, or a take of one", "warning")
            return
        node, shot = found
        number = find_shot_number(shot.detail.shot_id)
        if number is None or shot.detail.episode is None:
            return
        is_take = node.kind in _TAKES and node.path is not None and is_video(node.path.name)
        self._instead = {number: node.path} if is_take and node.path is not None else {}
        self._read(shot.detail.episode, partial(self._play_around, number))

    def play_episode(self) -> None:
        """Play the selected episode, from the selected shot on."""
        for node, shot in self._selected():
            if node.detail.episode is not None:
                number = find_shot_number(shot.detail.shot_id) if shot is not None else None
                self._instead = {}
                self._read(node.detail.episode, partial(self._play_all, number or ""))
                return

    # -- reading -----------------------------------------------------------------------------

    def _selected(self) -> Iterator[tuple[Node, Node | None]]:
        """The selected lines of the tree, each with its shot."""
        project = self._projects.current
        if project is not None:
            for node in self._parts.tree.selection:
                yield node, shot_of(project.glance.tree, node)

    def _read(self, episode: int, then: Callable[[Reel], None]) -> None:
        """Read the cut for somebody who waits for it."""
        self._episode = episode
        job = self._asked = self._start(episode)
        if job is not None:
            job.succeeded.connect(lambda reel: self._take(job, reel, then))
            job.failed.connect(self._doer.show_error)
            job.ended.connect(lambda: self._forget_job(job))

    def _take(self, job: Job, reel: Reel, then: Callable[[Reel], None]) -> None:
        if job is self._asked:
            self._asked = None
            then(reel)

    def _forget_job(self, job: Job) -> None:
        if job is self._asked:
            self._asked = None

    def _renew(self) -> None:
        """Read again what is on, unless something else was asked for meanwhile."""
        if self._episode is None or self._asked is not None:
            return
        job = self._renewing = self._start(self._episode)
        if job is not None:
            job.succeeded.connect(lambda reel: self._take_renewed(job, reel))

    def _take_renewed(self, job: Job, reel: Reel) -> None:
        if job is self._renewing and self._asked is None:
            self._renewing = None
            self._pane.renew(reel)

    def _start(self, episode: int) -> Job | None:
        project = self._projects.current
        if project is None:
            return None
        work = partial(reel_of, project.project, episode, dict(self._instead))
        return self._jobs.start_blocking(f"Read the cut of {episode_id(episode)}", work)

    def _play_around(self, number: str, reel: Reel) -> None:
        if reel.index_of(number) is None:
            self._doer.say(f"{reel.title} has no such shot in its plan", "warning")
            return
        self._parts.window.docks.bring("reel")
        self._pane.play_around(reel, number)

    def _play_all(self, number: str, reel: Reel) -> None:
        if not reel.items:
            self._doer.say(f"{reel.title} has no shots yet", "warning")
            return
        self._parts.window.docks.bring("reel")
        self._pane.play_all(reel, number)

    # -- following ---------------------------------------------------------------------------

    def _follow(self, _glance: Glance) -> None:
        if self._pane.isVisible():
            self._renew()

    def _catch_up(self, is_visible: bool) -> None:
        if is_visible:
            self._renew()

    def _forget(self) -> None:
        self._episode = self._asked = self._renewing = None
        self._instead = {}
        self._pane.clear()

    def _select(self, item: ReelItem) -> None:
        """Select the clip of a shot in the tree, or the shot itself."""
        project = self._projects.current
        if project is None or self._episode is None:
            return
        for shot in shots_of(project.glance.tree, self._episode):
            if find_shot_number(shot.detail.shot_id) == item.key:
                takes = [one for one in shot.children if one.path is not None]
                found = [one for one in takes if project.root / str(one.path) == item.path]
                self._parts.tree.select((found or [shot])[0].key)
                return


# -- the cut as a reel -----------------------------------------------------------------------


def reel_of(
    project: Project, episode: int, instead: dict[str, ProjectPath], _ctx: JobContext
) -> Reel:
    """The cut of an episode with places on this machine; some shots by other takes of them.

    Raises:
        RecoilError: the cut cannot be read.
    """
    cut = episode_cut(project, episode)
    return as_reel(project, _with_takes(project, cut, instead))


def as_reel(project: Project, cut: EpisodeCut) -> Reel:
    """The cut as it is played."""
    items = tuple(_as_item(project, item) for item in cut.items)
    return Reel(items, cut.rate, cut.size, episode_id(cut.episode))


def _as_item(project: Project, item: CutItem) -> ReelItem:
    path = _place(project, item.clip or item.still)
    return ReelItem(
        key=item.number,
        name=item.shot_id.partition("_")[2] or item.shot_id,
        path=path,
        stamp=stamp_of(path) if path is not None else None,
        start=item.start,
        duration=item.duration,
        rate=item.rate,
        frames=item.frames,
        status=item.status,
        reason="" if item.clip else item.reason or "no clip",
        title=item.title,
        take=item.take,
        has_sound=item.has_sound,
    )


def _place(project: Project, path: ProjectPath | None) -> Path | None:
    try:
        return None if path is None else project.resolve(path)
    except RecoilError:
        return None


def _with_takes(project: Project, cut: EpisodeCut, instead: dict[str, ProjectPath]) -> EpisodeCut:
    """The cut with other takes in it; what follows moves by the difference."""
    if not instead:
        return cut
    start, items = Fraction(0), []
    for item in cut.items:
        changed = (
            _with_take(project, item, instead[item.number]) if item.number in instead else item
        )
        items.append(replace(changed, start=start))
        start = items[-1].end
    return replace(cut, items=tuple(items))


def _with_take(project: Project, item: CutItem, path: ProjectPath) -> CutItem:
    if path == item.clip:
        return item
    from engine.media.clip_head import clip_head  # late: may bring av

    head = clip_head(project.resolve(path))
    sidecar = project.sidecars.read(path)
    return replace(
        item,
        clip=path,
        status=(sidecar.status if sidecar else "") or "",
        frames=head.frames,
        source_start=0,
        source_frames=head.frames,
        rate=head.rate,
        duration=head.duration,
        take=(sidecar.take or sidecar.source_take) if sidecar else None,
        size=head.size,
        has_sound=head.has_sound,
        reason="",
    )
