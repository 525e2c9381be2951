"""How soon a judgement is seen: from the key to the changed row, and from Ctrl+Z back."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from tests.bench.harness import Row, figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from engine.domain.nodes import Node
    from tests.bench.material import Material
    from tests.helpers.windows import Stage

LIMIT_MS = 50
EPISODES, SHOTS, TAKES = 10, 100, 4
ROUNDS = 60
_PATIENCE = 30


def rows(_material: Material) -> list[Row]:
    """Pin, stars, candidate and reject by key, and undo and redo of them."""
    with tempfile.TemporaryDirectory(prefix="recoil-bench-curation-") as folder:
        os.environ["RECOIL_STATE_DIR"] = folder
        os.environ["RECOIL_PROJECTS_ROOT"] = folder
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        return _measured(Path(folder))


def _measured(folder: Path) -> list[Row]:
    import qasync  # late: the platform is chosen in rows()
    from PySide6.QtWidgets import QApplication

    from recoil_desktop.process import GarbageCollection, give_memory_back, tune

    tune()
    give_memory_back()
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication([])
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    garbage = GarbageCollection()
    with loop:
        times = loop.run_until_complete(_judged(app, folder))
    garbage.stop()
    files = EPISODES * SHOTS * TAKES
    return [
        figure(f"{what}, p95", quantiles(taken, n=20)[18], at_most=LIMIT_MS, unit="ms",
               note=f"key to changed row, a project of {files:,} files")
        for what, taken in times.items()
    ]  # fmt: skip


async def _judged(app: QApplication, folder: Path) -> dict[str, list[float]]:
    from PySide6.QtCore import Qt

    from tests.helpers.windows import a_window  # late: brings Qt

    key, ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier
    again = ctrl | Qt.KeyboardModifier.ShiftModifier
    times: dict[str, list[float]] = {"pin": [], "stars": [], "reject": [], "undo": [], "redo": []}
    async with a_window(app, size=(1440, 900)) as stage:
        await stage.open(_show(folder))
        await stage.rest()
        for number in range(ROUNDS + 1):
            hand = _Hand(stage, number)
            await hand.choose()
            times["pin"].append(await hand.press(key.Key_P, lambda n: n.status == "pinned"))
            times["stars"].append(await hand.press(key.Key_4, lambda n: n.detail.stars == 4))
            times["reject"].append(await hand.reject())
            undone = await hand.press(key.Key_Z, lambda n: n.status == "pinned", ctrl)
            times["undo"].append(undone)
            redone = await hand.press(key.Key_Z, lambda n: n.status == "rejected", again)
            times["redo"].append(redone)
            await stage.rest()
    return {what: taken[1:] for what, taken in times.items()}  # the first round warms up


class _Hand:
    """Presses keys on one take and waits until its row shows what came of it."""

    def __init__(self, stage: Stage, number: int) -> None:
        self._stage = stage
        self._tree = stage.session.parts.tree
        self._key = _takes(stage)[number * 7].key

    async def choose(self) -> None:
        """Select the take, and wait until the window has settled on it."""
        self._tree.select(self._key)
        await self._get_keys()
        registry = self._stage.session.parts.registry
        await self._stage.until(lambda: [n.key for n in registry.context.selection] == [self._key])
        await self._stage.rest()

    async def _get_keys(self) -> None:
        from PySide6.QtWidgets import QApplication

        self._stage.shell.window.activateWindow()  # no window manager does it here
        self._tree.view.setFocus()
        await self._stage.until(lambda: QApplication.focusWidget() is self._tree.view)
        await self._stage.rest()

    async def press(
        self,
        key: Qt.Key,
        is_done: Callable[[Node], bool],
        modifier: Qt.KeyboardModifier | None = None,
    ) -> float:
        """How many milliseconds it takes from the key to the row."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        keys = Qt.KeyboardModifier.NoModifier if modifier is None else modifier
        return await self._timed(lambda: QTest.keyClick(self._tree.view, key, keys), is_done)

    async def reject(self) -> float:
        """From Return in the dialog to the row."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        from recoil_desktop.dialogs.reject import RejectDialog

        QTest.keyClick(self._tree.view, Qt.Key.Key_X)
        dialog = self._stage.shell.window.findChild(RejectDialog)
        assert dialog is not None
        await self._stage.until(lambda: QApplication.focusWidget() is dialog.reason)
        await self._stage.rest()  # nobody says why before they see who asks
        dialog.reason.setText("wrong hand")
        press = lambda: QTest.keyClick(dialog.reason, Qt.Key.Key_Return)  # noqa: E731
        taken = await self._timed(press, lambda node: node.status == "rejected")
        await self._get_keys()
        return taken

    async def _timed(self, act: Callable[[], None], is_done: Callable[[Node], bool]) -> float:
        seen = asyncio.get_running_loop().create_future()
        model = self._tree.model

        def look(*_changed: object) -> None:
            if not seen.done() and is_done(model.node(model.index_of(self._key))):
                seen.set_result(time.perf_counter())

        model.dataChanged.connect(look)
        began = time.perf_counter()
        act()
        end = await asyncio.wait_for(seen, _PATIENCE)
        model.dataChanged.disconnect(look)
        taken: float = (end - began) * 1e3
        await self._stage.rest()
        return taken


def _takes(stage: Stage) -> list[Node]:
    from engine.domain.nodes import NodeKind, walk

    tree = stage.session.parts.tree.model.tree
    return [node for node in walk(tree) if node.kind is NodeKind.TAKE and node.path]


def _show(folder: Path) -> Path:
    """Ten episodes, and a history as long as the window lists it."""
    from engine.store.project import Project
    from tests.helpers.projects import ProjectFiles, many_files

    files = ProjectFiles(folder / "show")
    files.settings(mode="client")
    many_files(files, episodes=EPISODES, shots=SHOTS, takes=TAKES)
    project = Project.open(files.root)
    media = project.path("renders/ep_001/EP001_SH1_take1.mp4")
    for number in range(100):
        with project.changes.writing() as draft:
            project.sidecars.merge(draft, media, {"notes": f"note {number}"})
            draft.commit("sidecar", "Edit notes")
    return files.root
