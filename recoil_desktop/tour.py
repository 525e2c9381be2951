"""Plays the demo without a display and saves pictures: open, watch, review, drag, confirm."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from recoil_desktop.session.session import Session

_PATIENCE = 600.0
_WIDE, _SMALL = (1440, 900), (1024, 700)
_DIVERGED = "EP001_PASS_002"
_STEP = 0.03
_SEVERAL = 4
_PARTS = ("start", "looking", "orphans", "desk", "generate", "board")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the pictures; prints where they are."""
    parser = argparse.ArgumentParser("python -m recoil_desktop.tour", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/pictures"), metavar="DIR")
    parser.add_argument("--docs", type=Path, metavar="DIR", help="make the pictures of the docs")
    parser.add_argument("--only", choices=_PARTS, help="only this part of --docs")
    parser.add_argument("--demo", type=Path, metavar="DIR", help="a demo that was made before")
    said = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder: Path = said.docs or said.out
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="recoil-tour-", ignore_cleanup_errors=True) as room:
        _use_room(Path(room), said.demo)
        saved = _play(folder, _flow if said.docs is None else partial(_docs, only=said.only))
    sys.stdout.write(f"{len(saved)} pictures in {folder.resolve()}:\n")
    sys.stdout.writelines(f"  {name}\n" for name in saved)
    return 0


def _use_room(room: Path, demo: Path | None) -> None:
    """Keep everything the tour writes in a folder of its own."""
    os.environ["RECOIL_STATE_DIR"] = str(room / "state")
    os.environ["RECOIL_PROJECTS_ROOT"] = str(room / "projects")
    if demo is not None:
        shutil.copytree(demo, room / "projects" / "demo")


def _play(folder: Path, tour: Callable[[Guide], Awaitable[None]]) -> list[str]:
    import qasync  # late: the environment had to be set first

    from engine.store.places import Places
    from recoil_desktop.life import move_in
    from recoil_desktop.logs import LogLines
    from recoil_desktop.process import tune
    from recoil_desktop.shell import application, build_shell

    tune()
    app = application()
    shell = build_shell(app)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)

    async def play() -> list[str]:
        session = move_in(shell, Places.from_environment(), LogLines())
        guide = Guide(session, folder)
        try:
            await tour(guide)
        finally:
            shell.window.hide()
            await session.shut_down()
        return guide.saved

    with loop:
        saved: list[str] = loop.run_until_complete(play())
    return saved


@dataclass
class Guide:
    """Acts like an editor with a mouse, and takes pictures."""

    session: Session
    folder: Path

    def __post_init__(self) -> None:
        self.saved: list[str] = []
        self.window = self.session.parts.window
        self.panel = self.session.parts.panel
        self.window.resize(*_WIDE)
        self.window.show()

    async def until(self, is_so: Callable[[], object]) -> None:
        """Wait until ``is_so`` answers something true."""
        async with asyncio.timeout(_PATIENCE):
            while not is_so():  # noqa: ASYNC110 - anything may be waited for
                await asyncio.sleep(_STEP)

    async def wait(self, seconds: float) -> None:
        """Let a while pass, whatever runs."""
        await asyncio.sleep(seconds)

    async def rest(self, seconds: float = 0.6) -> None:
        """Let everything settle that comes a moment later: frames, filmstrips, selections."""
        await self.until(lambda: not self.session.services.jobs.running)
        await asyncio.sleep(seconds)

    async def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Save what is on screen."""
        await asyncio.sleep(0.1)
        (widget or self.window).grab().save(str(self.folder / f"{name}.png"))
        self.saved.append(f"{name}.png")

    async def open_demo(self) -> None:
        """Open the demo and wait until it is there."""
        self.session.open_demo()
        await self.until(lambda: self.session.projects.current)

    async def review(self, beginning: str) -> None:
        """Open the waiting pass whose id begins so."""
        rows = self.session.parts.reviews.model
        await self.until(lambda: any(row.key.startswith(beginning) for row in rows.rows))
        pass_id = next(row.key for row in rows.rows if row.key.startswith(beginning))
        self.session.review(pass_id)
        await self.until(lambda: self.panel.sheet and self.panel.sheet.pass_id == pass_id)
        await self.rest(1.5)

    async def drag_cut(self, frames: int) -> None:
        """Take the selected cut with the mouse, move it, and put it back where it was better."""
        selected = self.panel.state.selected_cut
        if selected is None:
            return
        view = self.panel.timeline
        height = view.area_of(view.handles).center().y()
        places = [QPointF(view.x_of(selected + step), height) for step in (0, frames // 2, frames)]
        _mouse(view, QEvent.Type.MouseButtonPress, places[0])
        for place in places[1:]:
            _mouse(view, QEvent.Type.MouseMove, place)
            await asyncio.sleep(0.2)
        _mouse(view, QEvent.Type.MouseButtonRelease, places[-1])
        await self.rest(1.0)

    async def confirm(self) -> None:
        """Confirm the cuts and wait for the clips."""
        action = self.session.parts.registry["cut.confirm"]
        await self.until(action.isEnabled)
        toasts = self.window.toasts
        toasts.clear()
        action.trigger()
        await self.until(lambda: toasts.texts)
        await self.rest(1.0)


def _mouse(widget: QWidget, kind: QEvent.Type, at: QPointF) -> None:
    is_move = kind == QEvent.Type.MouseMove
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    button = none if is_move else left
    place = QPointF(widget.mapToGlobal(at.toPoint()))
    event = QMouseEvent(kind, at, place, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


async def _flow(guide: Guide) -> None:
    """The demo from the first start to the clips of a diverged pass."""
    session = guide.session
    await guide.picture("1-first-start")
    await guide.open_demo()
    await guide.until(lambda: session.parts.activity.shown_jobs)
    await guide.until(lambda: session.projects.current and len(_clips(session)) > 1)
    await guide.picture("2-passes-are-cut-by-themselves")
    await guide.rest()
    await guide.picture("3-some-need-a-review")
    await guide.review(_DIVERGED)
    await guide.picture("4-diverged-pass")
    await guide.drag_cut(6)
    await guide.picture("5-a-cut-was-dragged")
    session.parts.panel.undo()
    await guide.rest()
    await guide.confirm()
    await guide.picture("6-confirmed")
    clips = _clips(session)
    await _view(guide, clips[0])
    await guide.picture("7-a-clip-in-the-viewer")
    session.show_dialog("palette")
    await guide.picture("8-command-palette")
    session.dialogs.palette.dismiss()


async def _docs(guide: Guide, only: str | None = None) -> None:
    """Every picture of the docs, in both themes and both sizes; or one part of them."""
    if only in {None, "start"}:
        await _docs_of_passes(guide)
    if only in {None, "looking"}:
        from recoil_desktop.tour_looking import picture_looking  # late: the session is in

        await guide.open_demo()
        await guide.rest()
        await picture_looking(guide, _looks())
    if only in {None, "orphans"}:
        from recoil_desktop.tour_orphans import picture_orphans  # late: the session is in

        await guide.open_demo()
        await guide.rest()
        await picture_orphans(guide, _looks())
    if only in {None, "desk"}:
        from recoil_desktop.tour_desk import picture_desk  # late: the session is in

        await guide.open_demo()
        await guide.rest()
        await picture_desk(guide, _looks())
    if only in {None, "board"}:
        from recoil_desktop.tour_board import picture_board  # late: the session is in

        await guide.open_demo()
        await guide.rest()
        await picture_board(guide, _looks())
    if only in {None, "generate"}:
        from recoil_desktop.tour_generate import picture_generating  # late: the session is in

        await guide.open_demo()
        await guide.rest()
        await picture_generating(guide, _looks())
    guide.session.choose_theme("dark")


async def _docs_of_passes(guide: Guide) -> None:
    session, window = guide.session, guide.window
    for theme, size, ending in _looks():
        session.choose_theme(theme)
        window.resize(*size)
        await guide.picture(f"start-{ending}")
    await guide.open_demo()
    await guide.until(lambda: len(session.parts.reviews.model.rows) >= _SEVERAL)
    await guide.rest()
    window.toasts.clear()
    await _view(guide, _clips(session)[0])
    await _shoot(guide, "window", "viewer")
    await guide.review(_DIVERGED)
    await _shoot(guide, "segmentation", "segmentation")
    for theme, size, ending in _looks():
        session.choose_theme(theme)
        window.resize(*size)
        await guide.rest(0.2)
        window.docks.reset()
        await guide.rest(0.4)
        session.show_dialog("palette")
        session.dialogs.palette.field.setText("cut")
        await guide.picture(f"palette-{ending}")
        session.dialogs.palette.dismiss()
    for theme in ("dark", "light"):
        session.choose_theme(theme)
        await _picture_dialog(guide, "settings", f"settings-{theme}")
        await _picture_dialog(guide, "shortcuts", f"shortcuts-{theme}")


def _looks() -> list[tuple[str, tuple[int, int], str]]:
    return [
        (theme, size, f"{theme}-{size[0]}x{size[1]}")
        for theme in ("dark", "light")
        for size in (_WIDE, _SMALL)
    ]


async def _shoot(guide: Guide, name: str, pane: str) -> None:
    for theme, size, ending in _looks():
        guide.session.choose_theme(theme)
        guide.window.resize(*size)
        await guide.rest(0.2)
        guide.window.docks.reset()
        guide.window.docks.front(pane)
        await guide.rest(1.0)
        await guide.picture(f"{name}-{ending}")


async def _picture_dialog(guide: Guide, dialog: str, name: str) -> None:
    guide.session.show_dialog(dialog)
    widget = guide.session.dialogs.opened(dialog)
    await guide.picture(name, widget)
    widget.close()


async def _view(guide: Guide, key: str) -> None:
    guide.window.docks.front("viewer")
    guide.session.parts.tree.select(key)
    await guide.rest(1.5)


def _clips(session: Session) -> list[str]:
    """The keys of the clips in the tree."""
    from engine.domain.nodes import NodeKind, walk  # late: loaded with the session

    lines = walk(session.parts.tree.model.tree)
    return [node.key for node in lines if node.kind is NodeKind.SEGMENT]


if __name__ == "__main__":
    sys.exit(main())
