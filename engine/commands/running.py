"""Runs for commands: the order made from words, the loop around it, and Ctrl-C."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from engine.domain.ids import PassId
from engine.errors import RecoilError
from engine.jobs import Stopped
from engine.orchestration.collecting import collect as collect_open
from engine.orchestration.desk import Desk
from engine.orchestration.events import BatchComplete, BatchesPlanned
from engine.orchestration.fetching_again import fetch_again as fetch_take
from engine.orchestration.forecast import dry_run as dry
from engine.orchestration.order import RunOrder
from engine.orchestration.planning import plan_run
from engine.orchestration.reroll import dry_reroll as dry_one
from engine.orchestration.reroll import reroll as reroll_one
from engine.orchestration.retry import StrategyRetries
from engine.orchestration.runner import EpisodeRunner
from engine.orchestration.shot import ShotWish, run_shot
from engine.providers.base import ProviderSettings
from engine.providers.profiles import Profiles
from engine.providers.registry import provider

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from engine.commands.context import CommandContext
    from engine.domain.dispatches import Dispatch
    from engine.domain.paths import ProjectPath
    from engine.orchestration.collecting import Collected
    from engine.orchestration.events import RunEvent
    from engine.orchestration.order import DryReport, RunReport
    from engine.orchestration.reroll import RerollWish
    from engine.orchestration.shot import ShotResult

T = TypeVar("T")

KEY_FILE = "keys.json"
_LOOK = 0.1  # seconds between looks at whether somebody pressed Ctrl-C


def order_of(**words: object) -> RunOrder:
    """The order in what was said; refused when no run can honour it.

    Raises:
        UserError: names the wish.
    """
    order = RunOrder(**words)  # type: ignore[arg-type]
    order.check()
    return order


def desk_for(
    context: CommandContext, order: RunOrder, tell: Callable[[RunEvent], None], program: str
) -> Desk:
    """The working place of a run in the context's project.

    Raises:
        Refused: no project is open.
    """
    project = context.require_project()
    keys = context.places.state_dir / KEY_FILE
    settings = ProviderSettings(dict(os.environ), keys, root=project.root)
    desk = Desk(
        project=project,
        order=order,
        profiles=Profiles.load(),
        renderer=lambda name: provider(name, settings),
        tell=tell,
        program=program,
        more_caps=context.caps,
    )
    desk.retries = lambda scene_id, beat: StrategyRetries.at(desk, scene_id, beat)
    return desk


def dry_run(context: CommandContext, order: RunOrder) -> DryReport:
    """What the order would do and cost; nothing is written."""
    desk = desk_for(context, order, _nobody, context.program)
    return dry(desk, plan_run(desk.project, order))


def run(context: CommandContext, order: RunOrder) -> RunReport:
    """Run the order to its end, then cut the coverage passes that came.

    Raises:
        Stopped: Ctrl-C; what was sent is followed by the next run, or fetched by ``collect``.
    """
    progress = _Progress(context)
    desk = desk_for(context, order, progress.hear, context.program)
    runner = EpisodeRunner(desk)
    report = on_a_loop(context, runner.run(), runner.stop)
    _cut_new_passes(context, order)
    return report


def render_pass(context: CommandContext, pass_id: str) -> tuple[bool, str]:
    """Render one pass now; whether it was sent, and in a line why it was not or how it failed."""
    parts = PassId.find(pass_id)
    if parts is None:
        return False, "its id says no episode"
    order = order_of(episode=parts.episode, passes=(pass_id,), grouping="coverage")
    try:
        report = run(context, order)
    except RecoilError as error:
        return False, f"waits: {error}"
    if report.halted is not None:
        return bool(report.outputs), str(report.halted["message"])
    return bool(report.outputs or report.failed), next(iter(report.failed.values()), "")


def reroll(context: CommandContext, order: RunOrder, wish: RerollWish) -> RunReport:
    """One fresh take of a batch, then the cutting of a coverage pass.

    Raises:
        RerollRefused: with the preflight's code; nothing was sent and nothing changed.
    """
    desk = desk_for(context, order, _nobody, context.program)

    async def work() -> RunReport:
        try:
            return await reroll_one(desk, wish)
        finally:
            await desk.close()

    report = on_a_loop(context, work(), desk.controls.stop)
    _cut_new_passes(context, order)
    return report


def dry_reroll(context: CommandContext, order: RunOrder, wish: RerollWish) -> DryReport:
    """What a reroll would cost; it stops after the preflight, and nothing is written."""
    return dry_one(desk_for(context, order, _nobody, context.program), wish)


def shoot(
    context: CommandContext, order: RunOrder, shot: str, pipeline: str | None, most: int | None
) -> ShotResult:
    """One shot through retries, budget and checks."""
    desk = desk_for(context, order, _nobody, context.program)

    async def work() -> ShotResult:
        try:
            return await run_shot(desk, ShotWish(shot, pipeline, most))
        finally:
            await desk.close()

    return on_a_loop(context, work(), desk.controls.stop)


def collect(context: CommandContext, episode: int | None) -> Collected:
    """Fetch the jobs that are finished."""
    desk = desk_for(context, RunOrder(episode=episode or 1), _nobody, context.program)

    async def work() -> Collected:
        try:
            return await collect_open(desk, episode)
        finally:
            await desk.close()

    collected = on_a_loop(context, work(), desk.controls.stop)
    if collected.fetched:
        _cut_new_passes(context, RunOrder(episode=episode or 1))
    return collected


def fetch_again(context: CommandContext, target: ProjectPath) -> Dispatch:
    """A vanished take, from its provider."""
    desk = desk_for(context, RunOrder(episode=1), _nobody, context.program)

    async def work() -> Dispatch:
        try:
            return await fetch_take(desk, target)
        finally:
            await desk.close()

    return on_a_loop(context, work(), desk.controls.stop)


def _cut_new_passes(context: CommandContext, order: RunOrder) -> None:
    """Coverage passes go on through extraction by themselves, where the project wants it."""
    project = context.require_project()
    if not project.settings.works_by_itself:
        return
    from engine.workspace import extraction  # late: brings numpy

    extraction.extract_waiting(project, context.caches, context.job, [order.episode])


class _Progress:
    """Says how many batches of a run are done."""

    def __init__(self, context: CommandContext) -> None:
        self._job = context.job
        self._scenes: set[str] = set()
        self._done = 0

    def hear(self, event: RunEvent) -> None:
        """Count."""
        if isinstance(event, BatchesPlanned):
            self._scenes = {beat.scene_id for beat in event.beats}
        if isinstance(event, BatchComplete):
            self._done += 1
            with suppress(Stopped):  # the watcher beside the run looks for it
                self._job.report(
                    self._done, max(len(self._scenes), 1), f"rendered {event.scene_id}"
                )


def _nobody(_event: RunEvent) -> None:
    """Nobody listens."""


def on_a_loop(
    context: CommandContext, work: Coroutine[object, object, T], stop: Callable[[], None]
) -> T:
    """Run to the end; the first Ctrl-C stops what may be stopped, and drops only the waiting."""

    async def main() -> T:
        task = asyncio.create_task(work, name="run")
        watcher = asyncio.create_task(_watch(context, task, stop), name="watch for Ctrl-C")
        try:
            return await task
        except asyncio.CancelledError:
            raise Stopped from None
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)

    return asyncio.run(main())


async def _watch(context: CommandContext, task: asyncio.Task[T], stop: Callable[[], None]) -> None:
    while not task.done():
        await asyncio.sleep(_LOOK)
        try:
            context.job.check()
        except Stopped:
            stop()
            task.cancel()
            return
