"""The whole window with its session on a state folder of its own."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.store.places import Places
from recoil_desktop.life import move_in
from recoil_desktop.logs import LogLines
from recoil_desktop.shell import Shell, build_shell

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QApplication

    from recoil_desktop.session.session import Session

PATIENCE = 40  # seconds; a machine may be busy with other things


@dataclass
class Stage:
    """A running window; ``until`` waits for what becomes true."""

    shell: Shell
    session: Session

    async def until(self, is_so: Callable[[], object]) -> None:
        """Wait until ``is_so`` answers something true."""
        async with asyncio.timeout(PATIENCE):
            while not is_so():  # noqa: ASYNC110 - anything may be waited for
                await asyncio.sleep(0.01)

    async def open(self, root: Path) -> None:
        """Open a project and wait until it is shown and looked after."""
        self.session.projects.open(root)
        await self.until(lambda: self.session.projects.current is not None)
        await self.until(lambda: not self.session.services.jobs.running)

    async def rest(self) -> None:
        """Wait until no job runs."""
        await self.until(lambda: not self.session.services.jobs.running)

    def action(self, name: str) -> Any:
        """The QAction of this id."""
        return self.session.parts.registry[name]

    @property
    def said(self) -> tuple[str, ...]:
        """The messages on screen."""
        return self.session.parts.window.toasts.texts


async def signal(source: SignalInstance) -> tuple[Any, ...]:
    """Wait for a signal; its arguments."""
    arrived: asyncio.Future[tuple[Any, ...]] = asyncio.get_running_loop().create_future()

    def arrive(*arguments: Any) -> None:
        if not arrived.done():
            arrived.set_result(arguments)

    source.connect(arrive)
    try:
        return await asyncio.wait_for(arrived, PATIENCE)
    finally:
        source.disconnect(arrive)


@asynccontextmanager
async def a_window(
    app: QApplication, *, size: tuple[int, int] = (1280, 800)
) -> AsyncIterator[Stage]:
    """A shown window without a project; everything is shut down behind it."""
    shell = build_shell(app)
    session = move_in(shell, Places.from_environment(), LogLines())
    shell.window.resize(*size)
    shell.window.show()
    try:
        yield Stage(shell, session)
    finally:
        shell.window.hide()
        session.remember()
        await session.shut_down()
        for thing in (session, shell.window):
            thing.deleteLater()
        shell.themes.choose("dark", 100)
        await asyncio.sleep(0)
