"""Carries out what editors answer to things that wait: lost jobs, lost videos, gates, rerolls."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from engine.commands.generate import generate
from engine.commands.ledger import decide
from engine.commands.shots import resolve_review
from engine.commands.takes import fetch, locate
from engine.commands.versions import rederive
from recoil_desktop.dialogs.ask import AskDialog
from recoil_desktop.dialogs.confirm import ConfirmDialog
from recoil_desktop.models.run_needs import Need, Verb
from recoil_desktop.models.run_words import batch_title, counted, money
from recoil_desktop.models.strategy_words import mode_words, strategy_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.commands.generate_answers import CollectAnswer, DryAnswer
    from engine.domain.changes import Outcome
    from engine.errors import RecoilError
    from engine.orchestration.proposing import Offer, Proposal
    from recoil_desktop.dialogs.reroll import RerollDialog, RerollProposal, RerollWish
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.runs import Runs
    from recoil_desktop.session.window_parts import WindowParts

_PAY_AGAIN = (
    "The job counts as over. What it may have cost is charged, {charge} when nobody knows better, "
    "and the next run pays for the same once more."
)
_GIVE_UP = (
    "The job counts as over and failed. What it may have cost is charged, {charge} when nobody "
    "knows better; 0 when you saw that nothing was billed."
)
_VIDEOS = "Videos (*.mp4 *.mov *.webm);;Pictures (*.png *.jpg *.jpeg *.webp)"


class RunAnswers(QObject):
    """Every answer is a command of the engine; the pane follows the disk afterwards."""

    def __init__(self, doer: Doer, projects: Projects, parts: WindowParts, runs: Runs) -> None:
        super().__init__(parts.window)
        self._doer = doer
        self._projects = projects
        self._parts = parts
        self._runs = runs

    def answer(self, need: Need, verb: Verb, episode: int) -> None:
        """Carry out what was asked of a need."""
        match verb:
            case Verb.FOUND:
                self._ask_where(need)
            case Verb.PAY_AGAIN:
                self._ask_words(need, "pay-again", "Pay again", _PAY_AGAIN)
            case Verb.GIVE_UP:
                self._ask_words(need, "give-up", "Give up", _GIVE_UP)
            case Verb.RESOLVE:
                self._ask_decided(need)
            case Verb.LOCATE:
                self.ask_to_locate(need.output)
            case Verb.FETCH:
                self.fetch_again(need.output)
            case Verb.MARK_DERIVED:
                self._rederive(episode, need, mark_derived=need.version)
            case Verb.DERIVE:
                self._rederive(episode, need)
            case _:
                return

    def tell_collected(self, outcome: Outcome[CollectAnswer]) -> None:
        """Say what was fetched, and what still runs."""
        found = outcome.value.collected
        waiting = f", {counted(len(found.waiting), 'job')} not finished" if found.waiting else ""
        unknown = f", {len(found.unknown)} need you" if found.unknown else ""
        tone = "warning" if found.unknown else "done"
        self._doer.say(f"{counted(len(found.fetched), 'job')} fetched{waiting}{unknown}", tone)

    # -- lost jobs -----------------------------------------------------------

    def _ask_where(self, need: Need) -> None:
        dialog = AskDialog(
            "Where is the job?",
            "The request's id, as the provider's page shows it. The job is fetched afterwards; "
            "nothing is sent.",
            label="Request id",
            button="It is there",
            parent=self._parts.window,
        )
        dialog.answered.connect(
            lambda request, _choice: self._decide(need, "found", {"request": request})
        )
        dialog.open()

    def _ask_words(self, need: Need, decision: str, title: str, sentences: str) -> None:
        words = decision.replace("-", " ")
        dialog = ConfirmDialog(
            f"{title}: {batch_title(need.scene_id)}?",
            sentences.format(charge=money(need.charge_micro)),
            button=title,
            words=words,
            asks_billed=True,
            parent=self._parts.window,
        )
        dialog.confirmed.connect(
            lambda billed: self._decide(need, decision, {"billed": billed, "confirm": words})
        )
        dialog.open()

    def _decide(self, need: Need, decision: str, words: Mapping[str, object]) -> None:
        known = {key: value for key, value in words.items() if value is not None}
        self._do(
            decide,
            f"{decision.replace('-', ' ').capitalize()} {need.beat_id}",
            {"dispatch": need.dispatch_id, "decision": decision, **known},
        )

    def _ask_decided(self, need: Need) -> None:
        dialog = AskDialog(
            "What was decided?",
            f"{need.title}. It leaves the queue; its takes and what they cost stay.",
            label="Looks fine, rewritten, left out…",
            button="Resolve",
            parent=self._parts.window,
        )
        dialog.answered.connect(
            lambda note, _choice: self._do(
                resolve_review, "Resolve a review", {"review": need.review_id, "note": note}
            )
        )
        dialog.open()

    # -- lost videos ---------------------------------------------------------

    def ask_to_locate(self, output: str) -> None:
        """Ask where a video went, and put it back into its place."""
        project = self._projects.current
        if project is None or not output:
            return
        title = f"Where is {output.rpartition('/')[2]}?"
        dialog = QFileDialog(self._parts.window, title, str(project.root), _VIDEOS)
        dialog.setObjectName("locate")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(
            lambda found: self._do(locate, "Locate a take", {"path": output, "file": Path(found)})
        )
        dialog.open()

    def fetch_again(self, output: str) -> None:
        """Ask its provider for a vanished video once more."""
        if output:
            self._do(fetch, "Download a take again", {"path": output})

    # -- versions ------------------------------------------------------------

    def _rederive(self, episode: int, need: Need, **verb: object) -> None:
        words = {"episode": episode, "batch": (need.scene_id,), **verb}
        self._do(rederive, f"Derive {batch_title(need.scene_id)}", words)

    # -- new takes -----------------------------------------------------------

    def ask_to_reroll(self, episode: int, scene_id: str) -> None:
        """Ask for a fresh take of a batch; its preflight is made before anything costs money."""
        from recoil_desktop.dialogs.reroll import RerollDialog  # late: on demand

        dialog = RerollDialog(scene_id, batch_title(scene_id), self._parts.window)
        dialog.check_wanted.connect(partial(self._check_reroll, dialog, episode))
        dialog.asked.connect(partial(self._reroll, episode))
        dialog.open()
        dialog.begin()

    def _check_reroll(self, dialog: RerollDialog, episode: int, wish: RerollWish) -> None:
        project = self._projects.current
        if project is None:
            return
        words = self._words_of(wish, episode) | {"dry_run": True}
        title = f"Look at {batch_title(wish.scene_id)}"
        job = self._doer.ask(generate, project.project, title=title, arguments=words)
        job.setParent(dialog)  # whoever closes the dialog wants no answer

        def show(outcome: Outcome[DryAnswer]) -> None:
            dialog.show_proposal(_proposal(outcome.value.report.proposal))
            said = f"It will probably cost {money(outcome.value.report.total_micro)}."
            dialog.show_answer(wish, said, is_trouble=False)

        def fail(error: RecoilError) -> None:
            dialog.show_answer(wish, str(error), is_trouble=True)

        job.succeeded.connect(show)
        job.failed.connect(fail)

    def _reroll(self, episode: int, wish: RerollWish) -> None:
        title = f"New take of {batch_title(wish.scene_id)}"
        self._do(generate, title, self._words_of(wish, episode))

    # -- inside --------------------------------------------------------------

    def _do(self, command: object, title: str, words: Mapping[str, object]) -> Job | None:
        project = self._projects.current
        if project is None:
            return None
        job = self._doer.do(command, project.project, title=title, arguments=words)  # type: ignore[arg-type]
        job.ended.connect(self._runs.look)
        return job

    def _words_of(self, wish: RerollWish, episode: int) -> dict[str, object]:
        """The words of the command: rendered by whom and grouped as the batch was."""
        order = self._runs.order_for(wish.scene_id)
        return {
            "episode": episode,
            "grouping": order.grouping,
            "provider": order.provider,
            "model": order.model,
            "budget": order.budget_micro,
            "max_per_job": order.most_per_job_micro,
            "new_take": True,
            "batch": wish.scene_id,
            "seed": wish.seed,
            "note": wish.note,
            "make_primary": wish.make_primary,
            "strategy": wish.strategy,
        }


def _proposal(found: Proposal | None) -> RerollProposal | None:
    """What the last rejection asks for, in the words of people."""
    from recoil_desktop.dialogs.reroll import RerollProposal  # late: on demand

    if found is None:
        return None
    reason = f": “{found.word.reason}”" if found.word.reason else ""
    words = f"Last rejected for {mode_words(found.word.mode)}{reason}"
    offers = tuple((offer.strategy, _offer_words(offer)) for offer in found.offers)
    return RerollProposal(words, offers)


def _offer_words(offer: Offer) -> str:
    tried = ", as tried before" if offer.was_tried else ""
    more = ", costs more" if offer.cost_tier == "higher" else ""
    return f"{strategy_words(offer.strategy)}{more}{tried}"
