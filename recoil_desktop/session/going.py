"""Goes where something is done: to a pass, a batch, a file, an entry of a queue, the health."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from engine.domain.ids import episode_folder
from engine.domain.inbox import Place, Room
from engine.domain.nodes import NodeKind, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.nodes import Node
    from recoil_desktop.actions.desk import Desk
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.run_desk import RunDesk
    from recoil_desktop.session.runs import Runs
    from recoil_desktop.session.window_parts import WindowParts

_FILTERED_MS = 250  # by then the tree is whole again


class Going(QObject):
    """The one way from a list to what it lists. Runs of another episode are read first."""

    def __init__(
        self, desk: Desk, parts: WindowParts, projects: Projects, runs: Runs, run_desk: RunDesk
    ) -> None:
        super().__init__(parts.window)
        self._desk = desk
        self._parts = parts
        self._projects = projects
        self._runs = runs
        self._then: tuple[int, Callable[[], object]] | None = None
        run_desk.state_changed.connect(self._go_on)  # its lines are on screen by then
        projects.closed.connect(self._forget)

    def go(self, place: Place, episode: int | None = None) -> None:
        """Show a place and give it the keys."""
        match place.room:
            case Room.SEGMENTATION:
                self._desk.review(place.subject)
            case Room.QUEUE:
                self._desk.show_pane("reviews")
                self._parts.reviews.choose(place.subject)
            case Room.TREE:
                self._to_line(place.subject, episode)
            case Room.SWEEP:
                self._desk.orphans.sweep()
            case Room.HEALTH:
                self._desk.show_health()
            case Room.VERSIONS:
                self._in_episode(episode, partial(self._desk.versions.show, place.subject))
            case Room.BOARD:
                self._to_board(place.subject, episode)
            case Room.RUNS:
                self._desk.show_pane("runs")
                self._in_episode(episode, partial(self._to_batch, place.subject))

    # -- runs ----------------------------------------------------------------

    def _in_episode(self, episode: int | None, then: Callable[[], object]) -> None:
        """Do it as soon as the runs pane shows the episode."""
        runs = self._runs
        if episode is None or (runs.episode == episode and runs.sight is not None):
            then()
            return
        self._then = (episode, then)
        runs.show_episode(episode)

    def _go_on(self) -> None:
        runs = self._runs
        if self._then is None or runs.sight is None or runs.episode != self._then[0]:
            return
        _episode, then = self._then
        self._then = None
        then()

    def _to_batch(self, scene_id: str) -> None:
        tree = self._parts.runs.tree
        if scene_id:
            tree.choose(f"batch {scene_id}")
        tree.setFocus()

    def _to_board(self, batch_id: str, episode: int | None) -> None:
        if episode is not None:
            self._desk.boards.show_batch(episode, batch_id)
        self._desk.show_pane("board")

    def _forget(self) -> None:
        self._then = None

    # -- the tree ------------------------------------------------------------

    def _to_line(self, subject: str, episode: int | None) -> None:
        tree = self._parts.tree
        self._desk.show_pane("tree")
        node = self._line(subject)
        key = node.key if node is not None else episode_folder(episode) if episode else ""
        if key and not tree.select(key):
            tree.head.clear()  # the filter hides it
            QTimer.singleShot(_FILTERED_MS, self, partial(tree.select, key))

    def _line(self, subject: str) -> Node | None:
        """The line of this key, or of the file, shot or pass of this name."""
        project = self._projects.current
        if project is None or not subject:
            return None
        named: Node | None = None
        for node in walk(project.glance.tree):
            if node.key == subject:
                return node
            names = (node.detail.pass_id, node.path.text if node.path else "")
            is_shot = node.kind is NodeKind.SHOT and node.detail.shot_id == subject
            if named is None and (is_shot or subject in names):
                named = node
        return named
