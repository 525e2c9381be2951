"""How the program lives and dies: builds everything, runs the loop, ends in one place."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import qasync
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from engine.store.cache import Caches
from engine.store.places import Places
from recoil_desktop.hub import ChangeHub
from recoil_desktop.jobs import JobRunner
from recoil_desktop.logs import LogLines
from recoil_desktop.process import CrashWatch, GarbageCollection, tune
from recoil_desktop.session.memory import Memory
from recoil_desktop.session.services import Services
from recoil_desktop.session.session import Session
from recoil_desktop.settings import SettingsStore
from recoil_desktop.single_instance import SingleInstance
from recoil_desktop.theme import Themes
from recoil_desktop.versions import version_of

if TYPE_CHECKING:
    from collections.abc import Sequence

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks for."""

    paths: tuple[Path, ...] = ()
    demo: bool = False
    projects_root: Path | None = None


def run(arguments: Sequence[str]) -> int:
    """Start the window, or hand the arguments to the one that runs; answers the exit code."""
    wishes = wishes_of(arguments)
    tune()
    app = application()
    places = Places.from_environment(wishes.projects_root)
    instance = SingleInstance(places.state_dir, app)
    if instance.hand_over(tuple(_absolute(arguments))):
        return 0
    instance.listen()
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(live(app, places, instance, wishes))
    return 0


def application() -> QApplication:
    """The Qt application; it outlives its windows."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Recoil")
    app.setApplicationVersion(version_of("recoil-desktop"))
    app.setDesktopFileName("recoil-desktop")
    app.setQuitOnLastWindowClosed(False)  # the loop must outlive the window
    return app


async def live(app: QApplication, places: Places, instance: SingleInstance, wishes: Wishes) -> None:
    """Build the window, wait until it is to close, and end everything that runs."""
    loop = asyncio.get_running_loop()
    services = build_services(app, places)
    executor = ThreadPoolExecutor(services.settings.work.threads, "work")
    loop.set_default_executor(executor)
    services.logs.start()
    garbage = GarbageCollection(app)
    session = Session(services, Memory())
    crashes = CrashWatch(session.dialogs.show_crash)
    crashes.start(loop)
    closed = asyncio.Event()
    session.quit_requested.connect(closed.set)
    instance.called.connect(lambda words: _answer(session, wishes_of(words)))
    _end_on_signals(loop, closed)
    _begin(session, wishes)
    await closed.wait()
    session.parts.window.hide()
    session.remember()
    instance.close()
    await session.shut_down()
    crashes.stop(loop)
    garbage.stop()
    services.logs.stop()
    executor.shutdown()


def build_services(app: QApplication, places: Places) -> Services:
    """Everything the window shares."""
    settings = SettingsStore()
    return Services(
        places=places,
        caches=Caches(places.cache_dir, settings.work.cache_gb * 1024**3),
        settings=settings,
        themes=Themes(app),
        jobs=JobRunner(),
        hub=ChangeHub(),
        logs=LogLines(places.log_dir / "recoil-desktop.log"),
    )


def wishes_of(arguments: Sequence[str]) -> Wishes:
    """Read the command line."""
    parser = argparse.ArgumentParser("recoil-desktop", description=__doc__)
    parser.description = "From rendered passes to reviewed clips."
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH",
                        help="a project folder, or a video to find its cuts")  # fmt: skip
    parser.add_argument("--demo", action="store_true", help="open the demo project")
    parser.add_argument("--projects-root", type=Path, metavar="DIR", help="where projects live")
    said = parser.parse_args(list(arguments))
    return Wishes(tuple(said.paths), said.demo, said.projects_root)


def _begin(session: Session, wishes: Wishes) -> None:
    window = session.parts.window
    if wishes.paths or wishes.demo:
        session.restore_layout()
    else:
        session.restore()
    window.show()
    _open(session, wishes)


def _answer(session: Session, wishes: Wishes) -> None:
    """A second start: come to the front and open what it names."""
    window = session.parts.window
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    _open(session, wishes)


def _open(session: Session, wishes: Wishes) -> None:
    if wishes.demo:
        session.open_demo()
    else:
        session.open_paths(wishes.paths)


def _end_on_signals(loop: asyncio.AbstractEventLoop, closed: asyncio.Event) -> None:
    if sys.platform == "win32":
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, closed.set)


def _absolute(arguments: Sequence[str]) -> list[str]:
    """The running window has another working folder: paths are made absolute for it."""
    return [
        str(Path(word).absolute()) if not word.startswith("-") and Path(word).exists() else word
        for word in arguments
    ]
