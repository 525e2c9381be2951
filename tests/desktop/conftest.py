"""A Qt loop for coroutines, and a watch that nothing outlives its test."""

from __future__ import annotations

import asyncio
import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import pytest
import qasync
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

T = TypeVar("T")
_PATIENCE = 90  # seconds; a machine may be busy with other things
_THREAD_PATIENCE = 3.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What Qt says about a screen that isn't there is no finding."""
    for item in items:
        if "tests/desktop" in str(item.path) and not item.get_closest_marker("qt_log_ignore"):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture
def on_loop(qapp: QApplication) -> Iterator[Callable[[Coroutine[object, object, T]], T]]:
    """Run a coroutine on Qt's loop; whatever task is left when it ends fails the test."""
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(4, "work")
    loop.set_default_executor(executor)

    def run(work: Coroutine[object, object, T]) -> T:
        result: T = loop.run_until_complete(asyncio.wait_for(work, _PATIENCE))
        left = [task.get_name() for task in asyncio.all_tasks(loop) if not task.done()]
        assert left == [], f"tasks outlive the test: {left}"
        return result

    with loop:
        yield run
    executor.shutdown()
    asyncio.set_event_loop(None)


@pytest.fixture(autouse=True)
def nothing_leaks(request: pytest.FixtureRequest) -> Iterator[None]:
    """No window, running timer or thread that the test made may outlive it."""
    if "qapp" not in request.fixturenames and "qtbot" not in request.fixturenames:
        yield
        return
    widgets, threads = _windows(), set(threading.enumerate())
    timers = _running_timers()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect(1)  # what was made since the module began
    _join(set(threading.enumerate()) - threads)
    new_windows = {repr(widget) for widget in _windows() - widgets}
    new_timers = {_owner(timer) for timer in _running_timers() - timers}
    new_threads = {thread.name for thread in set(threading.enumerate()) - threads}
    assert new_windows == set(), "windows outlive the test"
    assert new_timers == set(), "timers outlive the test"
    assert new_threads == set(), "threads outlive the test"


def _windows() -> set[QWidget]:
    """Windows that are there and shown; hidden ones without an owner are the collector's."""
    return {each for each in QApplication.topLevelWidgets() if each.isVisible()}


def _running_timers() -> set[QTimer]:
    return {
        each
        for each in gc.get_objects()
        if type(each) is QTimer and shiboken6.isValid(each) and each.isActive()
    }


def _owner(timer: QTimer) -> str:
    return f"{timer!r} of {timer.parent()!r}, {timer.interval()} ms"


def _join(threads: set[threading.Thread]) -> None:
    for thread in threads:
        thread.join(_THREAD_PATIENCE)
