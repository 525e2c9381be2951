"""Looks after videos that nobody knows: swept in the background, registered, put aside, deleted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from engine.commands.orphans import delete_all, quarantine, sweep, sweep_by_itself
from engine.domain.ids import episode_id
from engine.domain.nodes import Node, NodeKind
from recoil_desktop.session.bringing import Bringing
from recoil_desktop.session.registering import Registering
from recoil_desktop.views.tree_drops import TreeDrops
from recoil_desktop.widgets.toast import Toast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from engine.domain.changes import Outcome
    from engine.jobs import JobContext
    from engine.workspace.identity import IdentityBook
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.glance import Glance
    from recoil_desktop.session.open_project import OpenProject
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts
    from recoil_desktop.views.tree_drops import DropTarget

_SETTLE_MS = 6000  # a file is an orphan when nobody has touched it for five seconds
_PAUSE_MS = 15_000
_FRESH = 3600.0  # seconds: a quarantine with something newer opens by itself


class Orphans(QObject):
    """The verbs of quarantine, and what the window does about it by itself."""

    def __init__(
        self, services: Services, doer: Doer, projects: Projects, parts: WindowParts
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._doer = doer
        self._projects = projects
        self._parts = parts
        self.registering = Registering(services, doer, projects, parts)
        self.drops = TreeDrops(parts.tree.view, services.themes)
        self.drops.dropped.connect(self.take_drop)
        self.drops.dropped_beside.connect(parts.window.dropped)
        self.bringing = Bringing(projects, parts)
        self.bringing.brought.connect(self.take_drop)
        for bringer in (self.drops, self.bringing):
            bringer.refused.connect(lambda line: doer.say(line, "error"))
        self._book: IdentityBook | None = None
        self._seen: dict[str, Node] = {}  # the episodes as they were last looked at
        self._touched: set[int] = set()
        self._opened: set[str] = set()  # the quarantines that were opened by themselves
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._sweep_touched)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._learn)
        projects.opened.connect(self._begin)
        projects.closed.connect(self._end)
        projects.looked.connect(self._look)

    # -- verbs ---------------------------------------------------------------

    def register(self) -> None:
        """Ask what the selected videos show, and make passes of them."""
        nodes = [node for node in self._parts.tree.selection if node.path is not None]
        if nodes:
            said = tuple(str(node.path) for node in nodes)
            self.registering.ask(said, nodes[0].detail.episode or 0)

    def delete(self) -> None:
        """Throw the selected orphans away, as one change for each episode."""
        project = self._projects.current
        for episode, files in _by_episode(self._parts.tree.selection).items():
            if project is not None:
                words = {"files": files, "episode": episode}
                self._doer.do(delete_all, project.project, title="Delete orphans", arguments=words)

    def sweep(self) -> None:
        """Look for orphans now; where there are many, ask first."""
        project = self._projects.current
        if project is None:
            return
        job = self._doer.do(sweep, project.project, title="Look for orphans", queue="care")
        job.succeeded.connect(self._tell_swept)

    def take_drop(self, files: tuple[Path, ...], target: DropTarget) -> None:
        """Files were dropped on a line of the tree, or brought to it in another way."""
        said = tuple(self._named(file) for file in files)
        if target.kind is NodeKind.QUARANTINE:
            self._put(said, target.episode)
        else:
            shots = (target.shot_id,) if target.shot_id else ()
            self.registering.ask(said, target.episode, shots)

    # -- by itself -----------------------------------------------------------

    def _begin(self, project: OpenProject) -> None:
        from engine.workspace.identity import IdentityBook  # late: after the window is there

        self._book = IdentityBook(project.project, self._services.caches)
        self._seen = {node.key: node for node in _episodes(project.glance.tree)}
        self._touched.clear()
        self._opened.clear()
        self._open_fresh(project.glance.tree)
        self._care(None)

    def _end(self) -> None:
        self._settle.stop()
        self._pause.stop()
        self._book = None
        self._seen.clear()

    def _look(self, glance: Glance) -> None:
        """An episode that looks different may have got a video that nobody knows."""
        for node in _episodes(glance.tree):
            if self._seen.get(node.key) is node:
                continue
            self._seen[node.key] = node
            if node.detail.episode is not None:
                self._touched.add(node.detail.episode)
        if self._touched:
            self._settle.start()
        self._open_fresh(glance.tree)

    def _sweep_touched(self) -> None:
        episodes, self._touched = tuple(sorted(self._touched)), set()
        self._care(episodes)

    def _care(self, episodes: tuple[int, ...] | None) -> None:
        project = self._projects.current
        if project is None or self._book is None or project.project.offline is not None:
            return
        work = partial(self._sweep, project, self._book, episodes)
        job = self._services.jobs.start_blocking("Look for orphans", work, queue="care")
        job.succeeded.connect(self._tell_care)
        job.failed.connect(self._doer.show_error)

    def _sweep(
        self,
        project: OpenProject,
        book: IdentityBook,
        episodes: tuple[int, ...] | None,
        job: JobContext,
    ) -> Outcome[Any]:
        context = self._services.context(project.project, job)
        return sweep_by_itself(context, media=project.tree.media, book=book, episodes=episodes)

    def _learn(self) -> None:
        """Look into new files, a few at a time, so that they are known when they are moved."""
        project, book = self._projects.current, self._book
        if project is None or book is None:
            return
        tree = project.tree
        job = self._services.jobs.start_blocking(
            "Learn what new files hold", lambda job: book.learn(tree.media(), job), queue="care"
        )
        job.succeeded.connect(self._learn_more)

    def _learn_more(self, is_all: bool) -> None:
        """A large project is learnt in pieces, with pauses between them."""
        if not is_all and self._projects.current is not None:
            self._pause.start()

    def _open_fresh(self, tree: Node) -> None:
        """The newest orphan is under an hour old: its quarantine opens by itself, once."""
        now = self._services.clock.now().timestamp()
        for episode in _episodes(tree):
            first = episode.children[0] if episode.children else None
            if first is None or first.kind is not NodeKind.QUARANTINE:
                continue
            if first.key not in self._opened and now - first.detail.modified < _FRESH:
                self._opened.add(first.key)
                self._parts.tree.expand_keys({"episodes", episode.key, first.key})

    # -- telling -------------------------------------------------------------

    def _tell_care(self, outcome: Outcome[Any]) -> None:
        self._services.hub.publish(outcome.changes, None)
        self._learn()
        facts = outcome.value.facts
        moved = facts["files"]
        if moved:
            words = _counted(
                len(moved), "video that nobody knows is", "videos that nobody knows are"
            )
            episode = int(str(moved[0]["episode"])[2:])
            show = partial(self._show_quarantine, episode)
            self._doer.said.emit(Toast(f"{words} in quarantine", "warning", "Show", show))
        if facts["followed"]:
            words = _counted(len(facts["followed"]), "moved file was", "moved files were")
            self._doer.say(f"{words} recognised by content", "done")
        self._offer(facts["proposed"])

    def _tell_swept(self, outcome: Outcome[Any]) -> None:
        facts = outcome.value.facts
        if not facts["files"] and not facts["proposed"]:
            self._doer.say("No orphans", "done")
        self._offer(facts["proposed"])

    def _offer(self, proposed: list[dict[str, object]]) -> None:
        """So many that a person has to say yes."""
        by_episode: dict[str, list[str]] = {}
        for one in proposed:
            by_episode.setdefault(str(one["episode"]), []).append(str(one["path"]))
        for name, paths in by_episode.items():
            ask = partial(self._ask_to_sweep, int(name[2:]), paths)
            words = f"{len(paths)} videos of {name} would go into quarantine"
            self._doer.said.emit(Toast(words, "warning", "Look…", ask))

    def _ask_to_sweep(self, episode: int, paths: list[str]) -> None:
        from recoil_desktop.dialogs.confirm import ConfirmDialog  # late: on demand

        first = [path.rpartition("/")[2] for path in paths[:8]]
        more = f"\n… and {len(paths) - len(first)} more" if len(paths) > len(first) else ""
        dialog = ConfirmDialog(
            f"Put {len(paths)} videos of {episode_id(episode)} into quarantine?",
            "No record backs them. That is much of the episode: a document may be missing.\n\n"
            + "\n".join(first)
            + more,
            button="Put into quarantine",
            parent=self._parts.window,
        )
        dialog.confirmed.connect(lambda _amount: self._sweep_confirmed(episode))
        dialog.open()

    def _sweep_confirmed(self, episode: int) -> None:
        project = self._projects.current
        if project is not None:
            words = {"episode": episode, "confirmed": True}
            self._doer.do(sweep, project.project, title="Quarantine", arguments=words, queue="care")

    def _show_quarantine(self, episode: int) -> None:
        project = self._projects.current
        nodes = _episodes(project.glance.tree) if project is not None else ()
        for node in nodes:
            if node.detail.episode == episode and node.children:
                first = node.children[0]
                self._parts.tree.expand_keys({"episodes", node.key, first.key})
                self._parts.tree.select(first.key)

    # -- inside --------------------------------------------------------------

    def _put(self, said: tuple[str, ...], episode: int) -> None:
        project = self._projects.current
        for one in said if project is not None else ():
            self._doer.do(
                quarantine,
                project.project if project is not None else None,
                title="Put into quarantine",
                arguments={"file": one, "episode": episode},
            )

    def _named(self, file: Path) -> str:
        """A file of the project by its name in it, any other by its whole path."""
        project = self._projects.current
        if project is not None and file.is_relative_to(project.root):
            return file.relative_to(project.root).as_posix()
        return str(file)


def _episodes(tree: Node) -> Iterator[Node]:
    for category in tree.children:
        for node in category.children if category.key == "episodes" else ():
            if node.kind is NodeKind.EPISODE:
                yield node


def _by_episode(nodes: Iterable[Node]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for node in nodes:
        if node.kind is NodeKind.ORPHAN and node.detail.episode is not None:
            before = found.get(node.detail.episode, ())
            found[node.detail.episode] = (*before, str(node.path))
    return found


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
