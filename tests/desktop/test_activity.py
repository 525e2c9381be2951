"""Work shows itself only when it takes longer than a blink."""

from __future__ import annotations

import asyncio
import threading

from recoil_desktop.jobs import JobRunner
from recoil_desktop.theme import Themes
from recoil_desktop.views.activity import Activity
from recoil_desktop.views.list_pane import ListPane
from recoil_desktop.widgets.empty import EmptyState
from tests.helpers.windows import signal


def an_activity(qtbot, monkeypatch, after: int):
    monkeypatch.setattr("recoil_desktop.views.activity.APPEARS_AFTER_MS", after)
    themes, jobs = Themes(), JobRunner()
    pane = ListPane(themes, EmptyState(themes, "activity", "Nothing runs", "Work appears here."))
    qtbot.addWidget(pane)
    return jobs, pane, Activity(jobs, pane)


def wait_for(stop: threading.Event):
    def work(ctx):
        ctx.report(21, 50, "Scoring frames")
        while not stop.wait(0.005):
            ctx.check()

    return work


def test_that_quick_work_is_never_seen(on_loop, qtbot, monkeypatch) -> None:
    jobs, pane, activity = an_activity(qtbot, monkeypatch, 600)
    seen = []
    activity.busy_changed.connect(seen.append)

    async def main():
        await jobs.start_blocking("Blink", lambda _ctx: None).task

    on_loop(main())

    assert set(seen) <= {0}
    assert pane.model.rows == ()


def test_that_long_work_shows_how_far_it_is_and_then_how_it_ended(
    on_loop, qtbot, monkeypatch
) -> None:
    jobs, pane, activity = an_activity(qtbot, monkeypatch, 0)
    stop = threading.Event()

    async def main():
        job = jobs.start_blocking("Cut PASS 011", wait_for(stop), leaves_trace=True)
        await signal(job.progressed)
        activity.refresh()
        running = pane.model.rows[0]
        stop.set()
        await job.task
        return running

    running = on_loop(main())

    assert (running.title, running.detail, running.side) == (
        "Cut PASS 011",
        "Scoring frames",
        "42 %",
    )
    assert running.is_stoppable
    assert pane.model.rows[0].detail.startswith("Done after")
    assert not pane.model.rows[0].is_stoppable


def test_that_its_cross_stops_a_job(on_loop, qtbot, monkeypatch) -> None:
    jobs, pane, activity = an_activity(qtbot, monkeypatch, 0)

    async def main():
        job = jobs.start_blocking("Cut", wait_for(threading.Event()), leaves_trace=True)
        await asyncio.sleep(0.02)
        activity.refresh()
        pane.stop_requested.emit(pane.model.rows[0])
        await asyncio.gather(job.task, return_exceptions=True)

    on_loop(main())

    assert pane.model.rows[0].detail.startswith("Stopped")


def test_that_a_failure_is_kept_with_its_reason(on_loop, qtbot, monkeypatch) -> None:
    from engine.errors import Refused

    jobs, pane, _activity = an_activity(qtbot, monkeypatch, 600)

    async def refuse(_publish):
        raise Refused("3 cuts needed, 2 given")

    async def main():
        await jobs.start("Confirm", refuse).task

    on_loop(main())

    assert pane.model.rows[0].detail == "3 cuts needed, 2 given"
    assert pane.model.rows[0].tone == "bad"


def test_that_looking_leaves_no_trace_when_it_went_well(on_loop, qtbot, monkeypatch) -> None:
    jobs, pane, _activity = an_activity(qtbot, monkeypatch, 0)

    async def main():
        await jobs.start_blocking("Read a sidecar", lambda _ctx: None).task

    on_loop(main())

    assert pane.model.rows == ()
