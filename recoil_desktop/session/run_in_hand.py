"""One run that goes on in this window: its levers, and what it says, gathered for the screen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine.jobs import Progress
from engine.orchestration.events import (
    BatchesPlanned,
    BeatExhausted,
    BeatPrimarySelected,
    BeatStrategyExhausted,
)
from engine.orchestration.runner import EpisodeRunner

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.orchestration.desk import Desk
    from engine.orchestration.events import RunEvent
    from engine.orchestration.order import RunOrder, RunReport
    from recoil_desktop.jobs import Job, JobRunner

_GATHER_MS = 50


class RunInHand(QObject):
    """Owns a runner from its order to its report. Everything here is for the GUI thread.

    ``told`` brings events in their order, all of a moment at once; the last ones come before the
    job's end. A run that is dropped leaves what was sent in the ledger, for the next start.
    """

    told = Signal(object)  # tuple[RunEvent, ...]
    moved = Signal()  # a lever was pulled
    _heard = Signal(object)

    def __init__(
        self,
        order: RunOrder,
        prepare: Callable[[Callable[[RunEvent], None]], Desk],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.order = order
        self.job: Job | None = None
        self.is_paused = False
        self.is_stopping = False
        self.is_cancelling = False
        self._prepare = prepare
        self._runner: EpisodeRunner | None = None
        self._waiting: list[RunEvent] = []
        self._publish: Callable[[Progress], None] | None = None
        self._total = 0
        self._ended: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_GATHER_MS)
        self._timer.timeout.connect(self.flush)
        self._heard.connect(self._gather)

    def start(self, jobs: JobRunner, title: str) -> Job:
        """Begin; the job's result is the run's report."""
        self.job = jobs.start(title, self._live, leaves_trace=True)
        self.job.stop = self.stop
        return self.job

    # -- levers --------------------------------------------------------------

    def pause(self) -> None:
        """Start nothing new for now; what runs goes on."""
        self.is_paused = True
        if self._runner is not None:
            self._runner.pause()
        self.moved.emit()

    def resume(self) -> None:
        """Go on."""
        self.is_paused = False
        if self._runner is not None:
            self._runner.resume()
        self.moved.emit()

    def stop(self) -> None:
        """Start nothing new any more; what runs goes on to its end."""
        self.is_stopping, self.is_paused = True, False
        if self._runner is not None:
            self._runner.stop()
        self.moved.emit()

    def cancel(self) -> None:
        """Ask the provider to stop what runs, too; it may still be charged."""
        self.is_cancelling = self.is_stopping = True
        self.is_paused = False
        if self._runner is not None:
            self._runner.cancel()
        self.moved.emit()

    def cancel_take(self, dispatch_id: str) -> None:
        """Ask the provider to stop one job."""
        if self._runner is not None:
            self._runner.cancel_take(dispatch_id)

    def drop(self) -> None:
        """Leave at once: nothing new is sent, what is at a provider is fetched another time."""
        if self.job is not None and self.job.task is not None:
            self.job.task.cancel()

    def flush(self) -> None:
        """Tell now what was gathered."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, []
        if waiting:
            self.told.emit(tuple(waiting))

    # -- inside --------------------------------------------------------------

    async def _live(self, publish: Callable[[Progress], None]) -> RunReport:
        self._publish = publish
        desk = await asyncio.to_thread(self._prepare, self._heard.emit)
        runner = EpisodeRunner(desk)  # hears what its dispatchers say, so it comes before them
        try:
            # A key is looked for, in a keyring perhaps: not on this thread.
            await asyncio.to_thread(desk.dispatcher)
        except BaseException:
            await desk.close()
            raise
        self._runner = runner
        self._pull_again()
        try:
            return await self._runner.run()
        finally:
            self._runner = None
            self.flush()

    def _pull_again(self) -> None:
        """Levers that were pulled before there was a runner."""
        if self.is_cancelling:
            self.cancel()
        elif self.is_stopping:
            self.stop()
        elif self.is_paused:
            self.pause()

    def _gather(self, event: RunEvent) -> None:
        self._waiting.append(event)
        self._count(event)
        if not self._timer.isActive():
            self._timer.start()

    def _count(self, event: RunEvent) -> None:
        """How far the run is, in beats."""
        match event:
            case BatchesPlanned():
                self._total = sum(not beat.done and not beat.blocked for beat in event.beats)
            case BeatPrimarySelected() | BeatExhausted() | BeatStrategyExhausted():
                self._ended.add(event.beat_id)
            case _:
                return
        if self._publish is not None and self._total:
            done = min(len(self._ended), self._total)
            note = f"{done} of {self._total} beats"
            self._publish(Progress(done, self._total, note))
