"""What rendering cost: asks the ``costs`` command and shows its answer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from engine.commands.ledger import costs
from engine.domain.ids import episode_id
from engine.domain.money import format_usd
from engine.orchestration.order import USUAL_BUDGET
from recoil_desktop.dialogs.confirm import ConfirmDialog
from recoil_desktop.views.costs import CostsShown
from recoil_desktop.widgets.budget_bar import Budget

if TYPE_CHECKING:
    from engine.commands.ledger_answers import CostsAnswer
    from engine.domain.changes import Outcome
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.runs import Runs
    from recoil_desktop.session.window_parts import WindowParts

_PAUSE_MS = 1500
_DAY = 10


class Spending(QObject):
    """Keeps the costs pane as the ledger is; asks again when money moved, while it is looked at."""

    def __init__(self, doer: Doer, projects: Projects, parts: WindowParts, runs: Runs) -> None:
        super().__init__(parts.window)
        self._doer = doer
        self._projects = projects
        self._parts = parts
        self._runs = runs
        self._newest: Job | None = None
        self._figures: object = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self.look)
        parts.costs.wanted.connect(self.look)
        runs.changed.connect(self._follow)
        runs.episodes_changed.connect(self._show_episodes)
        projects.opened.connect(lambda _project: self.look())
        projects.closed.connect(self._forget)
        dock = parts.window.docks["costs"]
        dock.visibilityChanged.connect(lambda is_shown: self.look() if is_shown else None)

    def look(self) -> None:
        """Ask what was spent, now."""
        project = self._projects.current
        if project is None:
            return
        self._soon.stop()
        pane = self._parts.costs
        words = {
            "episode": pane.wanted_episode,
            "every_period": pane.every_period.isChecked(),
        }
        job = self._newest = self._doer.ask(
            costs, project.project, title="Look at the costs", arguments=words
        )
        job.succeeded.connect(partial(self._show, job))
        job.failed.connect(self._doer.show_error)

    def ask_for_period(self) -> None:
        """Ask, then begin a new budget period."""
        dialog = ConfirmDialog(
            "Begin a new budget period?",
            "What was spent until now no longer counts against the budget; it stays in the "
            "ledger. What is reserved stays reserved.",
            button="Begin",
            words="begin",
            parent=self._parts.window,
        )
        dialog.confirmed.connect(lambda _amount: self._begin_period())
        dialog.open()

    # -- private -------------------------------------------------------------

    def _begin_period(self) -> None:
        project = self._projects.current
        if project is None:
            return
        job = self._doer.do(
            costs,
            project.project,
            title="Begin a budget period",
            arguments={"new_period": True},
        )
        job.ended.connect(self.look)
        job.ended.connect(self._runs.look)

    def _follow(self) -> None:
        """Money moved."""
        sight = self._runs.sight
        figures = sight.figures if sight is not None else None
        if figures != self._figures:
            self._figures = figures
            if self._parts.costs.isVisible() and not self._soon.isActive():
                self._soon.start()

    def _show_episodes(self) -> None:
        self._parts.costs.show_episodes(self._runs.episodes)

    def _show(self, job: Job, outcome: Outcome[CostsAnswer]) -> None:
        if job is not self._newest:
            return
        answer = outcome.value
        figures = answer.figures
        self._parts.costs.show_costs(
            CostsShown(
                report=answer.report,
                budget=Budget(
                    estimated=figures.estimated,
                    reserved=figures.reserved,
                    billed=figures.billed,
                    unknown=figures.unknown,
                    cap=self._cap(answer),
                ),
                note=self._note(answer),
                problem=answer.problem,
            )
        )

    def _note(self, answer: CostsAnswer) -> str:
        pane = self._parts.costs
        where = "" if pane.wanted_episode is None else f" of {episode_id(pane.wanted_episode)}"
        if pane.every_period.isChecked():
            return f"All that was ever billed{where}"
        since = f", since {answer.since[:_DAY]}" if answer.since else ""
        spent = format_usd(answer.report.total.billed_micro)
        return f"{spent} billed{where} in budget period {answer.period}{since}"

    def _cap(self, answer: CostsAnswer) -> int:
        """A budget bounds an episode, so all of them together have none."""
        pane = self._parts.costs
        is_bounded = pane.wanted_episode is not None and not pane.every_period.isChecked()
        return (answer.budget_micro or USUAL_BUDGET) if is_bounded else 0

    def _forget(self) -> None:
        self._soon.stop()
        self._newest = None
        self._parts.costs.show_costs(None)
