"""What editors ask of runs, and the pane that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine.commands.generate import collect
from engine.domain.ids import episode_id, find_shot_episode
from recoil_desktop.actions.run_state import RunState
from recoil_desktop.dialogs.confirm import ConfirmDialog
from recoil_desktop.models.generate_choices import Preset
from recoil_desktop.models.run_line import LineKind, RunLine, Stage
from recoil_desktop.models.run_needs import Need, Verb, needs_of
from recoil_desktop.models.run_words import batch_title, counted
from recoil_desktop.session.generating import wish_of
from recoil_desktop.session.run_answers import RunAnswers
from recoil_desktop.session.run_status import interrupted_words, status_of
from recoil_desktop.views.runs.pane import RunsShown
from recoil_desktop.widgets.budget_bar import Budget

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from engine.orchestration.events import BudgetChanged
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.generating import Generating
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.runs import Runs
    from recoil_desktop.session.window_parts import WindowParts

_MAY_COST = "The provider is asked to stop; what it has begun may still be charged."


class RunDesk(QObject):
    """Shows the episode's runs and carries out the verbs of its pane, menus and palette."""

    state_changed = Signal()
    compare_requested = Signal(str)  # scene id

    def __init__(
        self,
        doer: Doer,
        projects: Projects,
        parts: WindowParts,
        *,
        runs: Runs,
        generating: Generating,
    ) -> None:
        super().__init__(parts.window)
        self._doer = doer
        self._projects = projects
        self._parts = parts
        self._runs = runs
        self._generating = generating
        self._answers = RunAnswers(doer, projects, parts, runs)
        self._state = RunState()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._show)
        runs.changed.connect(self._soon.start)
        runs.episodes_changed.connect(self._soon.start)
        pane = parts.runs
        pane.episode_chosen.connect(runs.show_episode)
        pane.line_chosen.connect(lambda _line: self._soon.start())
        pane.line_opened.connect(self._view)
        pane.need_asked.connect(self._answer)

    @property
    def state(self) -> RunState:
        """What actions know of runs."""
        return self._state

    # -- verbs ---------------------------------------------------------------

    def generate(self, node: Node | None = None) -> None:
        """Ask what to render: the episode, pass or shot of ``node``, else the episode shown."""
        if node is None:
            self._generating.ask(Preset(episode=self._runs.episode))
            return
        detail, kind = node.detail, str(node.kind)
        is_shot = kind == "shot"
        found = find_shot_episode(detail.shot_id) if is_shot else None
        episode = next((one for one in (detail.episode, found, self._runs.episode) if one), None)
        self._generating.ask(
            Preset(
                episode=episode,
                passes=(detail.pass_id,) if kind == "pass" and detail.pass_id else (),
                scenes=(detail.shot_id,) if is_shot else (),
                grouping="solo" if is_shot else "",
            )
        )

    def pause_or_resume(self) -> None:
        """Start nothing new for now, or go on."""
        run = self._runs.run
        if run is None:
            return
        if run.is_paused:
            run.resume()
        else:
            run.pause()

    def stop(self) -> None:
        """End when what is under way has ended."""
        if self._runs.run is not None:
            self._runs.run.stop()

    def ask_to_cancel(self) -> None:
        """Ask, then have the provider stop everything."""
        run = self._runs.run
        if run is None:
            return
        under_way = counted(_active(self._runs.book.tree), "take")
        dialog = ConfirmDialog(
            f"Cancel the run of {episode_id(run.order.episode)}?",
            f"{under_way} under way. {_MAY_COST} Takes that are done stay.",
            button="Cancel the run",
            parent=self._parts.window,
        )
        dialog.confirmed.connect(lambda _amount: run.cancel())
        dialog.open()

    def ask_to_cancel_beat(self) -> None:
        """Ask, then have the provider stop one take."""
        run, line = self._runs.run, self._parts.runs.chosen_line
        if run is None or line is None:
            return
        dialog = ConfirmDialog(
            f"Cancel {batch_title(line.scene_id)}?",
            f"{_MAY_COST} The other beats go on.",
            button="Cancel this beat",
            parent=self._parts.window,
        )
        dialog.confirmed.connect(lambda _amount: run.cancel_take(line.dispatch_id))
        dialog.open()

    def collect(self) -> None:
        """Fetch what is finished at the providers."""
        project = self._projects.current
        if project is None:
            return
        words = {"episode": self._runs.episode}
        job = self._doer.do(
            collect, project.project, title="Collect finished jobs", arguments=words, is_quiet=True
        )
        job.succeeded.connect(self._answers.tell_collected)
        job.ended.connect(self._runs.look)

    def resume_interrupted(self) -> None:
        """The same run again; when nobody knows which it was, the form is asked first."""
        known = self._runs.known_order
        order = known or self._runs.guessed_order()
        if order is None:
            return
        if known is not None:
            self._runs.start(known)
            return
        self._generating.ask(Preset(order.episode, scenes=order.scenes or (), wish=wish_of(order)))

    def leave(self) -> None:
        """Don't offer to go on with the interrupted run any more."""
        self._runs.leave()

    def view_chosen(self) -> None:
        """Show the chosen take in the viewer."""
        line = self._parts.runs.chosen_line
        if line is not None:
            self._view(line)

    def ask_to_reroll(self) -> None:
        """Ask for a fresh take of the chosen batch."""
        line, episode = self._parts.runs.chosen_line, self._runs.episode
        if line is not None and episode is not None:
            self._answers.ask_to_reroll(episode, line.scene_id)

    def show_episode(self, episode: int) -> None:
        """Show the runs of an episode, in whatever pane is in front."""
        self._runs.show_episode(episode)

    def ask_to_reroll_batch(self, episode: int, scene_id: str) -> None:
        """Ask for a fresh take of a batch that is chosen somewhere else."""
        self._answers.ask_to_reroll(episode, scene_id)

    def ask_to_locate(self) -> None:
        """Ask where the video of the chosen beat went."""
        line = self._parts.runs.chosen_line
        if line is not None:
            self._answers.ask_to_locate(line.output)

    def fetch_again(self) -> None:
        """Ask the provider of the chosen beat for its video once more."""
        line = self._parts.runs.chosen_line
        if line is not None:
            self._answers.fetch_again(line.output)

    def render_again(self) -> None:
        """Look at what it costs to render the lost video of the chosen beat again."""
        line = self._parts.runs.chosen_line
        if line is not None:
            self._render_again(line.scene_id)

    # -- needs ---------------------------------------------------------------

    def _answer(self, need: Need, verb: Verb) -> None:
        match verb:
            case Verb.COLLECT:
                self.collect()
            case Verb.COMPARE:
                self.compare_requested.emit(need.scene_id)
            case Verb.RENDER_AGAIN:
                self._render_again(need.scene_id)
            case Verb.SHOW:
                self._parts.runs.tree.choose(f"batch {need.scene_id}")
                self._parts.runs.tree.setFocus()
            case _:
                self._answers.answer(need, verb, self._runs.episode or 0)

    def _render_again(self, scene_id: str) -> None:
        is_missing = any(line.is_missing for line in _beats_of(self._runs.book.tree, scene_id))
        self._generating.ask(
            Preset(
                episode=self._runs.episode,
                scenes=(scene_id,),
                rerender_missing=is_missing,
                rerender_stale=not is_missing,
                wish=wish_of(self._runs.order_for(scene_id)),
            )
        )

    # -- showing -------------------------------------------------------------

    def _view(self, line: RunLine) -> None:
        if line.output:
            self._parts.inspector.clip_requested.emit(line.output)

    def _show(self) -> None:
        runs = self._runs
        tree, sight, run, budget = runs.book.tree, runs.sight, runs.run, runs.budget
        status, tone = status_of(runs)
        shown = RunsShown(
            episodes=runs.episodes,
            episode=runs.episode,
            status=status,
            tone=tone,
            is_running=run is not None,
            lines=tree,
            needs=needs_of(sight, tree.children, is_running=run is not None),
            budget=None if budget is None else _budget(budget),
            interrupted=interrupted_words(sight) if sight and runs.is_interrupted else "",
        )
        self._parts.runs.show_runs(shown)
        self._tell_state()

    def _tell_state(self) -> None:
        runs, run = self._runs, self._runs.run
        sight, line = runs.sight, self._parts.runs.chosen_line
        waiting = [job for job in sight.jobs if not job.needs_person] if sight else []
        self._state = RunState(
            episode=runs.episode,
            is_running=run is not None,
            is_paused=run is not None and run.is_paused,
            is_stopping=run is not None and run.is_stopping,
            is_cancelling=run is not None and run.is_cancelling,
            run_by=sight.run_by if sight is not None and run is None else "",
            is_interrupted=runs.is_interrupted,
            collectable=sum(job.was_sent for job in waiting),
            chosen_scene=line.scene_id if line else "",
            chosen_beat=line.beat_id if line else "",
            chosen_output=line.output if line and not line.is_missing else "",
            is_live=bool(run and line and line.stage is Stage.ACTIVE and line.beat_id),
            is_missing=bool(line and line.is_missing and line.beat_id),
            can_reroll=bool(line and line.beat_id and line.output and not line.is_missing),
        )
        self.state_changed.emit()


def _budget(figures: BudgetChanged) -> Budget:
    return Budget(
        estimated=figures.estimated_micro,
        reserved=figures.reserved_micro,
        billed=figures.billed_micro,
        unknown=figures.unknown_micro,
        cap=figures.budget_micro,
    )


def _active(root: RunLine) -> int:
    return sum(
        beat.stage is Stage.ACTIVE
        for line in root.children
        for beat in ((line,) if line.beat_id else line.children)
    )


def _beats_of(root: RunLine, scene_id: str) -> tuple[RunLine, ...]:
    for line in root.children:
        if line.scene_id == scene_id:
            beats = tuple(one for one in line.children if one.kind is LineKind.BEAT)
            return (line,) if line.beat_id else beats
    return ()
