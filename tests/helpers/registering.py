"""An editor who registers videos: the dialog, its shots, the keys."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from tests.helpers import mouse
from tests.helpers.hands import Eyes, Hands
from tests.helpers.orphans import aged
from tests.helpers.passes import LONG_AGO, a_project, clip_of

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from engine.domain.nodes import Node, NodeKind
    from recoil_desktop.dialogs.register import RegisterDialog
    from tests.helpers.projects import ProjectFiles
    from tests.helpers.windows import Stage

FRAMES = (24, 24)


def a_show_of_three(folder: Path) -> ProjectFiles:
    """A project with an episode of three planned shots and no video."""
    made = a_project(folder)
    made.plan(1, "EP001_SH04", "EP001_SH05", "EP001_SH06")
    (made.root / "renders/ep_001").mkdir(parents=True)
    return made


def a_video(folder: Path, name: str = "pick up.mp4") -> Path:
    """A real video that nobody is writing any more."""
    return aged(shutil.copy(clip_of(FRAMES).path, folder / name), LONG_AGO)


def line(eyes: Eyes, kind: NodeKind, name: str = "") -> Node:
    """The first line of a kind whose name has this in it."""
    return next(node for node in eyes.lines(kind) if name in node.name)


async def the_dialog(stage: Stage) -> RegisterDialog:
    """The dialog once it knows what it asks about."""
    registering = stage.session.orphans.registering
    await stage.until(lambda: registering.dialog is not None)
    dialog = registering.dialog
    assert dialog is not None
    await stage.until(dialog.form.model_shots.rowCount)
    return dialog


def tick(dialog: RegisterDialog, *numbers: str) -> None:
    """Tick shots with the mouse."""
    shots = dialog.form.shots
    for row, shot in enumerate(dialog.form.model_shots.shots):
        if shot.number in numbers:
            shots.scrollTo(shots.model().index(row, 0))
            place = shots.visualRect(shots.model().index(row, 0))
            mouse.click(shots.viewport(), QPointF(place.center()))


async def press(stage: Stage, action: str, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    """Press the key of an action once the selection allows it."""
    await stage.until(lambda: stage.action(action).isEnabled())
    Hands(stage).key(key, modifier)


def click(widget: QWidget) -> None:
    """Click the middle of a widget."""
    mouse.click(widget, QPointF(widget.rect().center()))
