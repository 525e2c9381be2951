"""Lets editors draw new art for batches: who draws, what it costs, and what became of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.commands.board import render
from engine.providers.profiles import IMAGE_T2I, Profiles
from recoil_desktop.dialogs.render_boards import RenderBoardsDialog, RenderWish
from recoil_desktop.models.generate_choices import LOCAL, ModelChoice
from recoil_desktop.models.run_words import counted, money, price

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.commands.board_answers import RenderedBoards
    from engine.domain.changes import Outcome
    from engine.errors import RecoilError
    from engine.jobs import JobContext
    from recoil_desktop.session.board_watch import BoardWatch
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts


class BoardRendering(QObject):
    """Every board is drawn by the engine's command; the wall follows the disk afterwards."""

    def __init__(
        self, services: Services, doer: Doer, parts: WindowParts, watch: BoardWatch
    ) -> None:
        super().__init__(parts.window)
        self._jobs = services.jobs
        self._doer = doer
        self._window = parts.window
        self._watch = watch

    def ask(self, title: str, batches: Sequence[str]) -> None:
        """Ask who draws these batches, ``title`` in words."""
        job = self._jobs.start_blocking("Read models", _models)
        job.succeeded.connect(partial(self._open, title, tuple(batches)))
        job.failed.connect(self._doer.show_error)

    # -- private -------------------------------------------------------------

    def _open(self, title: str, batches: tuple[str, ...], models: tuple[ModelChoice, ...]) -> None:
        dialog = RenderBoardsDialog(title, batches, models, self._window)
        dialog.check_wanted.connect(partial(self._check, dialog))
        dialog.asked.connect(partial(self._render, title))
        dialog.open()
        dialog.begin()

    def _check(self, dialog: RenderBoardsDialog, wish: RenderWish) -> None:
        project, words = self._watch.project, self._words(wish)
        if project is None or words is None:
            return
        words["dry_run"] = True
        job = self._doer.ask(render, project, title="Look at boards", arguments=words)
        job.setParent(dialog)  # whoever closes the dialog wants no answer

        def show(outcome: Outcome[RenderedBoards]) -> None:
            answer = outcome.value
            said = f"It will probably cost {money(answer.report.estimate_micro)}."
            dialog.show_answer(wish, answer.failure or said, is_trouble=bool(answer.failure))

        def fail(error: RecoilError) -> None:
            dialog.show_answer(wish, str(error), is_trouble=True)

        job.succeeded.connect(show)
        job.failed.connect(fail)

    def _render(self, title: str, wish: RenderWish) -> None:
        project, words = self._watch.project, self._words(wish)
        if project is None or words is None:
            return
        job = self._doer.do(render, project, title=f"Draw {title}", arguments=words)
        job.succeeded.connect(self._tell_failures)
        job.ended.connect(self._watch.look)

    def _tell_failures(self, outcome: Outcome[RenderedBoards]) -> None:
        answer = outcome.value
        if answer.failure:
            self._doer.say(answer.failure, "error")
        drawn = sum(not row.problem for row in answer.report.rows)
        if answer.report.spent_micro:
            said = f"{counted(drawn, 'board')} drawn for {money(answer.report.spent_micro)}"
            self._doer.say(said, "done")

    def _words(self, wish: RenderWish) -> dict[str, object] | None:
        if self._watch.episode is None:
            return None
        return {
            "episode": self._watch.episode,
            "batch": wish.batches,
            "provider": wish.provider,
            "model": wish.model,
            "note": wish.note,
        }


def _models(_job: JobContext) -> tuple[ModelChoice, ...]:
    """Everything that draws pictures, what costs nothing first."""
    found = [one for one in Profiles.load().all() if IMAGE_T2I in one.modalities]
    found.sort(key=lambda one: one.provider != LOCAL)
    return tuple(
        ModelChoice(
            id=one.id,
            title=one.title,
            provider=one.provider,
            price=price(one.usd_per_second, one.usd_per_image),
        )
        for one in found
    )
