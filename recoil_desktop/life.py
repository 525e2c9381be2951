"""How the program lives and dies: the loop, the session, and one way to the end."""

from __future__ import annotations

import asyncio
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import qasync
from PySide6.QtCore import Qt

from recoil_desktop.hub import ChangeHub
from recoil_desktop.jobs import JobRunner
from recoil_desktop.logs import LogLines
from recoil_desktop.process import CrashWatch, GarbageCollection, give_memory_back
from recoil_desktop.wishes import Wishes, wishes_of

if TYPE_CHECKING:
    from engine.store.places import Places
    from recoil_desktop.session.session import Session
    from recoil_desktop.shell import Shell
    from recoil_desktop.single_instance import SingleInstance


def run_loop(shell: Shell, places: Places, instance: SingleInstance, wishes: Wishes) -> None:
    """Run Qt's loop with asyncio on it until the window is closed."""
    loop = qasync.QEventLoop(shell.app)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(live(shell, places, instance, wishes))


async def live(shell: Shell, places: Places, instance: SingleInstance, wishes: Wishes) -> None:
    """Move the session in, wait until the window is to close, and end everything that runs."""
    loop = asyncio.get_running_loop()
    executor = ThreadPoolExecutor(shell.settings.work.threads, "work")
    loop.set_default_executor(executor)
    logs = LogLines(places.log_dir / "recoil-desktop.log")
    logs.start()
    give_memory_back()
    await asyncio.to_thread(_load)
    garbage = GarbageCollection(shell.app)
    session = move_in(shell, places, logs)
    crashes = CrashWatch(session.dialogs.show_crash)
    crashes.start(loop)
    closed = asyncio.Event()
    session.quit_requested.connect(closed.set)
    instance.listen()
    instance.called.connect(partial(_answer, session))
    _end_on_signals(loop, closed)
    begin(session, wishes)
    await closed.wait()
    shell.window.hide()
    session.remember()
    instance.close()
    await session.shut_down()
    crashes.stop(loop)
    garbage.stop()
    logs.stop()
    executor.shutdown()


def move_in(shell: Shell, places: Places, logs: LogLines) -> Session:
    """Build the session and put its panes into the window."""
    from engine.store.cache import Caches  # late: loaded beside the window
    from recoil_desktop.session.services import Services  # late: loaded beside the window
    from recoil_desktop.session.session import Session  # late: loaded beside the window

    services = Services(
        places=places,
        caches=Caches(places.cache_dir, shell.settings.work.cache_gb * 1024**3),
        settings=shell.settings,
        themes=shell.themes,
        jobs=JobRunner(),
        hub=ChangeHub(),
        logs=logs,
    )
    session = Session(services, shell.memory, shell.window)
    shell.desk.settle(session)
    return session


def begin(session: Session, wishes: Wishes) -> None:
    """Open what the command line names, or what was open at the end."""
    if wishes.demo:
        session.open_demo()
    elif wishes.paths:
        session.open_paths(wishes.paths)
    else:
        session.restore()


def _load() -> None:
    """Load the session's modules beside the window's thread, which stays alive meanwhile."""
    import_module("recoil_desktop.session.session")


def _answer(session: Session, words: tuple[str, ...]) -> None:
    """A second start: come to the front and open what it names."""
    wishes, window = wishes_of(words), session.parts.window
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    if wishes.demo or wishes.paths:
        begin(session, wishes)


def _end_on_signals(loop: asyncio.AbstractEventLoop, closed: asyncio.Event) -> None:
    if sys.platform == "win32":
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, closed.set)
