"""What runs and what was done last: jobs of this window, operations of the project."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from recoil_desktop.models.rows_model import Row

if TYPE_CHECKING:
    from engine.errors import RecoilError
    from recoil_desktop.jobs import Job, JobRunner
    from recoil_desktop.views.list_pane import ListPane

APPEARS_AFTER_MS = 600
"""A job that ends sooner never shows a progress bar."""

_KEPT = 60


@dataclass(slots=True)
class _Entry:
    job: Job
    number: int
    began: float


class Activity(QObject):
    """Keeps the activity pane: running jobs on top, then what ended, newest first."""

    busy_changed = Signal(int)  # how many jobs run that are long enough to be shown

    def __init__(self, jobs: JobRunner, pane: ListPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._entries: dict[int, _Entry] = {}
        self._ended: list[Row] = []
        self._operations: tuple[Row, ...] = ()
        self._count = 0
        self._timer = QTimer(self)
        self._timer.setInterval(100)
        self._timer.timeout.connect(self.refresh)
        jobs.started.connect(self._watch)
        pane.stop_requested.connect(self._stop)

    @property
    def shown_jobs(self) -> int:
        """How many running jobs are on screen."""
        now = time.monotonic()
        return sum(_is_long(entry, now) for entry in self._entries.values())

    def show_operations(self, rows: tuple[Row, ...]) -> None:
        """Show what the project's own log says was done before."""
        self._operations = rows
        self.refresh()

    def refresh(self) -> None:
        """Draw what is known now."""
        now = time.monotonic()
        running = [_running(each) for each in self._entries.values() if _is_long(each, now)]
        self._pane.show_rows([*reversed(running), *self._ended, *self._operations])
        self.busy_changed.emit(len(running))
        if not self._entries:
            self._timer.stop()

    def _watch(self, job: Job) -> None:
        self._count += 1
        entry = _Entry(job, self._count, time.monotonic())
        self._entries[entry.number] = entry
        job.succeeded.connect(lambda _result: self._end(entry, "good", "Done"))
        job.failed.connect(lambda error: self._fail(entry, error))
        job.cancelled.connect(lambda: self._end(entry, "warn", "Stopped"))
        if not self._timer.isActive():
            self._timer.start()

    def _fail(self, entry: _Entry, error: RecoilError) -> None:
        self._end(entry, "bad", str(error))

    def _end(self, entry: _Entry, tone: str, detail: str) -> None:
        self._entries.pop(entry.number, None)
        took = time.monotonic() - entry.began
        is_worth_telling = entry.job.leaves_trace and took * 1000 >= APPEARS_AFTER_MS
        if is_worth_telling or tone == "bad":
            self._ended.insert(0, _ended(entry, tone, detail, took))
            del self._ended[_KEPT:]
        self.refresh()

    def _stop(self, row: Row) -> None:
        entry = next((each for each in self._entries.values() if _key(each) == row.key), None)
        if entry is not None:
            entry.job.cancel()


def _is_long(entry: _Entry, now: float) -> bool:
    return (now - entry.began) * 1000 >= APPEARS_AFTER_MS


def _key(entry: _Entry) -> str:
    return f"job {entry.number}"


def _running(entry: _Entry) -> Row:
    progress = entry.job.progress
    share, side, note = -1.0, "", "Working"
    if progress is not None:
        note = progress.note or note
        if progress.total:
            share = progress.done / progress.total
            side = f"{round(100 * share)} %"
    return Row(
        _key(entry), entry.job.title, note, side, "activity", "info", share, is_stoppable=True
    )


def _ended(entry: _Entry, tone: str, detail: str, took: float) -> Row:
    icons = {"good": "check-circle", "warn": "stop", "bad": "error"}
    said = detail if tone == "bad" else f"{detail} after {took:.1f} s"
    clock = time.strftime("%H:%M:%S")
    return Row(_key(entry), entry.job.title, said, clock, icons[tone], tone)
