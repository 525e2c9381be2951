"""Runs engine work beside Qt's loop and tells widgets what became of it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from engine.errors import RecoilError
from engine.jobs import JobContext, Progress, run_blocking

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")

log = logging.getLogger(__name__)


class Job(QObject):
    """One piece of long work, as a widget sees it. Exactly one of the three ends is emitted."""

    progressed = Signal(object)  # Progress
    succeeded = Signal(object)  # the work's result
    failed = Signal(object)  # RecoilError
    cancelled = Signal()
    ended = Signal()  # after any of the three

    def __init__(
        self, title: str, parent: QObject | None = None, *, leaves_trace: bool = False
    ) -> None:
        """``leaves_trace``: its success is worth listing, as that of every verb of the engine."""
        super().__init__(parent)
        self.title = title
        self.leaves_trace = leaves_trace
        self.progress: Progress | None = None
        self.task: asyncio.Task[object] | None = None
        self.stop: Callable[[], None] | None = None

    def cancel(self) -> None:
        """Ask it to stop; ``cancelled`` comes when it has cleaned up after itself.

        Work that can end in a better way than by being dropped has a ``stop`` of its own.
        """
        if self.stop is not None:
            self.stop()
        elif self.task is not None:
            self.task.cancel()

    def publish(self, progress: Progress) -> None:
        """Tell how far the work is; on the GUI thread only."""
        self.progress = progress
        self.progressed.emit(progress)


class JobRunner(QObject):
    """Owns every running job, so that none is lost and all end before the app does.

    Jobs with the same ``queue`` run one after another: one writer per project, one decode per
    file.
    """

    started = Signal(Job)
    crashed = Signal(object)  # an exception nobody expected: a bug

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: set[Job] = set()
        self._queues: dict[str, asyncio.Lock] = {}

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs that have not ended yet, waiting ones too."""
        return tuple(self._jobs)

    def start(
        self,
        title: str,
        work: Callable[[Callable[[Progress], None]], Coroutine[Any, Any, object]],
        *,
        queue: str = "",
        leaves_trace: bool = False,
    ) -> Job:
        """Start a coroutine function; it is given the function that publishes its progress."""
        job = Job(title, self, leaves_trace=leaves_trace)
        job.task = asyncio.get_running_loop().create_task(self._run(job, work, queue), name=title)
        self._jobs.add(job)
        job.task.add_done_callback(lambda _task: self._bury_stillborn(job))
        self.started.emit(job)
        return job

    def start_blocking(
        self,
        title: str,
        work: Callable[[JobContext], T],
        *,
        queue: str = "",
        leaves_trace: bool = False,
    ) -> Job:
        """Start a function that blocks, in the thread pool."""
        return self.start(
            title,
            lambda publish: run_blocking(work, publish),
            queue=queue,
            leaves_trace=leaves_trace,
        )

    async def shut_down(self) -> None:
        """Cancel what runs and wait until it has cleaned up after itself."""
        while self._jobs:
            tasks = [job.task for job in self._jobs if job.task]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(
        self,
        job: Job,
        work: Callable[[Callable[[Progress], None]], Coroutine[Any, Any, object]],
        queue: str,
    ) -> object:
        try:
            result = await self._in_turn(job, work, queue)
        except asyncio.CancelledError:
            self._leave(job)
            job.cancelled.emit()
            raise
        except RecoilError as error:
            self._leave(job)
            log.warning("%s failed: %s", job.title, error)
            job.failed.emit(error)
        except Exception as bug:
            self._leave(job)
            log.exception("%s crashed", job.title)
            job.failed.emit(RecoilError(f"{job.title} stopped by an internal error"))
            self.crashed.emit(bug)
        else:
            self._leave(job)
            job.succeeded.emit(result)
            return result
        finally:
            job.ended.emit()
            job.deleteLater()
        return None

    def _bury_stillborn(self, job: Job) -> None:
        """End a job that was cancelled before its first step: none of its own code ran."""
        if job not in self._jobs:
            return
        self._leave(job)
        job.cancelled.emit()
        job.ended.emit()
        job.deleteLater()

    async def _in_turn(
        self,
        job: Job,
        work: Callable[[Callable[[Progress], None]], Coroutine[Any, Any, object]],
        queue: str,
    ) -> object:
        async with AsyncExitStack() as stack:
            if queue:
                await stack.enter_async_context(self._queues.setdefault(queue, asyncio.Lock()))
            return await work(job.publish)

    def _leave(self, job: Job) -> None:
        self._jobs.discard(job)
