"""Opens, keeps and closes the project; looks after it in the background."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine.commands.projects import DEMO, make_demo, new_project
from engine.commands.segmentation import extract
from engine.commands.upkeep import put_aside
from engine.domain.ids import check_project_name
from engine.errors import RecoilError, UserError
from recoil_desktop.session.open_project import OpenProject
from recoil_desktop.session.opening import care_for, cuts_by_itself, open_project
from recoil_desktop.session.places_to_open import is_project, opening_of

if TYPE_CHECKING:
    from pathlib import Path

    from engine.commands.segmentation_answers import ExtractAnswer
    from engine.domain.changes import Change, Outcome
    from engine.store.project import Project
    from recoil_desktop.memory import Memory
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.glance import Glance
    from recoil_desktop.session.opening import Care, Opened
    from recoil_desktop.session.places_to_open import Opening
    from recoil_desktop.session.services import Services

_SETTLE_MS = 2500  # a render that has just arrived may still be written
_MOST_TOLD = 3  # more passes that failed are told in one line


class Projects(QObject):
    """At most one project is open. Everything slow is a job; the window stays usable."""

    opened = Signal(object)  # OpenProject
    closed = Signal()
    failed = Signal()  # nothing was opened
    looked = Signal(object)  # Glance
    tree_changed = Signal(object)  # Node: with what somebody just did in this window
    grew = Signal(object)  # Node: the tree of a large project, while it is read
    video_requested = Signal(object)  # Path: a video that stands for itself

    def __init__(
        self, services: Services, doer: Doer, memory: Memory, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._doer = doer
        self._memory = memory
        self.current: OpenProject | None = None
        self._tried: set[str] = set()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._cut_arrivals)
        services.hub.changed.connect(self._follow_changes)
        doer.witness = self

    # -- opening -----------------------------------------------------------

    def open_path(self, path: Path) -> None:
        """Open whatever lies there: a project, or a video by itself."""
        work = partial(opening_of, path.absolute())
        job = self._services.jobs.start_blocking(f"Open {path.name}", work)
        job.succeeded.connect(self._open_found)
        job.failed.connect(self._fail)

    def open(self, root: Path) -> None:
        """Open the project in ``root`` in place of the one that is open."""
        services = self._services
        work = partial(open_project, root.absolute(), services.clock, services.caches)
        job = self._services.jobs.start_blocking(f"Open {root.name}", work, queue="open")
        job.succeeded.connect(self._take)
        job.failed.connect(self._fail)

    def open_demo(self) -> None:
        """Open the demo; make it first when it isn't there."""
        root = self._services.places.projects_root / DEMO
        if is_project(root):
            self.open(root)
            return
        self._doer.say("Making the demo: a minute of rendering, then it opens by itself.")
        job = self._doer.do(make_demo, None, title="Make the demo project", is_quiet=True)
        job.succeeded.connect(lambda _outcome: self.open(root))

    def create(self, name: str) -> None:
        """Make a new project and open it."""
        job = self._doer.do(
            new_project, None, title=f"Make project {name}", arguments={"name": name}
        )
        root = self._services.places.projects_root / name
        job.succeeded.connect(lambda _outcome: self.open(root))

    def why_not(self, name: str) -> str | None:
        """Why a new project can't be called so; None when it can. Nothing typed is no reason."""
        if not name:
            return ""
        try:
            check_project_name(name)
        except UserError as error:
            return str(error)
        is_taken = (self._services.places.projects_root / name).exists()
        return f"there is a project called {name} already" if is_taken else None

    def close(self) -> None:
        """Close the project."""
        if self.current is None:
            return
        self._settle.stop()
        self.current.close()
        self.current.deleteLater()
        self.current = None
        self.closed.emit()

    # -- looking after it --------------------------------------------------

    def check(self) -> None:
        """Finish what was interrupted, make missing sidecars, cut what has not been cut."""
        if self.current is None:
            return
        work = partial(care_for, self.current.project, self.current.tree)
        title = f"Look after {self.current.project.name}"
        job = self._services.jobs.start_blocking(title, work, queue="care")
        job.succeeded.connect(self._tell_care)
        job.failed.connect(self._doer.show_error)
        self.current.look()

    def cut_waiting(self) -> None:
        """Cut all passes that have a video and no cuts yet, one after another."""
        if self.current is None or self.current.project.offline is not None:
            return
        self._tried.update(self.current.glance.uncut)
        job = self._doer.do(
            extract, self.current.project, title="Cut passes", queue="cut", is_quiet=True
        )
        job.succeeded.connect(self._tell_failures)

    def cut(self, pass_id: str) -> None:
        """Cut one pass."""
        if self.current is None:
            return
        self._tried.add(pass_id)  # whoever takes it back does not want it cut by itself again
        self._doer.do(
            extract,
            self.current.project,
            title=f"Cut {pass_id}",
            queue="cut",
            arguments={"pass_id": pass_id},
        )

    def put_aside(self, change_id: str) -> None:
        """Stop trying to finish a stuck change."""
        if self.current is not None:
            self._doer.do(
                put_aside,
                self.current.project,
                title="Put a stuck change aside",
                arguments={"change_id": change_id},
            )

    # -- what was just done ------------------------------------------------

    def look_within(self, project: Project | None, changes: frozenset[Change]) -> None:
        """Look at what a command changed, in its own thread."""
        current = self.current
        if current is not None and project is current.project:
            with suppress(RecoilError):  # the look that follows says what is wrong
                current.look_within(changes)

    def show_at_once(self, project: Project | None) -> None:
        """Show it, before all that hangs on it is looked at."""
        if self.current is not None and project is self.current.project:
            self.current.show_at_once()

    # -- private -----------------------------------------------------------

    def _open_found(self, opening: Opening) -> None:
        if opening.project is not None:
            self.open(opening.project)
        elif opening.video is not None:
            self.video_requested.emit(opening.video)

    def _fail(self, error: RecoilError) -> None:
        self._doer.show_error(error)
        if self.current is None:
            self.failed.emit()

    def _take(self, found: Opened) -> None:
        self.close()
        self._tried.clear()
        jobs = self._services.jobs
        self.current = OpenProject(found.project, found.tree, found.glance, jobs, self)
        self.current.looked.connect(self._take_glance)
        self.current.grew.connect(self.grew)
        self.current.tree_changed.connect(self.tree_changed)
        self.current.lost.connect(self._doer.show_error)
        self.current.start()
        self._memory.add_recent(found.project.root)
        self._memory.keep_open_project(found.project.root)
        self.opened.emit(self.current)
        if found.glance.is_whole:  # else it is being read, and told when that is done
            self.looked.emit(found.glance)
        if found.project.offline is None:
            self.check()

    def _tell_care(self, care: Care) -> None:
        if care.finished:
            words = "1 change" if care.finished == 1 else f"{care.finished} changes"
            self._doer.say(f"Finished {words} that had been interrupted.", "done")
        if care.stuck:
            words = "1 change" if care.stuck == 1 else f"{care.stuck} changes"
            self._doer.say(
                f"Interrupted and no longer fitting: {words}. See project health.", "warning"
            )
        if self._services.settings.work.extracts_on_open and care.cuts_by_itself:
            self.cut_waiting()

    def _tell_failures(self, outcome: Outcome[ExtractAnswer]) -> None:
        """Say which passes could not be cut; each is tried once, so each is told once."""
        for episode in outcome.value.refused:
            if episode.line not in self._tried:
                self._tried.add(episode.line)
                self._doer.say(episode.line, "error")
        failed = [one for one in outcome.value.passes if one.error is not None]
        if len(failed) > _MOST_TOLD and outcome.value.failure is not None:
            self._doer.say(outcome.value.failure, "error")
            return
        for one in failed:
            self._doer.say(f"{one.pass_id}: {one.reason}", "error")

    def _take_glance(self, glance: Glance) -> None:
        self.looked.emit(glance)
        if set(glance.uncut) - self._tried:
            self._settle.start()

    def _cut_arrivals(self) -> None:
        if self.current is None or not self._services.settings.work.extracts_on_open:
            return
        if cuts_by_itself(self.current.project) and set(self.current.glance.uncut) - self._tried:
            self.cut_waiting()

    def _follow_changes(self, changes: frozenset[Change], _initiator: object) -> None:
        if self.current is not None:
            self.current.look_at(changes)
