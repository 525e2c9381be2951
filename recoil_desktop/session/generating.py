"""Opens the Generate dialog, works out what its wishes cost, and starts what it asks for."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from engine.commands import running
from engine.domain.ids import PassId, episode_id
from engine.domain.money import usd_to_micro
from engine.errors import RecoilError
from engine.orchestration.desk import USUAL_TAKES
from engine.orchestration.keeping import Keeper
from engine.orchestration.order import USUAL_BUDGET, RunOrder
from engine.orchestration.sight import episodes_of
from engine.providers.base import ProviderSettings
from engine.providers.profiles import Profiles
from engine.providers.registry import provider, provider_names
from recoil_desktop.models.generate_choices import (
    LOCAL,
    Choices,
    EpisodeChoice,
    Forecast,
    GenerateWish,
    ModelChoice,
    PassChoice,
    Preset,
    ProviderChoice,
)
from recoil_desktop.models.run_words import price, seconds, shots_in_words

if TYPE_CHECKING:
    from engine.domain.coverage import CoveragePass
    from engine.jobs import JobContext
    from engine.providers.profiles import ModelProfile
    from engine.store.places import Places
    from engine.store.project import Project
    from recoil_desktop.dialogs.generate import GenerateDialog
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.runs import Runs
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts

_TITLES = {LOCAL: "Animatic, on this machine", "fal": "fal.ai", "gemini": "Gemini, keyframes"}


class Generating(QObject):
    """At most one dialog is open; everything it shows is read and worked out by jobs."""

    def __init__(
        self, services: Services, parts: WindowParts, projects: Projects, runs: Runs
    ) -> None:
        super().__init__(parts.window)
        self._services = services
        self._parts = parts
        self._projects = projects
        self._runs = runs
        self._forecasting: Job | None = None
        self.dialog: GenerateDialog | None = None
        projects.closed.connect(self._close)

    def ask(self, preset: Preset) -> None:
        """Open the dialog with what is asked for; one that is open is closed first."""
        project = self._projects.current
        if project is None:
            return
        from recoil_desktop.dialogs.generate import GenerateDialog  # late: on demand

        self._close()
        dialog = self.dialog = GenerateDialog(self._services.themes, self._parts.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(partial(self._forget, dialog))
        dialog.forecast_wanted.connect(partial(self._work_out, project.project, dialog))
        dialog.started.connect(self._start)
        dialog.open()
        work = partial(
            read_choices,
            project.project,
            self._services.places,
            self._services.settings.run.concurrency,
        )
        job = self._services.jobs.start_blocking("Read plans and models", work)
        job.succeeded.connect(partial(self._offer, dialog, preset))
        job.failed.connect(lambda error: dialog.view.say(str(error), is_trouble=True))

    # -- private -------------------------------------------------------------

    def _offer(self, dialog: GenerateDialog, preset: Preset, choices: Choices) -> None:
        if dialog is self.dialog:
            shown = self._runs.episode
            episode = preset.episode if preset.episode is not None else shown
            dialog.show_choices(choices, replace(preset, episode=episode))

    def _work_out(self, project: Project, dialog: GenerateDialog, wish: GenerateWish) -> None:
        if self._forecasting is not None:
            self._forecasting.cancel()
        work = partial(self._forecast, project, wish)
        job = self._forecasting = self._services.jobs.start_blocking("Work out the costs", work)
        job.succeeded.connect(partial(self._show, job, dialog, wish))
        job.failed.connect(partial(self._fail, job, dialog, wish))

    def _forecast(self, project: Project, wish: GenerateWish, job: JobContext) -> Forecast:
        report = running.dry_run(self._services.context(project, job), order_of(wish))
        figures = project.ledger.view().figures(wish.episode)
        owner = project.locks.leased_by(*Keeper.of_episode(wish.episode))
        return Forecast(
            beats=report.beats,
            total_micro=report.total_micro,
            problems=report.problems,
            estimated_micro=figures.estimated,
            reserved_micro=figures.reserved,
            billed_micro=figures.billed,
            unknown_micro=figures.unknown,
            run_by=f"{owner.program}, pid {owner.pid} on {owner.host}" if owner else "",
        )

    def _show(
        self, job: Job, dialog: GenerateDialog, wish: GenerateWish, forecast: Forecast
    ) -> None:
        if job is self._forecasting and dialog is self.dialog:
            self._forecasting = None
            dialog.show_forecast(wish, forecast)

    def _fail(
        self, job: Job, dialog: GenerateDialog, wish: GenerateWish, error: RecoilError
    ) -> None:
        if job is self._forecasting and dialog is self.dialog:
            self._forecasting = None
            dialog.show_failure(wish, str(error))

    def _start(self, wish: GenerateWish) -> None:
        self._runs.start(order_of(wish))
        self._parts.window.activateWindow()
        self._parts.window.docks.bring("runs")

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _forget(self, dialog: GenerateDialog, _result: int) -> None:
        if dialog is self.dialog:
            self.dialog = None
            if self._forecasting is not None:
                self._forecasting.cancel()
                self._forecasting = None


def order_of(wish: GenerateWish) -> RunOrder:
    """The engine's order for what a form says.

    Raises:
        UserError: no run can honour it.
    """
    order = RunOrder(
        episode=wish.episode,
        grouping=wish.grouping,
        passes=wish.passes,
        scenes=wish.scenes,
        provider=wish.provider,
        model=wish.model,
        budget_micro=wish.budget_micro,
        most_per_job_micro=wish.most_per_job_micro,
        max_takes=wish.max_takes,
        concurrency=wish.concurrency,
        generate_audio=wish.generate_audio,
        rerender_missing=wish.rerender_missing,
        rerender_stale=wish.rerender_stale,
    )
    order.check()
    return order


def wish_of(order: RunOrder) -> GenerateWish:
    """What a form says that would give this order; what the order leaves open is 0."""
    return GenerateWish(
        episode=order.episode,
        grouping=order.strategy,
        passes=order.passes,
        scenes=order.scenes,
        provider=order.provider or LOCAL,
        model=order.model,
        budget_micro=order.budget_micro or 0,
        most_per_job_micro=order.most_per_job_micro,
        max_takes=order.max_takes or 0,
        concurrency=order.concurrency,
        generate_audio=order.generate_audio,
    )


# -- reading, beside the window ----------------------------------------------


def read_choices(project: Project, places: Places, concurrency: int, job: JobContext) -> Choices:
    """Everything the form offers; what cannot be read of one episode is its own trouble."""
    settings = project.settings
    budget = USUAL_BUDGET if settings.budget_usd is None else usd_to_micro(settings.budget_usd)
    profiles = Profiles.load()
    names = provider_names()
    job.check()
    return Choices(
        episodes=tuple(_episode(project, number) for number in episodes_of(project)),
        providers=tuple(ProviderChoice(n, _TITLES.get(n, n), _reason(n, places)) for n in names),
        models=tuple(_model(profile) for profile in profiles.all()),
        default_model=settings.default_video_model or "",
        budget_micro=budget,
        max_takes=settings.max_takes or USUAL_TAKES,
        concurrency=concurrency,
    )


def _episode(project: Project, number: int) -> EpisodeChoice:
    try:
        plan = project.plans.read(number)
        coverage = project.coverage.read(number)
    except RecoilError as error:
        return EpisodeChoice(number, problem=str(error))
    if plan is None:
        return EpisodeChoice(number, problem=f"{episode_id(number)} has no plan")
    passes = coverage.passes if coverage is not None else []
    return EpisodeChoice(
        number, sum(1 for _ in plan.all_shots()), tuple(_pass(one) for one in passes)
    )


def _pass(planned: CoveragePass) -> PassChoice:
    found = PassId.find(planned.pass_id)
    title = found.title if found else f"{planned.pass_id} {shots_in_words(planned.shot_ids())}"
    try:
        length = sum(planned.durations())
    except RecoilError:
        length = 0
    return PassChoice(planned.pass_id, title, seconds(float(length)) if length else "")


def _model(profile: ModelProfile) -> ModelChoice:
    known = (profile.usd_per_second, profile.usd_per_image)
    return ModelChoice(
        id=profile.id,
        title=profile.title,
        provider=profile.provider,
        price=price(*known),
        priced_on=profile.priced_on.isoformat() if profile.priced_on else "",
        is_priced=known != (None, None),
    )


def _reason(name: str, places: Places) -> str:
    """Why a provider cannot be used now; empty when it can."""

    settings = ProviderSettings(dict(os.environ), places.state_dir / running.KEY_FILE)

    async def ask() -> str:
        renderer = provider(name, settings)
        try:
            renderer.check_ready()
        except RecoilError as error:
            return str(error)
        finally:
            await renderer.close()
        return ""

    try:
        return asyncio.run(ask())
    except RecoilError as error:
        return str(error)
