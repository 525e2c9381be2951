"""A segmentation panel as the window has it: with its shortcuts, without asyncio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.errors import RecoilError
from engine.jobs import JobContext
from recoil_desktop.actions.context import Context
from recoil_desktop.actions.registry import ActionRegistry
from recoil_desktop.actions.segmentation import SPECS
from recoil_desktop.actions.spec import Scope
from recoil_desktop.jobs import Job
from recoil_desktop.scrubber.panel import SegmentationPanel
from recoil_desktop.settings import SettingsStore
from recoil_desktop.theme import Themes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot


class InlineJobs(QObject):
    """Runs a job's work on this thread as soon as the event loop is back: no loop of asyncio."""

    def start_blocking(self, title: str, work: Callable[[JobContext], object]) -> Job:
        job = Job(title, self)
        QTimer.singleShot(0, job, lambda: self._run(job, work))
        return job

    def _run(self, job: Job, work: Callable[[JobContext], object]) -> None:
        try:
            job.succeeded.emit(work(JobContext()))
        except RecoilError as error:
            job.failed.emit(error)
        job.ended.emit()


@dataclass
class Bench:
    """A window with a panel in it; every signal the panel gave is in ``said``."""

    window: QWidget
    panel: SegmentationPanel
    actions: ActionRegistry
    said: dict[str, list[tuple[Any, ...]]]


def a_bench(qtbot: QtBot, folder: Path, size: tuple[int, int] = (960, 720)) -> Bench:
    """A shown window of ``size`` with a panel whose keys work."""
    window = QWidget()
    panel = SegmentationPanel(InlineJobs(), None, Themes(), SettingsStore(folder))  # type: ignore[arg-type]
    panel.setParent(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(panel)
    actions = ActionRegistry(SPECS, panel, panel)  # type: ignore[arg-type]
    actions.install(window, {Scope.SEGMENTATION: panel})
    actions.enter(Scope.SEGMENTATION)
    panel.state_changed.connect(lambda state: actions.refresh(Context(review=state)))
    said: dict[str, list[tuple[Any, ...]]] = {}
    for name in ("confirm", "open", "split", "reject", "regenerate"):
        calls = said[name] = []
        getattr(panel, f"{name}_requested").connect(lambda *what, calls=calls: calls.append(what))
    qtbot.addWidget(window, before_close_func=lambda _window: panel.clear())
    window.resize(*size)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return Bench(window, panel, actions, said)
