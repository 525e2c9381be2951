"""The runs of the open project: started, followed, and seen on the disk."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine.commands.running import desk_for
from engine.domain.changes import Change, ChangeKind
from engine.domain.ids import episode_id
from engine.jobs import JobContext
from engine.orchestration.events import BudgetChanged, RunEvent, SequenceComplete, TakeCompleted
from engine.orchestration.order import RunOrder
from engine.orchestration.sight import RunLooker, episodes_of
from recoil_desktop.models.run_book import RunBook
from recoil_desktop.session.run_in_hand import RunInHand
from recoil_desktop.session.run_orders import order_as_json, order_from_json, order_of_sight

if TYPE_CHECKING:
    from engine.domain.run_sight import EpisodeSight
    from engine.orchestration.desk import Desk
    from engine.orchestration.order import RunReport
    from engine.store.project import Project
    from recoil_desktop.jobs import Job
    from recoil_desktop.memory import Memory
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.open_project import OpenProject
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services

PROGRAM = "recoil-desktop"
_LOOK_MS = 700  # between two looks at the disk while much happens


class Runs(QObject):
    """Knows the runs of one project, shows one episode of it.

    Views listen to ``changed`` and ask; nobody but this object knows the runner. One run goes on
    per episode, also across programs: the second is refused by the engine.
    """

    changed = Signal()
    episodes_changed = Signal()
    ended = Signal(object, object)  # RunOrder, RunReport

    def __init__(
        self,
        services: Services,
        doer: Doer,
        projects: Projects,
        memory: Memory,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._doer = doer
        self._projects = projects
        self._memory = memory
        self._looker: RunLooker | None = None
        self._looking: Job | None = None
        self._books: dict[int, RunBook] = {}
        self._sights: dict[int, EpisodeSight] = {}
        self._budgets: dict[int, BudgetChanged] = {}
        self._runs: dict[int, RunInHand] = {}
        self._left: set[int] = set()
        self.episodes: tuple[int, ...] = ()
        self.episode: int | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LOOK_MS)
        self._soon.timeout.connect(self._look)
        projects.opened.connect(self._take_project)
        projects.closed.connect(self._forget_project)
        projects.looked.connect(lambda _glance: self._look_soon())

    # -- asking --------------------------------------------------------------

    @property
    def book(self) -> RunBook:
        """What is known of the episode shown."""
        return self._book(self.episode) if self.episode is not None else RunBook()

    @property
    def sight(self) -> EpisodeSight | None:
        """The episode shown as it lay on the disk at the last look."""
        return self._sights.get(self.episode) if self.episode is not None else None

    @property
    def run(self) -> RunInHand | None:
        """The run of the episode shown, while it goes on here."""
        return self._runs.get(self.episode) if self.episode is not None else None

    @property
    def budget(self) -> BudgetChanged | None:
        """The four figures of the episode shown, and what they are held against."""
        sight, run = self.sight, self.run
        if sight is None:
            return None
        cap = sight.budget_micro
        if run is not None and run.order.budget_micro is not None:
            cap = run.order.budget_micro
        said = self._budgets.get(sight.episode)
        if said is not None:  # of the run that goes on here: sooner than the disk is looked at
            return said
        figures = sight.figures
        return BudgetChanged(
            figures.estimated, figures.reserved, figures.billed, figures.unknown, cap
        )

    @property
    def is_interrupted(self) -> bool:
        """Whether jobs of the episode shown wait for somebody to go on with them."""
        sight = self.sight
        is_left = self.episode in self._left
        return sight is not None and sight.is_interrupted and self.run is None and not is_left

    def running(self, episode: int) -> RunInHand | None:
        """The run of an episode that goes on here."""
        return self._runs.get(episode)

    # -- showing -------------------------------------------------------------

    def show_episode(self, episode: int) -> None:
        """Show another episode."""
        if episode != self.episode:
            self.episode = episode
            self.changed.emit()
            self.look()

    def look(self) -> None:
        """Look at the disk now, or as soon as the look that goes on is over."""
        self._look()

    # -- running -------------------------------------------------------------

    def start(self, order: RunOrder) -> Job | None:
        """Begin a run and show its episode; None when no project is open."""
        project = self._project
        if project is None:
            return None
        self._memory.keep_order(project.root, order.episode, order_as_json(order))
        self._left.discard(order.episode)
        run = RunInHand(order, partial(self._desk, project, order), self)
        run.told.connect(partial(self._hear, run))
        run.moved.connect(self.changed)
        self._runs[order.episode] = run
        job = run.start(self._services.jobs, f"Generate {episode_id(order.episode)}")
        job.succeeded.connect(partial(self._tell_end, run))
        job.failed.connect(self._doer.show_error)
        job.ended.connect(partial(self._end, run))
        self.episode = order.episode
        self.changed.emit()
        return job

    @property
    def known_order(self) -> RunOrder | None:
        """The order of the last run of the episode shown that this window began."""
        project = self._project
        if project is None or self.episode is None:
            return None
        return order_from_json(self._memory.order_of(project.root, self.episode))

    def guessed_order(self) -> RunOrder | None:
        """An order that goes on with the open jobs of the episode shown."""
        return None if self.sight is None else order_of_sight(self.sight)

    def order_for(self, scene_id: str) -> RunOrder:
        """An order for one batch, grouped as it was made and rendered as its episode was."""
        known = self.known_order or RunOrder(episode=self.episode or 0)
        scenes = self.sight.scenes if self.sight is not None else ()
        scene = next((one for one in scenes if one.scene_id == scene_id), None)
        takes = [take for beat in scene.beats for take in beat.takes] if scene else []
        made = next((take for take in reversed(takes) if take.provider and take.model), None)
        return replace(
            known,
            scenes=(scene_id,),
            passes=None,
            grouping=(scene.strategy if scene else "") or known.grouping,
            provider=made.provider if made else known.provider,
            model=made.model if made else known.model,
        )

    def leave(self) -> None:
        """Don't offer to go on with the interrupted run of the episode shown any more."""
        if self.episode is not None:
            self._left.add(self.episode)
            self.changed.emit()

    # -- the project ---------------------------------------------------------

    @property
    def _project(self) -> Project | None:
        return self._projects.current.project if self._projects.current else None

    def _take_project(self, opened: OpenProject) -> None:
        self._forget_project()
        self._looker = RunLooker(opened.project)
        self._look()

    def _forget_project(self) -> None:
        for run in self._runs.values():
            run.drop()
        self._soon.stop()
        self._looker = None
        self._runs, self._books, self._sights, self._budgets = {}, {}, {}, {}
        self._left.clear()
        self.episodes, self.episode = (), None
        self.episodes_changed.emit()
        self.changed.emit()

    def _look_soon(self) -> None:
        if self._looker is not None and not self._soon.isActive():
            self._soon.start()

    def _look(self) -> None:
        project, looker = self._project, self._looker
        if project is None or looker is None:
            return
        if self._looking is not None:
            self._look_soon()
            return
        work = partial(_look, project, looker, self.episode)
        job = self._looking = self._services.jobs.start_blocking("Look at runs", work)
        job.succeeded.connect(partial(self._see, looker))
        job.failed.connect(self._doer.show_error)
        job.ended.connect(self._end_look)

    def _end_look(self) -> None:
        self._looking = None

    def _see(self, looker: RunLooker, seen: tuple[tuple[int, ...], EpisodeSight | None]) -> None:
        if looker is not self._looker:
            return  # another project is open by now
        episodes, sight = seen
        if episodes != self.episodes:
            self.episodes = episodes
            self.episodes_changed.emit()
        if sight is None:
            return
        if self.episode is None:
            self.episode = sight.episode
        self._sights[sight.episode] = sight
        book = self._book(sight.episode)
        if sight.episode not in self._runs:
            book.end()
        book.see(sight)
        self.changed.emit()
        if sight.episode != self.episode:
            self._look()

    # -- a run ---------------------------------------------------------------

    def _desk(self, project: Project, order: RunOrder, tell: object) -> Desk:
        context = self._services.context(project, JobContext())
        return desk_for(context, order, tell, PROGRAM)  # type: ignore[arg-type]

    def _hear(self, run: RunInHand, events: tuple[RunEvent, ...]) -> None:
        self._book(run.order.episode).hear(events)
        for event in events:
            if isinstance(event, TakeCompleted) and event.output:
                self._tell_arrival(event)
            elif isinstance(event, BudgetChanged):
                self._budgets[run.order.episode] = event
        if any(not isinstance(event, SequenceComplete) for event in events):
            self._look_soon()
        if run.order.episode == self.episode:
            self.changed.emit()

    def _tell_arrival(self, event: TakeCompleted) -> None:
        """A take came: the tree looks at its folder, and a pass is cut by itself."""
        media = Change(ChangeKind.MEDIA, event.output)
        changes = {media, Change(ChangeKind.PASS, event.scene_id)}
        self._services.hub.publish(changes, self)

    def _tell_end(self, run: RunInHand, report: RunReport) -> None:
        words, tone = _said_of(run, report)
        self._doer.say(words, tone)
        self.ended.emit(run.order, report)

    def _end(self, run: RunInHand) -> None:
        if self._runs.get(run.order.episode) is run:
            del self._runs[run.order.episode]
            self._budgets.pop(run.order.episode, None)
            self.look()
        run.deleteLater()
        self.changed.emit()

    def _book(self, episode: int) -> RunBook:
        return self._books.setdefault(episode, RunBook())


def _look(
    project: Project, looker: RunLooker, episode: int | None, _job: JobContext
) -> tuple[tuple[int, ...], EpisodeSight | None]:
    """All episodes, and the one that is shown; the first interrupted one when none is yet."""
    episodes = episodes_of(project)
    if episode is not None:
        return episodes, looker.look(episode)
    opened = {job.episode for job in project.ledger.view().still_open()}
    wanted = next((one for one in episodes if one in opened), next(iter(episodes), None))
    return episodes, None if wanted is None else looker.look(wanted)


def _said_of(run: RunInHand, report: RunReport) -> tuple[str, str]:
    """How a run ended, in a line, and in which tone."""
    where, count = episode_id(run.order.episode), len(report.outputs)
    takes = "1 take" if count == 1 else f"{count} takes"
    if report.halted is not None:
        return f"{where} stopped: {report.halted['message']}", "error"
    waiting = len(report.needs_person) + len(report.blocked) + len(report.staged)
    needs = f", {waiting} need you" if waiting > 1 else ", 1 needs you" if waiting else ""
    if run.is_stopping:
        return f"{where} stopped as asked: {takes} rendered{needs}", "note"
    if not count:
        return f"{where}: nothing had to be rendered{needs}", "warning" if needs else "done"
    return f"{where} rendered: {takes}{needs}", "warning" if needs else "done"
