"""Keeps the account pane as the episode is, while it is looked at, and opens what is chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from engine.domain.inbox import Place, Room
from engine.domain.nodes import NodeKind
from engine.errors import NotFound
from engine.orchestration.sight import RunLooker
from engine.workspace.account import account_of

if TYPE_CHECKING:
    from engine.domain.account import Account, ClipWithoutShot, ShotWithoutClip
    from engine.domain.nodes import Node
    from engine.jobs import JobContext
    from engine.store.project import Project
    from engine.workspace.tree import ProjectTree
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.going import Going
    from recoil_desktop.session.open_project import OpenProject
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts

_LOOK_MS = 400


class Accounting(QObject):
    """The episode that is selected in the tree when the pane comes up, else the one chosen."""

    def __init__(
        self, services: Services, parts: WindowParts, projects: Projects, going: Going
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._parts = parts
        self._projects = projects
        self._going = going
        self._looker: RunLooker | None = None
        self._looking: Job | None = None
        self.episode: int | None = None
        self._followed: int | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LOOK_MS)
        self._soon.timeout.connect(self.look)
        pane = parts.attention.account
        pane.episode_chosen.connect(self.show_episode)
        pane.shot_opened.connect(self._open_shot)
        pane.clip_opened.connect(self._open_clip)
        projects.opened.connect(self._take)
        projects.closed.connect(self._forget)
        projects.looked.connect(lambda _glance: self._look_soon())
        services.hub.changed.connect(lambda *_: self._look_soon())
        parts.window.docks["account"].visibilityChanged.connect(self._come_up)

    def show_episode(self, episode: int) -> None:
        """Show the account of this episode."""
        self.episode = episode
        self.look()

    def look(self) -> None:
        """Look now."""
        project, looker = self._projects.current, self._looker
        if project is None or looker is None:
            return
        episodes = _episodes(project.glance.tree)
        if self.episode not in episodes:
            self.episode = self._selected_episode() or next(iter(episodes), None)
        self._parts.attention.account.show_episodes(episodes, self.episode)
        if self.episode is None:
            self._parts.attention.account.show_account(None)
        elif self._looking is None:
            work = partial(_look, project.project, project.tree, looker, self.episode)
            self._looking = self._services.jobs.start_blocking("Look at the account", work)
            self._looking.succeeded.connect(partial(self._see, looker))
            self._looking.ended.connect(self._end)
        else:
            self._soon.start()

    # -- private -------------------------------------------------------------

    def _take(self, opened: OpenProject) -> None:
        self._forget()
        self._looker = RunLooker(opened.project)
        self._look_soon()

    def _forget(self) -> None:
        self._soon.stop()
        self._looker = self._looking = self.episode = None
        self._parts.attention.account.show_episodes((), None)
        self._parts.attention.account.show_account(None)

    def _come_up(self, is_shown: bool) -> None:
        if not is_shown:
            return
        selected = self._selected_episode()
        if selected != self._followed:  # else the one that was chosen in the pane stays
            self._followed = selected
            self.episode = selected or self.episode
        self.look()

    def _look_soon(self) -> None:
        if self._parts.attention.account.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _see(self, looker: RunLooker, account: Account | None) -> None:
        if looker is self._looker and account is not None and account.episode == self.episode:
            self._parts.attention.account.show_account(account)
        elif looker is self._looker and account is not None:
            self._soon.start()  # another episode was chosen meanwhile

    def _end(self) -> None:
        self._looking = None

    def _selected_episode(self) -> int | None:
        return next((one.detail.episode for one in self._parts.tree.selection), None)

    def _open_shot(self, one: ShotWithoutClip) -> None:
        place = one.place if one.place.subject else Place(Room.TREE, one.shot_id)
        if one.place.room is Room.RUNS and not one.place.subject:
            place = one.place
        self._going.go(place, self.episode)

    def _open_clip(self, one: ClipWithoutShot) -> None:
        self._going.go(Place(Room.TREE, one.path.text), self.episode)


def _look(
    project: Project, tree: ProjectTree, looker: RunLooker, episode: int, _job: JobContext
) -> Account | None:
    try:
        return account_of(project, tree, looker.look(episode), project.review_queue.open())
    except NotFound:  # its last file went while it was looked at
        return None


def _episodes(root: Node) -> tuple[int, ...]:
    lines = (node for category in root.children for node in category.children)
    found = (node.detail.episode for node in lines if node.kind is NodeKind.EPISODE)
    return tuple(episode for episode in found if episode is not None)
