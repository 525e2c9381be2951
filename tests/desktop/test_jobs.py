"""Jobs have one end, and none outlives its runner."""

from __future__ import annotations

import asyncio
import threading

import pytest
from PySide6.QtCore import QTimer

from engine.errors import NotFound
from engine.jobs import run_blocking
from recoil_desktop.jobs import JobRunner


def what_became_of(job):
    seen = []
    job.progressed.connect(lambda p: seen.append(("progress", p.done, p.total)))
    job.succeeded.connect(lambda result: seen.append(("succeeded", result)))
    job.failed.connect(lambda error: seen.append(("failed", str(error))))
    job.cancelled.connect(lambda: seen.append(("cancelled",)))
    job.ended.connect(lambda: seen.append(("ended",)))
    return seen


def until_stopped(began: threading.Event, ended: list[str], name: str):
    def work(ctx):
        began.set()
        try:
            while True:
                ctx.check()
                threading.Event().wait(0.005)
        finally:
            ended.append(name)

    return work


def test_that_progress_arrives_before_the_result(on_loop) -> None:
    async def main():
        def count(ctx):
            for number in range(1, 4):
                ctx.report(number, 3)
            return "done"

        job = JobRunner().start_blocking("Count", count)
        seen = what_became_of(job)
        await job.task
        return seen

    assert on_loop(main()) == [
        ("progress", 1, 3), ("progress", 3, 3), ("succeeded", "done"), ("ended",),
    ]  # fmt: skip


def test_that_a_thread_begins_with_the_first_step_of_its_task(on_loop) -> None:
    async def main():
        began = threading.Event()
        task = asyncio.ensure_future(run_blocking(lambda _ctx: began.set()))
        await asyncio.sleep(0)  # the only step; nothing else of the loop runs until it has begun
        is_begun = began.wait(5)
        await task
        return is_begun

    assert on_loop(main())


def test_that_an_expected_error_reaches_the_window_as_one_line(on_loop) -> None:
    async def main():
        async def fail(_publish):
            raise NotFound("pass", "EP001_PASS_011")

        job = JobRunner().start("Find", fail)
        seen = what_became_of(job)
        await job.task
        return seen

    assert on_loop(main()) == [("failed", "pass not found: EP001_PASS_011"), ("ended",)]


def test_that_a_bug_is_told_apart_from_an_error(on_loop, caplog) -> None:
    async def main():
        runner = JobRunner()
        bugs = []
        runner.crashed.connect(bugs.append)
        job = runner.start_blocking("Divide", lambda _ctx: 1 / 0)
        seen = what_became_of(job)
        await job.task
        return seen, bugs

    seen, bugs = on_loop(main())

    assert seen == [("failed", "Divide stopped by an internal error"), ("ended",)]
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
    assert "ZeroDivisionError" in caplog.text


def test_that_shutting_down_waits_for_every_thread(on_loop) -> None:
    ended: list[str] = []

    async def main():
        runner = JobRunner()
        events = [threading.Event() for _ in range(2)]
        for number, began in enumerate(events):
            runner.start_blocking("Spin", until_stopped(began, ended, str(number)))
        for began in events:
            await asyncio.to_thread(began.wait)
        await runner.shut_down()
        return runner.running

    assert on_loop(main()) == ()
    assert sorted(ended) == ["0", "1"]


def test_that_jobs_of_one_queue_run_one_after_another(on_loop) -> None:
    at_work: list[int] = []
    most: list[int] = []

    def work(_ctx):
        at_work.append(1)
        most.append(len(at_work))
        threading.Event().wait(0.01)
        at_work.pop()

    async def main():
        runner = JobRunner()
        jobs = [runner.start_blocking("Cut", work, queue="cut") for _ in range(4)]
        await asyncio.gather(*(job.task for job in jobs))

    on_loop(main())

    assert most == [1, 1, 1, 1]


def test_that_a_waiting_job_can_be_cancelled_before_its_turn(on_loop) -> None:
    ran: list[str] = []

    async def main():
        runner = JobRunner()
        began = threading.Event()
        first = runner.start_blocking("First", until_stopped(began, ran, "first"), queue="one")
        second = runner.start_blocking("Second", lambda _ctx: ran.append("second"), queue="one")
        seen = what_became_of(second)
        await asyncio.to_thread(began.wait)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second.task
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first.task
        return seen

    assert on_loop(main()) == [("cancelled",), ("ended",)]
    assert ran == ["first"]


def test_that_a_job_cancelled_before_its_first_step_ends_as_well(on_loop) -> None:
    async def main():
        runner = JobRunner()
        job = runner.start_blocking("Never", lambda _ctx: None)
        seen = what_became_of(job)
        job.cancel()
        await runner.shut_down()
        return seen, runner.running

    assert on_loop(main()) == ([("cancelled",), ("ended",)], ())


def test_that_the_window_stays_alive_while_work_runs(on_loop) -> None:
    ticks: list[int] = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start()

    async def main():
        await run_blocking(lambda _ctx: threading.Event().wait(0.2))

    on_loop(main())
    timer.stop()

    assert len(ticks) > 10
